"""Incidents from opening to closing: folio, type, place, units, notes, code. Each act is a row of the journal."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.alarm import Alarm, Step
from desktop.domain.asset import Asset
from desktop.domain.cnie import proposed_code, type_of
from desktop.domain.events import AlarmEvent, IncidentEvent, UnitEvent
from desktop.domain.incident import CloseCode, Incident, IncidentState
from desktop.domain.operator import Operator
from desktop.domain.unit import UnitStatus, asset_of, unit_of
from desktop.services.alarms import found as found_alarm
from desktop.services.clock import Now, utc_now
from desktop.services.folio import next_folio
from desktop.services.permit import permit
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets, journal
from desktop.storage import incidents as rows
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.place import Place


class UnknownIncidentError(LookupError):
    """There is no such incident."""


class UnknownUnitError(LookupError):
    """There is no such unit."""


class NoPlaceError(ValueError):
    """The alarm has no place and neither has its source: give one."""


class NotDispatchedError(ValueError):
    """A type of tipo 7 is recorded and never dispatched."""


class NotOpenError(ValueError):
    """The incident is closed: nothing more can be done to it but a note."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What an operator says when an incident is opened by hand."""

    type_code: str
    place: Place
    title: str = ""


class Incidents:
    """Use cases of incidents. Thread: any; each call is one transaction. `writer` names the process in the journal."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    def open_from_alarm(
        self, alarm_id: str, operator: Operator, type_code: str | None = None, title: str = ""
    ) -> Incident:
        """Open one with the type proposed by the alarm's kind; an alarm that has an incident gives that one."""
        permit(self._store, self._writer, operator, "incident.open")
        with self._store.write() as connection:
            alarm = found_alarm(connection, alarm_id)
            if alarm.incident_id is not None:
                return found(connection, alarm.incident_id)
            opening = Opening(type_code or proposed_code(alarm.kind), _place_of(connection, alarm), title)
            incident = self._open(connection, opening, operator)
            self._join(connection, incident, alarm, operator)
            return incident

    def open_(self, opening: Opening, operator: Operator) -> Incident:
        """Open one by hand: a call, something seen. Raises UnknownTypeError."""
        permit(self._store, self._writer, operator, "incident.open")
        with self._store.write() as connection:
            return self._open(connection, opening, operator)

    def set_type(
        self, incident_id: str, type_code: str, operator: Operator, *, instead_of: str | None = None
    ) -> Incident:
        """The priority follows the catalogue. Raises UnknownTypeError, ConflictError where it is not `instead_of`."""
        permit(self._store, self._writer, operator, "incident.type")
        kind = type_of(type_code)
        with self._store.write() as connection:
            incident = found_open(connection, incident_id)
            _refuse_changed(incident, incident.type_code, instead_of)
            typed = replace(incident, type_code=kind.code, priority=kind.priority)
            return self._write(connection, _next(typed), "typed", operator, kind.code)

    def set_place(
        self, incident_id: str, place: Place, operator: Operator, *, instead_of: Place | None = None
    ) -> Incident:
        """Raises ConflictError where it is not at `instead_of`."""
        permit(self._store, self._writer, operator, "incident.place")
        with self._store.write() as connection:
            incident = found_open(connection, incident_id)
            _refuse_changed(incident, incident.place, instead_of)
            return self._write(connection, _next(replace(incident, place=place)), "placed", operator)

    def join(self, incident_id: str, alarm_id: str, operator: Operator) -> Alarm:
        """Another alarm of the same situation."""
        permit(self._store, self._writer, operator, "incident.join")
        with self._store.write() as connection:
            incident = found_open(connection, incident_id)
            return self._join(connection, incident, found_alarm(connection, alarm_id), operator)

    def split(self, incident_id: str, alarm_id: str, operator: Operator) -> Alarm:
        """The alarm is of another situation after all. Raises ConflictError when it is not joined to this one."""
        permit(self._store, self._writer, operator, "incident.split")
        with self._store.write() as connection:
            incident, alarm = found(connection, incident_id), found_alarm(connection, alarm_id)
            if alarm.incident_id != incident.id:
                raise ConflictError("alarm", alarm_id)
            left = replace(alarm.after(Step.LEAVE), incident_id=None)
            alarm_rows.put(connection, left)
            event = AlarmEvent(Step.LEAVE, left, operator.login, incident.folio)
            journal.append(connection, event, self._writer, self._now())
            return left

    def assign_unit(self, incident_id: str, unit_id: str, operator: Operator) -> Incident:
        """Send a unit: it is on the way by itself. Raises UnitBusyError, NotDispatchedError."""
        permit(self._store, self._writer, operator, "incident.assign")
        with self._store.write() as connection:
            incident = found_open(connection, incident_id)
            if unit_id in incident.unit_ids:
                return incident
            _refuse_improcedente(incident)
            unit = self._move_unit(connection, unit_id, UnitStatus.ON_THE_WAY, incident.id, operator)
            sent = replace(incident, unit_ids=(*incident.unit_ids, unit_id))
            following = sent.moved(IncidentState.ASSIGNED) if sent.state is IncidentState.OPEN else _next(sent)
            return self._write(connection, following, "assigned", operator, unit.code)

    def unassign_unit(self, incident_id: str, unit_id: str, operator: Operator) -> Incident:
        """Call a unit back: it is free; without units the incident is open again."""
        permit(self._store, self._writer, operator, "incident.unassign")
        with self._store.write() as connection:
            incident = found_open(connection, incident_id)
            _refuse_stranger(incident, unit_id)
            unit = self._move_unit(connection, unit_id, UnitStatus.FREE, incident.id, operator)
            left = replace(incident, unit_ids=tuple(other for other in incident.unit_ids if other != unit_id))
            return self._write(connection, _without_unit(left), "unassigned", operator, unit.code)

    def arrive(self, incident_id: str, unit_id: str, operator: Operator) -> Incident:
        """The unit says it is at the place."""
        permit(self._store, self._writer, operator, "incident.arrive")
        with self._store.write() as connection:
            incident = found_open(connection, incident_id)
            _refuse_stranger(incident, unit_id)
            unit = self._move_unit(connection, unit_id, UnitStatus.AT_THE_PLACE, incident.id, operator)
            there = incident.state is IncidentState.ON_SITE
            following = _next(incident) if there else incident.moved(IncidentState.ON_SITE)
            return self._write(connection, following, "arrived", operator, unit.code)

    def note(self, incident_id: str, text: str, operator: Operator) -> Incident:
        """Write in the timeline; allowed after closing too."""
        permit(self._store, self._writer, operator, "incident.note")
        with self._store.write() as connection:
            return self._write(connection, _next(found(connection, incident_id)), "noted", operator, text)

    def exported(self, incident_id: str, operator: Operator, note: str) -> None:
        """Its map or file leaves the building; `note` says which file and its hash. Ask before the file is written."""
        permit(self._store, self._writer, operator, "incident.export")
        with self._store.write() as connection:
            event = IncidentEvent("exported", found(connection, incident_id), operator.login, note)
            journal.append(connection, event, self._writer, self._now())

    def find(self, incident_id: str) -> Incident:
        """As it stands, closed ones too. Raises UnknownIncidentError."""
        with self._store.read() as connection:
            return found(connection, incident_id)

    def close(self, incident_id: str, code: CloseCode, operator: Operator, note: str = "") -> Incident:
        """End it with its code; its units are free again."""
        permit(self._store, self._writer, operator, "incident.close")
        with self._store.write() as connection:
            incident = found_open(connection, incident_id)
            for unit_id in incident.unit_ids:
                self._move_unit(connection, unit_id, UnitStatus.FREE, incident.id, operator)
            closed = incident.moved(IncidentState.CLOSED)
            closed = replace(closed, closed_at=self._now(), close_code=code, unit_ids=())
            return self._write(connection, closed, "closed", operator, f"{code}: {note}" if note else str(code))

    def _open(self, connection: Connection, opening: Opening, operator: Operator) -> Incident:
        now, kind = self._now(), type_of(opening.type_code)
        incident = Incident(
            id=str(uuid7()),
            folio=next_folio(connection, now),
            type_code=kind.code,
            priority=kind.priority,
            place=opening.place,
            opened_at=now,
            opened_by=operator.login,
            title=opening.title,
        )
        return self._write(connection, incident, "opened", operator)

    def _join(self, connection: Connection, incident: Incident, alarm: Alarm, operator: Operator) -> Alarm:
        joined = replace(alarm.after(Step.JOIN), incident_id=incident.id)
        alarm_rows.put(connection, joined)
        event = AlarmEvent(Step.JOIN, joined, operator.login, incident.folio)
        journal.append(connection, event, self._writer, self._now())
        return joined

    def _move_unit(
        self, connection: Connection, unit_id: str, status: UnitStatus, incident_id: str, operator: Operator
    ) -> Asset:
        asset = assets.get(connection, unit_id)
        if asset is None:
            message = f"there is no unit {unit_id}"
            raise UnknownUnitError(message)
        unit = unit_of(asset)
        has_left = status is UnitStatus.FREE and unit.incident_id != incident_id
        if has_left or (unit.status is status and unit.incident_id == incident_id):
            return asset
        moved = asset_of(asset, unit.become(status, incident_id))
        assets.put(connection, [moved])
        journal.append(connection, UnitEvent(status, unit_id, incident_id, operator.login), self._writer, self._now())
        return moved

    def _write(
        self, connection: Connection, incident: Incident, step: str, operator: Operator, note: str = ""
    ) -> Incident:
        rows.put(connection, incident)
        journal.append(connection, IncidentEvent(step, incident, operator.login, note), self._writer, self._now())
        return incident


