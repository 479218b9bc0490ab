"""The coverage of the city as it stands: a viewshed for each camera and all of them laid together. Values, no Qt.

Made off the Qt thread; made again only for cameras that changed, or whose city did.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.services.coverage.shelf import Shelf, key_of
from desktop.services.coverage.surroundings import Ground, Surveyor, around
from maps.dori import Dori, class_of
from maps.mosaic import Mosaic, mosaic_of
from maps.place import Place
from maps.viewshed import Viewshed
from video.camera import Camera
from video.coverage import coverage_of, standpoint

Progress = Callable[[float], None]
FARTHEST_M = 2_000.0
"""A camera that says it looks farther is taken to look so far: the sight of a city ends at its houses."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How a camera stands to a place: `px_per_m` 0 where it does not see it, `is_hidden` when something is between."""

    camera_id: str
    distance_m: float
    px_per_m: float
    is_hidden: bool
    is_live: bool

    @property
    def level(self) -> Dori:
        return class_of(self.px_per_m)

    @property
    def sees(self) -> bool:
        return self.px_per_m > 0


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """`places` of all cameras that have one; `bare` are cameras of whose surroundings no map tells: nothing hides."""

    viewsheds: Mapping[str, Viewshed]
    places: Mapping[str, Place]
    mosaic: Mosaic
    bare: frozenset[str] = frozenset()

    def sights(self, place: Place, offline: Iterable[str] = ()) -> list[Sight]:
        """Every camera, the best first: who sees the place live and large, then who stands near it.

        A camera before whose eye something stands comes after those that see, and before those that look elsewhere.
        """
        lat_deg, lon_deg, dark = np.array([place.lat_deg]), np.array([place.lon_deg]), frozenset(offline)
        found: list[Sight] = []
        for camera_id, at in self.places.items():
            viewshed = self.viewsheds.get(camera_id)
            px_per_m, hidden = viewshed.at(lat_deg, lon_deg) if viewshed else (np.zeros(1), np.zeros(1, np.bool_))
            far_m = at.distance_m(place)
            found.append(Sight(camera_id, far_m, float(px_per_m[0]), bool(hidden[0]), camera_id not in dark))
        return sorted(found, key=_rank)

    def who_sees(self, place: Place, offline: Iterable[str] = ()) -> list[Sight]:
        """Those that see it, or would if nothing stood between; the best first."""
        return [sight for sight in self.sights(place, offline) if sight.sees or sight.is_hidden]


def _rank(sight: Sight) -> tuple[bool, bool, bool, float, float]:
    return not sight.sees, not sight.is_live, not sight.is_hidden, -round(sight.px_per_m, 1), sight.distance_m


EMPTY = Coverage({}, {}, Mosaic(1.0, 0.0, {}))


class CoverageBook:
    """Keeps what was calculated. Thread: one at a time, never Qt's."""

    def __init__(self, surveyor: Surveyor, folder: Path) -> None:
        """`folder` is where viewsheds are kept from start to start."""
        self._surveyor, self._shelf = surveyor, Shelf(folder)
        self._last: tuple[frozenset[str], Coverage] | None = None

    def coverage(self, cameras: Iterable[Camera], ground: Ground, on_progress: Progress | None = None) -> Coverage:
        """Of the cameras as they are; the very value of before when nothing changed."""
        standing = [(camera, *stand) for camera in cameras if (stand := standpoint(camera)) is not None]
        keys = {camera.id: key_of(camera, ground, place) for camera, place, _ in standing}
        marks = frozenset(f"{id_}/{key}" for id_, key in keys.items())
        if self._last is not None and self._last[0] == marks:
            return self._last[1]
        viewsheds: dict[str, Viewshed] = {}
        bare: set[str] = set()
        for number, (camera, place, reach_m) in enumerate(standing, start=1):
            viewsheds[camera.id] = self._viewshed(keys[camera.id], camera, ground, (place, reach_m), bare)
            if on_progress is not None:
                on_progress(number / len(standing))
        self._shelf.forget_others(frozenset(keys.values()))
        places = {camera.id: place for camera, place, _ in standing}
        middle = float(np.median([place.lat_deg for place in places.values()])) if places else 0.0
        made = Coverage(viewsheds, places, mosaic_of(viewsheds.values(), middle), frozenset(bare))
        self._last = marks, made
        return made

    def _viewshed(
        self, key: str, camera: Camera, ground: Ground, stand: tuple[Place, float], bare: set[str]
    ) -> Viewshed:
        known = self._shelf.get(key)
        if known is not None:
            return known
        surroundings = around(ground, self._surveyor, stand[0], min(stand[1], FARTHEST_M))
        made = coverage_of(camera, surroundings.grid, is_terrain=surroundings.is_terrain)
        if surroundings.note == "bare":
            bare.add(camera.id)  # not kept: the map may come
        else:
            self._shelf.put(key, made)
        return made
