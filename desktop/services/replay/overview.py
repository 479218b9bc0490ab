"""What the slider shows of a span of time: alarms, incidents, and the stretches in which nothing was recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from desktop.domain.alarm import Alarm
from desktop.domain.events import AlarmEvent, IncidentEvent
from desktop.domain.incident import Incident
from desktop.services.replay.past import QUIET
from desktop.storage import arrival, journal, sightings, tape
from desktop.storage.store import Store

MOST_GAPS = 500
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Overview:
    since: datetime
    until: datetime
    alarms: tuple[Alarm, ...]
    incidents: tuple[Incident, ...]
    quiet: tuple[Span, ...]


def read_overview(store: Store, since: datetime, until: datetime) -> Overview:
    """Each alarm and incident as it stood at the end of the span, if anything happened to it within. StoreError."""
    with store.read() as connection:
        events = [row.event for row in journal.between(connection, since, until)]
        quiet = quiet_spans(connection, since, until)
    alarms = {event.alarm.id: event.alarm for event in events if isinstance(event, AlarmEvent)}
    incidents = {event.incident.id: event.incident for event in events if isinstance(event, IncidentEvent)}
    return Overview(since, until, tuple(alarms.values()), tuple(incidents.values()), quiet)


def quiet_spans(connection: Connection, since: datetime, until: datetime) -> tuple[Span, ...]:
    """Where neither the tape nor the field has anything for longer than QUIET, oldest first, cut to the span."""
    spans: list[Span] = []
    at = _last_before(connection, since) or since - QUIET - timedelta(seconds=1)
    for _turn in range(MOST_GAPS):
        if at >= until:
            break
        after = min(_first_after(connection, at) or until, until)
        if after - at > QUIET:
            spans.append((max(at, since), after))
            at = after
        else:
            at = max(after, _last_before(connection, at + QUIET) or after)
    return tuple(span for span in spans if span[0] < span[1])


def _last_before(connection: Connection, moment: datetime) -> datetime | None:
    seq = tape.seq_at(connection, moment)
    found = (
        tape.time_of(connection, seq),
        arrival.last_before(connection, moment),
        sightings.last_before(connection, moment),
    )
    return max((one for one in found if one is not None), default=None)


def _first_after(connection: Connection, moment: datetime) -> datetime | None:
    found = (
        tape.time_after(connection, moment),
        arrival.first_after(connection, moment),
        sightings.first_after(connection, moment),
    )
    return min((one for one in found if one is not None), default=None)
