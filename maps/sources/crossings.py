"""Where streets meet: by the nodes that they have in common, or by where their lines touch.

In OpenStreetMap two streets that meet share a node, and a bridge shares none with the street under it: there the nodes
alone decide. A line layer of another maker knows no nodes: lines that touch, or end a step from another, meet.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.sources.reading import Geometries

SAME_CROSSING_M = 60.0
"""The nodes where the two lanes of an avenue meet those of another are one crossing."""
TOUCH_M = 1.0
_NODE_M = 0.01
_MOST_AT_A_NODE = 8
Meeting = tuple[int, int, float, float]
"""Numbers of two streets, the smaller first, and the place in map metres."""


def meetings(lines: Geometries, street: NDArray[np.int64], ground: float, *, shares_nodes: bool) -> Iterator[Meeting]:
    """Each pair of streets once for each place where they meet, by number."""
    found = _by_nodes(lines, street) if shares_nodes else _by_touch(lines, street, ground)
    places: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for one, other, x, y in found:
        places.setdefault((one, other), []).append((x, y))
    for (one, other), points in sorted(places.items()):
        for x, y in _gathered(points, SAME_CROSSING_M / ground):
            yield one, other, x, y


def _by_nodes(lines: Geometries, street: NDArray[np.int64]) -> Iterator[Meeting]:
    if not len(lines):
        return
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    keys = np.round(xy / _NODE_M).astype(np.int64)
    rows = np.unique(np.column_stack((keys, street[owner])), axis=0)
    is_new = np.any(np.diff(rows[:, :2], axis=0, prepend=rows[:1, :2] - 1) != 0, axis=1)
    starts = np.flatnonzero(is_new)
    counts = np.diff(np.append(starts, len(rows)))
    for start, count in zip(starts[counts > 1], counts[counts > 1], strict=True):
        here = sorted(int(number) for number in rows[start : start + count, 2])[:_MOST_AT_A_NODE]
        x, y = rows[start, :2] * _NODE_M
        for one, other in combinations(here, 2):
            yield one, other, float(x), float(y)


def _by_touch(lines: Geometries, street: NDArray[np.int64], ground: float) -> Iterator[Meeting]:
    if not len(lines):
        return
    pairs = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=TOUCH_M / ground)
    pairs = pairs[:, street[pairs[0]] < street[pairs[1]]]
    cuts = shapely.intersection(lines[pairs[0]], lines[pairs[1]])
    nearest = shapely.shortest_line(lines[pairs[0]], lines[pairs[1]])
    for (one, other), cut, way in zip(street[pairs].T, cuts, nearest, strict=True):
        for x, y in shapely.get_coordinates(way if cut.is_empty else shapely.centroid(shapely.get_parts(cut)))[
            :_MOST_AT_A_NODE
        ]:
            yield int(one), int(other), float(x), float(y)
            if cut.is_empty:
                break


def _gathered(points: list[tuple[float, float]], reach: float) -> Iterator[tuple[float, float]]:
    """Points near to each other as their middle: the first that is left takes all within reach."""
    rest = np.array(points)
    while len(rest):
        near = np.hypot(*(rest - rest[0]).T) <= reach
        middle = rest[near].mean(axis=0)
        yield float(middle[0]), float(middle[1])
        rest = rest[~near]
