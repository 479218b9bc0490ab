"""Points in zones, many at once and exactly: a quadtree whose leaves hold the few edges of outlines that cross them.

A leaf knows the zones that cover it whole, and of each zone whose outline crosses it whether its middle is inside. A
point is as inside as the middle when the way from there to it crosses that outline an even number of times. Where
arithmetic cannot tell (a point on an outline, a way through a corner) shapely decides, so that the answer is always the
one of `shapely.contains_xy`. Measured against its tree and against numba in DECISIONS.md.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from maps.fences.tree import DEEPEST, JUMP_LEVEL, Flags, Floats, Places, Quadtree
from maps.fences.zones import Shapes

_BLOCK = 8192
"""Points looked at together."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Point `point[i]` lies in zone `zone[i]`; by point, then by zone."""

    point: Places
    zone: Places


class FenceIndex:
    """Of n shapes (polygons or collections of them) in degrees, x longitude; immutable. Thread: any."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        shapely.prepare(shapes)
        self._tree = Quadtree(shapes)
        self.wraps = self._tree.east > 180.0
        """Whether a zone lies beyond 180 degrees, so that points are to be asked for 360 further too."""

    def leaves(self, x: Floats, y: Floats) -> Places:
        """The leaf of each point; -1 beyond all zones and for what is no number."""
        u, v = (x - self._tree.west) / self._tree.side, (y - self._tree.south) / self._tree.side
        inside = (u >= 0.0) & (u < 1.0) & (v >= 0.0) & (v < 1.0)
        scale = 1 << DEEPEST
        column = np.where(inside, u, 0.0) * scale
        row = np.where(inside, v, 0.0) * scale
        column, row = column.astype(np.int64), row.astype(np.int64)
        shift = DEEPEST - JUMP_LEVEL
        node = self._tree.jump[(row >> shift) << JUMP_LEVEL | (column >> shift)]
        open_ = np.flatnonzero(self._tree.child[node] >= 0)
        level = JUMP_LEVEL
        while len(open_):
            level += 1
            bit = DEEPEST - level
            quarter = ((row[open_] >> bit) & 1) << 1 | (column[open_] >> bit) & 1
            node[open_] = self._tree.child[node[open_]] + quarter
            open_ = open_[self._tree.child[node[open_]] >= 0]
        return np.where(inside, self._tree.leaf[node], -1)

    def is_plain(self, leaf: Places) -> Flags:
        """Whether all points of the leaf lie in the same zones."""
        return (leaf < 0) | (self._tree.zone_start[leaf + 1] == self._tree.zone_start[leaf])

    def room(self, x: Floats, y: Floats, leaf: Places) -> Floats:
        """How far, in degrees, a point may move at least before it lies in other zones; `leaf` as `leaves` gave it."""
        tree = self._tree
        outside = np.maximum.reduce(
            [tree.west - x, x - tree.west - tree.side, tree.south - y, y - tree.south - tree.side]
        )
        room = np.where(leaf < 0, outside, np.inf)
        known = np.flatnonzero(leaf >= 0)
        west, south, side = tree.box[leaf[known]].T
        u, v = x[known] - west, y[known] - south
        room[known] = np.minimum.reduce([u, side - u, v, side - v])
        point, slot = _spread(known, leaf[known], tree.zone_start, None)
        pair, row = _spread(np.arange(len(slot)), slot, tree.edge_start, None)
        if len(pair):
            way = np.column_stack((x[point], y[point])) - tree.slot_middle.take(slot, axis=0)
            first = np.flatnonzero(np.concatenate(([True], np.diff(point[pair]) != 0)))
            off = np.minimum.reduceat(_off_line(way.take(pair, axis=0), tree.rows.take(row, axis=0)), first)
            nearest = point[pair][first]
            room[nearest] = np.minimum(room[nearest], off)
        return np.maximum(room, 0.0)

    def pairs(self, x: Floats, y: Floats, leaf: Places | None = None) -> Pairs:
        """Every zone of every point; `leaf` is what `leaves` gave for them."""
        leaf = self.leaves(x, y) if leaf is None else leaf
        blocks = [self._block(x, y, leaf, first) for first in range(0, len(x), _BLOCK)]
        if not blocks:
            return Pairs(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))
        return Pairs(np.concatenate([p.point for p in blocks]), np.concatenate([p.zone for p in blocks]))

    def _block(self, x: Floats, y: Floats, leaf: Places, first: int) -> Pairs:
        """Of some points together: so few that what is computed of them stays in the processor's cache."""
        part = slice(first, first + _BLOCK)
        x, y, leaf = x[part], y[part], leaf[part]
        known = np.flatnonzero(leaf >= 0)
        cover_point, cover_zone = _spread(known, leaf[known], self._tree.cover_start, self._tree.cover_zone)
        edge_point, edge_zone = self._on_the_edge(x, y, leaf, known)
        point, zone = np.concatenate((cover_point, edge_point)), np.concatenate((cover_zone, edge_zone))
        order = np.argsort(point * (len(self.shapes) + 1) + zone, kind="stable")
        return Pairs(point[order] + first, zone[order])

    def _on_the_edge(self, x: Floats, y: Floats, leaf: Places, known: Places) -> tuple[Places, Places]:
        """Zones whose outlines cross the leaf of a point."""
        point, slot = _spread(known, leaf[known], self._tree.zone_start, None)
        if not len(point):
            return point, slot
        pair, row = _spread(np.arange(len(slot)), slot, self._tree.edge_start, None)
        way = np.column_stack((x[point], y[point])) - self._tree.slot_middle.take(slot, axis=0)
        crossed, doubtful = _crossings(
            way.take(pair, axis=0), self._tree.rows.take(row, axis=0)
        )  # [] takes thrice as long
        odd = np.bincount(pair, weights=crossed, minlength=len(slot)).astype(np.int64) & 1
        inside = self._tree.slot_inside[slot] ^ (odd == 1)
        if doubtful.any():
            unsure = np.unique(pair[doubtful])
            zones = self._tree.slot_zone[slot[unsure]]
            inside[unsure] = shapely.contains_xy(self.shapes[zones], x[point[unsure]], y[point[unsure]])
        return point[inside], self._tree.slot_zone[slot[inside]]


