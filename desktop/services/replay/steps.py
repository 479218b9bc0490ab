"""From event to event on the tape, and the last word on a thing that was over by then."""

from datetime import datetime

from sqlalchemy import Connection

from desktop.domain.alarm import Alarm
from desktop.domain.events import AlarmEvent, IncidentEvent
from desktop.domain.incident import Incident
from desktop.services.replay.past import Then
from desktop.storage import journal, tape
from desktop.storage.journal import JournalRow

_EVENTS = frozenset({"alarm", "incident", "unit", "camera"})
"""What an operator would look at; that somebody signed in is no event of the city."""
_AT_ONCE, _MOST = 500, 20_000


def event_after(connection: Connection, seq: int, at: datetime) -> datetime | None:
    """When the next event was; None after the last."""
    for _ in range(_MOST // _AT_ONCE):
        rows = journal.after(connection, seq, _AT_ONCE)
        found = next((row.at for row in rows if _is_event(row) and row.at > at), None)
        if found is not None or len(rows) < _AT_ONCE:
            return found
        seq = rows[-1].seq
    return tape.time_of(connection, seq)


def event_before(connection: Connection, seq: int, at: datetime) -> datetime | None:
    """When the event before this moment was; None before the first."""
    below = seq + 1
    for _ in range(_MOST // _AT_ONCE):
        rows = tape.before(connection, below, _AT_ONCE)
        found = next((row.at for row in rows if _is_event(row) and row.at < at), None)
        if found is not None or len(rows) < _AT_ONCE:
            return found
        below = rows[-1].seq
    return tape.time_of(connection, below)


def _is_event(row: JournalRow) -> bool:
    return row.kind.partition(".")[0] in _EVENTS


def last_words(
    connection: Connection, ids: tuple[str, ...], then: Then
) -> tuple[tuple[Alarm, ...], tuple[Incident, ...]]:
    """Of the alarms and incidents among `ids` that are over at the moment."""
    known = then.state.alarms.keys() | then.state.incidents.keys()
    rows = [tape.last_of(connection, id_, then.seq) for id_ in ids if id_ not in known]
    events = [row.event for row in rows if row is not None]
    alarms = tuple(event.alarm for event in events if isinstance(event, AlarmEvent))
    return alarms, tuple(event.incident for event in events if isinstance(event, IncidentEvent))
