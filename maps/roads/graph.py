"""The road graph as arrays: places where streets meet, the pieces of street between them, and the turns they allow.

A piece of street is a segment; driven one way or the other it is an edge: edge `2 * s` runs along segment `s` as the
source drew it, edge `2 * s + 1` against it. A turn leads from the end of an edge to the start of another. All numbers
are indices, all arrays may be memory-mapped and are never written to.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from maps.place import EARTH_RADIUS_M
from maps.roads.facts import RoadFacts

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Flags = NDArray[np.bool_]

E7 = 1e-7
"""Degrees in one unit of a stored coordinate: OpenStreetMap's own precision, 1.1 cm."""
M_PER_DEG = EARTH_RADIUS_M * np.pi / 180.0

CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "residential",
    "unclassified",
    "living_street",
    "service",
    "track",
    "pedestrian",
    "path",
    "steps",
    "busway",
    "ferry",
)
"""What a street is, most important first; links count as their class."""

CAR, EMERGENCY, TRUCK, FOOT, COUNTERFLOW, DESTINATION, ROUNDABOUT = (1 << bit for bit in range(7))
"""Bits of `access`. COUNTERFLOW: against the one-way, for an emergency vehicle that was told it may. DESTINATION: only
for those who go there."""
VEHICLES = CAR | EMERGENCY | TRUCK
U_TURN, SIGNALS, PLAIN = 1, 2, 4
"""Bits of `turn_marks`. PLAIN: no crossing, the street goes on (a way was only cut in two, or bends)."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Which small pieces of street lie in which cell: `pieces[start[c]:start[c + 1]]` are their first points' indices.

    Cells are `cell_deg` of latitude high and `cell_deg / stretch` of longitude wide, counted from the south-west.
    """

    south_deg: float
    west_deg: float
    cell_deg: float
    stretch: float
    columns: int
    rows: int
    start: Longs
    pieces: Ints


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """n nodes, s segments, p points, t turns. Segment i has the points `point_start[i]` to `point_start[i + 1]`."""

    node_lat_deg: Floats
    node_lon_deg: Floats
    segment_from: Ints
    segment_to: Ints
    length_m: Singles
    road_class: Bytes
    """Index into CLASSES."""
    name: Ints
    """Index into `names`; 0 is no name."""
    way: Longs
    """The source's own number of the way; 0 where it has none."""
    access: Bytes
    """By edge (2 s): who may drive it this way."""
    speed_kmh: Singles
    """By edge (2 s): how fast a car drives here with nobody in its way."""
    point_start: Longs
    points_e7: Ints
    """(p, 2) latitude, longitude in 1e-7 degrees."""
    turn_from: Ints
    turn_to: Ints
    turn_deg: NDArray[np.int16]
    """0 is straight on, positive to the right, 180 back."""
    turn_marks: Bytes
    turn_bans: Bytes
    """Bits of `access` of those who may not turn here."""
    order: Ints
    """(2 s) edges, least important first: a nested dissection of the turns, for the router's hierarchy."""
    vehicle_order: Ints
    """The same of the edges that any vehicle may use: without the footways between them it is the better one."""
    grid: Grid
    names: tuple[str, ...]
    facts: RoadFacts

    @property
    def segments(self) -> int:
        return len(self.segment_from)

    @property
    def edges(self) -> int:
        return 2 * len(self.segment_from)

    @cached_property
    def edge_from(self) -> Ints:
        return _by_edge(self.segment_from, self.segment_to)

    @cached_property
    def edge_to(self) -> Ints:
        return _by_edge(self.segment_to, self.segment_from)

    @cached_property
    def edge_m(self) -> Floats:
        return np.repeat(np.asarray(self.length_m, dtype=np.float64), 2)

    def line(self, edge: int) -> Floats:
        """(k, 2) latitude, longitude in degrees, in the direction of the edge."""
        segment = edge >> 1
        points = degrees(self.points_e7[self.point_start[segment] : self.point_start[segment + 1]])
        return points[::-1] if edge & 1 else points

    def street(self, edge: int) -> str:
        return self.names[int(self.name[edge >> 1])]

    @cached_property
    def segment_of_point(self) -> Ints:
        counts = np.diff(self.point_start)
        return np.repeat(np.arange(self.segments, dtype=np.int32), counts)

    @cached_property
    def along_m(self) -> Floats:
        """By point: metres from the start of its segment."""
        lat, lon = degrees(self.points_e7).T
        steps = np.zeros(len(lat))
        steps[1:] = piece_m(lat[:-1], lon[:-1], lat[1:], lon[1:])
        first = np.asarray(self.point_start[:-1], dtype=np.intp)
        steps[first] = 0.0
        total = np.cumsum(steps)
        return total - np.repeat(total[first], np.diff(self.point_start))


def degrees(e7: Ints) -> Floats:
    return e7.astype(np.float64) * E7


def piece_m(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Length of short pieces on the mean sphere, flat around their middle: 1e-6 off over a kilometre."""
    stretch = np.cos(np.radians((lat_a + lat_b) / 2))
    return np.hypot(lat_b - lat_a, (lon_b - lon_a) * stretch) * M_PER_DEG


def _by_edge(forward: Ints, backward: Ints) -> Ints:
    both = np.empty(2 * len(forward), dtype=np.int32)
    both[0::2], both[1::2] = forward, backward
    return both
