"""Coordinates written and read: round trips in every notation, poles, the antimeridian, and text that is none."""

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from maps.coordinate_text import LONGEST_TEXT, read
from maps.coordinates import UTM_NORTH_DEG, UTM_SOUTH_DEG, Notation, utm_zone, write
from maps.place import Place

PLAZA = Place(22.7709, -102.5832)
VADUZ = Place(47.14, 9.52)
PLACES = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))
METRES = {Notation.DECIMAL: 1.0, Notation.DMS: 2.5, Notation.UTM: 1.5, Notation.MGRS: 1.6, Notation.PLUS_CODE: 3.0}
"""How far a place may lie from where its writing leads: a digit's half, or a square's diagonal."""


@pytest.mark.parametrize("notation", Notation)
@given(place=PLACES)
@example(place=Place(90.0, 0.0))
@example(place=Place(-90.0, 180.0))
@example(place=Place(0.0, 180.0))
@example(place=Place(0.0, -180.0))
@example(place=Place(-0.0, -0.0))
@example(place=Place(84.0, 179.9999))
@example(place=Place(-80.0, -179.9999))
@example(place=Place(59.99999, 5.9))
@example(place=Place(78.0, 20.9999))
@example(place=Place(22.999999999, -102.999999999))
def test_that_what_is_written_leads_back(notation: Notation, place: Place) -> None:
    readings = read(write(place, notation), place)
    assert readings
    assert min(one.distance_m(place) for one in readings) <= METRES[notation]
    assert readings[0].distance_m(place) <= METRES[notation] or len(readings) == 2


@given(place=PLACES)
def test_that_utm_agrees_with_mgrs_on_zone_and_metre(place: Place) -> None:
    assume(UTM_SOUTH_DEG < place.lat_deg < UTM_NORTH_DEG)
    assume(abs(place.lon_deg - round(place.lon_deg)) > 1e-6)  # a hair's breadth from the edge of a zone or of a band
    assume(abs(place.lat_deg - round(place.lat_deg)) > 1e-6)
    zone, east, north = write(place, Notation.UTM).split(" ")
    code = write(place, Notation.MGRS).split(" ")
    assert zone.zfill(3) == code[0].zfill(3)
    assert int(zone[:-1]) == utm_zone(place)
    for metres, digits in ((east, code[2]), (north, code[3])):
        apart = abs(int(metres.replace("\u2009", "")) % 100_000 - int(digits))
        assert min(apart, 100_000 - apart) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "22.7709, -102.5832",
        "22.7709 -102.5832",
        "22.7709,-102.5832",
        "22.7709;-102.5832",
        "(22.7709, -102.5832)",
        "geo:22.7709,-102.5832",
        "lat: 22.7709 lon: -102.5832",
        "LON -102.5832, LAT 22.7709",
        "-102.5832, 22.7709",
        "22,7709, -102,5832",
        "22,7709 -102,5832",
        "22,7709; -102,5832",
        "22,7709,-102,5832",
        "22.7709°, \u2212102.5832°",
        "22.7709N 102.5832W",
        "N 22.7709 O 102.5832",
        "102.5832 O, 22.7709 N",
        "22°46'15.24\"N 102°34'59.52\"W",
        "22° 46′ 15.24″ N, 102° 34′ 59.52″ O",
        "22°46'15,24\"N 102°34'59,52\"W",
        "22º 46.254' N 102º 34.992' W",
        "22 46 15.24 -102 34 59.52",
        "13Q 748145 2520185",
        "13q 748145 2520185",
        "13 N 748145 2520185",
        "UTM zona 13 norte 748145 2520185",
        "748145 2520185 13Q",
        "748145 mE, 2520185 mN, 13Q",
        "13Q 748 145 2 520 185",
        "13QGF4814520185",
        "13q gf 48145 20185",
        "75JVQCC8+9P7",
        "QCC8+9P7",
        "qcc8+9p7 Zacatecas",
    ],
)
def test_that_each_way_of_writing_it_is_read(text: str) -> None:
    assert text.strip()
    first = read(text, PLAZA)[0]
    assert first.distance_m(PLAZA) < 3.0


def test_that_an_unsaid_order_is_told_by_where_the_map_is() -> None:
    assert read("9.52 47.14", VADUZ) == (VADUZ, Place(9.52, 47.14))
    assert read("47.14 9.52", VADUZ)[0] == VADUZ
    assert read("9.52 47.14", Place(9.5, 47.1))[0] == Place(9.52, 47.14)
    assert read("9.52 47.14") == (Place(9.52, 47.14), VADUZ)


def test_that_an_s_is_a_band_or_the_south_and_the_map_says_which() -> None:
    north, south = read("13S 748145 2520185", PLAZA)
    assert north.distance_m(PLAZA) < 2
    assert south.lat_deg < -60
    assert read("23S 333000 7395000", Place(-23.5, -46.6))[0].lat_deg < -23


def test_that_a_short_plus_code_needs_a_map() -> None:
    assert read("QCC8+9P") == ()
    assert read("QCC8+9P", VADUZ)[0].distance_m(VADUZ) < 100_000


def test_that_a_coarse_square_leads_to_its_middle() -> None:
    (middle,) = read("13Q GF 48 20")
    assert middle.distance_m(read("13Q GF 48500 20500")[0]) < 2


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "hidalgo", "5 de mayo", "calle 12", "C-04", "ZAC-2026-000123", "91, 95", "10, 181", "-91 200"),
        *(
            "nan, nan",
            "inf 3",
            "1e5 2",
            "22.77",
            "22 60 00 N 102 00 00 W",
            "22 10.5 3 N 102 1 1 W",
            "22N 23N",
            "N 22 E",
        ),
        *("61Q 748145 2520185", "13I 748145 2520185", "0Q 748145 2520185", "13QGF481231987", "13QGI4812319876", "ZZZ"),
        *("++++", "QCC8+9PA1111111", "°", "((((", "\x00\x00", "1" * 300, "22.77," * 60, "𝟐𝟐𝟐𝟐𝟐", "-", "+ +"),
    ],
)
def test_that_what_is_no_coordinate_is_read_as_none(text: str) -> None:
    assert read(text, PLAZA) == ()


@given(st.text(max_size=LONGEST_TEXT + 20))
@example("9" * 12 + "N" + "9" * 12 + "W")
def test_that_no_text_does_harm(text: str) -> None:
    for place in read(text, PLAZA):
        assert math.isfinite(place.lat_deg)
        assert math.isfinite(place.lon_deg)


@given(st.text(alphabet="0123456789NSEWO+-.,°'\" QGFZ", max_size=40))
def test_that_nothing_that_looks_like_coordinates_does_harm(text: str) -> None:
    assert all(-90 <= place.lat_deg <= 90 for place in read(text, PLAZA))
