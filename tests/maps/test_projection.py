"""Projections, against published values and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.projection import OutOfAreaError, Projection, UnknownProjectionError, geodesic_m

UTM_14N = Projection("EPSG:32614")


def test_that_the_central_meridian_lies_at_the_false_easting() -> None:
    x, y = UTM_14N.from_place(Place(0.0, -99.0))
    assert (x, y) == pytest.approx((500_000.0, 0.0), abs=1e-6)


@given(st.floats(14.0, 33.0), st.floats(-102.0, -96.0))
def test_that_a_place_comes_back_from_the_plane(lat_deg: float, lon_deg: float) -> None:
    back = UTM_14N.to_place(*UTM_14N.from_place(Place(lat_deg, lon_deg)))
    assert geodesic_m(back, Place(lat_deg, lon_deg)) < 1e-4


def test_that_arrays_keep_their_order() -> None:
    x, y = UTM_14N.from_degrees(np.array([19.0, 20.0]), np.array([-99.0, -98.0]))
    lat_deg, lon_deg = UTM_14N.to_degrees(x, y)
    assert lat_deg == pytest.approx([19.0, 20.0])
    assert lon_deg == pytest.approx([-99.0, -98.0])


def test_that_a_degree_of_meridian_at_the_equator_has_its_length() -> None:
    assert geodesic_m(Place(0.0, 0.0), Place(1.0, 0.0)) == pytest.approx(110_574.39, abs=0.01)


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:999999", "nowhere", ""])
def test_that_a_code_without_a_plane_is_refused(code: str) -> None:
    with pytest.raises(UnknownProjectionError, match="EPSG:32614"):
        Projection(code)


@pytest.mark.parametrize("metres", [float("nan"), float("inf"), 1e30])
def test_that_points_out_of_reach_are_refused(metres: float) -> None:
    with pytest.raises(OutOfAreaError):
        UTM_14N.to_place(metres, 0.0)
