"""Sightings and fixes become passes through cells of the ground, in a round of the node, beside their inserts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection

from desktop.services.clock import Now, utc_now
from desktop.storage import arrival, passes
from desktop.storage.columns import moment_at
from desktop.storage.newest import FixRow
from desktop.storage.passes import SIGHTING_GRID, UNIT_GRID, SeenPoint, SightingPass, UnitPass, bucket_of
from desktop.storage.store import Store
from maps.place import Place

SIGHTINGS_AT_ONCE = 20_000
FIXES_AT_ONCE = 20_000
LOST = timedelta(seconds=5)
"""A track not seen for longer has left, or its number is another object's."""
ONE_WAY = timedelta(minutes=2)
FARTHEST_M = 3_000.0
"""Between two fixes of one way: of a unit silent for longer, or that leapt, nobody knows the way."""
LATE = timedelta(minutes=1)
"""A fix may be committed so long after it arrived: what lies within is looked at twice, which changes nothing."""


class Digest:
    """Thread: the node's rounds."""

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store, self._now = store, now

    def sightings(self) -> bool:
        """Take the next ones; says whether there may be more. Raises a StoreError."""
        with self._store.read() as connection:
            points = passes.points_after(connection, passes.sightings_done(connection), SIGHTINGS_AT_ONCE)
        if points:
            with self._store.write() as connection:
                passes.add_sightings(connection, sighting_passes(points), points[-1].id)
        return len(points) == SIGHTINGS_AT_ONCE

    def units(self) -> bool:
        now = self._now()
        with self._store.read() as connection:
            done = passes.units_done(connection)
            fixes = _next_fixes(connection, done, now)
            made = unit_passes(connection, fixes)
        more = len(fixes) == FIXES_AT_ONCE
        until = moment_at(fixes[-1].arrived_us) if more else now
        if fixes or until - done > LATE:
            with self._store.write() as connection:
                passes.add_units(connection, made, until)
        return more


def _next_fixes(connection: Connection, done: datetime, now: datetime) -> list[FixRow]:
    """With those that may have come late, unless they alone are more than one turn takes."""
    fixes = arrival.first_fixes(connection, done - LATE, now, FIXES_AT_ONCE)
    if len(fixes) == FIXES_AT_ONCE and moment_at(fixes[-1].arrived_us) <= done:
        return arrival.first_fixes(connection, done, now, FIXES_AT_ONCE)
    return fixes


def sighting_passes(points: Iterable[SeenPoint]) -> list[SightingPass]:
    """`points` in the order of their ids; what goes on after the last one becomes a pass of its own later."""
    begun: dict[tuple[str, int], SightingPass] = {}
    ended: list[SightingPass] = []
    for point in points:
        name, cell = (point.camera_id, point.track), SIGHTING_GRID.cell(point.place.lat_deg, point.place.lon_deg)
        known = begun.get(name)
        if known is not None and known.cell == cell and point.at - known.until <= LOST:
            until = max(known.until, point.at)
            begun[name] = replace(known, until=until, count=known.count + 1, to_place=point.place)
            continue
        if known is not None:
            ended.append(known)
        begun[name] = SightingPass(
            cell, point.at, point.at, point.camera_id, point.track, point.class_name, 1, point.place, point.place
        )
    return [*ended, *begun.values()]


def unit_passes(connection: Connection, fixes: Sequence[FixRow]) -> set[UnitPass]:
    """The cells of every fix, and of the straight way to it from the one before."""
    by_device: defaultdict[str, list[tuple[datetime, Place]]] = defaultdict(list)
    for fix in fixes:
        by_device[fix.device_id].append((moment_at(fix.at_us), Place(fix.lat_deg, fix.lon_deg)))
    made: set[UnitPass] = set()
    for device_id, points in by_device.items():
        points.sort(key=lambda point: point[0])
        before = passes.last_fix_before(connection, device_id, points[0][0])
        way = [before, *points] if before else points
        made |= {one for begin, end in pairwise(way) for one in _leg(device_id, begin, end)}
        made |= {_at_fix(device_id, *point) for point in points}
    return made


def _leg(device_id: str, begin: tuple[datetime, Place], end: tuple[datetime, Place]) -> Iterable[UnitPass]:
    if not is_one_way(begin, end):
        return ()
    buckets = {bucket_of(begin[0]), bucket_of(end[0])}
    return [UnitPass(cell, at, device_id) for cell in UNIT_GRID.along(begin[1], end[1]) for at in buckets]


def is_one_way(begin: tuple[datetime, Place], end: tuple[datetime, Place]) -> bool:
    """Whether a unit is taken to have driven from one fix to the next."""
    return end[0] - begin[0] <= ONE_WAY and begin[1].distance_m(end[1]) <= FARTHEST_M


def _at_fix(device_id: str, at: datetime, place: Place) -> UnitPass:
    return UnitPass(UNIT_GRID.cell(place.lat_deg, place.lon_deg), bucket_of(at), device_id)
