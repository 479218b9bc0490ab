"""Questions of the window to the store: each runs in the services thread and answers a frozen value."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.alarm import Alarm
from desktop.domain.events import AlarmEvent, IncidentEvent
from desktop.domain.incident import Incident
from desktop.domain.observation import Observation
from desktop.domain.unit import UnitStatus
from desktop.services import timeline
from desktop.services.clock import utc_now
from desktop.services.dispatch import Dispatch, Proposal
from desktop.services.timeline import TimelineRow
from desktop.storage import alarms, incidents, journal, observations
from desktop.storage.store import Store
from maps.place import Place

UNITS_SHOWN = 3
_ON_THE_WAY = UnitStatus.ON_THE_WAY
CHART_SPAN = timedelta(hours=24)
CHART_POINTS = 4000


@dataclass(frozen=True, slots=True)
class AlarmReading:
    alarm_id: str
    moments: tuple[TimelineRow, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class IncidentReading:
    """`sent`: those on their way, with the ways they take."""

    incident_id: str
    moments: tuple[TimelineRow, ...]
    proposals: tuple[Proposal, ...]
    alarms: tuple[Alarm, ...]
    sent: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesReading:
    """Values of one quantity of one device, oldest first, and the alarms it raised meanwhile."""

    device_id: str
    quantity: str
    observations: tuple[Observation, ...]
    alarms: tuple[Alarm, ...]


def read_alarm(store: Store, alarm: Alarm, place: Place | None, dispatch: Dispatch) -> AlarmReading:
    """Its timeline, newest first, and who could go there."""
    moments = tuple(reversed(timeline.of_alarm(store, alarm.id)))
    return AlarmReading(alarm.id, moments, _proposals(dispatch, place))


def read_incident(store: Store, incident: Incident, dispatch: Dispatch) -> IncidentReading:
    moments = tuple(reversed(timeline.of_incident(store, incident.id)))
    with store.read() as connection:
        joined = tuple(alarms.of_incident(connection, incident.id))
    sent = [one for one in dispatch.on_their_way(incident.unit_ids, incident.place) if one.unit.status is _ON_THE_WAY]
    return IncidentReading(incident.id, moments, _proposals(dispatch, incident.place), joined, tuple(sent))


def read_series(store: Store, device_id: str, quantity: str, since: datetime) -> SeriesReading:
    with store.read() as connection:
        found = observations.series(connection, device_id, quantity, since, limit=CHART_POINTS)
        raised = [alarm for alarm in alarms.open_alarms(connection) if alarm.source_id == device_id]
    return SeriesReading(device_id, quantity, tuple(found), tuple(raised))


def read_past(store: Store, span: timedelta) -> tuple[tuple[Alarm, ...], tuple[Incident, ...]]:
    """Alarms raised and incidents open within the span, closed ones too: what the time band shows at the start."""
    since = utc_now() - span
    with store.read() as connection:
        rows = journal.between(connection, since, utc_now() + timedelta(seconds=1))
        raised = {row.event.alarm.id: row.event.alarm for row in rows if isinstance(row.event, AlarmEvent)}
        cases = {row.event.incident.id: row.event.incident for row in rows if isinstance(row.event, IncidentEvent)}
        raised |= {alarm.id: alarm for alarm in alarms.open_alarms(connection)}
        cases |= {incident.id: incident for incident in incidents.open_incidents(connection)}
    return tuple(raised.values()), tuple(cases.values())


def _proposals(dispatch: Dispatch, place: Place | None) -> tuple[Proposal, ...]:
    return tuple(dispatch.propose(place, UNITS_SHOWN)) if place is not None else ()
