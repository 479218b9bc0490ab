"""The alarm's table of steps, walked by chance: what the standard promises holds after any walk."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.alarm import (
    HIDDEN_STATES,
    NEXT_STATE,
    OPEN_STATES,
    Alarm,
    AlarmState,
    Priority,
    Step,
    StepRefusedError,
)

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ALARM = Alarm("a1", "intrusion", Priority.HIGH, "cam-4", "zone north", None, AT)


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_that_any_walk_stays_in_the_table_and_counts_its_versions(steps: list[Step]) -> None:
    alarm, taken = ALARM, 0
    for step in steps:
        before = alarm
        try:
            alarm = alarm.after(step)
        except StepRefusedError:
            continue
        taken += 1
        if step in {Step.JOIN, Step.LEAVE, Step.CLAIM}:
            assert alarm.state is before.state
        elif step is Step.UNDO_SHELF:
            assert before.state is AlarmState.SHELVED
            assert alarm.state is AlarmState.UNACKNOWLEDGED
        else:
            assert alarm.state is NEXT_STATE[before.state, step]
    assert alarm.version == 1 + taken


@given(st.sampled_from(list(Step)))
def test_that_nothing_leaves_a_closed_alarm(step: Step) -> None:
    closed = ALARM.after(Step.FALSE)
    with pytest.raises(StepRefusedError):
        closed.after(step)


def test_that_what_ended_by_itself_may_still_become_an_incident_and_what_was_false_may_not() -> None:
    returned = replace(ALARM.after(Step.RETURN), returned_at=AT)
    ended = replace(returned.after(Step.ACKNOWLEDGE), acknowledged_by="ana")
    assert ended.state is AlarmState.CLOSED
    assert ended.after(Step.JOIN).state is AlarmState.CLOSED
    with pytest.raises(StepRefusedError):
        returned.after(Step.FALSE).after(Step.JOIN)


def test_that_undoing_a_shelf_brings_back_what_was_acknowledged_as_acknowledged() -> None:
    known = replace(ALARM.after(Step.ACKNOWLEDGE), acknowledged_by="ana", acknowledged_at=AT)
    assert known.after(Step.SHELVE).after(Step.UNDO_SHELF).state is AlarmState.ACKNOWLEDGED
    assert known.after(Step.SHELVE).after(Step.UNSHELVE).state is AlarmState.UNACKNOWLEDGED
    assert ALARM.after(Step.SHELVE).after(Step.UNDO_SHELF).state is AlarmState.UNACKNOWLEDGED
    with pytest.raises(StepRefusedError):
        known.after(Step.UNDO_SHELF)


def test_that_only_a_joined_alarm_leaves_an_incident() -> None:
    assert replace(ALARM, incident_id="i1").after(Step.LEAVE).state is ALARM.state
    with pytest.raises(StepRefusedError):
        ALARM.after(Step.LEAVE)


def test_that_every_open_state_can_be_left_and_be_reached() -> None:
    left = {state for state, _step in NEXT_STATE}
    reached = set(NEXT_STATE.values())
    assert left == OPEN_STATES
    assert reached == set(AlarmState)


def test_that_what_was_hidden_comes_back_unacknowledged() -> None:
    back = {NEXT_STATE[state, step] for state, step in NEXT_STATE if state in HIDDEN_STATES} - {AlarmState.CLOSED}
    assert back == {AlarmState.UNACKNOWLEDGED}


def test_that_a_returned_alarm_still_needs_an_answer() -> None:
    returned = ALARM.after(Step.RETURN)
    assert returned.needs_answer
    assert returned.after(Step.ACKNOWLEDGE).state is AlarmState.CLOSED
