"""A table of a stranger's making, as offices send them: any usual encoding, separator and decimal sign. Bounded."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

LARGEST_BYTES = 64 << 20
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 10_000
_SEPARATORS = ";,\t|"
_MISSING = frozenset({"", "*", "-", "--", "n/d", "nd", "n.d.", "na", "n/a", "null", "s/d", "nan"})
"""How INEGI and others say that there is no number: `*` is a figure kept back for few people."""
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_THOUSANDS = re.compile(r"^[-+]?\d{1,3}(,\d{3})+$")
_POINT_THOUSANDS = re.compile(r"^[-+]?\d{1,3}(\.\d{3}){2,}$")
_COMMA_DECIMAL = re.compile(r"^[-+]?\d{1,3}(\.\d{3})+(,\d*)?$|^[-+]?\d+,\d*$")
_NUMBER = re.compile(r"^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$", re.IGNORECASE)


class TableRefusedError(ValueError):
    """A file that is no table that can be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have as many cells as `columns`, stripped."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str
    separator: str

    def column(self, name: str) -> list[str]:
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def read_table(path: Path) -> Table:
    """Raises TableRefusedError, OSError."""
    if path.stat().st_size > LARGEST_BYTES:
        raise TableRefusedError(f"{path.name} is larger than {LARGEST_BYTES >> 20} MB. Keep the columns you need")
    text, encoding = _decoded(path.read_bytes(), path.name)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = _separator(text)
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise TableRefusedError(f"{path.name} cannot be read as a table: {error}. Save it again as CSV") from error
    if len(rows) < 2 or len(rows[0]) > MOST_COLUMNS or "<html" in head.lower():
        raise TableRefusedError(f"{path.name} is no table with a header line and rows. Save it again as CSV")
    if len(rows) > MOST_ROWS:
        raise TableRefusedError(f"{path.name} has {len(rows)} rows, and {MOST_ROWS} is the most")
    columns = _distinct([name.strip() for name in rows[0]])
    return Table(columns, tuple(_padded(row, len(columns)) for row in rows[1:]), encoding, separator)


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableRefusedError(f"{name} is no text. Save the sheet as CSV first")
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


def _separator(text: str) -> str:
    """The sign that cuts the first lines into the same number of cells, more than one; the most cells win."""
    lines = [line for line in text.splitlines()[:40] if line.strip()][:20]
    return max(_SEPARATORS, key=lambda sign: _cells(lines, sign))


def _cells(lines: list[str], sign: str) -> tuple[bool, int]:
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
    except csv.Error:
        return False, 0
    return len(set(counts)) == 1 and counts[0] > 1, counts[0] if counts else 0


def _distinct(names: list[str]) -> tuple[str, ...]:
    """A name that comes twice gets a number, one that is empty too."""
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        plain = name or "column"
        seen[plain] = seen.get(plain, 0) + 1
        names[index] = plain if name and seen[plain] == 1 else f"{plain} {seen[plain]}"
    return tuple(names)


def _padded(row: list[str], width: int) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in (*row[:width], *[""] * (width - len(row))))


def numbers(cells: list[str]) -> list[float | None]:
    """Of one column: its own habit decides whether a comma is decimal or parts thousands. None where there is none."""
    plain = [_SPACES.sub("", cell).strip("$%").strip() for cell in cells]
    comma_is_decimal = any(
        "," in cell and not _THOUSANDS.match(cell) and cell.rfind(",") > cell.rfind(".") for cell in plain
    )
    return [_number(cell, comma_is_decimal=comma_is_decimal) for cell in plain]


def _number(cell: str, *, comma_is_decimal: bool) -> float | None:
    if cell.lower() in _MISSING:
        return None
    if _POINT_THOUSANDS.match(cell) or (comma_is_decimal and _COMMA_DECIMAL.match(cell)):
        cell = cell.replace(".", "").replace(",", ".")
    else:
        cell = cell.replace(",", "")
    if not _NUMBER.match(cell):
        return None
    value = float(cell)
    return value if abs(value) < 1e15 else None


def is_missing(cell: str) -> bool:
    """Whether the cell says that there is no number, rather than something that is none."""
    return _SPACES.sub("", cell).lower() in _MISSING
