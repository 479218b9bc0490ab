"""Two persons, two sessions: whatever is tried."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.command import (
    APPROVAL_WINDOW,
    NEXT_APPROVAL,
    Approval,
    ApprovalRefusedError,
    ApprovalState,
    SamePersonError,
)

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ASKED = Approval("p1", "valve.close", "V-118", "burst pipe", "ana", "s1", AT, AT + APPROVAL_WINDOW)


@given(st.sampled_from(["ana", "luis"]), st.sampled_from(["s1", "s2"]))
def test_that_only_another_person_on_another_session_approves(by: str, session: str) -> None:
    if by == "luis" and session == "s2":
        assert ASKED.decided(ApprovalState.APPROVED, by, session, AT).decided_by == "luis"
    else:
        with pytest.raises(SamePersonError):
            ASKED.decided(ApprovalState.APPROVED, by, session, AT)


@given(st.lists(st.sampled_from(list(ApprovalState)), max_size=12))
def test_that_an_approval_is_used_at_most_once(wanted: list[ApprovalState]) -> None:
    approval, used = ASKED, 0
    for state in wanted:
        try:
            approval = approval.moved(state)
        except ApprovalRefusedError:
            continue
        used += state is ApprovalState.USED
    assert used <= 1


def test_that_the_window_closes_only_what_is_still_open() -> None:
    assert ASKED.is_over(AT + APPROVAL_WINDOW)
    assert not ASKED.is_over(AT)
    ended = [state for state, following in NEXT_APPROVAL.items() if not following]
    assert set(ended) == {ApprovalState.REFUSED, ApprovalState.EXPIRED, ApprovalState.USED}
