"""The view of the map: pixels and places go over into each other at every scale and turn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.viewport import Viewport, normal_bearing, place_to_mercator

BEARINGS = st.floats(-720, 720).map(normal_bearing)
VIEWS = st.builds(
    Viewport.around,
    st.builds(Place, st.floats(-80, 80), st.floats(-170, 170)),
    st.floats(20, 50_000),
    st.integers(300, 4_000),
    st.integers(300, 3_000),
    BEARINGS,
)
PIXELS = st.tuples(st.floats(-500, 4_500), st.floats(-500, 3_500))


@given(VIEWS, PIXELS)
def test_that_a_pixel_comes_back_from_its_place(view: Viewport, pixel: tuple[float, float]) -> None:
    assert view.pixel_of(view.place_at(*pixel)) == pytest.approx(pixel, abs=0.01)


@given(VIEWS, PIXELS)
def test_that_arrays_and_single_points_agree(view: Viewport, pixel: tuple[float, float]) -> None:
    x_m, y_m = view.metres_at(*pixel)
    x_px, y_px = view.to_pixels(np.array([x_m]), np.array([y_m]))
    assert (x_px[0], y_px[0]) == pytest.approx(view.pixel_of_metres(x_m, y_m), abs=1e-4)


@given(VIEWS)
def test_that_the_box_of_a_view_holds_its_corners_and_touches_them(view: Viewport) -> None:
    west, south, east, north = view.bounds_m
    corners = np.array(view.corners_m())
    assert corners.min(axis=0) == pytest.approx((west, south), abs=1e-3)
    assert corners.max(axis=0) == pytest.approx((east, north), abs=1e-3)


@given(VIEWS, st.floats(-300, 300), st.floats(-300, 300))
def test_that_what_is_dragged_stays_under_the_pointer(view: Viewport, dx_px: float, dy_px: float) -> None:
    held = view.metres_at(100, 100)
    assert view.panned(dx_px, dy_px).pixel_of_metres(*held) == pytest.approx((100 + dx_px, 100 + dy_px), abs=1e-3)


@given(VIEWS, st.floats(0.2, 5.0), PIXELS)
def test_that_zooming_holds_the_point_under_the_pointer(
    view: Viewport, factor: float, pixel: tuple[float, float]
) -> None:
    held = view.metres_at(*pixel)
    assert view.zoomed(factor, *pixel).pixel_of_metres(*held) == pytest.approx(pixel, abs=1e-2)


@given(VIEWS, BEARINGS)
def test_that_turning_keeps_the_middle_and_the_scale(view: Viewport, bearing_deg: float) -> None:
    turned = view.turned(bearing_deg)
    assert (turned.x_m, turned.y_m, turned.scale) == (view.x_m, view.y_m, view.scale)
    assert turned.place_at(view.width_px / 2, view.height_px / 2).distance_m(view.centre) < 0.01


@pytest.mark.parametrize(
    ("bearing_deg", "north_px"), [(0, (0, -100)), (90, (-100, 0)), (180, (0, 100)), (-90, (100, 0))]
)
def test_that_the_bearing_is_the_direction_that_is_up(bearing_deg: float, north_px: tuple[float, float]) -> None:
    view = Viewport(0.0, 0.0, 1.0, 1_000, 1_000, bearing_deg)
    assert view.pixel_of_metres(0.0, 100.0) == pytest.approx((500 + north_px[0], 500 + north_px[1]))


@given(VIEWS)
def test_that_the_frame_of_a_turned_view_is_as_large_as_the_picture(view: Viewport) -> None:
    left, foot, right, top = view.frame_m
    assert right - left == pytest.approx(view.width_px * view.scale)
    assert top - foot == pytest.approx(view.height_px * view.scale)
    cos, sin = view.turn
    x_m, y_m = view.metres_at(0, 0)
    assert (x_m * cos - y_m * sin, x_m * sin + y_m * cos) == pytest.approx((left, top), abs=1e-3)


@given(st.floats(-1e6, 1e6))
def test_that_a_bearing_is_told_once(deg: float) -> None:
    bearing = normal_bearing(deg)
    assert -180.0 < bearing <= 180.0
    assert math.cos(math.radians(bearing)) == pytest.approx(math.cos(math.radians(deg)), abs=1e-6)


def test_that_a_pole_lies_on_the_edge_of_the_square() -> None:
    assert place_to_mercator(Place(90.0, 0.0)) == place_to_mercator(Place(85.05112878, 0.0))
