import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maps.place import Place
from video.calibration import CalibrationError, GroundView, accuracy, check_crs, fit
from video.camera import CalibrationPoints, ControlPoint
from video.control_points import read_control_points

HEIGHT_M, FOCAL_PX = 8.0, 700.0


def _pixel(x: float, y: float, pitch: float = 0.5) -> tuple[float, float]:
    """Where a camera 8 m over the origin that looks north, down by `pitch` radians, sees a point of the ground."""
    forward, up = math.cos(pitch) * y + math.sin(pitch) * HEIGHT_M, math.sin(pitch) * y - math.cos(pitch) * HEIGHT_M
    return 400 + FOCAL_PX * x / forward, 300 - FOCAL_PX * up / forward


def _points(ground: list[tuple[float, float]], crs: str = "local", pitch: float = 0.5) -> CalibrationPoints:
    return CalibrationPoints(crs, tuple(ControlPoint(*_pixel(x, y, pitch), x, y) for x, y in ground))


SQUARE = [(-8.0, 12.0), (9.0, 11.0), (10.0, 30.0), (-7.0, 28.0)]


@given(st.floats(-6, 6), st.floats(10, 40), st.floats(0.3, 0.8))
def test_that_a_flat_ground_is_found_again_from_four_points(x: float, y: float, pitch: float) -> None:
    plane = fit(_points(SQUARE, pitch=pitch))
    found = plane.ground(_pixel(x, y, pitch))
    assert found == pytest.approx((x, y), abs=1e-5)


@given(st.lists(st.tuples(st.floats(-10, 10), st.floats(10, 40)), min_size=5, max_size=9, unique=True))
def test_that_exact_points_leave_no_residual_or_are_refused(ground: list) -> None:
    try:
        found = accuracy(_points(ground))
    except CalibrationError:
        return
    assert found.rms_m < 1e-3


def test_that_large_coordinates_lose_no_precision() -> None:
    shifted = tuple(
        ControlPoint(point.px, point.py, point.x + 424_000.123, point.y + 5_662_000.456)
        for point in _points(SQUARE).points
    )
    plane = fit(CalibrationPoints("EPSG:32633", shifted))
    assert plane.ground(_pixel(1, 20)) == pytest.approx((424_001.123, 5_662_020.456), abs=1e-5)


def test_that_the_real_junction_is_known_to_centimetres(shared: object) -> None:
    points = read_control_points(shared("video/Testvideo_FR20_refpts.csv"), "EPSG:32633")  # type: ignore[operator]
    found = accuracy(points)
    assert len(found.residuals_m) == 5
    assert found.rms_m < 0.05
    assert found.loo_m is not None
    assert found.loo_m < 1.0
    place = GroundView(points).place((301.0, 129.0))
    assert place is not None
    assert place.distance_m(Place(51.10413, 13.91535)) < 500


def test_that_four_points_have_no_leave_one_out() -> None:
    assert accuracy(_points(SQUARE)).loo_m is None


@pytest.mark.parametrize(
    "ground",
    [
        SQUARE[:3],
        [(0.0, 10.0), (0.0, 15.0), (0.0, 20.0), (0.0, 30.0)],
        [(-5.0, 20.0), (0.0, 20.0), (5.0, 20.0), (0.0, 12.0)],
        [SQUARE[0]] * 5,
    ],
)
def test_that_points_which_fix_no_plane_are_refused(ground: list) -> None:
    with pytest.raises(CalibrationError):
        fit(_points(ground))


@given(st.floats(0, math.pi), st.floats(-5, 5), st.integers(4, 8))
def test_that_points_in_any_row_are_refused(turn: float, offset: float, count: int) -> None:
    along = [(offset + step * math.cos(turn), 25 + step * math.sin(turn)) for step in np.linspace(-6, 6, count)]
    with pytest.raises(CalibrationError):
        fit(_points(along))


def test_that_exchanged_axes_are_told() -> None:
    mirrored = tuple(ControlPoint(point.px, point.py, point.y, point.x) for point in _points(SQUARE).points)
    with pytest.raises(CalibrationError, match="mirrored"):
        fit(CalibrationPoints("EPSG:32633", mirrored))


def test_that_coordinates_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(CalibrationError, match="not a number"):
        fit(CalibrationPoints("local", (*_points(SQUARE).points, ControlPoint(1, 1, math.nan, 1))))


def test_that_the_sky_is_nowhere() -> None:
    plane = fit(_points(SQUARE))
    horizon = plane.horizon(800)
    assert horizon is not None
    level = 300 - FOCAL_PX * math.tan(0.5)
    assert [y for _, y in horizon] == pytest.approx([level, level], abs=0.01)
    assert plane.ground((400, level - 20)) is None
    assert plane.ground((400, level + 1)) is None


@given(st.floats(0.25, 0.9))
def test_that_the_footprint_is_the_ground_the_frame_shows(pitch: float) -> None:
    plane = fit(_points(SQUARE, pitch=pitch))
    ring = plane.footprint(800, 600)
    assume(ring)
    for x, y in ring:
        px, py = _pixel(x, y, pitch)
        assert -0.1 <= px <= 800.1
        assert -0.1 <= py <= 600.1


def test_that_a_local_calibration_gives_metres_and_no_place() -> None:
    view = GroundView(_points(SQUARE))
    assert view.place(_pixel(1, 20)) is None
    assert view.local_m(_pixel(1, 20)) == pytest.approx((1, 20), abs=1e-5)
    assert view.footprint(800, 600) == ()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:999999", "metres"])
def test_that_a_system_without_metres_is_refused(crs: str) -> None:
    with pytest.raises(ValueError, match="EPSG"):
        check_crs(crs)


def test_that_our_own_columns_are_read_in_any_order(tmp_path: object) -> None:
    file = tmp_path / "points.csv"  # type: ignore[operator]
    file.write_text("\ufeffy,x,py,px\n4,3,2,1\n", encoding="utf-8")
    assert read_control_points(file, "local").points == (ControlPoint(1, 2, 3, 4),)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "header"), ("a,b\n1,2\n", "header"), ("px,py,x,y\n1,2,3\n", "line 2"), ("px,py,x,y\n1,2,3,nan\n", "line 2")],
)
def test_that_a_table_of_something_else_is_refused(tmp_path: object, text: str, words: str) -> None:
    file = tmp_path / "points.csv"  # type: ignore[operator]
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CalibrationError, match=words):
        read_control_points(file, "local")
