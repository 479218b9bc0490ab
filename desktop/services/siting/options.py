"""What each candidate would serve: of the demand around it, and for cameras which way they look and what hides it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.domain.site_plan import CameraModel, Question
from desktop.services.cities import nearest as nearest_city
from desktop.services.coverage.surroundings import Ground, Surveyor
from desktop.services.siting import ways
from desktop.services.siting.demand import Demand
from maps.dori import LEAST_PX_PER_M
from maps.heights import HeightGrid
from maps.place import Place
from maps.plane import LocalPlane
from maps.survey import SurveyError
from maps.viewshed import line_of_sight
from video.coverage import WIDE_DEG

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
HEADINGS = 12
"""Ways a camera may look, 30 degrees apart."""
TILE_M, CELL_M = 1_000.0, 1.0
Tick = Callable[[float], None]
"""Told how much is done; may raise to stop."""


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """k ways to put something up: of which candidate, which way it looks (not a number: all around), what it serves.

    `serves` are indexes of the demand; `far_m` how far each of those is.
    """

    candidate: Indexes
    heading_deg: Floats
    serves: tuple[Indexes, ...]
    far_m: tuple[Floats, ...]
    is_bare: bool = False
    """Nothing was known of what stands around."""

    def __len__(self) -> int:
        return len(self.candidate)


def around(places: Floats, demand: Demand, reach_m: float) -> Options:
    """What serves all around it, as far as the way reaches."""
    of, to, far_m = ways.pairs_within(places, demand.xy_m, reach_m)
    order = np.lexsort((to, of))
    of, to, far_m = of[order], to[order], far_m[order]
    cuts = np.searchsorted(of, np.arange(1, len(places)))
    return Options(
        np.arange(len(places)),
        np.full(len(places), np.nan),
        tuple(np.split(to, cuts)),
        tuple(np.split(far_m, cuts)),
    )


def cameras(
    places: Floats, demand: Demand, question: Question, ground: Ground, surveyor: Surveyor, tick: Tick
) -> Options:
    """A camera at each candidate, looking each of its ways over what stands there."""
    model, reach_m = question.camera, min(question.served_m, _sharp_m(question.camera))
    tiles = _Tiles(question.centre, ground, surveyor, reach_m)
    near = around(places, demand, reach_m)
    found: list[tuple[int, float, Indexes, Floats]] = []
    for index in range(len(places)):
        seen = _seen(places[index], demand.xy_m[near.serves[index]], tiles.around(places[index]), model.height_m)
        of, far_m = near.serves[index][seen], near.far_m[index][seen]
        found += [
            (index, heading, of[looks], far_m[looks]) for heading, looks in _ways(places[index], demand, of, model)
        ]
        tick((index + 1) / len(places))
    kept = [one for one in found if len(one[2])]
    return Options(
        np.array([one[0] for one in kept], np.intp),
        np.array([one[1] for one in kept], np.float64),
        tuple(one[2] for one in kept),
        tuple(one[3] for one in kept),
        tiles.is_bare,
    )


def _sharp_m(model: CameraModel) -> float:
    """How far it shows the ground as large as is asked, along its axis."""
    least = LEAST_PX_PER_M.get(model.level, 1.0)
    if model.fov_deg >= WIDE_DEG:
        slant_m = model.width_px / (math.radians(model.fov_deg) * least)
    else:
        slant_m = model.width_px / (2 * math.tan(math.radians(model.fov_deg) / 2) * least)
    return math.sqrt(max(0.0, slant_m**2 - model.height_m**2))


def _seen(at: Floats, points: Floats, surface: HeightGrid | None, eye_m: float) -> NDArray[np.bool_]:
    """Which of the points nothing hides."""
    if surface is None or not len(points):
        return np.ones(len(points), np.bool_)
    middle = (len(surface.heights_m) - 1) // 2
    column = np.rint(middle + (points[:, 0] - at[0]) / surface.step_m).astype(np.intp)
    row = np.rint(middle - (points[:, 1] - at[1]) / surface.step_m).astype(np.intp)
    last = len(surface.heights_m) - 1
    inside = (row >= 0) & (column >= 0) & (row <= last) & (column <= last)
    row, column = np.clip(row, 0, last), np.clip(column, 0, last)
    wanted = np.zeros(surface.heights_m.shape, np.bool_)
    wanted[row[inside], column[inside]] = True
    return inside & line_of_sight(surface, eye_m, wanted)[row, column]


def _ways(at: Floats, demand: Demand, of: Indexes, model: CameraModel) -> list[tuple[float, NDArray[np.bool_]]]:
    """Each heading with which of the points lie in the view."""
    if model.fov_deg >= 360:
        return [(math.nan, np.ones(len(of), np.bool_))]
    away = demand.xy_m[of] - at
    bearing = np.degrees(np.arctan2(away[:, 0], away[:, 1]))
    headings = np.arange(HEADINGS) * (360.0 / HEADINGS)
    aside = (bearing[None, :] - headings[:, None] + 180.0) % 360.0 - 180.0
    return [(float(heading), np.abs(part) <= model.fov_deg / 2) for heading, part in zip(headings, aside, strict=True)]


class _Tiles:
    """Heights of the city a square kilometre at a time, asked for when a candidate first stands there."""

    def __init__(self, centre: Place, ground: Ground, surveyor: Surveyor, reach_m: float) -> None:
        self._plane, self._ground, self._surveyor, self._reach_m = LocalPlane(centre), ground, surveyor, reach_m
        self._known: dict[tuple[int, int], HeightGrid | None] = {}
        city = nearest_city(ground.base_maps, centre)
        self._cities = [ground.data / city.file] if city else []
        self.is_bare = not self._cities

    def around(self, at: Floats) -> HeightGrid | None:
        """A square grid whose middle is the cell of the point; None where nothing is known."""
        key = math.floor(at[0] / TILE_M), math.floor(at[1] / TILE_M)
        if key not in self._known:
            self._known[key] = self._read(key)
        tile = self._known[key]
        return None if tile is None else self._cut(tile, key, at)

    def _read(self, key: tuple[int, int]) -> HeightGrid | None:
        if not self._cities:
            return None
        centre = self._plane.to_place((key[0] + 0.5) * TILE_M, (key[1] + 0.5) * TILE_M)
        reach_m = TILE_M / 2 + self._reach_m + 2 * CELL_M
        try:
            return self._surveyor.buildings(self._cities, centre, reach_m, CELL_M, self._ground.building_m)
        except SurveyError:
            self.is_bare = True
            return None

    def _cut(self, tile: HeightGrid, key: tuple[int, int], at: Floats) -> HeightGrid:
        middle = (len(tile.heights_m) - 1) // 2
        column = middle + round((at[0] - (key[0] + 0.5) * TILE_M) / tile.step_m)
        row = middle - round((at[1] - (key[1] + 0.5) * TILE_M) / tile.step_m)
        reach = min(math.ceil(self._reach_m / tile.step_m), row, column, len(tile.heights_m) - 1 - max(row, column))
        cut = tile.heights_m[row - reach : row + reach + 1, column - reach : column + reach + 1]
        return HeightGrid(tile.centre, cut, tile.step_m)
