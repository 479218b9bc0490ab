"""Alarms as they stand now; how each came to be so is in the journal."""

from sqlalchemy import ColumnElement, Connection, select

from desktop.domain.alarm import Alarm, AlarmState
from desktop.storage.record import first_value, put_version, row_of, value_of, values
from desktop.storage.tables import alarm as table


def put(connection: Connection, alarm: Alarm) -> None:
    """Keep a new alarm (version 1) or its next version.

    Raises ConflictError when another hand was first, or an alarm of the same kind, source and detail is open.
    """
    put_version(connection, table, row_of(alarm))


def get(connection: Connection, alarm_id: str) -> Alarm | None:
    return first_value(connection, Alarm, table, table.c.id == alarm_id)


def open_alarms(connection: Connection) -> list[Alarm]:
    """All but the closed, the most urgent and then the newest first."""
    is_open = table.c.state != AlarmState.CLOSED.value
    return values(connection, Alarm, select(table).where(is_open).order_by(table.c.priority, table.c.raised_at.desc()))


def find_open(connection: Connection, kind: str, source_id: str, detail: str) -> Alarm | None:
    """The one open alarm of a cause."""
    is_open = table.c.state != AlarmState.CLOSED.value
    return first_value(connection, Alarm, table, *_cause(kind, source_id, detail), is_open)


def find_last(connection: Connection, kind: str, source_id: str, detail: str) -> Alarm | None:
    """The newest alarm of a cause, closed or not: what is older than it has nothing new to say."""
    query = select(table).where(*_cause(kind, source_id, detail)).order_by(table.c.raised_at.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else value_of(Alarm, row)


def recent(connection: Connection, limit: int = 500) -> list[Alarm]:
    """The newest first, whatever their state."""
    return values(connection, Alarm, select(table).order_by(table.c.raised_at.desc()).limit(limit))


def of_incident(connection: Connection, incident_id: str) -> list[Alarm]:
    return values(
        connection, Alarm, select(table).where(table.c.incident_id == incident_id).order_by(table.c.raised_at)
    )


def _cause(kind: str, source_id: str, detail: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.kind == kind, table.c.source_id == source_id, table.c.detail == detail
