"""Figures of areas from a table: matched by INEGI's key, by code or by name, shown before they are kept, journalled.

What does not match is told and never guessed. A key that lost its leading zeros in a spreadsheet is found all the same.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.domain.area import HOUSEHOLDS, LONGEST_NAME, MARGINALITY, POPULATION, Figure
from desktop.domain.events import AreaEvent
from desktop.domain.operator import Operator
from desktop.services.areas.places import Area, read_areas
from desktop.services.areas.table_file import Table, is_missing, numbers, read_table
from desktop.services.permit import permit
from desktop.storage import areas as rows
from desktop.storage import journal
from desktop.storage.store import Store

CVEGEO, CODE, NAME = "CVEGEO", "code", "name"
_KEY_COLUMNS = {
    CVEGEO: ("cvegeo", "cve_geo", "clave_geo"),
    CODE: ("code", "codigo", "clave", "cve", "id", "cve_col", "cve_colonia"),
    NAME: ("name", "nombre", "nomgeo", "colonia", "nom_col", "nom_mun", "municipio", "area", "sector"),
}
_PARTS = (("entidad", "cve_ent"), ("mun", "cve_mun"), ("loc", "cve_loc"), ("ageb", "cve_ageb"))
_PART_DIGITS = (2, 3, 4, 4)
"""INEGI's own columns, from which a key is put together where the file has no CVEGEO."""
_SYNONYMS = {
    POPULATION: (
        "population",
        "poblacion",
        "poblacion_total",
        "pobtot",
        "pob_tot",
        "pob_total",
        "habitantes",
        "p_total",
    ),
    HOUSEHOLDS: ("households", "hogares", "viviendas", "tvivhab", "tothog", "viviendas_habitadas"),
    MARGINALITY: (
        "marginality",
        "marginacion",
        "indice_marginacion",
        "im_2020",
        "im",
        "imn_2020",
        "marginacion_indice",
    ),
}
_KNOWN = {word: name for name, words in _SYNONYMS.items() for word in words}
_PREFIX = re.compile(r"^(col(onia)?|fracc(ionamiento)?|barrio|unidad habitacional|u\.?h)\.?\s+")


class FiguresRefusedError(ValueError):
    """A table of which nothing can be taken; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table that becomes a figure: how many cells are numbers, say none, or say something else."""

    heading: str
    name: str
    count: int
    missing: int
    wrong: int


@dataclass(frozen=True, slots=True)
class FigureImport:
    """What would be kept, before it is. `unmatched` and `repeated` are keys of the table, `without` names of areas."""

    file: str
    key: str
    columns: tuple[Column, ...]
    figures: tuple[Figure, ...]
    matched: int
    unmatched: tuple[str, ...]
    repeated: tuple[str, ...]
    without: tuple[str, ...]
    sha256: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Request:
    """`columns` by their headings; none means every column of numbers. `key` is CVEGEO, code or name, or a heading."""

    file: Path
    key: str
    columns: tuple[str, ...]
    source: str
    as_of: date
    kinds: tuple[str, ...] = ()


class Figures:
    """Use cases of figures. Thread: any but Qt's."""

    def __init__(self, store: Store, writer: str = "console") -> None:
        self._store, self._writer = store, writer

    def prepare(self, request: Request) -> FigureImport:
        """Read and match, keep nothing. Raises TableRefusedError, FiguresRefusedError, OSError."""
        table = read_table(request.file)
        with self._store.read() as connection:
            areas = read_areas(connection, request.kinds) if request.kinds else read_areas(connection)
        if not areas:
            raise FiguresRefusedError(
                "the store has no areas. Import their outlines first: atalaya areas outlines FILE"
            )
        return matched(table, areas, request)

    def keep(self, prepared: FigureImport, by: Operator) -> None:
        """Raises NotPermittedError, a StoreError; all of it is kept or nothing."""
        permit(self._store, self._writer, by, "area.import")
        if not prepared.figures:
            raise FiguresRefusedError(f"no row of {prepared.file} fits an area: nothing is kept. Choose another key")
        first = prepared.figures[0]
        event = AreaEvent(
            "counted",
            "figure",
            prepared.matched,
            tuple(column.name for column in prepared.columns),
            first.source,
            first.as_of.isoformat(),
            prepared.sha256,
            by.login,
        )
        with self._store.write() as connection:
            rows.put_figures(connection, prepared.figures)
            journal.append(connection, event, self._writer)


def matched(table: Table, areas: Sequence[Area], request: Request) -> FigureImport:
    """Raises FiguresRefusedError."""
    kind, keys = _keys(table, areas, request.key)
    columns = _columns(table, request.columns, key_headings(table))
    known = _by_key(areas, kind)
    place = {area.id: area for area in areas}
    owners = [known.get(_folded(key, kind), "") if key else "" for key in keys]
    counted = Counter(owner for owner in owners if owner)
    repeated = tuple(key for key, owner in zip(keys, owners, strict=True) if owner and counted[owner] > 1)
    figures = [
        Figure(owner, column.name, value, request.source, request.as_of)
        for column, values in columns
        for owner, value in zip(owners, values, strict=True)
        if owner and counted[owner] == 1 and value is not None
    ]
    taken = {owner for owner in counted if counted[owner] == 1}
    return FigureImport(
        file=request.file.name,
        key=kind,
        columns=tuple(column for column, _ in columns),
        figures=tuple(figures),
        matched=len(taken),
        unmatched=tuple(key for key, owner in zip(keys, owners, strict=True) if not owner),
        repeated=repeated,
        without=tuple(area.shown_name for id_, area in place.items() if id_ not in taken),
        sha256=hashlib.sha256(request.file.read_bytes()).hexdigest() if request.file.is_file() else "",
        encoding=table.encoding,
    )


