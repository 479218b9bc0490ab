"""The quadtree under the index of zones: divided where edges of outlines crowd, with what covers and crosses each leaf.

Built level by level, all cells of a level at once. A cell that an outline does not cross any more lies whole inside its
zone or whole outside: shapely says which, of one point.
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
DEEPEST = 26
_FINEST_DEG = 2e-5
"""About two metres: a smaller leaf would cost more to reach than its edges to test."""
JUMP_LEVEL = 9
"""Down to this level a table gives the node at once."""
_DOUBT = 1e-11
"""Relative to the numbers compared; far above the error of doubles, far below a millimetre."""
_MIDDLE = (0.4953, 0.5119)
"""Of a leaf, its reference point: off the round numbers on which drawn outlines like to run."""


@dataclass(slots=True, eq=False)
class _Level:
    """Cells of one level on their way down: what crosses them and what covers them."""

    column: Places
    row: Places
    item_cell: Places
    item_edge: Places
    cover_cell: Places
    cover_zone: Places


class Quadtree:
    """Over n shapes in degrees. A node has four children from `child[node]` on, or is leaf number `leaf[node]`.

    Leaf i is covered by the zones `cover_zone[cover_start[i]:cover_start[i + 1]]`, and crossed by the outlines of the
    slots `zone_start[i]` to `zone_start[i + 1]`. A slot has a zone, the leaf's middle and whether that is inside the
    zone, and the edges `rows[edge_start[slot]:edge_start[slot + 1]]`. `box` of a leaf is its west, south and side;
    `jump` gives the node of each cell of `JUMP_LEVEL`.
    """

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._edges(shapes)
        filled = ~shapely.is_empty(shapes)
        bounds = shapely.bounds(shapes[filled]) if filled.any() else np.zeros((1, 4))
        self.west, self.south = float(bounds[:, 0].min()), float(bounds[:, 1].min())
        self.east = float(bounds[:, 2].max())
        reach = max(self.east - self.west, float(bounds[:, 3].max()) - self.south, 1e-9)
        self.side = reach * (1.0 + 1e-9) + 1e-12
        self._grow()

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
        deepest = min(DEEPEST, max(0, math.ceil(math.log2(self.side / _FINEST_DEG))))
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
        self.child = np.concatenate(child)
        self.jump = self._jump_table(np.concatenate(columns), np.concatenate(rows), np.concatenate(depths))
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
        zones = len(self._shapes) + 1
        parents = np.unique(before[0] * zones + self._edge_zone[before[1]])
        quarters = ((parents // zones)[:, None] * 4 + np.arange(4)).ravel()
        zone = np.repeat(parents % zones, 4)
        crossed = np.unique(after[0] * zones + self._edge_zone[after[1]])
        free = ~np.isin(quarters * zones + zone, crossed)
        quarters, zone = quarters[free], zone[free]
        x, y = self._middles(cells[0][quarters], cells[1][quarters], depth)
        inside = shapely.contains_xy(self._shapes[zone], x, y)
        return quarters[inside], zone[inside]

    def _middles(self, column: Places, row: Places, depth: int | Places) -> tuple[Floats, Floats]:
        side = self.side / np.exp2(depth)
        return self.west + (column + _MIDDLE[0]) * side, self.south + (row + _MIDDLE[1]) * side

    def _touches(self, edge: Places, column: Places, row: Places, depth: int) -> Flags:
        """Whether the edge may cross the cell; its box a hair too large rather than too small."""
        half = self.side / 2.0 ** (depth + 1)
        cx, cy = self.west + (2 * column + 1) * half, self.south + (2 * row + 1) * half
        half *= 1.0 + 1e-6
        half += 1e-12 * (abs(self.west) + abs(self.south) + self.side)
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
        side = 1 << JUMP_LEVEL
        table = np.zeros((side, side), dtype=np.intp)
        for level in range(min(int(depth.max()), JUMP_LEVEL) + 1):
            nodes = np.flatnonzero(depth == level)
            size = side >> level
            if size == 1:
                table[row[nodes], column[nodes]] = nodes
                continue
            for node in nodes[self.child[nodes] < 0].tolist():
                top, left = row[node] * size, column[node] * size
                table[top : top + size, left : left + size] = node
        return table.ravel()

    def _settle(self, leaves: list[tuple[Places, int, _Level]], nodes: int) -> None:
        """Leaves numbered, with their covers, their outlines and the edges of each."""
        self.leaf = np.full(nodes, -1, dtype=np.intp)
        covers: list[tuple[Places, Places]] = []
        items: list[tuple[Places, Places]] = []
        middles: list[tuple[Floats, Floats]] = []
        sides: list[Floats] = []
        count, first = 0, 0
        for some, depth, level in leaves:
            number = np.full(len(level.column), -1)
            own = some - first
            number[own] = count + np.arange(len(own))
            self.leaf[some] = number[own]
            covers.append(_moved(number, level.cover_cell, level.cover_zone))
            items.append(_moved(number, level.item_cell, level.item_edge))
            middles.append(self._middles(level.column[own], level.row[own], depth))
            sides.append(np.full(len(own), self.side / 2.0**depth))
            count += len(own)
            first += len(level.column)
        cover_leaf, cover_zone = (np.concatenate(column) for column in zip(*covers, strict=True))
        order = np.lexsort((cover_zone, cover_leaf))
        self.cover_zone = cover_zone[order]
        self.cover_start = _starts(cover_leaf, count)
        x, y = (np.concatenate(column) for column in zip(*middles, strict=True))
        side = np.concatenate(sides)
        self.box = np.column_stack((x - _MIDDLE[0] * side, y - _MIDDLE[1] * side, side))
        self._settle_items(items, (x, y), count)

    def _settle_items(self, items: list[tuple[Places, Places]], middles: tuple[Floats, Floats], count: int) -> None:
        leaf, edge = (np.concatenate(column) for column in zip(*items, strict=True))
        x, y = middles
        zone = self._edge_zone[edge]
        order = np.lexsort((edge, zone, leaf))
        leaf, edge, zone = leaf[order], edge[order], zone[order]
        begins = np.ones(len(leaf), dtype=np.bool_)
        begins[1:] = (leaf[1:] != leaf[:-1]) | (zone[1:] != zone[:-1])
        first = np.flatnonzero(begins)
        self.rows = self._edge_rows(edge, x[leaf], y[leaf])
        self.edge_start = np.append(first, len(edge))
        self.slot_zone = zone[first]
        self.slot_middle = np.column_stack((x[leaf[first]], y[leaf[first]]))
        self.slot_inside = shapely.contains_xy(self._shapes[self.slot_zone], x[leaf[first]], y[leaf[first]])
        self.zone_start = np.append(_starts(leaf[first], count), len(first))  # one more for leaf -1

    def _edge_rows(self, edge: Places, x: Floats, y: Floats) -> Floats:
        """What is asked of an edge again and again, in one row, seen from the middle of its leaf."""
        ax, ay, ex, ey = self._ax[edge] - x, self._ay[edge] - y, self._ex[edge], self._ey[edge]
        reach = np.abs(ax) + np.abs(ay) + np.abs(ex) + np.abs(ey)
        doubt = _DOUBT * (np.abs(ex) + np.abs(ey)) * reach
        return np.column_stack((ax, ay, ex, ey, ax * ey - ay * ex, _DOUBT * reach, doubt))


def _starts(sorted_or_not: Places, count: int) -> Places:
    return np.concatenate(([0], np.cumsum(np.bincount(sorted_or_not, minlength=count)))).astype(np.intp)


def _chosen(some: Places, count: int) -> Flags:
    flags = np.zeros(count, dtype=np.bool_)
    flags[some] = True
    return flags


def _moved(number: Places, cell: Places, value: Places) -> tuple[Places, Places]:
    kept = number[cell] >= 0
    return number[cell[kept]], value[kept]
