"""Geofences: added, changed, turned on and off, removed. Each act is a row of the journal that carries it whole."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.events import GeofenceEvent
from desktop.domain.geofence import Geofence, GeofenceRefusedError, check
from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.storage import geofences as rows
from desktop.storage import journal
from desktop.storage.store import Store


class UnknownGeofenceError(LookupError):
    """There is no such zone."""


class Geofences:
    """Thread: any; each call is one transaction. `writer` names the process in the journal."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    def put(self, fences: Iterable[Geofence], operator: Operator) -> list[Geofence]:
        """Add zones, each in the place of the one of its name. All or none. Raises GeofenceRefusedError."""
        permit(self._store, self._writer, operator, "geofence.edit")
        checked = [check(fence) for fence in fences]
        names = [fence.name for fence in checked]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise GeofenceRefusedError(f"two zones are called {twice}: give each a name of its own")
        with self._store.write() as connection:
            return [self._put(connection, fence, operator) for fence in checked]

    def change(self, fence: Geofence, operator: Operator) -> Geofence:
        """The zone of this id with all that was changed in it, the name too."""
        permit(self._store, self._writer, operator, "geofence.edit")
        with self._store.write() as connection:
            known = found(connection, fence.id)
            other = rows.by_name(connection, fence.name)
            if other is not None and other.id != fence.id:
                raise GeofenceRefusedError(f"there is a zone called {fence.name} already: choose another name")
            return self._write(connection, "changed", replace(check(fence), version=known.version + 1), operator)

    def turn(self, fence_id: str, operator: Operator, *, active: bool) -> Geofence:
        """A zone that is off watches nobody, and its alarms return. Raises UnknownGeofenceError."""
        permit(self._store, self._writer, operator, "geofence.edit")
        with self._store.write() as connection:
            known = found(connection, fence_id)
            if known.active == active:
                return known
            step = "turned_on" if active else "turned_off"
            return self._write(connection, step, known.turned(active=active), operator)

    def remove(self, fence_id: str, operator: Operator) -> Geofence:
        """Gives what was removed: `put` brings it back. Raises UnknownGeofenceError."""
        permit(self._store, self._writer, operator, "geofence.edit")
        with self._store.write() as connection:
            known = found(connection, fence_id)
            rows.remove(connection, fence_id)
            journal.append(connection, GeofenceEvent("removed", known, operator.login), self._writer, self._now())
            return known

    def named(self, name: str) -> Geofence:
        """By its name or id. Raises UnknownGeofenceError."""
        with self._store.read() as connection:
            known = rows.by_name(connection, name) or rows.get(connection, name)
        if known is None:
            raise UnknownGeofenceError(f"there is no zone called {name}")
        return known

    def every(self) -> list[Geofence]:
        with self._store.read() as connection:
            return rows.every(connection)

    def _put(self, connection: Connection, fence: Geofence, operator: Operator) -> Geofence:
        known = rows.by_name(connection, fence.name)
        if known is None:
            return self._write(connection, "added", replace(fence, id=str(uuid7()), version=1), operator)
        return self._write(connection, "changed", replace(fence, id=known.id, version=known.version + 1), operator)

    def _write(self, connection: Connection, step: str, fence: Geofence, operator: Operator) -> Geofence:
        rows.put(connection, fence)
        journal.append(connection, GeofenceEvent(step, fence, operator.login), self._writer, self._now())
        return fence


def found(connection: Connection, fence_id: str) -> Geofence:
    """Raises UnknownGeofenceError."""
    fence = rows.get(connection, fence_id)
    if fence is None:
        raise UnknownGeofenceError(f"there is no zone {fence_id}")
    return fence
