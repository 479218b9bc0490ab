"""The console on a store with colonias and people, a park and a court, a camera, incidents; streets that are made."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.alarm import Priority
from desktop.domain.area import POPULATION, Figure
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.incident import Incident
from desktop.domain.space import Space
from desktop.services.exercise.people import AS_OF
from desktop.storage import areas, assets, base_maps, cameras, incidents, spaces
from desktop.storage.base_maps import BaseMap
from desktop.storage.store import Store
from maps.city_ground import Box, CityGround
from maps.heights import HeightGrid
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import flat
from video.camera import Camera, Mount

HERE = Place(22.7709, -102.5832)
PLANE = LocalPlane(HERE)


def _ring(*corners: tuple[float, float]) -> tuple[Place, ...]:
    return tuple(PLANE.to_place(*corner) for corner in corners)


WEST = Asset(
    "west", AssetKind.NEIGHBOURHOOD, "COL-1", "Poniente", PLANE.to_place(-150, 0),
    outline=_ring((-320, -320), (0, -320), (0, 320), (-320, 320)),
)  # fmt: skip
EAST = Asset(
    "east", AssetKind.NEIGHBOURHOOD, "COL-2", "Oriente", PLANE.to_place(150, 0),
    outline=_ring((0, -320), (320, -320), (320, 320), (0, 320)),
)  # fmt: skip
PARK = Asset(
    "park", AssetKind.PARK, "PQ-001", "Parque Morelos", PLANE.to_place(-100, 100),
    outline=_ring((-120, 80), (-80, 80), (-80, 120), (-120, 120)),
)  # fmt: skip
COURT = Asset("court", AssetKind.COURT, "CN-001", "Cancha Sur", PLANE.to_place(100, -100))
CAMERA = Asset("cam-1", AssetKind.CAMERA, "C-01", "Plaza", HERE)


@pytest.fixture
def folder(folder: Path) -> Path:
    """More than the usual store holds."""
    store, now = Store.open(folder / "atalaya.sqlite"), datetime.now(UTC)
    with store.write() as connection:
        assets.put(connection, (WEST, EAST, PARK, COURT, CAMERA))
        areas.put_figures(connection, [Figure("west", POPULATION, 3000.0, "Censo", AS_OF)])
        spaces.put(connection, Space("park", "park", {"benches": 4}, "Mo-Su 00:00-24:00", "Parques"))
        seen = Space("court", "court", condition=4, inspected_at=now - timedelta(days=2), inspected_by="ana")
        spaces.put(connection, seen)
        cameras.put(connection, Camera("cam-1", "Plaza", "", Mount(HERE, 6.0, 90.0, 90.0, 60.0), frame_px=(1920, 1080)))
        base_maps.put(connection, BaseMap("City", "city.gpkg", HERE, 4000.0, imported_at=now))
        for number in range(6):
            place, at = PLANE.to_place(200 + number, -200), now - timedelta(days=3)
            incidents.put(connection, Incident(f"i{number}", f"F-{number}", "30101", Priority.LOW, place, at, "ana"))
    store.close()
    return folder


def _degrees(points: Sequence[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    places = [PLANE.to_place(*point) for point in points]
    return np.array([at.lat_deg for at in places]), np.array([at.lon_deg for at in places])


class Streets:
    """In place of the map worker: streets every 100 m on flat ground, homes in the west."""

    def ground(self, cities: Sequence[Path], box: Box, step_m: float) -> CityGround:
        del cities, box
        rows = range(-300, 301, 100)
        along = [(float(x), float(y)) for y in rows for x in range(-300, 301, 15)]
        lat, lon = _degrees(along)
        cross_lat, cross_lon = _degrees([(float(x), float(y)) for x in rows for y in rows])
        home_lat, home_lon = _degrees([(float(x), y + 10.0) for y in rows for x in range(-300, 0, 20)])
        owner, names = np.repeat(np.arange(7), 41).astype(np.int32), np.array([f"Calle {n}" for n in range(7)])
        return CityGround(
            lat, lon, owner, names, np.full(7, 3, np.int32), step_m, cross_lat, cross_lon, home_lat, home_lon,
            np.full(len(home_lat), 100.0),
        )  # fmt: skip

    def buildings(
        self, cities: Sequence[Path], centre: Place, reach_m: float, step_m: float, default_m: float
    ) -> HeightGrid:
        del cities, default_m
        return flat(centre, reach_m, step_m)

    def surface(self, source: Path, centre: Place, reach_m: float) -> HeightGrid:
        del source
        return flat(centre, reach_m, 1.0)


@pytest.fixture
def streets() -> Streets:
    return Streets()


@pytest.fixture
def here() -> Place:
    return HERE


@pytest.fixture
def plane() -> LocalPlane:
    return PLANE
