"""Opening hours: the library's specification, the country's holidays, the city's own zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.space import SheetRefusedError
from desktop.services.spaces.hours import Week, check, open_now, week_of, words_of

ZONE = ZoneInfo("America/Mexico_City")
WORDS = "Mo-Fr 06:00-20:00; Sa,Su 07:00-18:00; PH off"


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), True),  # Tuesday, 06:00 in Mexico
        (datetime(2026, 11, 24, 11, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), True),  # Sunday, 17:30
        (datetime(2026, 11, 16, 18, 0, tzinfo=UTC), False),  # the third Monday of November: a public holiday
        (datetime(2026, 9, 16, 18, 0, tzinfo=UTC), False),
    ],
)
def test_that_it_is_open_by_weekday_and_closed_on_a_mexican_holiday(at: datetime, is_open: bool) -> None:
    assert open_now(WORDS, at, ZONE).is_open is is_open


def test_that_it_says_when_it_will_be_otherwise() -> None:
    told = open_now(WORDS, datetime(2026, 11, 24, 18, 0, tzinfo=UTC), ZONE)
    assert told.changes_at == datetime(2026, 11, 24, 20, 0, tzinfo=ZONE)


@pytest.mark.parametrize("words", ["", "lunes de 9 a 5", "Mo-Fr 06:00-20:00 unknown"])
def test_that_what_nobody_said_or_can_read_is_unknown_and_never_open(words: str) -> None:
    assert open_now(words, datetime(2026, 11, 24, 18, 0, tzinfo=UTC), ZONE).is_open is None


def test_that_words_that_cannot_be_read_are_refused_with_an_example() -> None:
    with pytest.raises(SheetRefusedError, match="Mo-Fr"):
        check("abierto casi siempre")
    assert check("  24/7 ") == "24/7"


def test_that_a_week_of_a_form_becomes_words() -> None:
    words = words_of(Week(("06:00-22:00",) * 5 + ("07:00-20:00", ""), "off"))
    assert words == "Mo-Fr 06:00-22:00; Sa 07:00-20:00; Su off; PH off"
    assert open_now(words, datetime(2026, 11, 22, 18, 0, tzinfo=UTC), ZONE).is_open is False


@pytest.mark.parametrize(
    "words",
    [
        "Mo-Fr 06:00-14:00,16:00-22:00; Sa 07:00-20:00; Su off; PH 08:00-12:00",
        "24/7",
        "Mo-Su 05:30-22:00",
        "Tu-Su 09:00-17:00; PH off",
        "Fr,Sa 20:00-02:00",
        "Mo-Su 00:00-24:00",
    ],
)
def test_that_a_form_shows_the_words_and_gives_the_same_hours_back(words: str) -> None:
    again = words_of(week_of(words))
    for hour in range(0, 24 * 9, 3):
        at = datetime(2026, 11, 14, 0, 30, tzinfo=ZONE) + timedelta(hours=hour)  # over a holiday Monday
        assert open_now(again, at, ZONE).is_open == open_now(words, at, ZONE).is_open, at


def test_that_a_form_of_nothing_says_nothing() -> None:
    assert words_of(week_of("")) == ""
    assert week_of("casi siempre").days == ("",) * 7
