"""Incidents as they stand now, and the numbers of their folios."""

from sqlalchemy import Connection, select

from desktop.domain.incident import Incident, IncidentState
from desktop.storage import counter, names
from desktop.storage.findable import INCIDENTS, of_incident
from desktop.storage.record import first_value, put_version, row_of, values
from desktop.storage.tables import incident as table


def put(connection: Connection, incident: Incident) -> None:
    """Keep a new incident (version 1) or its next version; raises ConflictError when another hand was first."""
    put_version(connection, table, row_of(incident))
    names.put(connection, INCIDENTS, [of_incident(incident)])


def get(connection: Connection, incident_id: str) -> Incident | None:
    return first_value(connection, Incident, table, table.c.id == incident_id)


def by_folio(connection: Connection, folio: str) -> Incident | None:
    return first_value(connection, Incident, table, table.c.folio == folio)


def open_incidents(connection: Connection) -> list[Incident]:
    """All but the closed, the most urgent and then the oldest first."""
    is_open = table.c.state != IncidentState.CLOSED.value
    return values(connection, Incident, select(table).where(is_open).order_by(table.c.priority, table.c.opened_at))


def recent(connection: Connection, limit: int = 500) -> list[Incident]:
    """The newest first, whatever their state."""
    return values(connection, Incident, select(table).order_by(table.c.opened_at.desc()).limit(limit))


def next_number(connection: Connection, year: int) -> int:
    """The next number of the year's folios, from 1; one given to a transaction that fails is given again."""
    return counter.take(connection, f"folio-{year}")