def key_headings(table: Table) -> frozenset[str]:
    """Columns that name the area rather than say something of it."""
    named = {word for words in _KEY_COLUMNS.values() for word in words} | {word for part in _PARTS for word in part}
    named |= {"nom_ent", "nom_loc", "nom_ageb", "estado", "anio", "año", "year"}
    return frozenset(heading for heading in table.columns if plain(heading) in {plain(word) for word in named})


def _keys(table: Table, areas: Sequence[Area], wanted: str) -> tuple[str, list[str]]:
    """Which kind of key, and the key of each row."""
    kind = next((known for known in _KEY_COLUMNS if known.lower() == wanted.lower()), "")
    if not kind:
        heading = _heading(table, (wanted,))
        if heading is None:
            raise FiguresRefusedError(f"the table has no column {wanted}: it has {', '.join(table.columns[:20])}")
        keys = table.column(heading)
        return _likelier(keys, areas), keys
    heading = _heading(table, _KEY_COLUMNS[kind])
    if heading is not None:
        return kind, table.column(heading)
    if kind == CVEGEO and (composed := _composed(table, areas)):
        return kind, composed
    words = ", ".join(_KEY_COLUMNS[kind][:4])
    raise FiguresRefusedError(f"the table has no column for {wanted} ({words}). Name the column that holds the key")


def _heading(table: Table, words: Iterable[str]) -> str | None:
    by_plain = {plain(heading): heading for heading in table.columns}
    return next((by_plain[plain(word)] for word in words if plain(word) in by_plain), None)


def _likelier(keys: Sequence[str], areas: Sequence[Area]) -> str:
    """Whether the keys of a column are codes or names: as which more of them fit."""
    fits: Callable[[str], int] = lambda kind: sum(_folded(key, kind) in _by_key(areas, kind) for key in keys[:500])  # noqa: E731
    return max((CODE, NAME), key=fits)


def _composed(table: Table, areas: Sequence[Area]) -> list[str]:
    """INEGI's key from its parts, as many as the areas' own codes have digits for."""
    digits = max((len(area.code) for area in areas if area.code.isdigit()), default=0)
    parts: list[list[str]] = []
    held = 0
    for words, width in zip(_PARTS, _PART_DIGITS, strict=True):
        heading = _heading(table, words)
        if heading is None or held >= digits:
            break
        parts.append([cell.zfill(width) for cell in table.column(heading)])
        held += width
    return ["".join(cells) for cells in zip(*parts, strict=True)] if held and held == digits else []


def _by_key(areas: Sequence[Area], kind: str) -> dict[str, str]:
    """Area by folded key; a name that two areas share belongs to neither."""
    keys = [(_folded(area.name if kind == NAME else area.code, kind), area.id) for area in areas]
    counted = Counter(key for key, _ in keys)
    return {key: id_ for key, id_ in keys if key and counted[key] == 1}


def _folded(key: str, kind: str) -> str:
    """As it is compared: names without accents and what stands before them, codes without leading zeros."""
    if kind == NAME:
        return _PREFIX.sub("", plain(key).replace("_", " ")).strip()
    return key.strip().upper().lstrip("0") or ("0" if key.strip() else "")


def plain(words: str) -> str:
    """Without accents, in small letters, with one underscore for what is no letter or digit."""
    bare = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def figure_name(heading: str) -> str:
    """The name under which a column is kept: one of ours where it is known, else the heading, plain."""
    name = plain(heading)[:LONGEST_NAME]
    return _KNOWN.get(name, name or "figure")


def _columns(table: Table, wanted: Sequence[str], keys: frozenset[str]) -> list[tuple[Column, list[float | None]]]:
    """Those asked for, or all that are mostly numbers. Raises FiguresRefusedError."""
    headings = [_wanted(table, heading) for heading in wanted] or [name for name in table.columns if name not in keys]
    found: list[tuple[Column, list[float | None]]] = []
    for heading in headings:
        cells = table.column(heading)
        values = numbers(cells)
        missing = sum(is_missing(cell) for cell in cells)
        wrong = sum(value is None for value in values) - missing
        column = Column(heading, figure_name(heading), len(values) - missing - wrong, missing, wrong)
        if wanted or (column.count and column.wrong <= column.count // 10):
            found.append((column, values))
    names = Counter(column.name for column, _ in found)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise FiguresRefusedError(f"two columns would be kept as {twice[0]}. Name the columns you want")
    if not any(column.count for column, _ in found):
        raise FiguresRefusedError("no column of numbers was found. Name the columns you want")
    return found


def _wanted(table: Table, heading: str) -> str:
    found = _heading(table, (heading,))
    if found is None:
        raise FiguresRefusedError(f"the table has no column {heading}: it has {', '.join(table.columns[:20])}")
    return found
