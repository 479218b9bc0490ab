"""What lies within a box of the ground and a span of time, newest first: questions about one spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any

from sqlalchemy import Connection, Table, select

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.storage import tables
from desktop.storage.record import plain_columns, values
from desktop.storage.reports import Report
from maps.place import Place


@dataclass(frozen=True, slots=True)
class Box:
    south_deg: float
    north_deg: float
    west_deg: float
    east_deg: float


@dataclass(frozen=True, slots=True)
class Message:
    """What a device said at once; `readings` is its JSON."""

    device_id: str
    at: datetime
    readings: str


Span = tuple[datetime, datetime]
"""Both ends belong to it."""


def assets_in(connection: Connection, box: Box) -> list[Asset]:
    return values(connection, Asset, select(*plain_columns(tables.asset)).where(*_within(tables.asset, box)))


def alarms_in(connection: Connection, box: Box, span: Span, limit: int) -> list[Alarm]:
    return values(connection, Alarm, _newest(tables.alarm, "raised_at", box, span, limit))


def incidents_in(connection: Connection, box: Box, span: Span, limit: int) -> list[Incident]:
    return values(connection, Incident, _newest(tables.incident, "opened_at", box, span, limit))


def reports_in(connection: Connection, box: Box, span: Span, limit: int) -> list[Report]:
    return values(connection, Report, _newest(tables.report, "at", box, span, limit))


def messages_of(connection: Connection, device_ids: Sequence[str], span: Span, limit: int) -> list[Message]:
    """Of each device its newest: the index is by device."""
    columns, found = tables.observation.c, list[Message]()
    for device_id in device_ids:
        some = (columns.device_id == device_id) & (columns.at >= span[0]) & (columns.at <= span[1])
        query = select(columns.device_id, columns.at, columns.readings).where(some)
        found += [Message(*row) for row in connection.execute(query.order_by(columns.at.desc()).limit(limit))]
    return found


def _newest(table: Table, time: str, box: Box, span: Span, limit: int) -> Any:
    at = table.c[time]
    query = select(*plain_columns(table)).where(at >= span[0], at <= span[1], *_within(table, box))
    return query.order_by(at.desc()).limit(limit)


def _within(table: Table, box: Box) -> tuple[Any, ...]:
    lat, lon = table.c.lat_deg, table.c.lon_deg
    return lat.between(box.south_deg, box.north_deg), lon.between(box.west_deg, box.east_deg)


def box_around(place: Place, radius_m: float, metres_per_degree: float = 111_195.0) -> Box:
    """Holds the circle; not over the antimeridian, where no city lies."""
    high = radius_m / metres_per_degree
    wide = min(180.0, high / max(cos(radians(place.lat_deg)), 1e-6))
    return Box(place.lat_deg - high, place.lat_deg + high, place.lon_deg - wide, place.lon_deg + wide)
