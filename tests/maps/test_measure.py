"""Distances and areas on the ellipsoid."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.measure import area_m2, circle_of, covered_m2, length_m, ring_of, segments_m
from maps.place import Place
from maps.projection import geodesic_m
from maps.shape import FEWEST, MOST, Shape, ShapeKind, ShapeRefusedError

PLACES = st.builds(Place, st.floats(-89, 89), st.floats(-180, 180))
EARTH_M2 = 510_065_621_724_089.0
"""WGS 84, from its two axes."""


def test_that_a_degree_of_the_equator_and_of_a_meridian_have_their_known_lengths() -> None:
    (equator,) = segments_m((Place(0, 0), Place(0, 1)))
    assert equator == pytest.approx(111_319.4908, abs=1e-3)
    (meridian,) = segments_m((Place(0, 0), Place(1, 0)))
    assert meridian == pytest.approx(110_574.3886, abs=1e-3)


def test_that_an_octant_covers_an_eighth_of_the_earth() -> None:
    assert area_m2((Place(0, 0), Place(0, 90), Place(90, 0))) == pytest.approx(EARTH_M2 / 8, rel=1e-6)


def test_that_the_antimeridian_is_crossed_the_short_way() -> None:
    (across,) = segments_m((Place(0, 179.5), Place(0, -179.5)))
    assert across == pytest.approx(111_319.4908, abs=1e-3)
    ring = (Place(0, 179.5), Place(0, -179.5), Place(1, -179.5), Place(1, 179.5))
    moved = (Place(0, 10), Place(0, 11), Place(1, 11), Place(1, 10))
    assert area_m2(ring) == pytest.approx(area_m2(moved), rel=1e-9)


def test_that_a_cap_around_a_pole_has_an_area() -> None:
    cap = circle_of(Place(90.0, 0.0), 10_000.0)
    assert area_m2(cap) == pytest.approx(math.pi * 1e8, rel=5e-3)


@given(st.lists(st.builds(Place, st.floats(-40, 40), st.floats(-40, 40)), min_size=3, max_size=12))
def test_that_an_area_is_the_same_either_way_round(places: list[Place]) -> None:
    assert area_m2(places) == pytest.approx(area_m2(places[::-1]), rel=1e-6, abs=1.0)
    assert 0.0 <= area_m2(places) <= EARTH_M2


@given(PLACES, st.floats(1, 100_000))
def test_that_every_place_of_a_circle_is_as_far(middle: Place, radius_m: float) -> None:
    assert all(geodesic_m(middle, place) == pytest.approx(radius_m, abs=1e-6) for place in circle_of(middle, radius_m))


def test_that_a_shape_says_its_length_and_area() -> None:
    square = (Place(0, 0), Place(0, 0.01), Place(0.01, 0.01), Place(0.01, 0))
    assert length_m(Shape(ShapeKind.AREA, square)) == pytest.approx(
        length_m(Shape(ShapeKind.LINE, (*square, square[0])))
    )
    assert covered_m2(Shape(ShapeKind.LINE, square)) == 0.0
    assert covered_m2(Shape(ShapeKind.AREA, square)) == pytest.approx(1_113.19 * 1_105.74, rel=1e-3)
    ball = Shape(ShapeKind.CIRCLE, (Place(0, 0), Place(0, 0.01)))
    assert covered_m2(ball) == pytest.approx(math.pi * length_m(ball) ** 2, rel=2e-3)
    assert len(ring_of(ball)) == 72


@pytest.mark.parametrize("kind", ShapeKind)
def test_that_a_shape_refuses_too_few_and_too_many_places(kind: ShapeKind) -> None:
    for count in (FEWEST[kind] - 1, MOST[kind] + 1):
        with pytest.raises(ShapeRefusedError):
            Shape(kind, (Place(0, 0),) * count)


def test_that_places_of_a_shape_are_moved_added_and_taken_away() -> None:
    one, two, three, four = (Place(0, east) for east in range(4))
    area = Shape(ShapeKind.AREA, (one, two, three))
    assert not area.may_lose
    assert area.gained(3, four).places == (one, two, three, four)
    assert area.gained(1, four).lost(1) == area
    assert area.moved(0, four).places == (four, two, three)
    with pytest.raises(ShapeRefusedError):
        area.lost(0)
