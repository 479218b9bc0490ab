"""Geometry of a camera in the air, as properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drones.pose import AboveHorizonError, Pose, footprint, locate, metres_from, offset, rotation
from maps.place import Place

HERE = Place(22.77, -102.34)


def pose(yaw: float = 0.0, pitch: float = -90.0, height: float = 50.0) -> Pose:
    return Pose(HERE, height, yaw, pitch, 0.0, 2000.0, 4000, 3000)


@given(st.floats(-360, 360), st.floats(-90, 90), st.floats(-180, 180))
def test_that_a_rotation_keeps_lengths_and_hands(yaw: float, pitch: float, roll: float) -> None:
    matrix = rotation(yaw, pitch, roll)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(1.0)


@given(st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_that_an_offset_is_measured_back(east: float, north: float) -> None:
    back = metres_from(HERE, offset(HERE, east, north))
    assert back == pytest.approx((east, north), abs=0.01)


def test_that_straight_down_the_top_of_the_picture_lies_where_the_yaw_points() -> None:
    top = locate(pose(yaw=90), 2000, 0)
    east, north = metres_from(HERE, top)
    assert east == pytest.approx(50 * 1500 / 2000, abs=0.01)
    assert north == pytest.approx(0, abs=0.01)


def test_that_a_tilted_camera_sees_ahead_of_itself() -> None:
    east, north = metres_from(HERE, locate(pose(yaw=0, pitch=-45), 2000, 1500))
    assert north == pytest.approx(50.0, abs=0.01)
    assert east == pytest.approx(0.0, abs=0.01)


def test_that_the_sky_has_no_place() -> None:
    with pytest.raises(AboveHorizonError):
        locate(pose(pitch=-10), 2000, 0)


@given(st.floats(0, 360), st.floats(-90, -25), st.floats(5, 120))
def test_that_a_footprint_is_a_closed_ring_on_earth(yaw: float, pitch: float, height: float) -> None:
    ring = footprint(pose(yaw, pitch, height))
    assert ring[0] == ring[-1]
    assert len(ring) == 5
    assert all(math.isfinite(place.lat_deg) for place in ring)


def test_that_a_hill_brings_the_ground_nearer() -> None:
    hill = locate(pose(pitch=-45), 2000, 1500, lambda east, _: np.full_like(east, 20.0))
    _, north = metres_from(HERE, hill)
    assert north == pytest.approx(30.0, abs=0.2)
