"""What people told the centre: calls, messages and reports of citizens, before or beside an incident."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from desktop.storage.record import first_value, replace_rows, row_of, values
from desktop.storage.tables import report as table
from maps.place import Place


@dataclass(frozen=True, slots=True)
class Report:
    """`channel` is how it came (call, app, radio ...); `category` the sender's or the taker's word for it."""

    id: str
    channel: str
    category: str
    text: str
    at: datetime
    place: Place | None = None
    incident_id: str | None = None


def put(connection: Connection, report: Report) -> None:
    replace_rows(connection, table, [row_of(report)])


def get(connection: Connection, report_id: str) -> Report | None:
    return first_value(connection, Report, table, table.c.id == report_id)


def recent(connection: Connection, limit: int = 200) -> list[Report]:
    """The newest first."""
    return values(connection, Report, select(table).order_by(table.c.at.desc()).limit(limit))


def of_incident(connection: Connection, incident_id: str) -> list[Report]:
    return values(connection, Report, select(table).where(table.c.incident_id == incident_id).order_by(table.c.at))
