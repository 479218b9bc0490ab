"""Opening hours in OpenStreetMap's words, told by the library of that specification, public holidays included."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import opening_hours as library
from opening_hours import OpeningHours, State, validate

from desktop.domain.space import SheetRefusedError

COUNTRY = "MX"
LONGEST = 255
_FAULTS: tuple[type[Exception], ...] = (library.ParserError, library.UnknownCountryError)  # pyright: ignore - its stub lacks them
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
    state, change = hours.state(local)[0], hours.next_change(local)
    return OpenNow(state is State.OPEN if state is not State.UNKNOWN else None, change)


@lru_cache(maxsize=1024)
def _read(words: str, zone_key: str, country: str) -> OpeningHours | None:
    """None for what cannot be read: an import may bring anything."""
    try:
        return OpeningHours(words, country=country, timezone=ZoneInfo(zone_key))
    except (*_FAULTS, ValueError):
        return None


def weekly(days: tuple[str, ...], holidays: str) -> str:
    """The words of a form: hours (`06:00-22:00`, empty for closed) of each weekday, and of public holidays.

    Days of one kind stand together. Raises SheetRefusedError.
    """
    rules = [f"{_days(run)} {hours.strip() or 'off'}" for run, hours in _runs(days)]
    if holidays.strip():
        rules.append(f"PH {holidays.strip()}")
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
