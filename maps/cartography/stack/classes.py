"""Which look each feature has: a symbology and the cells of its column become symbols and a number per feature."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.sources.feature_batch import Cells
from maps.sources.filtering import is_empty
from maps.sources.layer_fault import LayerFaultError
from maps.symbology import Categorised, Graduated, Single, Symbol, Symbology

Codes = NDArray[np.int32]
HIDDEN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The symbols in use; `codes[i]` picks that of feature i, HIDDEN is not drawn."""

    symbols: tuple[Symbol, ...]
    codes: Codes


def column_of(symbology: Symbology) -> str:
    """The column that decides the look; empty: none."""
    return symbology.column if isinstance(symbology, Categorised | Graduated) else ""


def classify(symbology: Symbology, cells: Mapping[str, Cells], count: int) -> Classes:
    """Raises LayerFaultError no_column, or not_a_table when features cannot look like that."""
    if isinstance(symbology, Single):
        return Classes((symbology.symbol,), np.zeros(count, dtype=np.int32))
    if not isinstance(symbology, Categorised | Graduated):
        raise LayerFaultError("not_a_table", type(symbology).__name__)
    if symbology.column not in cells:
        raise LayerFaultError("no_column", symbology.column[:200])
    if isinstance(symbology, Categorised):
        return _by_value(symbology, cells[symbology.column])
    return _by_step(symbology, cells[symbology.column])


def _by_value(symbology: Categorised, cells: Cells) -> Classes:
    symbols = [category.symbol for category in symbology.categories]
    code_of = {
        _comparable(category.value): number if category.visible else HIDDEN
        for number, category in enumerate(symbology.categories)
    }
    other = HIDDEN
    if symbology.other is not None:
        other = len(symbols)
        symbols.append(symbology.other)
    known: dict[object, int] = {}
    codes = np.empty(len(cells), dtype=np.int32)
    for row, cell in enumerate(cells.tolist()):
        if cell not in known:
            known[cell] = code_of.get(_comparable(cell), other)
        codes[row] = known[cell]
    return Classes(tuple(symbols) or (Symbol(),), codes)


def _comparable(value: object) -> object:
    """1, 1.0 and True of a file are one value; an empty text is no value."""
    if value is None or value == "" or value != value:  # noqa: PLR0124 - NaN
        return None
    return float(value) if isinstance(value, int | float) else str(value)


def _by_step(symbology: Graduated, cells: Cells) -> Classes:
    codes = np.full(len(cells), HIDDEN, dtype=np.int32)
    numbers = numbers_of(cells)
    for number in range(len(symbology.steps) - 1, -1, -1):  # the first that holds a value wins
        step = symbology.steps[number]
        held = (numbers >= step.lower) & (numbers <= step.upper)
        codes[held] = number if step.visible else HIDDEN
    return Classes(tuple(step.symbol for step in symbology.steps) or (Symbol(),), codes)


def numbers_of(cells: Cells) -> NDArray[np.float64]:
    """Numbers, NaN where a cell holds none."""
    if cells.dtype.kind in "iufb":
        return cells.astype(np.float64)
    numbers = np.full(len(cells), np.nan)
    for row in np.flatnonzero(~is_empty(cells)):
        try:
            numbers[row] = float(cells[row])
        except (TypeError, ValueError):
            continue
    return numbers
