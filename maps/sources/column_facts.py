"""What a column holds: figures, its most frequent values, edges of classes."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from maps.feature_filter import Cell
from maps.layer_facts import Breaks, ColumnStatistics, Distinct, ValueCount
from maps.sources.feature_batch import Cells
from maps.sources.filtering import is_empty
from maps.sources.layer_fault import LayerFaultError
from maps.symbology import Method

MOST_CLASSES = 64
_JENKS_SAMPLE = 3_000
_LONGEST_CELL = 2_000
Floats = NDArray[np.float64]


def cell_of(value: object) -> Cell:
    """One cell as it is told: numbers as numbers, bytes and lists not at all."""
    if value is None or isinstance(value, bool | np.bool_):
        return None if value is None else bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    return str(value)[:_LONGEST_CELL] if isinstance(value, str) else None


def statistics(numbers: Floats) -> ColumnStatistics:
    """Of numbers with NaN where a cell is empty."""
    known = numbers[np.isfinite(numbers)]
    empty = len(numbers) - len(known)
    if not len(known):
        return ColumnStatistics(0, empty, None, None, None, None, None)
    figures = (known.min(), known.max(), known.mean(), np.median(known), known.std())
    return ColumnStatistics(len(known), empty, *(float(figure) for figure in figures))


def distinct(cells: Cells, most: int) -> Distinct:
    counts = Counter(cell_of(value) for value in cells[~is_empty(cells)].tolist())
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return Distinct(tuple(ValueCount(value, count) for value, count in ordered[:most]), len(ordered) > most)


def breaks(numbers: Floats, method: Method, classes: int) -> Breaks:
    """Raises LayerFaultError no_column when there is nothing to cut."""
    known = np.sort(numbers[np.isfinite(numbers)])
    if not len(known):
        raise LayerFaultError("no_column", "there are no numbers in it")
    wanted = max(1, min(classes, MOST_CLASSES, len(np.unique(known))))
    if method is Method.JENKS:
        edges = _natural(known, wanted)
    elif method is Method.QUANTILE:
        edges = np.quantile(known, np.linspace(0.0, 1.0, wanted + 1))
    else:
        edges = np.linspace(known[0], known[-1], wanted + 1)
    rising = np.unique(edges) if known[0] < known[-1] else np.array([known[0], known[0]])
    counts, _ = np.histogram(known, rising) if known[0] < known[-1] else (np.array([len(known)]), None)
    return Breaks(tuple(float(edge) for edge in rising), tuple(int(count) for count in counts))


def _natural(known: Floats, classes: int) -> Floats:
    """Fisher's exact optimum (1958) by dynamic programming, of an even sample when there are many."""
    values = known
    if len(known) > _JENKS_SAMPLE:
        values = known[np.linspace(0, len(known) - 1, _JENKS_SAMPLE).astype(np.intp)]
    starts = _class_starts(values, classes)
    inner = [(values[start - 1] + values[start]) / 2 for start in starts[1:]]
    return np.array([known[0], *inner, known[-1]])


def _class_starts(values: Floats, classes: int) -> list[int]:
    """Index of the first value of each class, so that the squares within classes are least."""
    count = len(values)
    total, squares = np.concatenate([[0.0], np.cumsum(values)]), np.concatenate([[0.0], np.cumsum(values**2)])
    cost = np.full((classes, count + 1), np.inf)
    first = np.zeros((classes, count + 1), dtype=np.intp)
    ends = np.arange(count + 1)
    cost[0, 1:] = squares[1:] - total[1:] ** 2 / ends[1:]
    cost[0, 0] = 0.0
    for number in range(1, classes):
        for end in range(number + 1, count + 1):
            starts = np.arange(number, end)
            spread = squares[end] - squares[starts] - (total[end] - total[starts]) ** 2 / (end - starts)
            whole = cost[number - 1, starts] + spread
            best = int(np.argmin(whole))
            cost[number, end], first[number, end] = whole[best], starts[best]
    found, end = list[int](), count
    for number in range(classes - 1, -1, -1):
        end = int(first[number, end])
        found.append(end)
    return found[::-1]
