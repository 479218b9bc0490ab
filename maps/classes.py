"""Numbers cut into classes, for maps that shade by them: equal steps, equal counts, or natural breaks (Jenks 1967)."""

from enum import StrEnum

import jenkspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_CLASSES = 9
_JENKS_MOST = 2_000
"""Natural breaks take the square of their number: of more values an even sample is cut."""


class Cut(StrEnum):
    QUANTILE = "quantile"
    EQUAL = "equal"
    JENKS = "jenks"


def edges_of(values: Floats, cut: Cut, count: int) -> tuple[float, ...]:
    """Ascending limits from the least to the greatest value: as many classes as there are different values, or `count`.

    Values that are no numbers are left out; without any there are no classes.
    """
    known = np.sort(values[np.isfinite(values)])
    different = len(np.unique(known))
    if not different:
        return ()
    wanted = min(count, MOST_CLASSES, different)
    if wanted == 1:
        return float(known[0]), float(known[-1])
    if cut is Cut.EQUAL:
        found = np.linspace(known[0], known[-1], wanted + 1)
    elif cut is Cut.QUANTILE:
        found = np.quantile(known, np.linspace(0, 1, wanted + 1))
    else:
        some = known[np.unique(np.linspace(0, len(known) - 1, min(len(known), _JENKS_MOST)).astype(np.intp))]
        tops = np.array(jenkspy.jenks_breaks(some.tolist(), n_classes=min(wanted, len(np.unique(some)) - 1 or 1)))[1:-1]
        above = known[np.minimum(np.searchsorted(known, tops, side="right"), len(known) - 1)]
        found = np.concatenate(
            [known[:1], above, known[-1:]]
        )  # each break is the top of a class: the next begins above
    edges = np.unique(found)
    return tuple(edges.tolist()) if len(edges) > 1 else (float(known[0]), float(known[-1]))


def steps_of(values: Floats, edges: tuple[float, ...]) -> NDArray[np.int8]:
    """The class of each value, from 0; -1 for what is no number. A limit belongs to the class above it."""
    steps = np.searchsorted(np.array(edges[1:-1]), values, side="right").astype(np.int8)
    return np.where(np.isfinite(values), steps, np.int8(-1)).astype(np.int8)
