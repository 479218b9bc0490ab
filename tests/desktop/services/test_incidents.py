"""Incidents: from the alarm by one call, with folio, type, units and a timeline that tells it all in order."""

from dataclasses import replace
from typing import Any

import pytest

from desktop.domain.alarm import Cause, Priority
from desktop.domain.asset import Asset
from desktop.domain.cnie import UnknownTypeError
from desktop.domain.incident import CloseCode, IncidentState
from desktop.domain.observation import Position
from desktop.domain.operator import NotPermittedError, Operator
from desktop.domain.unit import UnitBusyError, UnitStatus, unit_of
from desktop.services import timeline
from desktop.services.alarms import Alarms
from desktop.services.dispatch import Dispatch
from desktop.services.incidents import (
    Incidents,
    NoPlaceError,
    NotOpenError,
    Opening,
    UnknownIncidentError,
    UnknownUnitError,
)
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets, journal, observations, settings
from desktop.storage import incidents as rows
from desktop.storage.store import Store
from maps.place import Place

PLAZA = Place(22.7709, -102.5832)
NEAR, FAR = Place(22.7715, -102.5832), Place(22.79, -102.60)


@pytest.fixture
def alarms(store: Store, clock: Any) -> Alarms:
    return Alarms(store, "node", clock)


@pytest.fixture
def incidents(store: Store, clock: Any) -> Incidents:
    with store.write() as connection:
        settings.put(connection, "city_code", "GPE")
        assets.put(connection, [_unit("P-12", NEAR), _unit("P-07", FAR), _unit("A-03", FAR)])
    return Incidents(store, "console", clock)


def _unit(code: str, place: Place | None) -> Asset:
    return Asset(f"unit-{code}", "unit", code, f"Unit {code}", place, attributes={"unit_kind": "patrol"})


def _status(store: Store, unit_id: str) -> tuple[UnitStatus, str | None]:
    with store.read() as connection:
        asset = assets.get(connection, unit_id)
    assert asset is not None
    unit = unit_of(asset)
    return unit.status, unit.incident_id


def test_that_an_alarm_opens_one_incident_with_folio_type_and_place(
    alarms: Alarms, incidents: Incidents, store: Store, intrusion: Cause, ana: Operator
) -> None:
    alarm = alarms.raise_(intrusion)
    incident = incidents.open_from_alarm(alarm.id, ana)
    assert incident.folio == "GPE-2026-000001"
    assert (incident.type_code, incident.priority, incident.place) == ("30401", Priority.HIGH, PLAZA)
    with store.read() as connection:
        joined = alarm_rows.get(connection, alarm.id)
    assert joined is not None
    assert joined.incident_id == incident.id
    assert incidents.open_from_alarm(alarm.id, ana) == incident


def test_that_folios_count_by_the_citys_year(incidents: Incidents, ana: Operator, clock: Any, store: Store) -> None:
    with store.write() as connection:
        settings.put(connection, "time_zone", "America/Mexico_City")
    clock.now = clock.now.replace(year=2027, month=1, day=1, hour=5, minute=59)
    opening = Opening("40111", PLAZA)
    assert incidents.open_(opening, ana).folio == "GPE-2026-000001"
    clock.go(60)
    assert incidents.open_(opening, ana).folio == "GPE-2027-000001"
    assert incidents.open_(opening, ana).folio == "GPE-2027-000002"


def test_that_an_alarm_without_a_place_takes_its_sources_or_says_so(
    alarms: Alarms, incidents: Incidents, intrusion: Cause, ana: Operator
) -> None:
    nowhere = alarms.raise_(replace(intrusion, place=None, source_id="cam-9"))
    with pytest.raises(NoPlaceError, match="cam-9"):
        incidents.open_from_alarm(nowhere.id, ana)
    at_unit = alarms.raise_(replace(intrusion, place=None, source_id="unit-P-12"))
    assert incidents.open_from_alarm(at_unit.id, ana).place == NEAR


def test_that_a_refused_opening_spends_no_folio(incidents: Incidents, ana: Operator) -> None:
    with pytest.raises(UnknownTypeError):
        incidents.open_(Opening("99999", PLAZA), ana)
    assert incidents.open_(Opening("40111", PLAZA), ana).folio.endswith("000001")


def test_that_sending_a_unit_moves_its_status_by_itself(incidents: Incidents, store: Store, ana: Operator) -> None:
    incident = incidents.open_(Opening("40111", PLAZA), ana)
    sent = incidents.assign_unit(incident.id, "unit-P-12", ana)
    assert (sent.state, sent.unit_ids) == (IncidentState.ASSIGNED, ("unit-P-12",))
    assert _status(store, "unit-P-12") == (UnitStatus.ON_THE_WAY, incident.id)
    assert incidents.assign_unit(incident.id, "unit-P-12", ana) == sent
    there = incidents.arrive(incident.id, "unit-P-12", ana)
    assert there.state is IncidentState.ON_SITE
    assert _status(store, "unit-P-12")[0] is UnitStatus.AT_THE_PLACE


def test_that_a_unit_is_on_one_incident_at_a_time(incidents: Incidents, ana: Operator) -> None:
    first = incidents.open_(Opening("40111", PLAZA), ana)
    second = incidents.open_(Opening("20210", PLAZA), ana)
    incidents.assign_unit(first.id, "unit-P-12", ana)
    with pytest.raises(UnitBusyError, match="P-12 is on_the_way"):
        incidents.assign_unit(second.id, "unit-P-12", ana)
    with pytest.raises(UnknownUnitError):
        incidents.assign_unit(second.id, "unit-Z", ana)
    with pytest.raises(UnknownUnitError, match="not on"):
        incidents.arrive(second.id, "unit-P-12", ana)


