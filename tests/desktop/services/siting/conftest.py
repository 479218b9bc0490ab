"""A made town of straight streets, with people, incidents and a map worker that knows them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.alarm import Priority
from desktop.domain.area import POPULATION, Figure
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.services.exercise.people import AS_OF
from desktop.storage import areas, assets, base_maps, incidents
from desktop.storage.base_maps import BaseMap
from desktop.storage.store import Store
from maps.city_ground import Box, CityGround
from maps.heights import HeightGrid
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import flat

HERE = Place(22.77, -102.58)
PLANE = LocalPlane(HERE)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CITY = BaseMap("City", "city.gpkg", HERE, 4000.0, imported_at=NOW)


def degrees(points: Sequence[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    places = [PLANE.to_place(*point) for point in points]
    return np.array([at.lat_deg for at in places]), np.array([at.lon_deg for at in places])


def lines() -> range:
    return range(-300, 301, 100)


class Town:
    """Streets every 100 m from -300 to 300; homes along the western half only."""

    def __init__(self) -> None:
        along = [float(x) for x in range(-300, 301, 15)]
        self.points = [(x, float(y)) for y in lines() for x in along]
        self.points += [(float(x), y) for x in lines() for y in along]
        self.homes = [(x, y + 10.0) for y in lines() for x in range(-300, 0, 20)]

    def ground(self, cities: Sequence[Path], box: Box, step_m: float) -> CityGround:
        del cities, box
        lat, lon = degrees(self.points)
        cross_lat, cross_lon = degrees(
            [(float(x), float(y)) for x in range(-300, 301, 100) for y in range(-300, 301, 100)]
        )
        home_lat, home_lon = degrees([(float(x), float(y)) for x, y in self.homes])
        owner = np.repeat(np.arange(14), 41).astype(np.int32)
        names = np.array([f"Calle {n}" for n in range(14)])
        return CityGround(
            lat, lon, owner, names, np.full(14, 3, np.int32), step_m, cross_lat, cross_lon, home_lat, home_lon,
            np.full(len(self.homes), 100.0),
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
def town() -> Town:
    return Town()


@pytest.fixture
def here() -> Place:
    return HERE


@pytest.fixture
def plane() -> LocalPlane:
    return PLANE


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def peopled(store: Store) -> Store:
    """A base map, one colonia of 3,000 people in the west, one empty in the east, and incidents in the south-east."""
    west = tuple(PLANE.to_place(*at) for at in ((-320, -320), (0, -320), (0, 320), (-320, 320)))
    east = tuple(PLANE.to_place(*at) for at in ((0, -320), (320, -320), (320, 320), (0, 320)))
    colonias = (
        Asset("west", "neighbourhood", "W", "Poniente", PLANE.to_place(-150, 0), outline=west),
        Asset("east", "neighbourhood", "E", "Oriente", PLANE.to_place(150, 0), outline=east),
    )
    with store.write() as connection:
        base_maps.put(connection, CITY)
        assets.put(connection, colonias)
        areas.put_figures(connection, [Figure("west", POPULATION, 3000.0, "Censo", AS_OF)])
        for number in range(12):
            place, at = PLANE.to_place(250 + number, -290), NOW - timedelta(days=10 + number)
            incidents.put(connection, Incident(f"i{number}", f"F-{number}", "30101", Priority.LOW, place, at, "ana"))
    return store
