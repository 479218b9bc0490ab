"""The municipality's ground plan in metres around its centre: arteries, neighbourhoods with their streets, the river.

Everything follows from the seed. x is east, y is north; `CENTRE` puts it on Earth.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, Polygon
from shapely.affinity import rotate
from shapely.ops import polygonize, unary_union

from desktop.services.exercise import names
from maps.place import Place

CENTRE = Place(22.7712, -102.3415)
"""Made-up town on the plateau of Zacatecas; no real municipality has these streets."""
TILT_DEG = 11.0
RIVER_WIDTH_M = 38.0
EAST_WEST_AT_M = (860.0, 250.0, -360.0, -960.0)
NORTH_SOUTH_AT_M = (-1080.0, -370.0, 330.0, 1010.0)
REACH_M = 1900.0


@dataclass(frozen=True, slots=True)
class Street:
    """`rank` is OSM's highway value; `line` in metres."""

    name: str
    rank: str
    line: LineString


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    name: str
    ground: Polygon
    tilt_deg: float
    streets: tuple[Street, ...]


@dataclass(frozen=True, slots=True)
class GroundPlan:
    arteries: tuple[Street, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    river: LineString
    railway: LineString
    limit: Polygon

    @property
    def streets(self) -> tuple[Street, ...]:
        return self.arteries + tuple(street for area in self.neighbourhoods for street in area.streets)

    @property
    def water(self) -> Polygon:
        return self.river.buffer(RIVER_WIDTH_M / 2)


def draw(seed: int) -> GroundPlan:
    """The whole plan, always the same for the same seed."""
    dice = np.random.default_rng(seed)
    limit = _ring(REACH_M - 130, 1560.0)
    river = _longest(LineString(_curve(dice, -665.0, 105.0)).intersection(limit.buffer(500)))
    arteries = tuple(_arteries(dice, limit))
    cells = polygonize(unary_union([street.line for street in arteries] + [limit.exterior]))
    grounds = sorted((cell for cell in cells if cell.area > 30_000), key=lambda cell: cell.centroid.distance(_origin()))
    water = river.buffer(RIVER_WIDTH_M / 2 + 14)
    areas = tuple(
        _neighbourhood(dice, names.NEIGHBOURHOODS[i % len(names.NEIGHBOURHOODS)], ground, water)
        for i, ground in enumerate(grounds)
    )
    railway = _longest(LineString(_curve(dice, 1215.0, 60.0)).intersection(limit.buffer(500)))
    return GroundPlan(arteries, areas, river, railway, limit)


def _origin() -> shapely.Point:
    return shapely.Point(0.0, 0.0)


def _curve(dice: np.random.Generator, level: float, swing: float) -> NDArray[np.float64]:
    """Points of a gently winding line from west to east, tilted like the town."""
    x = np.linspace(-REACH_M - 500, REACH_M + 500, 160)
    phases = dice.uniform(0, 2 * math.pi, 3)
    waves = (0.6, 0.27, 0.13)
    y = level + swing * sum(
        share * np.sin(x / 1000 * (1.1 + i) + phase) for i, (share, phase) in enumerate(zip(waves, phases, strict=True))
    )
    return _tilted(np.column_stack([x, y]), TILT_DEG)


def _tilted(points: NDArray[np.float64], angle_deg: float) -> NDArray[np.float64]:
    angle = math.radians(angle_deg)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return points @ turn.T


def _ring(width_m: float, height_m: float) -> Polygon:
    """A superellipse: the road around the town."""
    t = np.linspace(0, 2 * math.pi, 240, endpoint=False)
    x = width_m * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.7
    y = height_m * np.sign(np.sin(t)) * np.abs(np.sin(t)) ** 0.7
    return Polygon(_tilted(np.column_stack([x, y]), TILT_DEG))


def _arteries(dice: np.random.Generator, limit: Polygon) -> Iterator[Street]:
    yield Street(names.RING, "trunk", LineString(limit.exterior.coords))
    ranks = ("primary", "primary", "primary", "secondary")
    for name, level, rank in zip(names.EAST_WEST, EAST_WEST_AT_M, ranks, strict=True):
        yield Street(name, rank, _artery(dice, level, limit, quarter_turn=False))
    for name, level, rank in zip(names.NORTH_SOUTH, NORTH_SOUTH_AT_M, reversed(ranks), strict=True):
        yield Street(name, rank, _artery(dice, level, limit, quarter_turn=True))


def _artery(dice: np.random.Generator, level: float, limit: Polygon, *, quarter_turn: bool) -> LineString:
    swing = float(dice.uniform(12, 34))
    line = LineString(_curve(dice, level, swing))
    if quarter_turn:
        line = rotate(line, 90, origin=(0, 0))
    return _longest(line.intersection(limit.buffer(2)))  # two metres over the ring, so that they join


def _longest(shape: shapely.Geometry) -> LineString:
    parts = shape.geoms if isinstance(shape, MultiLineString) else [shape]
    return max((part for part in parts if isinstance(part, LineString)), key=lambda part: part.length)


def _neighbourhood(dice: np.random.Generator, name: str, ground: Polygon, water: Polygon) -> Neighbourhood:
    tilt = TILT_DEG + float(dice.normal(0, 2.2)) + (float(dice.choice([0, 0, 24, -17])) if name != "Centro" else 0.0)
    gaps = (float(dice.uniform(82, 104)), float(dice.uniform(96, 150)))
    reach = ground.buffer(2).difference(water)  # two metres over the artery, so that they join
    words = list(dice.permutation(names.STREETS))
    streets: list[Street] = []
    for line in _grid(ground, tilt, gaps):
        name_of_line = f"Calle {words.pop()}" if words else ""
        streets += [Street(name_of_line, "residential", part) for part in _parts(line.intersection(reach), 45.0)]
    return Neighbourhood(name, ground, tilt, tuple(streets))


def _parts(shape: shapely.Geometry, least_m: float) -> Iterable[LineString]:
    parts = shape.geoms if isinstance(shape, MultiLineString) else [shape]
    return [part for part in parts if isinstance(part, LineString) and part.length >= least_m]


def _grid(ground: Polygon, tilt_deg: float, gaps_m: tuple[float, float]) -> Iterator[LineString]:
    centre = ground.centroid
    reach = math.hypot(*(np.ptp(np.asarray(ground.exterior.coords), axis=0))) / 2 + 100
    for gap, turn in zip(gaps_m, (0.0, 90.0), strict=True):
        for offset in np.arange(-reach, reach, gap):
            line = LineString([(centre.x - reach, centre.y + offset), (centre.x + reach, centre.y + offset)])
            yield rotate(line, tilt_deg + turn, origin=centre)
