"""Who passed which cell of the ground: a digest of sightings and of units' fixes, kept for questions about a spot.

It is made beside the inserts, never by them: what is not in it yet is read from the rows themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop.storage import counter
from desktop.storage.columns import EPOCH
from desktop.storage.record import insert_into, replace_rows, row_of, values
from desktop.storage.tables import position, sighting, sighting_pass, unit_pass
from maps.cells import Cells
from maps.place import Place

SIGHTING_GRID, UNIT_GRID = Cells(0.0002), Cells(0.001)
"""Some 22 m and 110 m of latitude."""
UNIT_BUCKET = timedelta(minutes=5)
NO_TRACK = -1
_SIGHTINGS_DONE, _UNITS_DONE = "passes.sighting", "passes.unit"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SightingPass:
    """An object of a camera in one cell, from `place` to `to_place`; `count` sightings made it."""

    cell: int
    since: datetime
    until: datetime
    camera_id: str
    track: int
    class_name: str
    count: int
    place: Place
    to_place: Place


@dataclass(frozen=True, slots=True)
class SeenPoint:
    """What a pass is made of."""

    id: int
    camera_id: str
    at: datetime
    track: int
    class_name: str
    place: Place


@dataclass(frozen=True, slots=True)
class UnitPass:
    """A unit was in the cell in the five minutes from `at` on."""

    cell: int
    at: datetime
    device_id: str


# what was digested, and what was not yet


def sightings_done(connection: Connection) -> int:
    """The id up to which sightings are in passes."""
    return counter.value(connection, _SIGHTINGS_DONE)


def units_done(connection: Connection) -> datetime:
    """The time of arrival up to which fixes are."""
    return EPOCH + timedelta(microseconds=counter.value(connection, _UNITS_DONE))


def points_after(connection: Connection, sighting_id: int, limit: int) -> list[SeenPoint]:
    """Sightings on the ground with a higher id, oldest first."""
    columns = sighting.c
    query = (
        select(columns.id, columns.camera_id, columns.at, columns.track, columns.class_name)
        .add_columns(columns.lat_deg, columns.lon_deg)
        .where(columns.id > sighting_id, columns.lat_deg.is_not(None))
        .order_by(columns.id)
        .limit(limit)
    )
    return [
        SeenPoint(id_, camera, at, NO_TRACK if track is None else track, class_name, Place(lat_deg, lon_deg))
        for id_, camera, at, track, class_name, lat_deg, lon_deg in connection.execute(query)
    ]


def add_sightings(connection: Connection, passes: Sequence[SightingPass], done: int) -> None:
    replace_rows(connection, sighting_pass, [_sighting_row(one) for one in passes])
    counter.put(connection, _SIGHTINGS_DONE, done)


def add_units(connection: Connection, passes: Iterable[UnitPass], done: datetime) -> None:
    rows = [row_of(one) for one in passes]
    if rows:
        connection.execute(insert_into(connection, unit_pass).on_conflict_do_nothing(), rows)
    counter.put(connection, _UNITS_DONE, (done - EPOCH) // timedelta(microseconds=1))


# questions


def sightings_in(
    connection: Connection, cells: Sequence[int], since: datetime, until: datetime, limit: int
) -> list[SightingPass]:
    """Passes that touch a span of time, newest first. Day by day: in a crossing a month holds a million."""
    found: list[SightingPass] = []
    columns = sighting_pass.c
    for day in range(_day_of(until + _DAY), _day_of(since) - 1, -1):
        query = select(sighting_pass).where(columns.day == day, columns.cell.in_(cells))
        query = query.where(columns.until > since, columns.since <= until)
        newest = query.order_by(columns.until.desc()).limit(limit - len(found))
        found += [_sighting_pass(row) for row in connection.execute(newest)]
        if len(found) >= limit:
            break
    return found


def units_in(
    connection: Connection, cells: Sequence[int], since: datetime, until: datetime, limit: int
) -> list[UnitPass]:
    """Newest first."""
    columns = unit_pass.c
    query = select(unit_pass).where(columns.cell.in_(cells), columns.at > since - UNIT_BUCKET, columns.at <= until)
    return values(connection, UnitPass, query.order_by(columns.at.desc()).limit(limit))


def last_fix_before(connection: Connection, device_id: str, at: datetime) -> tuple[datetime, Place] | None:
    """By the device's own time."""
    columns = position.c
    query = select(columns.at, columns.lat_deg, columns.lon_deg).where(columns.device_id == device_id, columns.at < at)
    row = connection.execute(query.order_by(columns.at.desc()).limit(1)).first()
    return None if row is None else (row.at, Place(row.lat_deg, row.lon_deg))


def track_between(
    connection: Connection, device_id: str, since: datetime, until: datetime, limit: int = 2000
) -> list[tuple[datetime, Place]]:
    """Fixes of a device by its own time, oldest first."""
    columns = position.c
    query = select(columns.at, columns.lat_deg, columns.lon_deg).where(
        columns.device_id == device_id, columns.at >= since, columns.at <= until
    )
    rows = connection.execute(query.order_by(columns.at).limit(limit))
    return [(at, Place(lat_deg, lon_deg)) for at, lat_deg, lon_deg in rows]


# retention


def prune_sightings(connection: Connection, before: datetime) -> int:
    """Whole days, and what ended before of the day itself."""
    columns, day = sighting_pass.c, _day_of(before)
    old = (columns.day < day) | ((columns.day == day) & (columns.until < before))
    return connection.execute(sighting_pass.delete().where(old)).rowcount


def prune_units(connection: Connection, before: datetime) -> int:
    return connection.execute(unit_pass.delete().where(unit_pass.c.at < before - UNIT_BUCKET)).rowcount


def bucket_of(at: datetime) -> datetime:
    return EPOCH + (at - EPOCH) // UNIT_BUCKET * UNIT_BUCKET


def _day_of(at: datetime) -> int:
    return (at - EPOCH) // _DAY


def _sighting_row(one: SightingPass) -> dict[str, Any]:
    row = row_of(one)
    end = row.pop("to_place")
    return {**row, "day": _day_of(one.until), "to_lat_deg": end["lat_deg"], "to_lon_deg": end["lon_deg"]}


def _sighting_pass(row: Row[Any]) -> SightingPass:
    """In the order of the table's columns."""
    _day, cell, until, camera_id, track, since, class_name, count, *ends = tuple(row)
    lat_deg, lon_deg, to_lat_deg, to_lon_deg = ends
    place, to_place = Place(lat_deg, lon_deg), Place(to_lat_deg, to_lon_deg)
    return SightingPass(cell, since, until, camera_id, track, class_name, count, place, to_place)
