"""Assets of a kind as a table: columns of their attributes, filtered, sorted, a page at a time. Off the Qt thread.

Row ids are places in the tuple of assets that was handed over.
"""

import statistics as figures
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from desktop.domain.asset import Asset
from maps.feature_filter import Cell, Compare, Every, Filter, Operator
from maps.layer_facts import Column, ColumnStatistics, ColumnType, Page, SortKey

_OWN: tuple[tuple[str, Callable[[Asset], Cell]], ...] = (
    ("code", lambda asset: asset.code),
    ("name", lambda asset: asset.name),
    ("lat_deg", lambda asset: asset.place.lat_deg if asset.place is not None else None),
    ("lon_deg", lambda asset: asset.place.lon_deg if asset.place is not None else None),
)


def asset_columns(assets: Sequence[Asset]) -> tuple[Column, ...]:
    """Their own, then those of the attributes that any of them has, by name."""
    names = sorted({name for asset in assets for name in asset.attributes})
    own = [Column(name, ColumnType.REAL if name.endswith("_deg") else ColumnType.TEXT) for name, _get in _OWN]
    return (*own, *(Column(name, _type(assets, name)) for name in names))


def _type(assets: Sequence[Asset], name: str) -> ColumnType:
    kinds = {type(value) for asset in assets if (value := asset.attributes.get(name)) is not None}
    if kinds == {bool}:
        return ColumnType.BOOLEAN
    if kinds == {int}:
        return ColumnType.INTEGER
    return ColumnType.REAL if kinds and kinds <= {int, float} else ColumnType.TEXT


def cell_of(asset: Asset, name: str) -> Cell:
    own = dict(_OWN).get(name)
    return own(asset) if own is not None else asset.attributes.get(name)


def asset_page(assets: Sequence[Asset], where: Filter | None, order: Sequence[SortKey], first: int, count: int) -> Page:
    columns, ids = asset_columns(assets), _ordered(assets, where, order)
    shown = ids[max(0, first) : max(0, first) + count]
    rows = tuple(tuple(cell_of(assets[one], column.name) for column in columns) for one in shown)
    return Page(max(0, first), len(ids), columns, tuple(shown), rows)


def asset_rows_of(
    assets: Sequence[Asset], where: Filter | None, order: Sequence[SortKey], ids: Sequence[int]
) -> tuple[int, ...]:
    """-1 for one that the filter leaves out."""
    places = {one: row for row, one in enumerate(_ordered(assets, where, order))}
    return tuple(places.get(one, -1) for one in ids)


def asset_statistics(assets: Sequence[Asset], where: Filter | None, column: str) -> ColumnStatistics:
    cells = [cell_of(assets[one], column) for one in _ordered(assets, where, ())]
    numbers = [float(cell) for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    empty = sum(cell is None for cell in cells)
    if not numbers:
        return ColumnStatistics(0, empty, None, None, None, None, None)
    return ColumnStatistics(
        len(numbers),
        empty,
        min(numbers),
        max(numbers),
        figures.fmean(numbers),
        figures.median(numbers),
        figures.pstdev(numbers),
    )


def _ordered(assets: Sequence[Asset], where: Filter | None, order: Sequence[SortKey]) -> list[int]:
    ids = [number for number, asset in enumerate(assets) if where is None or holds(where, asset)]
    for key in reversed(order):
        known = [one for one in ids if cell_of(assets[one], key.column) is not None]
        empty = [one for one in ids if cell_of(assets[one], key.column) is None]
        known.sort(key=lambda one, name=key.column: _rank(cell_of(assets[one], name)), reverse=key.descending)
        ids = [*known, *empty]
    return ids


def _rank(cell: Cell) -> tuple[int, float, str]:
    """Numbers before texts; texts without case and accents."""
    if isinstance(cell, int | float):
        return 0, float(cell), ""
    return 1, 0.0, _plain(str(cell))


def holds(where: Filter, asset: Asset) -> bool:
    if isinstance(where, Compare):
        return _meets(where, cell_of(asset, where.column))
    parts = (holds(part, asset) for part in where.of)
    return all(parts) if isinstance(where, Every) else any(parts)


def _meets(test: Compare, cell: Cell) -> bool:
    if cell is None or cell == "":
        return test.operator in {Operator.IS_EMPTY, Operator.NOT_EQUAL}
    if test.operator is Operator.ONE_OF:
        return any(_equal(cell, value) for value in test.values)
    return _COMPARISONS[test.operator](cell, test.value)


def _equal(cell: Cell, value: Cell) -> bool:
    return _rank(cell) == _rank(value)


def _text(cell: Any) -> str:
    return _plain(str(cell))


_COMPARISONS: dict[Operator, Callable[[Cell, Cell], bool]] = {
    Operator.EQUAL: _equal,
    Operator.NOT_EQUAL: lambda cell, value: not _equal(cell, value),
    Operator.LESS: lambda cell, value: _rank(cell) < _rank(value),
    Operator.AT_MOST: lambda cell, value: _rank(cell) <= _rank(value),
    Operator.MORE: lambda cell, value: _rank(cell) > _rank(value),
    Operator.AT_LEAST: lambda cell, value: _rank(cell) >= _rank(value),
    Operator.CONTAINS: lambda cell, value: _text(value) in _text(cell),
    Operator.BEGINS: lambda cell, value: _text(cell).startswith(_text(value)),
    Operator.IS_EMPTY: lambda _cell, _value: False,
    Operator.NOT_EMPTY: lambda _cell, _value: True,
}


def _plain(text: str) -> str:
    """Lower case without accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
