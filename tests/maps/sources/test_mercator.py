"""Any coordinate system in: there and back, the edges of the Earth, and the antimeridian."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.sources.crs_offers import offers
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import WORLD_M, ToMercator, crs_code, degrees_of, known_crs, world_copies
from maps.viewport import to_mercator

ZONES = (*range(32611, 32617), *range(6366, 6373), 6362, 6365, 4326, 3857)
MEXICO = [f"EPSG:{code}" for code in ZONES]
REACH = {code: ToMercator(known_crs(code)) for code in MEXICO}


@given(st.sampled_from(MEXICO), st.floats(15.0, 32.0), st.floats(-0.9, 0.9))
def test_that_a_place_of_mexico_comes_back_from_every_system_in_use(code: str, lat: float, across: float) -> None:
    area = REACH[code].crs.area_of_use
    assert area is not None
    west, east = max(area.west, -117.0), min(area.east, -87.0)
    lon = (west + east) / 2 + across * (east - west) / 2
    metres = np.column_stack(to_mercator(np.array([lat]), np.array([lon])))
    there = REACH[code].back(metres)
    again = REACH[code].points(there)
    assert np.allclose(again, metres, atol=0.01)


@pytest.mark.parametrize(
    ("code", "x", "y", "lat", "lon"),
    [
        ("EPSG:32614", 486_066.0, 2_148_740.0, 19.4326, -99.1327),
        ("EPSG:6369", 486_066.0, 2_148_740.0, 19.4326, -99.1327),
        ("EPSG:6372", 2_800_000.0, 826_000.0, 19.37, -99.14),
    ],
)
def test_that_known_points_of_the_national_grids_lie_where_they_should(
    code: str, x: float, y: float, lat: float, lon: float
) -> None:
    found_lon, found_lat = degrees_of(ToMercator(known_crs(code)).points(np.array([[x, y]])))
    assert abs(found_lat[0] - lat) < 0.1
    assert abs(found_lon[0] - lon) < 0.1


@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=8))
def test_that_no_coordinates_break_it_and_those_off_the_earth_are_nowhere(pairs: list[tuple[float, float]]) -> None:
    found = REACH["EPSG:4326"].points(np.array(pairs))
    for (lon, lat), place in zip(pairs, found, strict=True):
        assert np.isfinite(place).all() == (abs(lon) <= 180 and abs(lat) <= 90)


def test_that_the_poles_lie_at_the_edge_of_the_square() -> None:
    found = REACH["EPSG:4326"].points(np.array([[0.0, 90.0], [0.0, -90.0]]))
    assert np.allclose(found[:, 1], [WORLD_M, -WORLD_M], rtol=1e-6)


def test_that_a_view_over_the_antimeridian_sees_both_sides() -> None:
    assert world_copies((-1000.0, 0.0, 1000.0, 10.0)) == (0.0,)
    assert world_copies((WORLD_M - 1000, 0.0, WORLD_M + 1000, 10.0)) == (0.0, 2 * WORLD_M)
    assert world_copies((-WORLD_M - 1000, 0.0, -WORLD_M + 1000, 10.0)) == (-2 * WORLD_M, 0.0)


@pytest.mark.parametrize("code", ["", "EPSG:999999", 'LOCAL_CS["x"]', "nonsense"])
def test_that_an_unknown_system_is_asked_for(code: str) -> None:
    with pytest.raises(LayerFaultError) as refused:
        known_crs(code)
    assert refused.value.code == "no_crs"


def test_that_offers_lie_where_their_system_is_used() -> None:
    utm = {offer.code for offer in offers((480_000.0, 2_140_000.0, 490_000.0, 2_150_000.0))}
    assert "EPSG:32614" in utm
    assert "EPSG:4326" not in utm
    degrees = {offer.code for offer in offers((-99.3, 19.1, -99.0, 19.5))}
    assert "EPSG:4326" in degrees
    assert "EPSG:32614" not in degrees
    assert offers((float("nan"),) * 4) == ()


def test_that_a_code_is_told_where_there_is_one() -> None:
    assert crs_code(known_crs("EPSG:6372")) == "EPSG:6372"
