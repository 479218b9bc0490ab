"""What all cameras see together: the best of each cell, wherever tiles end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.dori import Dori
from maps.mosaic import TILE, mosaic_of
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import Viewshed, cells_around, viewshed_of

HERE = Place(22.77, -102.34)


def disc(centre: Place, radius_m: float, px_per_m: float) -> Viewshed:
    east_m, north_m = cells_around(201, 0.5)
    seen = np.hypot(east_m, north_m) <= radius_m
    return viewshed_of(centre, 0.5, np.where(seen, px_per_m, 0.0), np.zeros(seen.shape, np.bool_))


def at(centre: Place, *offsets_m: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    places = [LocalPlane(centre).to_place(*offset) for offset in offsets_m]
    return np.array([place.lat_deg for place in places]), np.array([place.lon_deg for place in places])


def test_that_where_two_cameras_look_the_better_one_counts() -> None:
    beside = LocalPlane(HERE).to_place(30.0, 0.0)
    mosaic = mosaic_of([disc(HERE, 20, 30), disc(beside, 20, 130)], HERE.lat_deg)
    found = mosaic.at(*at(HERE, (-10, 0), (15, 0), (40, 0), (0, 40)))
    assert found.tolist() == [Dori.DETECT, Dori.RECOGNISE, Dori.RECOGNISE, Dori.UNSEEN]


@settings(max_examples=25)
@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(0, 400), st.floats(0, 400))
def test_that_a_mosaic_says_what_its_only_viewshed_says(lat: float, lon: float, east_m: float, north_m: float) -> None:
    """Wherever the grid's tiles begin; at the edge of the disc a cell may lie either way."""
    centre = LocalPlane(Place(lat, lon)).to_place(east_m, north_m)
    mosaic = mosaic_of([disc(centre, 30, 70)], centre.lat_deg)
    inside = [(r * np.cos(t), r * np.sin(t)) for r in (0, 10, 28) for t in np.linspace(0, 6, 9)]
    outside = [(33 * np.cos(t), 33 * np.sin(t)) for t in np.linspace(0, 6, 9)]
    assert (mosaic.at(*at(centre, *inside)) == Dori.OBSERVE).all()
    assert (mosaic.at(*at(centre, *outside)) == Dori.UNSEEN).all()
    assert all(tile.shape == (TILE, TILE) for tile in mosaic.tiles.values())


def test_that_the_seen_ground_is_measured_in_true_square_metres() -> None:
    assert mosaic_of([disc(HERE, 40, 30)], HERE.lat_deg).seen_m2 == pytest.approx(np.pi * 1600, rel=0.02)


def test_that_a_city_without_cameras_has_no_tiles() -> None:
    mosaic = mosaic_of([], 22.0)
    assert not mosaic.tiles
    assert mosaic.at(*at(HERE, (0, 0))).tolist() == [Dori.UNSEEN]
    assert mosaic.at(np.empty(0), np.empty(0)).tolist() == []
