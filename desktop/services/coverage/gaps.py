"""Where cameras do not reach: streets, parks and areas by how much of them is seen, and the lines nobody sees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.services.areas.indicators import Indicator, Scope
from desktop.services.areas.places import Area, AreaIndex, ring_array
from desktop.services.coverage.book import Coverage
from maps.city_ground import CityGround
from maps.dori import Dori
from maps.layer import GapLines
from maps.mosaic import Mosaic
from maps.place import Place
from maps.plane import LocalPlane

Floats = NDArray[np.float64]
LAYER = "coverage.gaps"
STEP_M = 10.0
_PARK_STEP_M = 4.0
_MOST_CELLS = 40_000
_JOINED = 1.6
"""Points of one street farther apart than so many steps are on two pieces of it."""


@dataclass(frozen=True, slots=True)
class StreetCover:
    """`seen_ratio` of its length is seen well enough; streets without a name are one a class, with an empty name."""

    name: str
    rank: int
    length_m: float
    seen_ratio: float


@dataclass(frozen=True, slots=True)
class AreaCover:
    """Of a colonia its streets count, of a park its ground: `size` in metres of street or in square metres."""

    id: str
    kind: str
    name: str
    seen_ratio: float
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """The least seen first."""

    level: Dori
    streets: tuple[StreetCover, ...]
    areas: tuple[AreaCover, ...]
    spaces: tuple[AreaCover, ...]
    street_m: float
    seen_ratio: float
    unseen: GapLines


def gaps(
    coverage: Coverage, ground: CityGround, areas: Sequence[Area], spaces: Sequence[Area], level: Dori = Dori.DETECT
) -> Gaps:
    """Of the streets of a ground. Any thread but Qt's."""
    seen = coverage.mosaic.at(ground.street_lat_deg, ground.street_lon_deg) >= level
    return Gaps(
        level=level,
        streets=_streets(ground, seen),
        areas=_areas(ground, seen, areas),
        spaces=tuple(sorted((_space(coverage.mosaic, space, level) for space in spaces), key=_least_first)),
        street_m=len(seen) * ground.step_m,
        seen_ratio=float(seen.mean()) if len(seen) else 0.0,
        unseen=_unseen(ground, seen),
    )


def _streets(ground: CityGround, seen: NDArray[np.bool_]) -> tuple[StreetCover, ...]:
    count = np.bincount(ground.street, minlength=len(ground.names))
    good = np.bincount(ground.street, seen.astype(np.float64), minlength=len(ground.names))
    found = [
        StreetCover(
            str(ground.names[i]), int(ground.ranks[i]), float(count[i] * ground.step_m), float(good[i] / count[i])
        )
        for i in np.flatnonzero(count).tolist()
    ]
    return tuple(sorted(found, key=lambda street: (street.seen_ratio, street.rank, -street.length_m, street.name)))


def _areas(ground: CityGround, seen: NDArray[np.bool_], areas: Sequence[Area]) -> tuple[AreaCover, ...]:
    ratio = AreaIndex(areas).means(ground.street_lat_deg, ground.street_lon_deg, seen.astype(np.float64))
    count = AreaIndex(areas).counts(ground.street_lat_deg, ground.street_lon_deg)
    found = [
        AreaCover(area.id, area.kind, area.shown_name, float(ratio[i]), float(count[i] * ground.step_m))
        for i, area in enumerate(areas)
        if count[i]
    ]
    return tuple(sorted(found, key=_least_first))


def _least_first(cover: AreaCover) -> tuple[float, float, str]:
    return cover.seen_ratio, -cover.size, cover.name


def _space(mosaic: Mosaic, space: Area, level: Dori) -> AreaCover:
    """By cells of its ground."""
    lat_deg, lon_deg, cell_m2 = cells_of(space)
    seen = mosaic.at(lat_deg, lon_deg) >= level
    ratio = float(seen.mean()) if len(seen) else 0.0
    return AreaCover(space.id, space.kind, space.shown_name, ratio, len(seen) * cell_m2)


def cells_of(area: Area) -> tuple[Floats, Floats, float]:
    """Points spread evenly over an area, and how many square metres each stands for."""
    ring = ring_array(area.rings[0])
    plane = LocalPlane(Place(*ring.mean(axis=0).tolist()))
    corners = np.column_stack(plane.from_degrees(ring[:, 0], ring[:, 1]))
    shape = shapely.Polygon(corners)
    step_m = max(_PARK_STEP_M, float(np.sqrt(shape.area / _MOST_CELLS)))
    west, south, east, north = shape.bounds
    across, up = np.meshgrid(np.arange(west, east, step_m) + step_m / 2, np.arange(south, north, step_m) + step_m / 2)
    inside = shapely.contains_xy(shape, across, up)
    lat_deg, lon_deg = plane.to_degrees(across[inside], up[inside])
    return lat_deg, lon_deg, step_m**2


def _unseen(ground: CityGround, seen: NDArray[np.bool_]) -> GapLines:
    """Runs of points of one street that nobody sees."""
    dark = np.flatnonzero(~seen)
    if not len(dark):
        return GapLines(LAYER, (), ())
    lat, lon = ground.street_lat_deg[dark], ground.street_lon_deg[dark]
    plane = LocalPlane(Place(float(lat[0]), float(lon[0])))
    apart = np.hypot(*(np.diff(part) for part in plane.from_degrees(lat, lon)))
    breaks = (np.diff(dark) > 1) | (np.diff(ground.street[dark]) != 0) | (apart > _JOINED * ground.step_m)
    runs = [run for run in np.split(np.arange(len(dark)), np.flatnonzero(breaks) + 1) if len(run) > 1]
    lines = tuple(np.column_stack([lat[run], lon[run]]) for run in runs)
    titles = tuple(str(ground.names[ground.street[dark[run[0]]]]) for run in runs)
    return GapLines(LAYER, titles, lines)


def coverage_indicator(found: Gaps) -> Indicator:
    """How much of the streets of each area is seen, in percent: one more row for the table of indicators."""
    known = {cover.id: cover.seen_ratio * 100 for cover in found.areas}

    def measure(scope: Scope) -> Floats:
        return np.array([known.get(area.id, np.nan) for area in scope.index.areas], np.float64)

    return Indicator("coverage", "%", measure, is_count=False, has_span=False)