def _crossings(way: Floats, rows: Floats) -> tuple[Flags, Flags]:
    """Whether the way from the leaf's middle to the point crosses the edge, and whether that is in doubt."""
    px, py = way[:, 0], way[:, 1]
    ax, ay, ex, ey, of_middle, by_way, by_edge = rows.T
    across = px * ey - py * ex
    of_start = px * ay - py * ax
    of_end = of_start + across
    of_point = of_middle - across
    by_way = by_way * (np.abs(px) + np.abs(py))
    doubtful = (np.minimum(np.abs(of_start), np.abs(of_end)) <= by_way) | (np.abs(of_point) <= by_edge)
    return ((of_start > 0) != (of_end > 0)) & ((of_middle > 0) != (of_point > 0)), doubtful


def _off_line(way: Floats, rows: Floats) -> Floats:
    """From each point to the straight line through the edge: no farther than the edge itself."""
    ex, ey = rows[:, 2], rows[:, 3]
    return np.abs(rows[:, 4] - (way[:, 0] * ey - way[:, 1] * ex)) / np.maximum(np.hypot(ex, ey), 1e-300)


def _spread(owner: Places, key: Places, start: Places, values: Places | None) -> tuple[Places, Places]:
    """Each owner with all values of its key; without `values`, with their places."""
    count = start[key + 1] - start[key]
    total = int(count.sum())
    at = np.repeat(start[key] - (np.cumsum(count) - count), count) + np.arange(total)
    return np.repeat(owner, count), at if values is None else values[at]
