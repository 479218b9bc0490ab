"""Dots and heat written straight into pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.view.dots import disc, stamp
from maps.view.heat import stamp_heat

GROUND, INK = 0xFF101418, 0xFFAEB7C2
COORDINATES = st.floats(-50, 150) | st.just(float("nan")) | st.just(float("inf"))


def ground(height: int = 60, width: int = 90) -> np.ndarray:
    return np.full((height, width), GROUND, np.uint32)


@given(st.lists(st.tuples(COORDINATES, COORDINATES), max_size=40), st.sampled_from([1.0, 2.0, 3.0, 4.5, 6.0]))
def test_that_a_dot_changes_only_its_own_neighbourhood(places: list[tuple[float, float]], diameter_px: float) -> None:
    pixels = ground()
    x_px, y_px = (np.array([place[axis] for place in places], np.float64) for axis in (0, 1))
    stamp(pixels, x_px, y_px, diameter_px, INK)
    reach = disc(diameter_px).reach
    for row, column in np.argwhere(pixels != GROUND):
        near = (np.abs(x_px - column) <= reach + 1) & (np.abs(y_px - row) <= reach + 1)
        assert near.any()
    assert (pixels >> 24 == 255).all()


def test_that_a_dot_is_round_centred_and_of_its_colour() -> None:
    pixels = ground()
    stamp(pixels, np.array([30.4]), np.array([20.9]), 3.0, INK)
    patch = pixels[18:23, 28:33]
    assert patch[2, 2] == INK
    assert (patch == patch[::-1]).all()
    assert (patch == patch.T).all()
    assert GROUND < patch[1, 1] < INK  # a corner is covered in part


def test_that_each_point_has_its_own_colour() -> None:
    pixels = ground()
    stamp(pixels, np.array([10.0, 40.0]), np.array([10.0, 40.0]), 2.0, np.array([INK, 0xFFFFFFFF], np.uint32))
    assert (pixels[10, 10], pixels[40, 40]) == (INK, 0xFFFFFFFF)


def test_that_no_point_at_all_leaves_the_ground() -> None:
    pixels = ground()
    stamp(pixels, np.zeros(0), np.zeros(0), 3.0, INK)
    stamp_heat(pixels, np.zeros(0), np.zeros(0), 8)
    assert (pixels == GROUND).all()


@pytest.mark.parametrize("cell_px", [7, 8, 16])
def test_that_heat_is_where_the_points_are(cell_px: int) -> None:
    pixels = ground(200, 300)
    rng = np.random.default_rng(7)
    stamp_heat(pixels, rng.normal(20, 3, 5_000), rng.normal(15, 3, 5_000), cell_px)
    assert pixels[15, 20] != GROUND
    assert (pixels[100:, 100:] == GROUND).all()
    assert (pixels >> 24 == 255).all()