def test_that_calling_the_last_unit_back_opens_the_incident_again(
    incidents: Incidents, store: Store, ana: Operator
) -> None:
    incident = incidents.open_(Opening("40111", PLAZA), ana)
    incidents.assign_unit(incident.id, "unit-P-12", ana)
    back = incidents.unassign_unit(incident.id, "unit-P-12", ana)
    assert (back.state, back.unit_ids) == (IncidentState.OPEN, ())
    assert _status(store, "unit-P-12") == (UnitStatus.FREE, None)


def test_that_closing_frees_the_units_and_keeps_the_code(incidents: Incidents, store: Store, ana: Operator) -> None:
    incident = incidents.open_(Opening("40111", PLAZA), ana)
    incidents.assign_unit(incident.id, "unit-P-12", ana)
    closed = incidents.close(incident.id, CloseCode.AFFIRMATIVE, ana, "repaired")
    assert (closed.state, closed.close_code, closed.unit_ids) == (IncidentState.CLOSED, CloseCode.AFFIRMATIVE, ())
    assert _status(store, "unit-P-12") == (UnitStatus.FREE, None)
    with pytest.raises(NotOpenError, match=incident.folio):
        incidents.set_type(incident.id, "20210", ana)
    noted = incidents.note(incident.id, "said afterwards", ana)
    with store.read() as connection:
        assert rows.get(connection, incident.id) == noted


def test_that_what_leaves_the_building_needs_the_right_and_is_in_the_timeline(
    incidents: Incidents, store: Store, ana: Operator, sofia: Operator
) -> None:
    incident = incidents.open_(Opening("40111", PLAZA), ana)
    with pytest.raises(NotPermittedError):
        incidents.exported(incident.id, ana, "map.pdf")
    incidents.exported(incident.id, sofia, "map.pdf 00ff")
    last = timeline.of_incident(store, incident.id)[-1]
    assert (last.kind, last.by, last.note) == ("incident.exported", "sofia", "map.pdf 00ff")


def test_that_the_priority_follows_the_type(incidents: Incidents, ana: Operator) -> None:
    incident = incidents.open_(Opening("40111", PLAZA), ana)
    assert incidents.set_type(incident.id, "50105", ana).priority is Priority.LOW
    assert incidents.set_place(incident.id, FAR, ana).place == FAR


def test_that_an_auditor_opens_nothing_and_that_is_written(
    incidents: Incidents, store: Store, auditor: Operator
) -> None:
    with pytest.raises(NotPermittedError):
        incidents.open_(Opening("40111", PLAZA), auditor)
    with store.read() as connection:
        assert [row.kind for row in journal.after(connection, 0)] == ["operator.denied"]


def test_that_an_incident_nobody_knows_is_told(incidents: Incidents, ana: Operator) -> None:
    with pytest.raises(UnknownIncidentError, match="nowhere"):
        incidents.note("nowhere", "text", ana)


def test_that_the_timeline_tells_alarm_incident_and_units_in_order(
    alarms: Alarms, incidents: Incidents, store: Store, intrusion: Cause, ana: Operator, clock: Any
) -> None:
    alarm = alarms.raise_(intrusion)
    clock.go(5)
    alarms.acknowledge(alarm.id, ana)
    incident = incidents.open_from_alarm(alarm.id, ana)
    clock.go(5)
    incidents.assign_unit(incident.id, "unit-P-12", ana)
    incidents.note(incident.id, "on the phone with the guard", ana)
    told = timeline.of_incident(store, incident.id)
    assert [row.kind for row in told] == [
        "alarm.raised",
        "alarm.acknowledged",
        "incident.opened",
        "alarm.joined",
        "unit.on_the_way",
        "incident.assigned",
        "incident.noted",
    ]
    assert told[0].note == "person, 3 s"
    assert [row.by for row in told[:2]] == ["node", "ana"]
    assert told[-1].note == "on the phone with the guard"
    assert [row.at for row in told] == sorted(row.at for row in told)
    assert [row.kind for row in timeline.of_alarm(store, alarm.id)][-1] == "alarm.joined"


def test_that_the_nearest_free_unit_is_proposed_first(
    incidents: Incidents, store: Store, ana: Operator, clock: Any
) -> None:
    fixes = [
        Position("unit-P-12", NEAR, clock.now, clock.now, "k1"),
        Position("unit-P-07", FAR, clock.now, clock.now, "k2"),
    ]
    with store.write() as connection:
        observations.add_positions(connection, fixes)
    dispatch = Dispatch(store, clock)
    first, second, third = dispatch.propose(PLAZA)
    assert [p.unit.code for p in (first, second, third)] == ["P-12", "P-07", "A-03"]
    assert first.distance_m == pytest.approx(66.7, abs=1)
    assert 0 < first.minutes < second.minutes
    assert third.is_stale
    incident = incidents.open_(Opening("40111", PLAZA), ana)
    incidents.assign_unit(incident.id, "unit-P-12", ana)
    assert [p.unit.code for p in dispatch.propose(PLAZA)] == ["P-07", "A-03", "P-12"]
