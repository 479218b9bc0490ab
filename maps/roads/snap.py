"""From a place to the street: the nearest edges, both ways, where along them, how far off and on which side."""

from dataclasses import dataclass

import numpy as np

from maps.place import Place
from maps.roads.graph import Flags, Floats, Ints, RoadGraph, degrees
from maps.roads.grid import distances_m, pieces_near

FIRST_REACH_M = 60.0
FARTHEST_M = 3000.0
ALSO_M = 12.0
"""A street this little further than the nearest one is as likely meant: two roadways of an avenue, a corner."""
_MOST = 12
_HEADING_REACH_DEG = 70.0
_HEADING_M = 30.0
"""Beyond this the nearest street is not the one being driven."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place on an edge: `along` from 0 at its start to 1 at its end; `side` of the place, looking along the edge."""

    edge: int
    along: float
    off_m: float
    place: Place
    side: str
    """`left`, `right`, or `on` within two metres."""


class FarFromRoadsError(ValueError):
    """No street that the profile may use lies within reach."""

    def __init__(self, place: Place, profile: str, reach_m: float = FARTHEST_M) -> None:
        where = f"{place.lat_deg:.5f}, {place.lon_deg:.5f}"
        super().__init__(
            f"{where} is more than {reach_m / 1000:g} km from any street for {profile}. Choose a nearer place"
        )
        self.place, self.profile = place, profile


def anchors(
    graph: RoadGraph, place: Place, usable: Flags, reach_m: float = FARTHEST_M, also_m: float = ALSO_M
) -> tuple[Anchor, ...]:
    """The nearest usable edges first; of a two-way street both. Empty where there is none within reach."""
    look_m = min(FIRST_REACH_M, reach_m)
    while True:
        found = _within(graph, place, usable, look_m)
        if found and (found[0].off_m + also_m <= look_m or look_m >= reach_m):
            return tuple(one for one in found if _is_meant(one, found[0], also_m))[:_MOST]
        if look_m >= reach_m:
            return ()
        look_m = min(look_m * 3, reach_m)


def _is_meant(one: Anchor, nearest: Anchor, also_m: float) -> bool:
    """Of streets a little further only those beside the place: an end that touches the nearest one adds no way."""
    own = one.edge >> 1 == nearest.edge >> 1
    return own or (one.off_m <= nearest.off_m + also_m and 0.0 < one.along < 1.0)


def near(graph: RoadGraph, place: Place, usable: Flags, reach_m: float) -> list[Anchor]:
    """Every usable edge within reach, one anchor each, nearest first."""
    return _within(graph, place, usable, reach_m)


def heading_that_way(graph: RoadGraph, found: tuple[Anchor, ...], heading_deg: float | None) -> tuple[Anchor, ...]:
    """Those that run as a vehicle looks; all of them when none does, or it stands beside the street."""
    if heading_deg is None or not found or found[0].off_m > _HEADING_M:
        return found
    kept = [
        anchor
        for anchor in found
        if abs((bearing_deg(graph, anchor) - heading_deg + 180.0) % 360.0 - 180.0) <= _HEADING_REACH_DEG
    ]
    return tuple(kept) or found


def bearing_deg(graph: RoadGraph, anchor: Anchor) -> float:
    """How the edge runs where the anchor is, from north to the east."""
    line = graph.line(anchor.edge)
    piece = _piece_at(line, anchor.along)
    (lat_a, lon_a), (lat_b, lon_b) = line[piece], line[piece + 1]
    return float(np.degrees(np.arctan2((lon_b - lon_a) * np.cos(np.radians(lat_a)), lat_b - lat_a))) % 360.0


def _piece_at(line: Floats, along: float) -> int:
    steps = np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1]) * np.cos(np.radians(line[0, 0])))
    return int(np.searchsorted(np.cumsum(steps)[:-1], along * steps.sum(), side="right"))


def _within(graph: RoadGraph, place: Place, usable: Flags, reach_m: float) -> list[Anchor]:
    pieces = pieces_near(graph.grid, place.lat_deg, place.lon_deg, reach_m)
    segment = graph.segment_of_point[pieces]
    pieces = pieces[usable[2 * segment] | usable[2 * segment + 1]]
    if not len(pieces):
        return []
    off_m, along_piece = distances_m(graph, pieces, place.lat_deg, place.lon_deg)
    best = _nearest_of_each(graph.segment_of_point[pieces], off_m, reach_m)
    found: list[Anchor] = []
    for index in best.tolist():
        found += _both(graph, int(pieces[index]), float(off_m[index]), float(along_piece[index]), place, usable)
    return found


def _nearest_of_each(segment: Ints, off_m: Floats, reach_m: float) -> Ints:
    """Of each segment the piece that is nearest; nearest segment first."""
    order = np.lexsort((off_m, segment))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = segment[order][1:] != segment[order][:-1]
    best = order[first]
    best = best[off_m[best] <= reach_m]
    return best[np.argsort(off_m[best], kind="stable")].astype(np.int32)


def _both(graph: RoadGraph, point: int, off_m: float, along_piece: float, place: Place, usable: Flags) -> list[Anchor]:
    segment = int(graph.segment_of_point[point])
    a, b = degrees(graph.points_e7[point : point + 2])
    foot = a + (b - a) * along_piece
    step_m = float(graph.along_m[point + 1] - graph.along_m[point])
    length_m = float(graph.length_m[segment])
    along = (float(graph.along_m[point]) + along_piece * step_m) / length_m if length_m > 0 else 0.0
    along = min(max(along, 0.0), 1.0)
    at = Place(float(foot[0]), float(foot[1]))
    side = _side(a, b, place, off_m)
    other = {"left": "right", "right": "left"}.get(side, side)
    both = (
        Anchor(2 * segment, along, off_m, at, side),
        Anchor(2 * segment + 1, 1.0 - along, off_m, at, other),
    )
    return [anchor for anchor in both if usable[anchor.edge]]


def _side(a: Floats, b: Floats, place: Place, off_m: float) -> str:
    if off_m <= 2.0:
        return "on"
    cross = (b[1] - a[1]) * (place.lat_deg - a[0]) - (b[0] - a[0]) * (place.lon_deg - a[1])
    return "left" if cross > 0 else "right"
