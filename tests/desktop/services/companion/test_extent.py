"""Extents: what one map shows is what the other is asked to show, wherever on Earth."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.companion.extent import BadExtentError, Extent, extent_of
from maps.place import Place
from maps.viewport import Viewport

WIDTH_PX, HEIGHT_PX = 1600, 1000


@given(
    lat=st.floats(-78, 78), lon=st.floats(-180, 180, exclude_max=True), width_m=st.floats(50, 800_000)
)  # fmt: skip
def test_that_a_view_told_as_an_extent_is_the_same_view(lat: float, lon: float, width_m: float) -> None:
    view = Viewport.around(Place(lat, lon), width_m, WIDTH_PX, HEIGHT_PX)
    told = extent_of(view)
    assert told.centre.distance_m(view.centre) <= 1e-6 * width_m
    assert told.width_m(WIDTH_PX, HEIGHT_PX) == pytest.approx(width_m, rel=1e-6)


def test_that_a_tall_extent_is_shown_whole() -> None:
    tall = Extent(22.0, -102.51, 23.0, -102.49)
    width_m = tall.width_m(WIDTH_PX, HEIGHT_PX)
    view = Viewport.around(tall.centre, width_m, WIDTH_PX, HEIGHT_PX)
    shown = extent_of(view)
    assert shown.south_deg == pytest.approx(22.0, abs=1e-9)
    assert shown.north_deg == pytest.approx(23.0, abs=1e-9)


def test_that_an_extent_over_the_antimeridian_keeps_its_middle() -> None:
    fiji = Extent(-20.0, 176.0, -15.0, -178.0)
    assert fiji.width_deg == pytest.approx(6.0)
    assert fiji.centre.lon_deg == pytest.approx(179.0)


def test_that_more_than_the_world_is_the_world() -> None:
    told = extent_of(Viewport(0.0, 0.0, 40_000.0, WIDTH_PX, HEIGHT_PX))
    assert (told.west_deg, told.east_deg) == (-180.0, 180.0)


@pytest.mark.parametrize(
    "edges",
    [(math.nan, 0, 1, 1), (0, -math.inf, 1, 1), (1, 0, 1, 1), (2, 0, 1, 1), (-91, 0, 1, 1), (0, 0, 1, 0),
     (0, 0, 1, 181), (0, 1e308, 1, 2)],
)  # fmt: skip
def test_that_what_is_no_part_of_the_world_is_refused(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadExtentError):
        Extent(*edges)
