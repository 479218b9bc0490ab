"""What a camera sees of the ground, over what stands around it."""

import math

import numpy as np
import pytest

from maps.dori import Dori, class_of
from maps.heights import HeightGrid
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewshed import cells_around, flat
from video.camera import Camera, Mount
from video.coverage import coverage_of, standpoint

HERE = Place(22.77, -102.34)
NORTHWARD = Camera("c", "C", "file", Mount(HERE, 6.0, 0.0, 60.0, 50.0), frame_px=(1920, 1080))


def seen_at(camera: Camera, surface: HeightGrid, east_m: float, north_m: float, **how: bool) -> tuple[float, bool]:
    place = LocalPlane(HERE).to_place(east_m, north_m)
    found, hidden = coverage_of(camera, surface, **how).at(np.array([place.lat_deg]), np.array([place.lon_deg]))
    return float(found[0]), bool(hidden[0])


def bare() -> HeightGrid:
    place, reach_m = standpoint(NORTHWARD) or (HERE, 0.0)
    return flat(place, reach_m, 0.5)


def with_house(base_m: float = 0.0) -> HeightGrid:
    grid = bare()
    east_m, north_m = cells_around(len(grid.heights_m), 0.5)
    inside = (np.abs(east_m) <= 4) & (north_m >= 15) & (north_m <= 20)
    return HeightGrid(HERE, np.where(inside, base_m + 4.0, base_m).astype(np.float32), 0.5)


def test_that_it_sees_its_sector_and_nothing_beside_or_beyond_it() -> None:
    assert seen_at(NORTHWARD, bare(), 0, 30)[0] > 0
    for aside in ((0, -10), (30, 10), (0, 52), (-20, 20)):
        assert seen_at(NORTHWARD, bare(), *aside) == (0.0, False)


def test_that_pixels_per_metre_fall_with_the_distance_of_a_pinhole() -> None:
    found, _ = seen_at(NORTHWARD, bare(), 0.0, 30.0)
    assert found == pytest.approx(1920 / (2 * math.tan(math.radians(30)) * math.hypot(30, 6)), rel=0.03)
    assert class_of(found) is Dori.DETECT


def test_that_a_house_hides_the_ground_behind_it_and_its_roof_is_no_ground() -> None:
    assert seen_at(NORTHWARD, with_house(), 0.0, 12.0)[0] > 0
    assert seen_at(NORTHWARD, with_house(), 0.0, 25.0) == (0.0, True)
    assert seen_at(NORTHWARD, with_house(), 0.0, 17.0) == (0.0, False)
    assert seen_at(NORTHWARD, with_house(), 14.0, 30.0)[0] > 0


def test_that_a_surface_model_is_looked_over_from_its_own_ground() -> None:
    hill = with_house(base_m=2034.0)
    assert seen_at(NORTHWARD, hill, 0.0, 12.0, is_terrain=True)[0] > 0
    assert seen_at(NORTHWARD, hill, 0.0, 25.0, is_terrain=True) == (0.0, True)


def test_that_a_wide_lens_sees_all_around() -> None:
    dome = Camera("c", "C", "file", Mount(HERE, 6.0, 0.0, 360.0, 30.0))
    place, reach_m = standpoint(dome) or (HERE, 0.0)
    for at in ((20, 0), (-20, 0), (0, 20), (0, -20)):
        assert seen_at(dome, flat(place, reach_m, 0.5), *at)[0] > 0


def test_that_a_camera_without_a_place_has_no_standpoint() -> None:
    assert standpoint(Camera("c", "C", "file")) is None
