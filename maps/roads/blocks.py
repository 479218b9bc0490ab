"""What a closure shuts: the edges along a line drawn on the street, or within an outline.

A closure keeps the line it was drawn with and no numbers of edges: those change with every import of the map.
"""

import numpy as np
import shapely

from maps.roads.graph import Floats, Ints, RoadGraph
from maps.roads.grid import pieces_in_box

_BESIDE_M = 6.0
"""A street so close along a drawn line is the one that was meant."""
_PARALLEL_DEG = 25.0


def edges_along(graph: RoadGraph, line: Floats, *, both_ways: bool = True) -> Ints:
    """Edges whose piece of street runs along the line (k, 2) of latitude, longitude for more than half its length."""
    segments = _segments_near(graph, line, _BESIDE_M)
    kept = [(int(segment), _follows(graph, int(segment), line)) for segment in segments]
    edges: list[int] = []
    for segment, way in kept:
        if way:
            edges += [2 * segment, 2 * segment + 1] if both_ways else [2 * segment + (way < 0)]
    return np.array(sorted(edges), dtype=np.int32)


def edges_within(graph: RoadGraph, outline: Floats) -> Ints:
    """Edges of every piece of street that the outline, a ring (k, 2) of latitude, longitude, touches."""
    segments = _segments_near(graph, outline, 0.0)
    if not len(segments):
        return np.empty(0, dtype=np.int32)
    area = shapely.polygons(outline[:, ::-1])
    lines = [shapely.linestrings(graph.line(2 * int(segment))[:, ::-1]) for segment in segments]
    touched = segments[shapely.intersects(shapely.make_valid(area), np.array(lines, dtype=object))]
    return np.sort(np.concatenate((2 * touched, 2 * touched + 1))).astype(np.int32)


def _segments_near(graph: RoadGraph, line: Floats, margin_m: float) -> Ints:
    margin = margin_m / 111_000.0
    (south, west), (north, east) = line.min(axis=0) - margin, line.max(axis=0) + margin
    pieces = pieces_in_box(graph.grid, (float(south), float(west)), (float(north), float(east)))
    return np.unique(graph.segment_of_point[pieces])


def _follows(graph: RoadGraph, segment: int, line: Floats) -> int:
    """1 along the line, -1 against it, 0 neither: by places spread over the segment."""
    own = graph.line(2 * segment)
    spots, bearings = _spread(own, 9)
    hits = 0
    for spot, bearing in zip(spots, bearings, strict=True):
        off_m, along_deg = _nearest_on(line, spot)
        turn = abs((bearing - along_deg + 180.0) % 360.0 - 180.0)
        if off_m <= _BESIDE_M and min(turn, 180.0 - turn) <= _PARALLEL_DEG:
            hits += 1 if turn <= _PARALLEL_DEG else -1
    return int(np.sign(hits)) if abs(hits) > len(spots) / 2 else 0


def _spread(line: Floats, count: int) -> tuple[Floats, Floats]:
    stretch = np.cos(np.radians(line[0, 0]))
    north, east = np.diff(line[:, 0]), np.diff(line[:, 1]) * stretch
    along = np.concatenate(([0.0], np.cumsum(np.hypot(north, east))))
    at = (np.arange(count) + 0.5) / count * along[-1]
    spots = np.column_stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)])
    piece = np.clip(np.searchsorted(along, at, side="right") - 1, 0, len(north) - 1)
    return spots, np.degrees(np.arctan2(east[piece], north[piece]))


def _nearest_on(line: Floats, spot: Floats) -> tuple[float, float]:
    """How far the line runs from the spot, and in which direction there."""
    stretch = np.cos(np.radians(spot[0]))
    ax, ay = (line[:-1, 1] - spot[1]) * stretch, line[:-1, 0] - spot[0]
    dx, dy = np.diff(line[:, 1]) * stretch, np.diff(line[:, 0])
    square = dx * dx + dy * dy
    share = np.clip(-(ax * dx + ay * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    off = np.hypot(ax + share * dx, ay + share * dy) * 111_195.0
    best = int(np.argmin(off))
    return float(off[best]), float(np.degrees(np.arctan2(dx[best], dy[best])))
