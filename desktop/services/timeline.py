"""The timeline of an incident: what the journal says of it, of its alarms and of the units sent, in order."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from desktop.domain.events import AlarmEvent, IncidentEvent, UnitEvent
from desktop.storage import alarms, journal
from desktop.storage.journal import JournalRow
from desktop.storage.store import Store


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line: `kind` is the journal's (`incident.assigned`), `by` the login or the process, `subject` an id."""

    seq: int
    at: datetime
    kind: str
    by: str
    note: str
    subject: str


def of_incident(store: Store, incident_id: str) -> list[TimelineRow]:
    """Oldest first; an erased payload leaves its line without words."""
    with store.read() as connection:
        return rows_of(connection, incident_id)


def of_alarm(store: Store, alarm_id: str) -> list[TimelineRow]:
    with store.read() as connection:
        return [_line(row) for row in journal.of_subject(connection, alarm_id)]


def rows_of(connection: Connection, incident_id: str, limit: int | None = 500) -> list[TimelineRow]:
    """Of each subject the newest `limit` rows, or all."""
    rows = journal.of_subject(connection, incident_id, limit)
    units = {unit_id for row in rows if isinstance(row.event, IncidentEvent) for unit_id in row.event.incident.unit_ids}
    for alarm in alarms.of_incident(connection, incident_id):
        rows += journal.of_subject(connection, alarm.id, limit)
    for unit_id in units:
        rows += [row for row in journal.of_subject(connection, unit_id, limit) if _tells_of(row, incident_id)]
    return [_line(row) for row in sorted(rows, key=lambda row: row.seq)]


def _tells_of(row: JournalRow, incident_id: str) -> bool:
    return isinstance(row.event, UnitEvent) and row.event.incident_id == incident_id


def _line(row: JournalRow) -> TimelineRow:
    event = row.event
    at = row.at
    if isinstance(event, AlarmEvent) and event.step == "raised":
        at = event.alarm.raised_at
    by = getattr(event, "by", "") or row.writer
    return TimelineRow(row.seq, at, row.kind, by, getattr(event, "note", ""), row.subject)
