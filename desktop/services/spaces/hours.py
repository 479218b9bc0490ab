"""Opening hours in OpenStreetMap's words, told by the library of that specification, public holidays included."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import opening_hours as library
from opening_hours import OpeningHours, State, validate

from desktop.domain.space import SheetRefusedError

COUNTRY = "MX"
LONGEST = 255
LOOKS_AHEAD = timedelta(days=8)
"""For the next change: words that never change would be followed through ten thousand years."""
_FAULTS: tuple[type[Exception], ...] = (library.ParserError, library.UnknownCountryError)  # pyright: ignore - its stub lacks them
_PLAIN_MONDAY, _HOLIDAY = datetime(2026, 6, 1), datetime(2026, 1, 1)  # noqa: DTZ001 - hours on a wall have no zone
_ALL_DAY = "00:00-24:00"
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class OpenNow:
    """`is_open` None where nobody said or the words cannot be read; `changes_at` when it will be otherwise."""

    is_open: bool | None
    changes_at: datetime | None = None


UNKNOWN = OpenNow(None)


def check(words: str) -> str:
    """The words as they are kept; raises SheetRefusedError."""
    plain = words.strip()
    if plain and (len(plain) > LONGEST or not validate(plain)):
        raise SheetRefusedError(
            f"opening hours '{plain[:60]}' cannot be read. Write days and hours: Mo-Fr 06:00-22:00; Sa,Su 07:00-20:00"
        )
    return plain


def open_now(words: str, now: datetime, zone: tzinfo, country: str = COUNTRY) -> OpenNow:
    """At a moment, in the city's own zone."""
    hours = _read(words, str(getattr(zone, "key", "UTC")), country) if words else None
    if hours is None:
        return UNKNOWN
    local = now.astimezone(zone)
    for _begins, ends, state, *_ in hours.intervals(local, local + LOOKS_AHEAD):
        change = ends if ends < local + LOOKS_AHEAD else None
        return OpenNow(None if state == State.UNKNOWN else state == State.OPEN, change)
    return UNKNOWN


@lru_cache(maxsize=1024)
def _read(words: str, zone_key: str, country: str) -> OpeningHours | None:
    """None for what cannot be read: an import may bring anything. Without a zone: the hours on the wall."""
    try:
        zone = ZoneInfo(zone_key) if zone_key else None
        return OpeningHours(words, country=country, timezone=zone)
    except (*_FAULTS, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Week:
    """Hours of each weekday from Monday (`06:00-14:00,16:00-22:00`, empty for closed), and of public holidays."""

    days: tuple[str, ...]
    holidays: str = ""
    """`off` for closed; empty: as the weekday."""


def week_of(words: str, country: str = COUNTRY) -> Week:
    """As a form shows it: what is open in a week without holidays, and on New Year's Day. Empty for what is unknown."""
    hours = _read(words, "", country) if words else None
    if hours is None:
        return Week(("",) * 7)
    days = tuple(_of_day(hours, _PLAIN_MONDAY + timedelta(days=number)) for number in range(7))
    holiday = _of_day(hours, _HOLIDAY)
    same = holiday == days[_HOLIDAY.weekday()]
    return Week(days, "" if same else holiday or "off")


def _of_day(hours: OpeningHours, day: datetime) -> str:
    """Its open stretches; one until midnight ends at 24:00."""
    end = day + timedelta(days=1)
    spans = hours.intervals(day, end)
    stretches = [(begins, min(ends or end, end)) for begins, ends, state, *_ in spans if state == State.OPEN]
    return ",".join(f"{begins:%H:%M}-{'24:00' if ends >= end else f'{ends:%H:%M}'}" for begins, ends in stretches)


def words_of(week: Week) -> str:
    """The words that are kept: days of one kind stand together. Raises SheetRefusedError."""
    if not any(hours.strip() for hours in (*week.days, week.holidays)):
        return ""
    if not week.holidays.strip() and set(week.days) == {_ALL_DAY}:
        return "24/7"
    rules = [f"{_days(run)} {hours.strip() or 'off'}" for run, hours in _runs(week.days)]
    if week.holidays.strip():
        rules.append(f"PH {week.holidays.strip()}")
    return check("; ".join(rules))


def _runs(days: tuple[str, ...]) -> list[tuple[list[int], str]]:
    runs: list[tuple[list[int], str]] = []
    for number, hours in enumerate(days):
        if runs and runs[-1][1] == hours:
            runs[-1][0].append(number)
        else:
            runs.append(([number], hours))
    return runs


def _days(run: list[int]) -> str:
    first, last = WEEKDAYS[run[0]], WEEKDAYS[run[-1]]
    return first if len(run) == 1 else f"{first}-{last}"
