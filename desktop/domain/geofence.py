"""A zone on the ground that watches who enters, leaves or stays: its outline, for whom, when, and what it raises."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.domain.alarm import Priority
from maps.place import Place

Ring = tuple[Place, ...]
LONGEST_NAME = 120
MOST_CORNERS = 20_000
WIDEST_HYSTERESIS_M = 500.0
LONGEST_DWELL_S = 7 * 86_400.0


class Watched(StrEnum):
    UNITS = "units"
    SIGHTINGS = "sightings"


class Crossing(StrEnum):
    ENTER = "enter"
    EXIT = "exit"
    DWELL = "dwell"


ALARM_KINDS: dict[Crossing, str] = {
    Crossing.ENTER: "geofence_enter",
    Crossing.EXIT: "geofence_exit",
    Crossing.DWELL: "geofence_dwell",
}
"""The kind of alarm that each raises. Entered and dwelt return when the zone is left, left when it is entered again."""


class GeofenceRefusedError(ValueError):
    """A zone that cannot be watched; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of some days of the week in the city's own time: Monday is 0.

    One that ends before it begins passes midnight, and belongs to the day on which it began.
    """

    days: tuple[int, ...]
    from_minute: int
    to_minute: int

    def holds(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        if self.from_minute < self.to_minute:
            return local.weekday() in self.days and self.from_minute <= minute < self.to_minute
        yesterday = (local - timedelta(days=1)).weekday()
        return (local.weekday() in self.days and minute >= self.from_minute) or (
            yesterday in self.days and minute < self.to_minute
        )


@dataclass(frozen=True, slots=True)
class Geofence:
    """`polygons`: each an outer ring and its holes. `classes`: kinds of unit, or classes of sightings; empty for all.

    `raises` are the crossings that raise an alarm of `priority`; those of units that raise none are written in the
    journal when they are in `notes`. Without a schedule it watches always.
    """

    id: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    watches: tuple[Watched, ...] = (Watched.UNITS,)
    classes: tuple[str, ...] = ()
    raises: tuple[Crossing, ...] = (Crossing.ENTER,)
    notes: tuple[Crossing, ...] = ()
    dwell_s: float = 0.0
    hysteresis_m: float = 10.0
    priority: Priority = Priority.MEDIUM
    schedule: tuple[Span, ...] = ()
    active: bool = True
    version: int = 1

    def watches_at(self, local: datetime) -> bool:
        """`local` in the city's zone."""
        return self.active and (not self.schedule or any(span.holds(local) for span in self.schedule))

    def turned(self, *, active: bool) -> "Geofence":
        return replace(self, active=active, version=self.version + 1)


def check(fence: Geofence) -> Geofence:
    """Raises GeofenceRefusedError."""
    if not fence.name.strip() or len(fence.name) > LONGEST_NAME:
        raise GeofenceRefusedError(f"a zone needs a name of 1 to {LONGEST_NAME} letters")
    corners = [len(ring) for rings in fence.polygons for ring in rings]
    if not corners or min(corners) < 3:
        raise GeofenceRefusedError(f"{fence.name}: the outline of a zone needs three corners at least")
    if sum(corners) > MOST_CORNERS:
        raise GeofenceRefusedError(
            f"{fence.name}: {sum(corners)} corners are too many, {MOST_CORNERS} at most: simplify it"
        )
    if not fence.watches or not (fence.raises or fence.notes):
        raise GeofenceRefusedError(f"{fence.name}: say whom the zone watches, and what it tells")
    if not 0.0 <= fence.hysteresis_m <= WIDEST_HYSTERESIS_M:
        raise GeofenceRefusedError(f"{fence.name}: the band at its edge is 0 to {WIDEST_HYSTERESIS_M:.0f} metres wide")
    dwells = Crossing.DWELL in (*fence.raises, *fence.notes)
    if dwells and not 1.0 <= fence.dwell_s <= LONGEST_DWELL_S:
        raise GeofenceRefusedError(f"{fence.name}: say after how many seconds somebody has stayed too long")
    return _checked_hours(fence)


def _checked_hours(fence: Geofence) -> Geofence:
    for span in fence.schedule:
        days_ok = span.days and set(span.days) <= set(range(7))
        if not days_ok or not (0 <= span.from_minute < 1440 and 0 < span.to_minute <= 1440):
            raise GeofenceRefusedError(f"{fence.name}: the schedule names days 0 to 6 and minutes of a day")
    return fence
