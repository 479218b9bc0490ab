"""Where and when things happened, as plain columns for counting by area: many rows and no values of the domain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from desktop.domain.events import IncidentEvent
from desktop.storage import tape
from desktop.storage.tables import alarm, asset, incident, report

Floats = NDArray[np.float64]
MOST = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """n places; `values` says something of each where there is something to say."""

    lat_deg: Floats
    lon_deg: Floats
    values: Floats


def incidents(connection: Connection, since: datetime, until: datetime) -> Points:
    span = (incident.c.opened_at >= since) & (incident.c.opened_at < until)
    return _points(connection, select(incident.c.lat_deg, incident.c.lon_deg).where(span))


def alarms(connection: Connection, since: datetime, until: datetime, kinds: Sequence[str] | None = None) -> Points:
    """By their own place, else by that of their source; those of neither are nowhere."""
    lat, lon = func.coalesce(alarm.c.lat_deg, asset.c.lat_deg), func.coalesce(alarm.c.lon_deg, asset.c.lon_deg)
    query = select(lat, lon).select_from(alarm.outerjoin(asset, asset.c.id == alarm.c.source_id))
    query = query.where(alarm.c.raised_at >= since, alarm.c.raised_at < until)
    return _points(connection, query if kinds is None else query.where(alarm.c.kind.in_(kinds)))


def reports(connection: Connection, since: datetime, until: datetime) -> Points:
    span = (report.c.at >= since) & (report.c.at < until)
    return _points(connection, select(report.c.lat_deg, report.c.lon_deg).where(span))


def responses(connection: Connection, since: datetime, until: datetime) -> Points:
    """Incidents opened in the span at whose place somebody has arrived; values are minutes from opening to arrival."""
    first: dict[str, tuple[float, float, float]] = {}
    for row in tape.of_kind(connection, "incident.arrived", since, MOST):
        event = row.event
        if isinstance(event, IncidentEvent) and since <= event.incident.opened_at < until:
            minutes = (row.at - event.incident.opened_at).total_seconds() / 60
            place = event.incident.place
            first.setdefault(event.incident.id, (place.lat_deg, place.lon_deg, max(0.0, minutes)))
    rows = np.array(list(first.values()), np.float64).reshape(-1, 3)
    return Points(rows[:, 0], rows[:, 1], rows[:, 2])


def assets_of(connection: Connection, kind: str) -> Points:
    return _points(connection, select(asset.c.lat_deg, asset.c.lon_deg).where(asset.c.kind == kind))


def _points(connection: Connection, query: Select[*tuple[Any, ...]]) -> Points:
    found = (tuple(row) for row in connection.execute(query.limit(MOST)))
    rows = [row for row in found if None not in row]
    table = np.array(rows, np.float64).reshape(-1, 2)
    return Points(table[:, 0].copy(), table[:, 1].copy(), np.ones(len(table)))
