"""Alarms, incidents and approvals: one wins where two hands change a value, and numbers have no gap."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from desktop.domain.alarm import Alarm, Priority, Step
from desktop.domain.command import Approval, ApprovalState
from desktop.domain.incident import CloseCode, Incident, IncidentState
from desktop.storage import (
    alarms,
    approvals,
    counter,
    incidents,
)
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.place import Place

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
PLAZA = Place(22.77, -102.58)
ALARM = Alarm("a-1", "intrusion", Priority.HIGH, "cam-1", "gate", PLAZA, NOON)
INCIDENT = Incident("i-1", "ZAC-2026-000001", "30101", Priority.MEDIUM, PLAZA, NOON, "maria")
APPROVAL = Approval("y-1", "valve.close", "V-9", "leak", "maria", "s-1", NOON, NOON + timedelta(minutes=5))


def test_that_an_alarm_goes_from_open_to_closed(store: Store) -> None:
    with store.write() as connection:
        alarms.put(connection, ALARM)
        assert alarms.open_alarms(connection) == [ALARM]
        assert alarms.find_open(connection, "intrusion", "cam-1", "gate") == ALARM
        closed = replace(ALARM.after(Step.FALSE), closed_at=NOON, acknowledged_by="maria", acknowledged_at=NOON)
        alarms.put(connection, closed)
        assert alarms.open_alarms(connection) == []
        assert alarms.find_open(connection, "intrusion", "cam-1", "gate") is None
        assert alarms.find_last(connection, "intrusion", "cam-1", "gate") == closed
        assert alarms.get(connection, "a-1") == closed
        assert alarms.recent(connection) == [closed]


def test_that_alarms_come_the_most_urgent_first(store: Store) -> None:
    low = replace(ALARM, id="a-2", priority=Priority.LOW, detail="yard")
    newer = replace(ALARM, id="a-3", detail="door", raised_at=NOON + timedelta(seconds=1), incident_id="i-1")
    with store.write() as connection:
        for alarm in (low, ALARM, newer):
            alarms.put(connection, alarm)
        assert alarms.open_alarms(connection) == [newer, ALARM, low]
        assert alarms.of_incident(connection, "i-1") == [newer]


def test_that_a_second_open_alarm_of_one_cause_is_a_conflict(store: Store) -> None:
    with store.write() as connection:
        alarms.put(connection, ALARM)
        with pytest.raises(ConflictError):
            alarms.put(connection, replace(ALARM, id="a-2"))
        alarms.put(connection, ALARM.after(Step.FALSE))
        alarms.put(connection, replace(ALARM, id="a-2"))


def test_that_an_incident_is_found_by_its_folio_and_closes(store: Store) -> None:
    with store.write() as connection:
        incidents.put(connection, INCIDENT)
        sent = replace(INCIDENT.moved(IncidentState.ASSIGNED), unit_ids=("u-1", "u-2"), title="Robo")
        incidents.put(connection, sent)
        assert incidents.by_folio(connection, "ZAC-2026-000001") == sent
        assert incidents.open_incidents(connection) == [sent]
        closed = replace(sent.moved(IncidentState.CLOSED), closed_at=NOON, close_code=CloseCode.AFFIRMATIVE)
        incidents.put(connection, closed)
        assert incidents.open_incidents(connection) == []
        assert incidents.get(connection, "i-1") == closed
        assert incidents.recent(connection) == [closed]


def test_that_two_incidents_cannot_share_a_folio(store: Store) -> None:
    with store.write() as connection:
        incidents.put(connection, INCIDENT)
        with pytest.raises(ConflictError):
            incidents.put(connection, replace(INCIDENT, id="i-2"))


def test_that_folio_numbers_have_no_gap_and_start_anew_each_year(store: Store) -> None:
    with store.write() as connection:
        assert [incidents.next_number(connection, 2026) for _ in range(3)] == [1, 2, 3]
        assert incidents.next_number(connection, 2027) == 1
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        _take_and_fail(connection)
    with store.write() as connection:
        assert incidents.next_number(connection, 2026) == 4


def _take_and_fail(connection: Connection) -> None:
    incidents.next_number(connection, 2026)
    raise ZeroDivisionError


def test_that_a_counter_gives_a_run_of_numbers(store: Store) -> None:
    with store.write() as connection:
        assert [counter.take(connection, "n", 5), counter.take(connection, "n", 2), counter.take(connection, "n")] == [
            1, 6, 8,
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("put", "first", "next_ones"),
    [
        (alarms.put, ALARM, [ALARM.after(Step.ACKNOWLEDGE), ALARM.after(Step.CLAIM)]),
        (incidents.put, INCIDENT, [INCIDENT.moved(IncidentState.ASSIGNED), INCIDENT.moved(IncidentState.CLOSED)]),
        (approvals.put, APPROVAL, [APPROVAL.moved(ApprovalState.REFUSED), APPROVAL.moved(ApprovalState.APPROVED)]),
    ],
)
def test_that_of_two_hands_on_one_value_one_wins_and_the_other_is_told(
    store: Store, put: Callable[[Connection, Any], None], first: Any, next_ones: list[Any]
) -> None:
    with store.write() as connection:
        put(connection, first)
    told: list[str] = []
    together = threading.Barrier(2)

    def change(value: Any) -> None:
        together.wait(10)
        try:
            with store.write() as connection:
                put(connection, value)
            told.append("won")
        except ConflictError:
            told.append("lost")

    hands = [threading.Thread(target=change, args=(value,)) for value in next_ones]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(20)
    assert sorted(told) == ["lost", "won"]


def test_that_approvals_wait_until_they_are_used(store: Store) -> None:
    with store.write() as connection:
        approvals.put(connection, APPROVAL)
        agreed = APPROVAL.decided(ApprovalState.APPROVED, "jose", "s-2", NOON + timedelta(seconds=9))
        approvals.put(connection, agreed)
        assert approvals.waiting(connection) == [agreed]
        approvals.put(connection, agreed.moved(ApprovalState.USED))
        assert approvals.waiting(connection) == []
        assert approvals.get(connection, "y-1") == agreed.moved(ApprovalState.USED)
