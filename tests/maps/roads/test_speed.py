"""Texts of maxspeed, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.roads.graph import CLASSES
from maps.roads.speed import FASTEST_KMH, SLOWEST_KMH, driven_kmh, limit_kmh


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50.0),
        ("50 km/h", 50.0),
        ("30 mph", 48.28032),
        ("50mph", 80.4672),
        ("walk", 6.0),
        ("MX:urban", 50.0),
        ("DE:zone:30", 30.0),
        ("DE:zone30", 30.0),
        ("60; 40", 40.0),
        ("5 knots", 9.26),
        ("27,5", 27.5),
    ],
)
def test_that_a_text_of_a_speed_is_understood(text: str, kmh: float) -> None:
    assert limit_kmh(text) == pytest.approx(kmh)


@pytest.mark.parametrize(
    "text", [None, "", "-5", "none", "signals", "variable", "0", "9999", "fast", "50 furlongs", "1e3", "٥٠ mph/h"]
)
def test_that_what_says_no_speed_is_none(text: str | None) -> None:
    assert limit_kmh(text) is None


@given(st.text(max_size=20))
def test_that_no_text_gives_an_absurd_speed(text: str) -> None:
    limit = limit_kmh(text)
    assert limit is None or SLOWEST_KMH <= limit <= FASTEST_KMH


@pytest.mark.parametrize("road_class", CLASSES)
def test_that_every_class_has_a_speed_and_gravel_slows_it(road_class: str) -> None:
    assert SLOWEST_KMH <= driven_kmh(road_class, None, None) <= FASTEST_KMH
    assert driven_kmh(road_class, 100.0, "mud") == 8.0
    assert driven_kmh(road_class, 50.0, "asphalt") == pytest.approx(42.5)
