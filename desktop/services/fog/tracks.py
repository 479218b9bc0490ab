"""Where units have passed of late: their fixes thinned to one every so many metres, kept as they come in."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from desktop.domain.observation import Position
from desktop.storage import observations

STEP_M = 20.0
KEPT = timedelta(hours=4)
MOST_OF_A_UNIT = 4_000


class Tracks:
    """Thread: one at a time."""

    def __init__(self) -> None:
        self._fixes: dict[str, deque[Position]] = {}

    def begin(self, connection: Connection, unit_ids: Iterable[str], now: datetime) -> None:
        """What the store has of the last hours."""
        for unit_id in unit_ids:
            for fix in observations.track(connection, unit_id, now - KEPT, MOST_OF_A_UNIT):
                self.see(fix)

    def see(self, fix: Position) -> None:
        """A fix where the last one was makes that one newer; fixes out of order are left out."""
        known = self._fixes.setdefault(fix.device_id, deque(maxlen=MOST_OF_A_UNIT))
        if known and fix.at <= known[-1].at:
            return
        if len(known) > 1 and known[-1].place.distance_m(fix.place) < STEP_M:
            known.pop()
        known.append(fix)

    def recent(self, now: datetime) -> list[Position]:
        """All that are not too old; older ones are forgotten."""
        for fixes in self._fixes.values():
            while fixes and now - fixes[0].at > KEPT:
                fixes.popleft()
        return [fix for fixes in self._fixes.values() for fix in fixes]
