"""The rows of a table as it is filtered and ordered: which feature stands in which row, worked out once.

A page is then a few reads by id. Without filter and order the ids as they lie in the file are the rows.
"""

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from maps.feature_filter import columns_of
from maps.layer_facts import ColumnType, Page, Rows, SortKey
from maps.sources.column_facts import cell_of
from maps.sources.feature_batch import Cells, Ids, Table, check_column
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.filtering import folded, is_empty, lets_through

_NEAR = 20_000
"""Rows near the beginning of a table as it lies are read at once; further ones by their ids."""


@dataclass(frozen=True, slots=True, eq=False)
class RowOrder:
    """`ids[row]` is the feature of a row; `row_of` looks the other way."""

    ids: Ids
    by_id: NDArray[np.intp]

    def rows_of(self, ids: Ids) -> NDArray[np.intp]:
        """-1 where the table, as it is filtered, lacks a feature."""
        if not len(self.ids):
            return np.full(len(ids), -1, dtype=np.intp)
        sorted_ids = self.ids[self.by_id]
        at = np.clip(np.searchsorted(sorted_ids, ids), 0, len(sorted_ids) - 1)
        return np.where(sorted_ids[at] == ids, self.by_id[at], -1)


def order_of(rows: Rows, table: Table, shelf: FeatureShelf) -> RowOrder:
    """Kept until the table's content changes. Raises LayerFaultError."""
    key = msgspec.json.encode((rows.where, rows.order)).decode()
    return shelf.keep(table, f"rows {key}", lambda: _made(rows, table, shelf))


def _made(rows: Rows, table: Table, shelf: FeatureShelf) -> RowOrder:
    ids = shelf.keep(table, "ids", table.ids)
    kept = np.arange(len(ids))
    needed = columns_of(rows.where)
    if needed:
        cells = {name: _column(table, shelf, name) for name in needed}
        kept = np.flatnonzero(lets_through(rows.where, cells, len(ids)))
    for key in reversed(rows.order):
        kept = kept[_sorted(_column(table, shelf, key.column)[kept], key)]
    ordered = ids[kept]
    return RowOrder(ordered, np.argsort(ordered, kind="stable"))


def _column(table: Table, shelf: FeatureShelf, name: str) -> Cells:
    check_column(table.columns, name)
    return shelf.column(table, name)[1]


def _sorted(cells: Cells, key: SortKey) -> NDArray[np.intp]:
    """A stable order; texts without case and accents; empty cells last whichever way."""
    empty = is_empty(cells)
    if cells.dtype == object:
        texts = {cell: folded(cell) for cell in set(cells[~empty].tolist())}
        rank_of = {text: rank for rank, text in enumerate(sorted(set(texts.values())))}
        ranks = np.array([0 if gone else rank_of[texts[cell]] for cell, gone in zip(cells, empty, strict=True)])
    else:
        ranks = np.where(empty, 0, cells)
    ranks = -ranks.astype(np.float64) if key.descending else ranks
    return np.lexsort((ranks, empty))


def page_of(rows: Rows, first: int, count: int, table: Table, shelf: FeatureShelf) -> Page:
    """Raises LayerFaultError."""
    first, count = max(0, first), max(0, count)
    shown = tuple(column for column in table.columns if column.type is not ColumnType.OTHER)
    names = [column.name for column in shown]
    if rows.where is None and not rows.order and first < _NEAR:
        batch, total = table.part(first, count, names), table.count()
    else:
        order = order_of(rows, table, shelf)
        batch, total = table.of_ids(order.ids[first : first + count], names, shapes=False), len(order.ids)
    columns = [[cell_of(value) for value in batch.cells[column.name].tolist()] for column in shown]
    cells = zip(*columns, strict=True) if columns else (() for _ in batch.ids)
    return Page(first, total, shown, tuple(batch.ids.tolist()), tuple(tuple(row) for row in cells))
