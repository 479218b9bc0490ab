"""Which features of a batch a filter lets through, by their columns. The values say what each operator means."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.feature_filter import Cell, Compare, Every, Filter, Operator
from maps.sources.feature_batch import Cells
from maps.sources.layer_fault import LayerFaultError

Mask = NDArray[np.bool_]


def lets_through(where: Filter | None, cells: Mapping[str, Cells], count: int) -> Mask:
    """N booleans. Raises LayerFaultError no_column."""
    if where is None:
        return np.ones(count, dtype=np.bool_)
    if isinstance(where, Compare):
        if where.column not in cells:
            raise LayerFaultError("no_column", where.column[:200])
        return compared(where, cells[where.column])
    parts = [lets_through(part, cells, count) for part in where.of]
    if isinstance(where, Every):
        return np.logical_and.reduce(parts) if parts else np.ones(count, dtype=np.bool_)
    return np.logical_or.reduce(parts) if parts else np.zeros(count, dtype=np.bool_)


def compared(test: Compare, cells: Cells) -> Mask:
    empty = is_empty(cells)
    if test.operator is Operator.IS_EMPTY:
        return empty
    if test.operator is Operator.NOT_EMPTY:
        return ~empty
    if test.operator is Operator.NOT_EQUAL:
        return ~_equal(cells, test.value) | empty
    if test.operator is Operator.ONE_OF:
        found = [_equal(cells, value) for value in test.values]
        return np.logical_or.reduce(found) & ~empty if found else np.zeros(len(cells), dtype=np.bool_)
    return _OPERATORS[test.operator](cells, test.value) & ~empty


def is_empty(cells: Cells) -> Mask:
    if cells.dtype == object:
        return np.array([cell is None or cell == "" or cell != cell for cell in cells], dtype=np.bool_)  # noqa: PLR0124 - NaN
    if cells.dtype.kind == "f":
        return np.isnan(cells)
    return np.isnat(cells) if cells.dtype.kind == "M" else np.zeros(len(cells), dtype=np.bool_)


def folded(text: object) -> str:
    """Without case and accents, as people search."""
    plain = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def number_of(value: object) -> float | None:
    """The number that a value is or spells; None when it is none."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _is_numeric(cells: Cells) -> bool:
    return cells.dtype.kind in "iufb"


def _equal(cells: Cells, value: Cell) -> Mask:
    if _is_numeric(cells):
        number = number_of(value)
        return np.zeros(len(cells), dtype=np.bool_) if number is None else np.asarray(cells == number)
    wanted = folded(value)
    return _by_text(cells, lambda text: text == wanted)


def _ordered(better: Callable[[Any, Any], Any]) -> Callable[[Cells, Cell], Mask]:
    def compare(cells: Cells, value: Cell) -> Mask:
        if _is_numeric(cells):
            number = number_of(value)
            return np.zeros(len(cells), dtype=np.bool_) if number is None else np.asarray(better(cells, number))
        wanted = folded(value)
        return _by_text(cells, lambda text: bool(better(text, wanted)))

    return compare


def _by_text(cells: Cells, wanted: Callable[[str], bool]) -> Mask:
    """Each different text is looked at once: tables repeat themselves."""
    known: dict[object, bool] = {}
    found = np.zeros(len(cells), dtype=np.bool_)
    for row, cell in enumerate(cells.tolist()):
        if cell not in known:
            known[cell] = wanted(folded("" if cell is None else cell))
        found[row] = known[cell]
    return found


def _contains(cells: Cells, value: Cell) -> Mask:
    part = folded(value)
    return _by_text(cells, lambda text: part in text)


def _begins(cells: Cells, value: Cell) -> Mask:
    part = folded(value)
    return _by_text(cells, lambda text: text.startswith(part))


_OPERATORS: dict[Operator, Callable[[Cells, Cell], Mask]] = {
    Operator.EQUAL: _equal,
    Operator.LESS: _ordered(lambda one, other: one < other),
    Operator.AT_MOST: _ordered(lambda one, other: one <= other),
    Operator.MORE: _ordered(lambda one, other: one > other),
    Operator.AT_LEAST: _ordered(lambda one, other: one >= other),
    Operator.CONTAINS: _contains,
    Operator.BEGINS: _begins,
}
