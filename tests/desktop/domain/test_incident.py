"""The incident moves along its table only."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.alarm import Priority
from desktop.domain.incident import NEXT_STATES, Incident, IncidentState, MoveRefusedError
from maps.place import Place

INCIDENT = Incident(
    "i1", "ATL-2026-000001", "30401", Priority.HIGH, Place(22.77, -102.58), datetime(2026, 11, 23, tzinfo=UTC), "ana"
)


@given(st.lists(st.sampled_from(list(IncidentState)), max_size=20))
def test_that_any_walk_stays_in_the_table(wanted: list[IncidentState]) -> None:
    incident = INCIDENT
    for state in wanted:
        allowed = state in NEXT_STATES[incident.state]
        if allowed:
            following = incident.moved(state)
            assert (following.state, following.version) == (state, incident.version + 1)
            incident = following
        else:
            with pytest.raises(MoveRefusedError):
                incident.moved(state)


def test_that_every_state_can_be_closed_but_the_closed_one() -> None:
    closable = {state for state, following in NEXT_STATES.items() if IncidentState.CLOSED in following}
    assert closable == set(IncidentState) - {IncidentState.CLOSED}
