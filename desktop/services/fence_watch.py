"""Geofences as the node runs them: every second what is new is read, who crossed an outline is found, alarms follow.

A zone that is off, or out of its hours, has nobody in it. Units that were inside when a node ended still are when the
next one begins.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.domain.asset import AssetKind
from desktop.domain.geofence import Crossing, Geofence, Watched
from desktop.domain.unit import unit_of
from desktop.services.alarms import Alarms
from desktop.services.clock import Now, Ticks, ticks_s, utc_now
from desktop.services.fence_alarms import Crossed, FenceAlarms, Seen
from desktop.services.fence_shapes import watch_of
from desktop.services.fence_subjects import Subject, Subjects
from desktop.storage import assets, geofences, observations, settings, sightings
from desktop.storage.geofences import Presence
from desktop.storage.store import Store
from maps.fences.index import Pairs
from maps.fences.watch import FenceWatch

SIGHTINGS_AT_ONCE = 20_000


class FenceRound:
    """`check()` every second. Thread: the node's timer; `forget_fences` from any. Raises StoreError: try again."""

    def __init__(
        self, store: Store, alarms: Alarms, now: Now = utc_now, ticks: Ticks = ticks_s, writer: str = "node"
    ) -> None:
        self._store, self._now, self._ticks = store, now, ticks
        self._alarms = FenceAlarms(store, alarms, writer)
        self._fences: tuple[Geofence, ...] = ()
        self._watching: tuple[Geofence, ...] = ()
        self._watch: FenceWatch | None = None
        self._subjects = Subjects()
        self._kinds: dict[str, str] = {}
        self._zone = ZoneInfo("UTC")
        self._fix_cursor = self._sighting_cursor = 0
        self._stale, self._begun = True, False

    def forget_fences(self) -> None:
        """Zones, units or settings have changed: read them again at the next check."""
        self._stale = True

    def check(self) -> None:
        if self._stale:
            self._read()
        if not (self._fences or self._watching or self._alarms.any_open) and self._begun:
            return
        now = self._now()
        self._hear(now)
        self._turn(now)
        if self._watch is not None:
            self._look(self._watch, now)
        if not self._begun:
            self._begun = True
            self._alarms.begin(self._is_inside, self._kinds, self._ticks())
        self._alarms.settle(self._ticks(), now)

    # what is known

    def _read(self) -> None:
        self._stale = False
        with self._store.read() as connection:
            self._fences = tuple(geofences.every(connection))
            units = [unit_of(asset) for asset in assets.every(connection, AssetKind.UNIT)]
            zone = str(settings.get(connection, "time_zone", default="") or "UTC")
        self._kinds = {unit.id: unit.kind for unit in units}
        self._subjects.keep_units(self._kinds)
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            self._zone = ZoneInfo("UTC")

    def _hear(self, now: datetime) -> None:
        """New fixes, and new sightings where a zone asks for them; what was seen before is no news."""
        asks = any(Watched.SIGHTINGS in fence.watches for fence in self._watching)
        with self._store.read() as connection:
            self._fix_cursor, fixes = observations.fixes(connection, self._fix_cursor)
            if not asks:
                self._sighting_cursor = sightings.head(connection)
            seen = sightings.after(connection, self._sighting_cursor, SIGHTINGS_AT_ONCE)
        if seen:
            self._sighting_cursor = seen[-1].id
        self._subjects.hear(fixes, self._kinds)
        self._subjects.see(seen)
        self._subjects.forget_gone(now)

    def _turn(self, now: datetime) -> None:
        """A watch of the zones that are on now; who is inside those that stay goes over."""
        local = now.astimezone(self._zone)
        wanted = tuple(fence for fence in self._fences if fence.watches_at(local))
        if wanted == self._watching and self._begun:
            return
        before = self._inside() if self._begun else self._left_by_the_last()
        ids = {fence.id for fence in wanted}
        self._watching = wanted
        self._watch = watch_of(wanted) if wanted else None
        if self._watch is not None:
            self._watch.restore([*self._numbered(before)])
        gone = [(one.geofence_id, one.subject_id) for one in before if one.geofence_id not in ids]
        if gone:
            with self._store.write() as connection:
                geofences.go(connection, gone)
        if self._begun:
            self._alarms.keep_only({fence.name for fence in wanted}, now)

    def _inside(self) -> list[Presence]:
        """Who is inside now and since when, as the watch knows it."""
        if self._watch is None:
            return []
        pairs, tick, now = self._watch.inside(), self._ticks(), self._now()
        since_s = self._watch.since_s.tolist()
        return [
            Presence(self._watching[zone].id, one.id, now - timedelta(seconds=tick - entered_s))
            for subject, zone, entered_s in zip(pairs.point.tolist(), pairs.zone.tolist(), since_s, strict=True)
            if (one := self._subjects.known[subject]) is not None
        ]

    def _left_by_the_last(self) -> list[Presence]:
        with self._store.read() as connection:
            return geofences.present(connection)

    def _numbered(self, before: Iterable[Presence]) -> Iterable[tuple[int, int, float]]:
        zones = {fence.id: number for number, fence in enumerate(self._watching)}
        now, tick = self._now(), self._ticks()
        for one in before:
            subject, zone = self._subjects.number_of(one.subject_id), zones.get(one.geofence_id)
            if subject is not None and zone is not None:
                yield subject, zone, tick - (now - one.since).total_seconds()

    def _is_inside(self, unit_id: str, name: str) -> bool:
        ids = {fence.id for fence in self._watching if fence.name == name}
        return any(one.subject_id == unit_id and one.geofence_id in ids for one in self._inside())

    # what has happened

    def _look(self, watch: FenceWatch, now: datetime) -> None:
        look = watch.look(*self._subjects.places(), self._ticks())
        entered, left, dwelt = (self._told(pairs) for pairs in (look.entered, look.left, look.dwelt))
        if entered or left:
            self._keep(entered, left, now)
        crossed = [Crossed(Crossing.EXIT, *seen) for seen in left if seen[0].place is not None]
        crossed += [Crossed(Crossing.ENTER, *seen) for seen in entered]
        crossed += [Crossed(Crossing.DWELL, *seen) for seen in dwelt]
        self._alarms.take(crossed, now)
        self._alarms.gone([seen for seen in left if seen[0].place is None], now)

    def _told(self, pairs: Pairs) -> list[Seen]:
        """Those whom the zone watches."""
        told = [
            (self._subjects.known[subject], self._watching[zone])
            for subject, zone in zip(pairs.point.tolist(), pairs.zone.tolist(), strict=True)
        ]
        return [(one, fence) for one, fence in told if one is not None and _watches(fence, one)]

    def _keep(self, entered: Sequence[Seen], left: Sequence[Seen], now: datetime) -> None:
        """Units, for the node after this one."""
        come = [Presence(fence.id, one.id, now) for one, fence in entered if one.what is Watched.UNITS]
        gone = [(fence.id, one.id) for one, fence in left if one.what is Watched.UNITS]
        if come or gone:
            with self._store.write() as connection:
                geofences.go(connection, gone)
                geofences.come(connection, come)


def _watches(fence: Geofence, subject: Subject) -> bool:
    return subject.what in fence.watches and (not fence.classes or subject.kind in fence.classes)
