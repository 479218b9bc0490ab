"""How times, ages, amounts and distances are written on the screen (design.md section 10)."""

from datetime import datetime, tzinfo
from gettext import gettext as _

from desktop.locale import later

THIN_SPACE = "\u2009"
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
WEEKDAYS = (
    *(later("Mon"), later("Tue"), later("Wed"), later("Thu")),
    *(later("Fri"), later("Sat"), later("Sun")),
)
MONTHS = (
    *(later("Jan"), later("Feb"), later("Mar"), later("Apr"), later("May"), later("Jun")),
    *(later("Jul"), later("Aug"), later("Sep"), later("Oct"), later("Nov"), later("Dec")),
)


def age(seconds: float) -> str:
    """`00:12` under an hour, then `3 h`, then `2 d`. A clock that runs behind gives `00:00`, never a minus."""
    whole = max(0, int(seconds))
    if whole < HOUR_S:
        return f"{whole // MINUTE_S:02d}:{whole % MINUTE_S:02d}"
    return f"{whole // HOUR_S} h" if whole < 2 * DAY_S else f"{whole // DAY_S} d"


def clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M:%S}"


def short_date(at: datetime, zone: tzinfo) -> str:
    """`lun 23 nov`."""
    local = at.astimezone(zone)
    return f"{_(WEEKDAYS[local.weekday()])} {local.day} {_(MONTHS[local.month - 1])}"


def full_date(at: datetime, zone: tzinfo) -> str:
    """`lun 23 nov 2026`."""
    return f"{short_date(at, zone)} {at.astimezone(zone).year}"


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The clock time, with the date before it when it is not today's."""
    same_day = at.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(at, zone) if same_day else f"{short_date(at, zone)} {clock(at, zone)}"


def amount(value: float, decimals: int | None = None) -> str:
    """Thousands apart by a thin space; three significant digits unless `decimals` says otherwise."""
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE)


def measured(value: float, unit: str) -> str:
    """A ratio whose unit is % is shown times a hundred."""
    if unit == "%":
        return f"{amount(value * 100, 0)} %"
    return f"{amount(value)} {unit}".rstrip()


def distance(metres: float) -> str:
    return f"{amount(metres, 0)} m" if metres < 1000 else f"{amount(metres / 1000, 1)} km"


def minutes(seconds: float) -> str:
    return f"{max(1, round(seconds / MINUTE_S))} min"
