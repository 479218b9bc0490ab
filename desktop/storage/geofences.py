"""Geofences, and which unit has been in which since when: a node that starts again goes on where it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, tuple_

from desktop.domain.geofence import Geofence
from desktop.storage.columns import polygons_wkt
from desktop.storage.record import first_value, plain_columns, put_version, replace_rows, row_of, values
from desktop.storage.tables import geofence as table
from desktop.storage.tables import geofence_presence as presence_table


@dataclass(frozen=True, slots=True)
class Presence:
    geofence_id: str
    subject_id: str
    since: datetime


def put(connection: Connection, fence: Geofence) -> None:
    """Raises ConflictError when another hand was first."""
    put_version(connection, table, row_of(fence) | {"area": polygons_wkt(fence.polygons)})


def get(connection: Connection, fence_id: str) -> Geofence | None:
    return first_value(connection, Geofence, table, table.c.id == fence_id)


def by_name(connection: Connection, name: str) -> Geofence | None:
    return first_value(connection, Geofence, table, table.c.name == name)


def every(connection: Connection) -> list[Geofence]:
    """By name."""
    return values(connection, Geofence, select(*plain_columns(table)).order_by(table.c.name, table.c.id))


def remove(connection: Connection, fence_id: str) -> bool:
    connection.execute(presence_table.delete().where(presence_table.c.geofence_id == fence_id))
    return connection.execute(table.delete().where(table.c.id == fence_id)).rowcount == 1


def present(connection: Connection) -> list[Presence]:
    return values(connection, Presence, select(presence_table))


def come(connection: Connection, arrivals: Sequence[Presence]) -> None:
    replace_rows(connection, presence_table, [row_of(one) for one in arrivals])


def go(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Zone and subject of each."""
    gone = list(pairs)
    columns = presence_table.c
    for first in range(0, len(gone), 200):
        some = gone[first : first + 200]
        connection.execute(presence_table.delete().where(tuple_(columns.geofence_id, columns.subject_id).in_(some)))
