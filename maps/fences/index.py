"""Points in zones, many at once and exactly: a quadtree whose leaves hold the few edges of outlines that cross them.

A leaf knows the zones that cover it whole, and of each zone whose outline crosses it whether its middle is inside. A
point is as inside as the middle when the way from there to it crosses that outline an even number of times. Where
arithmetic cannot tell (a point on an outline, a way through a corner) shapely decides, so that the answer is always the
one of `shapely.contains_xy`. Measured against its tree and against numba in DECISIONS.md.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.fences.zones import Shapes

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

LEAF_EDGES = 4
_DEEPEST = 26
_FINEST_DEG = 2e-5
"""About two metres: a smaller leaf would cost more to reach than its edges to test."""
_JUMP_LEVEL = 9
"""Down to this level a table gives the node at once."""
_BLOCK = 8192
_DOUBT = 1e-11
"""Relative to the numbers compared; far above the error of doubles, far below a millimetre."""
_MIDDLE = (0.4953, 0.5119)
"""Of a leaf, its reference point: off the round numbers on which drawn outlines like to run."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Point `point[i]` lies in zone `zone[i]`; by point, then by zone."""

    point: Places
    zone: Places


@dataclass(slots=True, eq=False)
class _Level:
    """Cells of one level on their way down: what crosses them and what covers them."""

    column: Places
    row: Places
    item_cell: Places
    item_edge: Places
    cover_cell: Places
    cover_zone: Places


