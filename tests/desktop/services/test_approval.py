"""Acts of two persons: another person, another session, in time, once; or the glass is broken and said so."""

from typing import Any

import pytest

from desktop.domain.command import ApprovalRefusedError, ApprovalState, SamePersonError
from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services.approval import Approvals, NotApprovedError, ReasonMissingError, UnknownApprovalError
from desktop.storage import journal
from desktop.storage.store import Store

VALVE = ("valve.close", "V-118")


@pytest.fixture
def approvals(store: Store, clock: Any) -> Approvals:
    return Approvals(store, "console", clock)


@pytest.fixture
def marco() -> Operator:
    return Operator("id-marco", "marco", "Marco", Role.SUPERVISOR)


def kinds(store: Store) -> list[str]:
    with store.read() as connection:
        return [row.kind for row in journal.after(connection, 0)]


def test_that_two_persons_do_what_one_may_not(
    approvals: Approvals, store: Store, ana: Operator, sofia: Operator, at_desk: Any
) -> None:
    asked = approvals.ask(at_desk(ana), *VALVE, "burst pipe in Juárez")
    assert approvals.waiting() == [asked]
    approved = approvals.approve(asked.id, at_desk(sofia))
    assert (approved.state, approved.decided_by) == (ApprovalState.APPROVED, "sofia")
    assert approvals.use(asked.id, *VALVE).state is ApprovalState.USED
    with pytest.raises(NotApprovedError, match="used"):
        approvals.use(asked.id, *VALVE)
    assert kinds(store) == ["approval.asked", "approval.approved", "approval.used"]


def test_that_nobody_approves_what_they_asked_for_nor_on_the_same_session(
    approvals: Approvals, sofia: Operator, marco: Operator, at_desk: Any
) -> None:
    desk = at_desk(sofia)
    asked = approvals.ask(desk, *VALVE, "burst pipe")
    with pytest.raises(SamePersonError):
        approvals.approve(asked.id, at_desk(sofia))
    shared = type(desk)(desk.id, marco, desk.began_at)
    with pytest.raises(SamePersonError, match="another session"):
        approvals.approve(asked.id, shared)
    with pytest.raises(NotApprovedError, match="asked"):
        approvals.use(asked.id, *VALVE)


def test_that_an_operator_cannot_approve_and_that_is_written(
    approvals: Approvals, store: Store, ana: Operator, luis: Operator, at_desk: Any
) -> None:
    asked = approvals.ask(at_desk(ana), *VALVE, "burst pipe")
    with pytest.raises(NotPermittedError):
        approvals.approve(asked.id, at_desk(luis))
    assert kinds(store)[-1] == "operator.denied"


def test_that_after_five_minutes_it_is_too_late_to_agree_and_to_act(
    approvals: Approvals, store: Store, ana: Operator, sofia: Operator, at_desk: Any, clock: Any
) -> None:
    late, slow = (approvals.ask(at_desk(ana), *VALVE, "burst pipe") for _ in range(2))
    approvals.approve(slow.id, at_desk(sofia))
    clock.go(300)
    assert approvals.waiting() == []
    with pytest.raises(ApprovalRefusedError, match="expired"):
        approvals.approve(late.id, at_desk(sofia))
    assert [one.id for one in approvals.expire()] == [slow.id]
    with pytest.raises(NotApprovedError, match="expired"):
        approvals.use(slow.id, *VALVE)
    assert kinds(store).count("approval.expired") == 2


def test_that_an_approval_is_for_one_act_on_one_thing(
    approvals: Approvals, ana: Operator, sofia: Operator, at_desk: Any
) -> None:
    asked = approvals.ask(at_desk(ana), *VALVE, "burst pipe")
    approvals.approve(asked.id, at_desk(sofia))
    with pytest.raises(NotApprovedError, match="V-118"):
        approvals.use(asked.id, "valve.close", "V-119")
    assert approvals.use(asked.id, *VALVE).state is ApprovalState.USED


def test_that_what_was_refused_stays_refused(
    approvals: Approvals, ana: Operator, sofia: Operator, at_desk: Any
) -> None:
    asked = approvals.ask(at_desk(ana), *VALVE, "burst pipe")
    approvals.refuse(asked.id, at_desk(sofia), "hospital downstream")
    with pytest.raises(ApprovalRefusedError):
        approvals.approve(asked.id, at_desk(sofia))


def test_that_breaking_the_glass_needs_a_supervisor_and_a_reason_and_is_said(
    approvals: Approvals, store: Store, ana: Operator, sofia: Operator, at_desk: Any
) -> None:
    with pytest.raises(NotPermittedError):
        approvals.break_glass(at_desk(ana), *VALVE, "people are drowning")
    with pytest.raises(ReasonMissingError):
        approvals.break_glass(at_desk(sofia), *VALVE, "now")
    broken = approvals.break_glass(at_desk(sofia), *VALVE, "people are drowning")
    assert approvals.use(broken.id, *VALVE).state is ApprovalState.USED
    assert "approval.broken_glass" in kinds(store)


def test_that_asking_needs_a_reason_and_unknown_ones_are_told(
    approvals: Approvals, ana: Operator, at_desk: Any
) -> None:
    with pytest.raises(ReasonMissingError):
        approvals.ask(at_desk(ana), *VALVE, "  ")
    with pytest.raises(UnknownApprovalError):
        approvals.use("nothing", *VALVE)
