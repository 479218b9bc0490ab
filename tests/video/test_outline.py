import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from video.outline import depth_px, distance_px, passes_through, right_of_px

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))
numbers = st.floats(-50, 150)
points = st.tuples(numbers, numbers)


@given(points, st.lists(points, min_size=3, max_size=8))
def test_that_depth_is_the_distance_to_the_ring_and_positive_inside(point: tuple, ring: list) -> None:
    shape = Polygon(ring)
    depth = depth_px(point, ring)
    assert abs(depth) == pytest.approx(shape.exterior.distance(Point(point)), abs=1e-6)
    if shape.is_valid and abs(depth) > 1e-6:
        assert (depth > 0) == shape.contains(Point(point))


def test_that_right_is_right_for_one_who_looks_up_the_frame() -> None:
    assert right_of_px((5.0, -5.0), (0.0, 0.0), (0.0, -10.0)) == pytest.approx(5.0)
    assert right_of_px((-5.0, -5.0), (0.0, 0.0), (0.0, -10.0)) == pytest.approx(-5.0)


def test_that_a_line_without_length_has_no_sides() -> None:
    assert right_of_px((3.0, 4.0), (1.0, 1.0), (1.0, 1.0)) == 0.0
    assert distance_px((4.0, 5.0), (1.0, 1.0), (1.0, 1.0)) == pytest.approx(5.0)


def test_that_a_way_round_the_end_of_a_line_does_not_pass_through_it() -> None:
    assert passes_through((-5.0, 50.0), (5.0, 50.0), (0.0, 0.0), (0.0, 100.0))
    assert not passes_through((-5.0, 120.0), (5.0, 120.0), (0.0, 0.0), (0.0, 100.0))