class FenceIndex:
    """Of n shapes (polygons or collections of them) in degrees, x longitude; immutable. Thread: any."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        shapely.prepare(shapes)
        self._edges(shapes)
        filled = ~shapely.is_empty(shapes)
        bounds = shapely.bounds(shapes[filled]) if filled.any() else np.zeros((1, 4))
        self._west, self._south = float(bounds[:, 0].min()), float(bounds[:, 1].min())
        reach = max(float(bounds[:, 2].max()) - self._west, float(bounds[:, 3].max()) - self._south, 1e-9)
        self._side = reach * (1.0 + 1e-9) + 1e-12
        self.wraps = bool(bounds[:, 2].max() > 180.0)
        self._grow()

    def leaves(self, x: Floats, y: Floats) -> Places:
        """The leaf of each point; -1 beyond all zones and for what is no number."""
        u, v = (x - self._west) / self._side, (y - self._south) / self._side
        inside = (u >= 0.0) & (u < 1.0) & (v >= 0.0) & (v < 1.0)
        scale = 1 << _DEEPEST
        column = np.where(inside, u, 0.0) * scale
        row = np.where(inside, v, 0.0) * scale
        column, row = column.astype(np.int64), row.astype(np.int64)
        shift = _DEEPEST - _JUMP_LEVEL
        node = self._jump[(row >> shift) << _JUMP_LEVEL | (column >> shift)]
        open_ = np.flatnonzero(self._child[node] >= 0)
        level = _JUMP_LEVEL
        while len(open_):
            level += 1
            bit = _DEEPEST - level
            quarter = ((row[open_] >> bit) & 1) << 1 | (column[open_] >> bit) & 1
            node[open_] = self._child[node[open_]] + quarter
            open_ = open_[self._child[node[open_]] >= 0]
        return np.where(inside, self._leaf[node], -1)

    def is_plain(self, leaf: Places) -> Flags:
        """Whether all points of the leaf lie in the same zones."""
        return (leaf < 0) | (self._zone_start[leaf + 1] == self._zone_start[leaf])

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
        cover_point, cover_zone = _spread(known, leaf[known], self._cover_start, self._cover_zone)
        edge_point, edge_zone = self._on_the_edge(x, y, leaf, known)
        point, zone = np.concatenate((cover_point, edge_point)), np.concatenate((cover_zone, edge_zone))
        order = np.argsort(point * (len(self.shapes) + 1) + zone, kind="stable")
        return Pairs(point[order] + first, zone[order])

    def _on_the_edge(self, x: Floats, y: Floats, leaf: Places, known: Places) -> tuple[Places, Places]:
        """Zones whose outlines cross the leaf of a point."""
        point, slot = _spread(known, leaf[known], self._zone_start, None)
        if not len(point):
            return point, slot
        pair, row = _spread(np.arange(len(slot)), slot, self._edge_start, None)
        way = np.column_stack((x[point], y[point])) - self._slot_middle.take(slot, axis=0)
        crossed, doubtful = _crossings(way.take(pair, axis=0), self._rows.take(row, axis=0))  # [] takes thrice as long
        odd = np.bincount(pair, weights=crossed, minlength=len(slot)).astype(np.int64) & 1
        inside = self._slot_inside[slot] ^ (odd == 1)
        if doubtful.any():
            unsure = np.unique(pair[doubtful])
            zones = self._slot_zone[slot[unsure]]
            inside[unsure] = shapely.contains_xy(self.shapes[zones], x[point[unsure]], y[point[unsure]])
        return point[inside], self._slot_zone[slot[inside]]

    # building

    def _edges(self, shapes: Shapes) -> None:
        rings, of_part = shapely.get_rings(shapely.get_parts(shapes), return_index=True)
        owner_of_part = np.repeat(np.arange(len(shapes)), shapely.get_num_geometries(shapes))
        xy, of_ring = shapely.get_coordinates(rings, return_index=True)
        within = np.flatnonzero(of_ring[1:] == of_ring[:-1])
        self._ax, self._ay = xy[within, 0], xy[within, 1]
        self._ex, self._ey = xy[within + 1, 0] - self._ax, xy[within + 1, 1] - self._ay
        self._edge_zone = owner_of_part[of_part[of_ring[within]]] if len(within) else within

    def _grow(self) -> None:
        nothing = np.empty(0, dtype=np.intp)
        every = np.arange(len(self._ax))
        level = _Level(np.zeros(1, np.intp), np.zeros(1, np.intp), np.zeros_like(every), every, nothing, nothing)
        child, columns, rows, depths = [np.full(1, -1)], [level.column], [level.row], [np.zeros(1, np.intp)]
        leaves: list[tuple[Places, int, _Level]] = []
        first, depth = 0, 0
        deepest = min(_DEEPEST, max(0, math.ceil(math.log2(self._side / _FINEST_DEG))))
        while len(level.column):
            crowded = np.bincount(level.item_cell, minlength=len(level.column)) > LEAF_EDGES
            split = np.flatnonzero(crowded if depth < deepest else np.zeros_like(crowded))
            leaves.append((first + np.flatnonzero(~_chosen(split, len(level.column))), depth, level))
            child[depth][split] = first + len(level.column) + 4 * np.arange(len(split))
            first += len(level.column)
            level = self._quartered(level, split, depth)
            depth += 1
            child.append(np.full(len(level.column), -1))
            columns.append(level.column)
            rows.append(level.row)
            depths.append(np.full(len(level.column), depth))
        self._child = np.concatenate(child)
        self._jump = self._jump_table(np.concatenate(columns), np.concatenate(rows), np.concatenate(depths))
        self._settle(leaves, first)

    def _quartered(self, level: _Level, split: Places, depth: int) -> _Level:
        """The four quarters of the cells to be split, with what crosses or covers each."""
        number = np.full(len(level.column), -1)
        number[split] = np.arange(len(split))
        quarter = np.tile(np.arange(4), len(split))
        column = np.repeat(level.column[split], 4) * 2 + (quarter & 1)
        row = np.repeat(level.row[split], 4) * 2 + (quarter >> 1)
        kept = number[level.item_cell] >= 0
        parent, edge = number[level.item_cell[kept]], level.item_edge[kept]
        cell = (parent[:, None] * 4 + np.arange(4)).ravel()
        edge_4 = np.repeat(edge, 4)
        touching = self._touches(edge_4, column[cell], row[cell], depth + 1)
        item_cell, item_edge = cell[touching], edge_4[touching]
        covered = number[level.cover_cell] >= 0
        cover_cell = (number[level.cover_cell[covered]][:, None] * 4 + np.arange(4)).ravel()
        cover_zone = np.repeat(level.cover_zone[covered], 4)
        new_cell, new_zone = self._newly_covered((parent, edge), (item_cell, item_edge), (column, row), depth + 1)
        return _Level(
            column,
            row,
            item_cell,
            item_edge,
            np.concatenate((cover_cell, new_cell)),
            np.concatenate((cover_zone, new_zone)),
        )

    def _newly_covered(
        self,
        before: tuple[Places, Places],
        after: tuple[Places, Places],
        cells: tuple[Places, Places],
        depth: int,
    ) -> tuple[Places, Places]:
        """Quarters that an outline of their parent does not cross any more: whole inside its zone, or whole outside."""
        zones = len(self.shapes) + 1
        parents = np.unique(before[0] * zones + self._edge_zone[before[1]])
        quarters = ((parents // zones)[:, None] * 4 + np.arange(4)).ravel()
        zone = np.repeat(parents % zones, 4)
        crossed = np.unique(after[0] * zones + self._edge_zone[after[1]])
        free = ~np.isin(quarters * zones + zone, crossed)
        quarters, zone = quarters[free], zone[free]
        x, y = self._middles(cells[0][quarters], cells[1][quarters], depth)
        inside = shapely.contains_xy(self.shapes[zone], x, y)
        return quarters[inside], zone[inside]

    def _middles(self, column: Places, row: Places, depth: int | Places) -> tuple[Floats, Floats]:
        side = self._side / np.exp2(depth)
        return self._west + (column + _MIDDLE[0]) * side, self._south + (row + _MIDDLE[1]) * side

    def _touches(self, edge: Places, column: Places, row: Places, depth: int) -> Flags:
        """Whether the edge may cross the cell; its box a hair too large rather than too small."""
        half = self._side / 2.0 ** (depth + 1)
        cx, cy = self._west + (2 * column + 1) * half, self._south + (2 * row + 1) * half
        half *= 1.0 + 1e-6
        half += 1e-12 * (abs(self._west) + abs(self._south) + self._side)
        ax, ay = self._ax[edge] - cx, self._ay[edge] - cy
        ex, ey = self._ex[edge], self._ey[edge]
        apart = (
            (np.minimum(ax, ax + ex) > half)
            | (np.maximum(ax, ax + ex) < -half)
            | (np.minimum(ay, ay + ey) > half)
            | (np.maximum(ay, ay + ey) < -half)
            | (np.abs(ax * ey - ay * ex) > half * (np.abs(ex) + np.abs(ey)) * (1.0 + 1e-9))
        )
        return ~apart

    def _jump_table(self, column: Places, row: Places, depth: Places) -> Places:
        """The node of every cell of the jump level: itself, or the leaf above it."""
        side = 1 << _JUMP_LEVEL
        table = np.zeros((side, side), dtype=np.intp)
        for level in range(min(int(depth.max()), _JUMP_LEVEL) + 1):
            nodes = np.flatnonzero(depth == level)
            size = side >> level
            if size == 1:
                table[row[nodes], column[nodes]] = nodes
                continue
            for node in nodes[self._child[nodes] < 0].tolist():
                top, left = row[node] * size, column[node] * size
                table[top : top + size, left : left + size] = node
        return table.ravel()

    def _settle(self, leaves: list[tuple[Places, int, _Level]], nodes: int) -> None:
        """Leaves numbered, with their covers, their outlines and the edges of each."""
        self._leaf = np.full(nodes, -1, dtype=np.intp)
        covers: list[tuple[Places, Places]] = []
        items: list[tuple[Places, Places]] = []
        middles: list[tuple[Floats, Floats]] = []
        count, first = 0, 0
        for some, depth, level in leaves:
            number = np.full(len(level.column), -1)
            own = some - first
            number[own] = count + np.arange(len(own))
            self._leaf[some] = number[own]
            covers.append(_moved(number, level.cover_cell, level.cover_zone))
            items.append(_moved(number, level.item_cell, level.item_edge))
            middles.append(self._middles(level.column[own], level.row[own], depth))
            count += len(own)
            first += len(level.column)
        cover_leaf, cover_zone = (np.concatenate(column) for column in zip(*covers, strict=True))
        order = np.lexsort((cover_zone, cover_leaf))
        self._cover_zone = cover_zone[order]
        self._cover_start = _starts(cover_leaf, count)
        self._settle_items(items, middles, count)

    def _settle_items(
        self, items: list[tuple[Places, Places]], middles: list[tuple[Floats, Floats]], count: int
    ) -> None:
        leaf, edge = (np.concatenate(column) for column in zip(*items, strict=True))
        x, y = (np.concatenate(column) for column in zip(*middles, strict=True))
        zone = self._edge_zone[edge]
        order = np.lexsort((edge, zone, leaf))
        leaf, edge, zone = leaf[order], edge[order], zone[order]
        begins = np.ones(len(leaf), dtype=np.bool_)
        begins[1:] = (leaf[1:] != leaf[:-1]) | (zone[1:] != zone[:-1])
        first = np.flatnonzero(begins)
        self._rows = self._edge_rows(edge, x[leaf], y[leaf])
        self._edge_start = np.append(first, len(edge))
        self._slot_zone = zone[first]
        self._slot_middle = np.column_stack((x[leaf[first]], y[leaf[first]]))
        self._slot_inside = shapely.contains_xy(self.shapes[self._slot_zone], x[leaf[first]], y[leaf[first]])
        self._zone_start = np.append(_starts(leaf[first], count), len(first))  # one more for leaf -1

    def _edge_rows(self, edge: Places, x: Floats, y: Floats) -> Floats:
        """What is asked of an edge again and again, in one row, seen from the middle of its leaf."""
        ax, ay, ex, ey = self._ax[edge] - x, self._ay[edge] - y, self._ex[edge], self._ey[edge]
        reach = np.abs(ax) + np.abs(ay) + np.abs(ex) + np.abs(ey)
        doubt = _DOUBT * (np.abs(ex) + np.abs(ey)) * reach
        return np.column_stack((ax, ay, ex, ey, ax * ey - ay * ex, _DOUBT * reach, doubt))


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


def _spread(owner: Places, key: Places, start: Places, values: Places | None) -> tuple[Places, Places]:
    """Each owner with all values of its key; without `values`, with their places."""
    count = start[key + 1] - start[key]
    total = int(count.sum())
    at = np.repeat(start[key] - (np.cumsum(count) - count), count) + np.arange(total)
    return np.repeat(owner, count), at if values is None else values[at]


def _starts(sorted_or_not: Places, count: int) -> Places:
    return np.concatenate(([0], np.cumsum(np.bincount(sorted_or_not, minlength=count)))).astype(np.intp)


def _chosen(some: Places, count: int) -> Flags:
    flags = np.zeros(count, dtype=np.bool_)
    flags[some] = True
    return flags


def _moved(number: Places, cell: Places, value: Places) -> tuple[Places, Places]:
    kept = number[cell] >= 0
    return number[cell[kept]], value[kept]
