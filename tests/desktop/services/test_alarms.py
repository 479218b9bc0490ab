"""Alarms: raised once, taken by one, never raised by late news; what happened is in the journal."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.alarm import AlarmState, Cause, FalseCode, Priority, Step, StepRefusedError
from desktop.domain.events import AlarmEvent
from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services.alarms import Alarms, AlreadyTakenError, ShelfRefusedError, UnknownAlarmError
from desktop.storage import alarms as rows
from desktop.storage import journal
from desktop.storage.store import Store


@pytest.fixture
def alarms(store: Store, clock: Any) -> Alarms:
    return Alarms(store, "node", clock)


def kinds(store: Store) -> list[str]:
    with store.read() as connection:
        return [row.kind for row in journal.after(connection, 0)]


def test_that_the_same_cause_raises_one_alarm(alarms: Alarms, store: Store, intrusion: Cause, clock: Any) -> None:
    first = alarms.raise_(intrusion)
    clock.go(5)
    again = alarms.raise_(replace(intrusion, at=clock.now))
    assert again == first
    assert kinds(store) == ["alarm.raised"]


def test_that_acknowledging_keeps_who_and_when(
    alarms: Alarms, store: Store, intrusion: Cause, ana: Operator, clock: Any
) -> None:
    raised = alarms.raise_(intrusion)
    clock.go(12)
    alarms.acknowledge(raised.id, ana, raised.version, "looking")
    with store.read() as connection:
        kept = rows.get(connection, raised.id)
        event = journal.after(connection, 0)[-1].event
    assert kept is not None
    assert (kept.acknowledged_by, kept.acknowledged_at) == ("ana", clock.now)
    assert isinstance(event, AlarmEvent)
    assert (event.alarm, event.by, event.note) == (kept, "ana", "looking")


def test_that_a_second_press_of_the_same_hand_is_nothing_and_of_another_is_told(
    alarms: Alarms, intrusion: Cause, ana: Operator, luis: Operator
) -> None:
    raised = alarms.raise_(intrusion)
    acknowledged = alarms.acknowledge(raised.id, ana)
    assert alarms.acknowledge(raised.id, ana, raised.version) == acknowledged
    with pytest.raises(AlreadyTakenError, match="ana was first at 08:00:00") as refused:
        alarms.acknowledge(raised.id, luis, raised.version)
    assert refused.value.alarm == acknowledged


def test_that_of_many_hands_at_once_one_wins_and_the_others_are_told(
    alarms: Alarms, store: Store, intrusion: Cause
) -> None:
    raised = alarms.raise_(intrusion)
    outcomes: list[str] = []

    def press(login: str) -> None:
        try:
            alarms.acknowledge(raised.id, Operator(login, login, login, Role.OPERATOR), raised.version)
            outcomes.append("won")
        except AlreadyTakenError:
            outcomes.append("told")

    hands = [threading.Thread(target=press, args=(f"op{number}",)) for number in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(20)
    assert sorted(outcomes) == ["told"] * 5 + ["won"]
    assert kinds(store).count("alarm.acknowledged") == 1


def test_that_late_news_never_raises_an_acknowledged_or_closed_alarm_again(
    alarms: Alarms, store: Store, intrusion: Cause, ana: Operator, clock: Any
) -> None:
    raised = alarms.raise_(intrusion)
    alarms.acknowledge(raised.id, ana)
    assert alarms.raise_(replace(intrusion, at=clock.now + timedelta(seconds=1))).state is AlarmState.ACKNOWLEDGED
    clock.go(60)
    alarms.return_(*_key(intrusion), clock.now)
    late = alarms.raise_(replace(intrusion, at=clock.now - timedelta(seconds=30)))
    assert (late.id, late.state) == (raised.id, AlarmState.CLOSED)
    fresh = alarms.raise_(replace(intrusion, at=clock.now + timedelta(seconds=1)))
    assert fresh.id != raised.id
    assert kinds(store).count("alarm.raised") == 2


def test_that_a_cause_that_is_gone_stays_until_somebody_acknowledges(
    alarms: Alarms, intrusion: Cause, ana: Operator, clock: Any
) -> None:
    raised = alarms.raise_(intrusion)
    clock.go(10)
    returned = alarms.return_(*_key(intrusion), clock.now)
    assert returned is not None
    assert returned.state is AlarmState.RETURNED
    assert alarms.acknowledge(raised.id, ana).state is AlarmState.CLOSED


def test_that_a_cause_that_comes_back_is_the_same_alarm_unacknowledged(
    alarms: Alarms, store: Store, intrusion: Cause, clock: Any
) -> None:
    raised = alarms.raise_(intrusion)
    clock.go(10)
    alarms.return_(*_key(intrusion), clock.now)
    clock.go(10)
    again = alarms.raise_(replace(intrusion, at=clock.now))
    assert (again.id, again.state, again.raised_at) == (raised.id, AlarmState.UNACKNOWLEDGED, clock.now)
    assert kinds(store)[-1] == "alarm.raised_again"


def test_that_a_return_older_than_the_alarm_is_late_news(alarms: Alarms, intrusion: Cause, clock: Any) -> None:
    alarms.raise_(intrusion)
    assert alarms.return_(*_key(intrusion), clock.now - timedelta(seconds=1)) is None


def test_that_marking_as_false_closes_with_its_code(
    alarms: Alarms, store: Store, intrusion: Cause, ana: Operator
) -> None:
    raised = alarms.raise_(intrusion)
    assert alarms.mark_false(raised.id, ana, FalseCode.ANIMAL, "a dog").state is AlarmState.CLOSED
    with store.read() as connection:
        event = journal.after(connection, 0)[-1].event
    assert isinstance(event, AlarmEvent)
    assert (event.step, event.note) == (Step.FALSE, "animal: a dog")


def test_that_a_shelf_needs_a_reason_and_an_end(alarms: Alarms, intrusion: Cause, ana: Operator) -> None:
    raised = alarms.raise_(intrusion)
    for span, reason in ((timedelta(hours=1), "  "), (timedelta(0), "works"), (timedelta(days=2), "works")):
        with pytest.raises(ShelfRefusedError):
            alarms.shelve(raised.id, ana, span, reason)


def test_that_a_shelved_alarm_comes_back_by_itself_unacknowledged(
    alarms: Alarms, intrusion: Cause, ana: Operator, clock: Any
) -> None:
    raised = alarms.raise_(intrusion)
    alarms.acknowledge(raised.id, ana)
    shelved = alarms.shelve(raised.id, ana, timedelta(minutes=30), "works in the park")
    assert shelved.shelved_until == clock.now + timedelta(minutes=30)
    clock.go(29 * 60)
    assert alarms.wake_shelved() == []
    clock.go(60)
    (woken,) = alarms.wake_shelved()
    assert (woken.state, woken.acknowledged_by, woken.shelved_until) == (AlarmState.UNACKNOWLEDGED, None, None)


def test_that_claiming_names_one_person(alarms: Alarms, intrusion: Cause, ana: Operator, luis: Operator) -> None:
    raised = alarms.raise_(intrusion)
    assert alarms.claim(raised.id, ana).claimed_by == "ana"
    with pytest.raises(AlreadyTakenError, match="ana"):
        alarms.claim(raised.id, luis)


def test_that_an_act_without_the_right_is_refused_and_written_down(
    alarms: Alarms, store: Store, intrusion: Cause, auditor: Operator, ana: Operator
) -> None:
    raised = alarms.raise_(intrusion)
    with pytest.raises(NotPermittedError):
        alarms.acknowledge(raised.id, auditor)
    with pytest.raises(NotPermittedError):
        alarms.take_out(raised.id, ana, "maintenance")
    assert kinds(store) == ["alarm.raised", "operator.denied", "operator.denied"]


def test_that_out_of_service_is_a_supervisors_act_and_comes_back_unacknowledged(
    alarms: Alarms, intrusion: Cause, sofia: Operator
) -> None:
    raised = alarms.raise_(intrusion)
    assert alarms.take_out(raised.id, sofia, "maintenance").state is AlarmState.OUT_OF_SERVICE
    assert alarms.put_back(raised.id, sofia).state is AlarmState.UNACKNOWLEDGED


def test_that_an_alarm_nobody_knows_is_told(alarms: Alarms, ana: Operator) -> None:
    with pytest.raises(UnknownAlarmError, match="nowhere"):
        alarms.acknowledge("nowhere", ana)


def test_that_a_flood_raises_each_cause_once(alarms: Alarms, store: Store, intrusion: Cause) -> None:
    flood = [replace(intrusion, source_id=f"m-{number}") for number in range(200)]
    assert len({alarm.id for alarm in alarms.raise_all(flood + flood)}) == 200
    assert kinds(store) == ["alarm.raised"] * 200


def _key(cause: Cause) -> tuple[str, str, str]:
    return cause.kind, cause.source_id, cause.detail


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("news") / "city.sqlite")
    yield opened
    opened.close()


NEWS = st.lists(
    st.tuples(
        st.sampled_from(["raise", "return", "acknowledge", "shelve", "unshelve", "false", "claim"]),
        st.integers(min_value=-60, max_value=60),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(news=NEWS)
def test_that_in_any_order_of_news_and_hands_one_alarm_is_open_and_late_news_is_silent(
    one_store: Store, news: list[tuple[str, int]]
) -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    alarms = Alarms(one_store, "node", lambda: now)
    ana = Operator("1", "ana", "Ana", Role.OPERATOR)
    cause = Cause("intrusion", str(uuid4()), "zone", Priority.HIGH, None, now)
    for act, offset_s in news:
        now += timedelta(seconds=61)
        _news(alarms, act, replace(cause, at=now + timedelta(seconds=offset_s)), ana, one_store)
        with one_store.read() as connection:
            mine = [alarm for alarm in rows.open_alarms(connection) if alarm.source_id == cause.source_id]
            last = rows.find_last(connection, *_key(cause))
            told = journal.of_subject(connection, last.id)[-1].event if last else None
        assert len(mine) <= 1
        assert last is None or (isinstance(told, AlarmEvent) and told.alarm == last)


def _news(alarms: Alarms, act: str, cause: Cause, ana: Operator, store: Store) -> None:
    with store.read() as connection:
        last = rows.find_last(connection, *_key(cause))
    if act == "raise":
        after = alarms.raise_(cause)
        if last is not None and cause.at <= last.settled_at:
            assert after == last
    elif act == "return":
        alarms.return_(*_key(cause), cause.at)
    elif last is not None:
        _hand(alarms, act, last.id, ana)


def _hand(alarms: Alarms, act: str, alarm_id: str, ana: Operator) -> None:
    acts: dict[str, Callable[[], object]] = {
        "acknowledge": lambda: alarms.acknowledge(alarm_id, ana),
        "shelve": lambda: alarms.shelve(alarm_id, ana, timedelta(hours=1), "works"),
        "unshelve": lambda: alarms.unshelve(alarm_id, ana),
        "false": lambda: alarms.mark_false(alarm_id, ana, FalseCode.TEST),
        "claim": lambda: alarms.claim(alarm_id, ana),
    }
    with suppress(StepRefusedError, AlreadyTakenError):
        acts[act]()
