"""Metres around a place agree with the ellipsoid's own geodesics."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.plane import LocalPlane
from maps.projection import geodesic_m

PLACES = st.builds(Place, st.floats(-75, 75), st.floats(-180, 180))
OFFSETS_M = st.floats(-500, 500)


@given(PLACES, OFFSETS_M, OFFSETS_M)
def test_that_metres_and_degrees_are_each_others_inverse(centre: Place, east_m: float, north_m: float) -> None:
    plane = LocalPlane(centre)
    assert np.allclose(plane.from_place(plane.to_place(east_m, north_m)), (east_m, north_m), atol=1e-5)


@given(PLACES, OFFSETS_M, OFFSETS_M)
def test_that_metres_are_those_of_the_ellipsoid(centre: Place, east_m: float, north_m: float) -> None:
    place = LocalPlane(centre).to_place(east_m, north_m)
    assert abs(geodesic_m(centre, place) - np.hypot(east_m, north_m)) < 0.12


def test_that_the_plane_reaches_over_the_antimeridian() -> None:
    plane = LocalPlane(Place(10.0, 179.9999))
    over = plane.to_place(100.0, 0.0)
    assert over.lon_deg < -179.9
    assert np.allclose(plane.from_place(over), (100.0, 0.0), atol=1e-5)
