"""A small city of areas in a real store."""

import pytest

from desktop.domain.area import POPULATION, Figure
from desktop.domain.asset import Asset, AssetKind
from desktop.services.exercise.people import AS_OF
from desktop.storage import areas, assets
from desktop.storage.store import Store
from maps.place import Place

CORNER = Place(22.77, -102.58)
SIDE_DEG = 0.01


class TownPlan:
    """Squares beside one another from west to east, each about 1,026 m wide and 1,107 m high."""

    def __init__(self) -> None:
        codes = (("010010001", "Colonia Centro"), ("010010002", "La Estación"), ("010010003", "San Martín"))
        self.areas = tuple(self.square(number, code, name) for number, (code, name) in enumerate(codes))

    def square(self, number: int, code: str, name: str, kind: str = AssetKind.NEIGHBOURHOOD) -> Asset:
        west, south = CORNER.lon_deg + number * SIDE_DEG, CORNER.lat_deg
        east, north = west + SIDE_DEG, south + SIDE_DEG
        ring = (Place(south, west), Place(south, east), Place(north, east), Place(north, west))
        middle = Place(south + SIDE_DEG / 2, west + SIDE_DEG / 2)
        return Asset(f"{kind}-{number}", kind, code, name, middle, outline=ring)

    def inside(self, number: int) -> Place:
        return Place(CORNER.lat_deg + SIDE_DEG / 3, CORNER.lon_deg + (number + 0.4) * SIDE_DEG)


@pytest.fixture
def plan() -> TownPlan:
    return TownPlan()


@pytest.fixture
def town(store: Store, plan: TownPlan) -> Store:
    """Three colonias; 4,000, 200 and an unknown number of people."""
    with store.write() as connection:
        assets.put(connection, plan.areas)
        people = zip(plan.areas, (4000.0, 200.0), strict=False)
        areas.put_figures(connection, [Figure(area.id, POPULATION, n, "Censo", AS_OF) for area, n in people])
    return store