def found(connection: Connection, incident_id: str) -> Incident:
    """Raises UnknownIncidentError."""
    incident = rows.get(connection, incident_id)
    if incident is None:
        message = f"there is no incident {incident_id}"
        raise UnknownIncidentError(message)
    return incident


def found_open(connection: Connection, incident_id: str) -> Incident:
    """Raises UnknownIncidentError, NotOpenError."""
    incident = found(connection, incident_id)
    if not incident.is_open:
        message = f"incident {incident.folio} is closed: add a note, or open another"
        raise NotOpenError(message)
    return incident


def _refuse_changed(incident: Incident, now: object, instead_of: object | None) -> None:
    """Another hand was there first: what was to be replaced is gone."""
    if instead_of is not None and now != instead_of:
        raise ConflictError("incident", incident.folio)


def _next(incident: Incident) -> Incident:
    """A change that keeps the state still counts a version."""
    return replace(incident, version=incident.version + 1)


def _without_unit(incident: Incident) -> Incident:
    alone = not incident.unit_ids and incident.state is IncidentState.ASSIGNED
    return incident.moved(IncidentState.OPEN) if alone else _next(incident)


def _place_of(connection: Connection, alarm: Alarm) -> Place:
    source = None if alarm.place else assets.get(connection, alarm.source_id)
    place = alarm.place or (source.place if source else None)
    if place is None:
        message = f"neither the alarm nor its source {alarm.source_id} has a place: open it by hand on the map"
        raise NoPlaceError(message)
    return place


def _refuse_improcedente(incident: Incident) -> None:
    if not type_of(incident.type_code).may_be_dispatched:
        message = f"{incident.folio} is recorded for statistics and never dispatched: change its type first"
        raise NotDispatchedError(message)


def _refuse_stranger(incident: Incident, unit_id: str) -> None:
    if unit_id not in incident.unit_ids:
        message = f"unit {unit_id} is not on {incident.folio}"
        raise UnknownUnitError(message)
