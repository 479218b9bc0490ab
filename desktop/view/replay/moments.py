"""Moments as an operator types them: a time, a day and a time, or one of those that are asked for often."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from gettext import gettext as _

from desktop.view import formats
from desktop.view.choice_dialog import Choice, matching

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def choices(text: str, now: datetime, shown: datetime, zone: tzinfo) -> Sequence[Choice]:
    """What was typed as a moment, first; else those asked for often whose words match."""
    typed = moment_of(text, now, zone)
    if typed is not None:
        return [_choice(_("Go to"), typed, zone)]
    often = [
        _choice(_("5 min before"), shown - timedelta(minutes=5), zone),
        _choice(_("30 min before"), shown - timedelta(minutes=30), zone),
        _choice(_("1 h before"), shown - timedelta(hours=1), zone),
        _choice(_("Same hour yesterday"), days_before(shown, 1, zone), zone),
        _choice(_("Same hour last week"), days_before(shown, 7, zone), zone),
    ]
    return matching(often, text)


def _choice(words: str, at: datetime, zone: tzinfo) -> Choice:
    return Choice(at.isoformat(), words, f"{formats.full_date(at, zone)} {formats.clock(at, zone)}")


def moment_of(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """`14:30`, `23/11 14:30`, `2026-11-23 14:30:05` in the city's time; a time alone is the last such; None else."""
    clock, day, iso = _CLOCK.search(text), _DAY.search(text), _ISO_DAY.search(text)
    local = now.astimezone(zone)
    try:
        if iso is not None:
            local = local.replace(year=int(iso[1]), month=int(iso[2]), day=int(iso[3]))
        elif day is not None:
            local = local.replace(year=int(day[3] or local.year), month=int(day[2]), day=int(day[1]))
        elif clock is None:
            return None
        hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
        at = local.replace(hour=hour, minute=minute, second=second, microsecond=0)
    except ValueError:
        return None
    if at.astimezone(UTC) > now and iso is None and day is None:
        at -= timedelta(days=1)
    return at.astimezone(UTC)


def days_before(at: datetime, days: int, zone: tzinfo) -> datetime:
    """The same hour on the wall, whatever the clocks were set by between."""
    return (at.astimezone(zone) - timedelta(days=days)).astimezone(UTC)
