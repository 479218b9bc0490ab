"""How far one comes in so many minutes: the streets reached, and outlines around them.

The outline is drawn from a raster of arrival times: every cell within a short walk of a street that is reached belongs
to it, and its edge is where the time runs out. contourpy follows that edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import contourpy
import numpy as np
from scipy.sparse.csgraph import dijkstra

from maps.roads.graph import M_PER_DEG, Floats, degrees
from maps.roads.net import RoadNet
from maps.roads.router import Stop

_FINEST_M, _MOST_CELLS = 15.0, 500
_WALK_MS, _WALK_CELLS = 1.3, 4
"""From the kerb to the door, at most so many cells."""
_SPECK_CELLS = 4.0
_HOLE_M2 = 60_000.0
"""The yard of a block is reached when the streets around it are: only what is larger than a block stays a hole."""
_SAMPLE_RATIO = 0.7
"""Of a cell, the step between two samples along a street."""


@dataclass(frozen=True, slots=True, eq=False)
class Isochrone:
    """`polygons`: each an outer ring and the holes in it, every ring (k, 2) latitude, longitude, closed."""

    minutes: float
    polygons: tuple[tuple[Floats, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """Seconds at the start and at the end of each usable edge, by node of the net; infinite beyond the limit."""

    start_s: Floats
    end_s: Floats


def reached(net: RoadNet, origin: Stop, limit_s: float) -> Reached:
    with net.lock:
        links = net.matrix()
    end_s = np.full(net.nodes, np.inf)
    own: dict[int, float] = {}
    for anchor in origin.anchors:
        node = int(net.node_of[anchor.edge])
        edge_s = float(net.edge_ms[node]) / 1000
        rest_s = (1.0 - anchor.along) * edge_s
        own[node] = min(own.get(node, np.inf), rest_s - edge_s)
        if rest_s <= limit_s:
            found = dijkstra(links, indices=node, limit=limit_s - rest_s)
            np.minimum(end_s, found + rest_s, out=end_s)
        end_s[node] = min(end_s[node], rest_s)
    start_s = end_s - net.edge_ms / 1000
    start_s = np.where(start_s > -1e-9, start_s, np.where(np.isfinite(end_s), start_s, np.inf))
    return Reached(*_begun(net, start_s, end_s, limit_s))


def _begun(net: RoadNet, start_s: Floats, end_s: Floats, limit_s: float) -> tuple[Floats, Floats]:
    """Edges that are begun within the limit but not finished: from the end of any that leads into them."""
    with_turn = end_s[net.tail] + net.turn_ms / 1000
    open_ = ~net.closed[net.head] & (with_turn < limit_s)
    np.minimum.at(start_s, net.head[open_], with_turn[open_])
    finished = start_s + net.edge_ms / 1000
    return start_s, np.where(np.isfinite(start_s), np.minimum(end_s, finished), np.inf)


def isochrones(net: RoadNet, origin: Stop, minutes: Sequence[float]) -> tuple[Isochrone, ...]:
    """One for each of the minutes, in their order."""
    limit_s = max(minutes) * 60.0
    lat, lon, at_s = _samples(net, reached(net, origin, limit_s), limit_s)
    if not len(at_s):
        return tuple(Isochrone(one, ()) for one in minutes)
    grid = _Raster.around(lat, lon)
    cells = grid.filled(lat, lon, at_s)
    return tuple(Isochrone(one, grid.outlines(cells, one * 60.0)) for one in minutes)


def _samples(net: RoadNet, times: Reached, limit_s: float) -> tuple[Floats, Floats, Floats]:
    """Places along the streets with the second they are reached; the part behind a start lies at negative time."""
    graph = net.graph
    nodes = np.flatnonzero(times.start_s < limit_s)
    edges = net.edge_of[nodes]
    segment, backward = edges >> 1, (edges & 1).astype(bool)
    counts = graph.point_start[segment + 1] - graph.point_start[segment]
    owner = np.repeat(np.arange(len(nodes)), counts)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    point = graph.point_start[segment][owner] + nth
    length = np.maximum(graph.length_m[segment].astype(np.float64), 1e-3)
    along = graph.along_m[point] / length[owner]
    along = np.where(backward[owner], 1.0 - along, along)
    at_s = times.start_s[nodes][owner] + along * (net.edge_ms[nodes] / 1000)[owner]
    lat, lon = degrees(graph.points_e7[point]).T
    within = owner[1:] == owner[:-1]
    return _densified(lat, lon, at_s, np.flatnonzero(within), limit_s)


def _densified(
    lat: Floats, lon: Floats, at_s: Floats, first: "np.ndarray[tuple[int], np.dtype[np.intp]]", limit_s: float
) -> tuple[Floats, Floats, Floats]:
    """Between two points at most the fineness of a cell."""
    step = _FINEST_M * _SAMPLE_RATIO
    far = np.hypot(lat[first + 1] - lat[first], (lon[first + 1] - lon[first]) * np.cos(np.radians(lat[first])))
    pieces = np.maximum(np.ceil(far * M_PER_DEG / step), 1).astype(np.intp)
    owner = np.repeat(first, pieces + 1)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(pieces + 1) - pieces - 1, pieces + 1)
    share = nth / np.repeat(pieces, pieces + 1)
    seconds = at_s[owner] + share * (at_s[owner + 1] - at_s[owner])
    kept = (seconds >= 0.0) & (seconds <= limit_s)
    owner, share = owner[kept], share[kept]
    return (
        lat[owner] + share * (lat[owner + 1] - lat[owner]),
        lon[owner] + share * (lon[owner + 1] - lon[owner]),
        seconds[kept],
    )


@dataclass(frozen=True, slots=True)
class _Raster:
    south_deg: float
    west_deg: float
    cell_m: float
    stretch: float
    rows: int
    columns: int

    @classmethod
    def around(cls, lat: Floats, lon: Floats) -> "_Raster":
        stretch = float(np.cos(np.radians(lat.mean())))
        high_m, wide_m = float(np.ptp(lat)) * M_PER_DEG, float(np.ptp(lon)) * stretch * M_PER_DEG
        cell_m = max(_FINEST_M, high_m / _MOST_CELLS, wide_m / _MOST_CELLS)
        margin = (_WALK_CELLS + 2) * cell_m / M_PER_DEG
        rows = int(high_m / cell_m) + 2 * _WALK_CELLS + 6
        columns = int(wide_m / cell_m) + 2 * _WALK_CELLS + 6
        return cls(float(lat.min()) - margin, float(lon.min()) - margin / stretch, cell_m, stretch, rows, columns)

    def filled(self, lat: Floats, lon: Floats, at_s: Floats) -> Floats:
        """The earliest second of each cell, and of its neighbours on foot; infinite where nobody comes."""
        row = ((lat - self.south_deg) * M_PER_DEG / self.cell_m).astype(np.intp)
        column = ((lon - self.west_deg) * self.stretch * M_PER_DEG / self.cell_m).astype(np.intp)
        cells = np.full((self.rows, self.columns), np.inf)
        np.minimum.at(cells, (row, column), at_s)
        spread, reach = cells.copy(), _WALK_CELLS
        for down in range(-reach, reach + 1):
            for right in range(-reach, reach + 1):
                far = float(np.hypot(down, right))
                if 0.0 < far <= reach:
                    walked = np.roll(cells, (down, right), axis=(0, 1)) + far * self.cell_m / _WALK_MS
                    np.minimum(spread, walked, out=spread)
        return spread

    def outlines(self, cells: Floats, limit_s: float) -> tuple[tuple[Floats, ...], ...]:
        """Where the seconds pass the limit, half a cell exact; specks of a cell or two are no place to go."""
        beyond = limit_s + 2 * self.cell_m / _WALK_MS
        contours = contourpy.contour_generator(z=np.minimum(cells, beyond), fill_type=contourpy.FillType.OuterOffset)
        polygons: list[tuple[Floats, ...]] = []
        for ring_points, starts in zip(*contours.filled(-1.0, limit_s), strict=True):
            rings = [ring_points[a:b] for a, b in pairwise(starts.tolist())]
            holes = [ring for ring in rings[1:] if _area_cells(ring) * self.cell_m**2 >= _HOLE_M2]
            if _area_cells(rings[0]) >= _SPECK_CELLS:
                polygons.append(tuple(self._degrees(ring) for ring in (rings[0], *holes)))
        return tuple(polygons)

    def _degrees(self, cells: Floats) -> Floats:
        """Cells are counted from their middles."""
        lat = self.south_deg + (cells[:, 1] + 0.5) * self.cell_m / M_PER_DEG
        lon = self.west_deg + (cells[:, 0] + 0.5) * self.cell_m / M_PER_DEG / self.stretch
        return np.column_stack((lat, lon))


def _area_cells(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2
