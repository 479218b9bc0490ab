"""The first rows of a table in a text file, for a person who says which of its columns are coordinates."""

import csv
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_BYTES = 1 << 16
_SEPARATORS = ",;\t|"
_MOST_COLUMNS, _LONGEST_CELL = 200, 200


@dataclass(frozen=True, slots=True)
class TableSample:
    """`rows[i][j]` is the text in row i under `header[j]`."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_sample(path: Path, count: int = 10) -> TableSample:
    """Of at most 64 kB of the file, whatever its size. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    text = _decoded(head)
    lines = text.splitlines()
    if len(head) == _SAMPLE_BYTES and len(lines) > 1:
        lines = lines[:-1]  # cut in its middle
    rows = _rows(lines[: count + 1], _separator(lines[0] if lines else ""))
    if not rows:
        return TableSample((), ())
    width = len(rows[0])
    return TableSample(rows[0], tuple((*row, *("",) * width)[:width] for row in rows[1:]))


def _decoded(head: bytes) -> str:
    """UTF-8 where it is; else the code page that spreadsheets of Mexico write."""
    for cut in range(4):  # a sign of several bytes may be cut at the end
        try:
            return head[: len(head) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
    return head.decode("cp1252", "replace")


def _separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count)


def _rows(lines: list[str], separator: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    try:
        rows.extend(
            tuple(cell.strip()[:_LONGEST_CELL] for cell in row[:_MOST_COLUMNS])
            for row in csv.reader(lines, delimiter=separator)
        )
    except csv.Error:
        return rows  # what came before the broken line
    return rows
