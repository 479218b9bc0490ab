"""Times, ages and amounts as operators read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.view import formats

MEXICO = timezone(timedelta(hours=-6))
NIGHT = datetime(2026, 11, 23, 8, 14, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-3, "00:00"), (0, "00:00"), (12.9, "00:12"), (3599, "59:59"), (3600, "1 h"), (172_799, "47 h"), (172_800, "2 d")],
)
def test_that_an_age_is_minutes_and_seconds_then_hours_then_days(seconds: float, shown: str) -> None:
    assert formats.age(seconds) == shown


@given(st.floats(min_value=-1e6, max_value=1e9, allow_nan=False))
def test_that_no_age_is_long_or_negative(seconds: float) -> None:
    shown = formats.age(seconds)
    assert len(shown) <= 8
    assert not shown.startswith("-")


def test_that_times_are_of_the_city_and_dates_have_their_weekday() -> None:
    assert formats.clock(NIGHT, MEXICO) == "02:14:37"
    assert formats.full_date(NIGHT, MEXICO) == "Mon 23 Nov 2026"
    assert formats.moment(NIGHT - timedelta(days=1), NIGHT, MEXICO) == "Sun 22 Nov 02:14:37"
    assert formats.moment(NIGHT, NIGHT, MEXICO) == "02:14:37"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1204.5, "1\u2009204"), (12.34, "12.3"), (0.0234, "0.02"), (3.0, "3"), (-1204.4, "-1\u2009204")],
)
def test_that_thousands_are_apart_by_a_thin_space(value: float, shown: str) -> None:
    assert formats.amount(value) == shown


def test_that_a_ratio_is_shown_in_percent_and_others_with_their_unit() -> None:
    assert formats.measured(0.923, "%") == "92 %"
    assert formats.measured(12.34, "m³/h") == "12.3 m³/h"
    assert formats.measured(7.0, "") == "7"


def test_that_distances_change_to_kilometres_and_minutes_are_at_least_one() -> None:
    assert formats.distance(41.2) == "41 m"
    assert formats.distance(1234) == "1.2 km"
    assert formats.minutes(20) == "1 min"
