"""Streets, parks and areas that no camera sees."""

import numpy as np
import pytest

from desktop.services.areas.places import Area
from desktop.services.coverage.book import Coverage
from desktop.services.coverage.gaps import cells_of, coverage_indicator, gaps
from maps.city_ground import CityGround
from maps.dori import Dori
from maps.mosaic import mosaic_of
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import cells_around, viewshed_of

HERE = Place(22.77, -102.34)
PLANE = LocalPlane(HERE)
EMPTY = np.empty(0)


def seen_disc(radius_m: float, px_per_m: float = 80.0) -> Coverage:
    east_m, north_m = cells_around(401, 0.5)
    seen = np.where(np.hypot(east_m, north_m) <= radius_m, px_per_m, 0.0)
    viewshed = viewshed_of(HERE, 0.5, seen, np.zeros(seen.shape, np.bool_))
    return Coverage({"a": viewshed}, {"a": HERE}, mosaic_of([viewshed], HERE.lat_deg))


def streets() -> CityGround:
    """One of 200 m through the middle, one of 100 m far in the north, a gap in the first."""
    first = [(x, 0.0) for x in range(-100, 101, 10) if x != 60]
    second = [(x, 500.0) for x in range(0, 101, 10)]
    places = [PLANE.to_place(*at) for at in (*first, *second)]
    lat, lon = np.array([p.lat_deg for p in places]), np.array([p.lon_deg for p in places])
    owner = np.array([0] * len(first) + [1] * len(second), np.int32)
    names, ranks = np.array(["Av. Hidalgo", "Calle Norte"]), np.array([1, 3], np.int32)
    return CityGround(lat, lon, owner, names, ranks, 10.0, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY)


def square(name: str, east_m: float, north_m: float, side_m: float) -> Area:
    corners = ((0, 0), (side_m, 0), (side_m, side_m), (0, side_m))
    ring = tuple(PLANE.to_place(east_m + x, north_m + y) for x, y in corners)
    return Area(name, "neighbourhood", name, name, (ring,))


AREAS = [square("Centro", -200, -200, 400), square("Norte", -200, 400, 400), square("Sur", -200, -900, 100)]


def test_that_streets_come_the_least_seen_first() -> None:
    found = gaps(seen_disc(50), streets(), [], [])
    assert [(street.name, round(street.seen_ratio, 2)) for street in found.streets] == [
        ("Calle Norte", 0.0),
        ("Av. Hidalgo", 0.55),
    ]
    assert found.seen_ratio == pytest.approx(11 / 31)


def test_that_an_area_counts_by_its_streets_and_one_without_streets_is_left_out() -> None:
    found = gaps(seen_disc(50), streets(), AREAS, [])
    assert [(area.name, round(area.seen_ratio, 2)) for area in found.areas] == [("Norte", 0.0), ("Centro", 0.55)]


def test_that_a_park_counts_by_its_ground() -> None:
    (park,) = gaps(seen_disc(50), streets(), [], [square("Parque", 0, 0, 50)]).spaces
    assert park.seen_ratio == pytest.approx(np.pi * 50**2 / 4 / 2500, abs=0.03)
    assert park.size == pytest.approx(2500, rel=0.1)


def test_that_what_is_seen_too_small_is_not_seen() -> None:
    assert gaps(seen_disc(50, px_per_m=20.0), streets(), [], []).seen_ratio == 0.0
    assert gaps(seen_disc(50, px_per_m=80.0), streets(), [], [], Dori.RECOGNISE).seen_ratio == 0.0


def test_that_unseen_lines_are_whole_pieces_of_one_street() -> None:
    lines = gaps(seen_disc(35), streets(), [], []).unseen
    assert list(zip(lines.titles, [len(line) for line in lines.lines], strict=True)) == [
        ("Av. Hidalgo", 7),
        ("Av. Hidalgo", 2),
        ("Av. Hidalgo", 4),
        ("Calle Norte", 11),
    ]


def test_that_the_ratio_of_areas_is_an_indicator_too() -> None:
    indicator = coverage_indicator(gaps(seen_disc(50), streets(), AREAS, []))
    assert (indicator.name, indicator.is_count) == ("coverage", False)


def test_that_cells_fill_an_area_evenly() -> None:
    lat, lon, cell_m2 = cells_of(square("x", 0, 0, 100))
    assert len(lat) * cell_m2 == pytest.approx(10_000, rel=0.05)
    assert len(lat) == len(lon)
