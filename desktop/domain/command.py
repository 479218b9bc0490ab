"""Acts of two persons: who asked, who agreed, until when. Class A acts close valves, darken streets, lift masks.

Two persons on two sessions within five minutes, or a supervisor alone who breaks the glass and says why
(OWASP ASVS 5.0 2.3.5; NIST SP 800-53 AC-3(2)).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

APPROVAL_WINDOW = timedelta(minutes=5)


class CommandClass(StrEnum):
    """C is free, B asks for a reason, A asks for a second person."""

    A = "A"
    B = "B"
    C = "C"


class ApprovalState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    USED = "used"
    BROKEN_GLASS = "broken_glass"
    """Allowed by one person alone; must be reviewed afterwards."""


NEXT_APPROVAL: dict[ApprovalState, frozenset[ApprovalState]] = {
    ApprovalState.ASKED: frozenset(
        {ApprovalState.APPROVED, ApprovalState.REFUSED, ApprovalState.EXPIRED, ApprovalState.BROKEN_GLASS}
    ),
    ApprovalState.APPROVED: frozenset({ApprovalState.USED, ApprovalState.EXPIRED}),
    ApprovalState.BROKEN_GLASS: frozenset({ApprovalState.USED, ApprovalState.EXPIRED}),
    ApprovalState.REFUSED: frozenset(),
    ApprovalState.EXPIRED: frozenset(),
    ApprovalState.USED: frozenset(),
}


class ApprovalRefusedError(ValueError):
    """The approval is not in a state that allows the step."""

    def __init__(self, approval: "Approval", wanted: ApprovalState) -> None:
        super().__init__(f"the approval of {approval.act} is {approval.state}: it cannot become {wanted}; ask again")
        self.approval, self.wanted = approval, wanted


class SamePersonError(PermissionError):
    """A class A act needs another person on another session."""


@dataclass(frozen=True, slots=True)
class Approval:
    """`act` is the code of what is to be done, `subject` what it is done to; used once, before `expires_at`."""

    id: str
    act: str
    subject: str
    reason: str
    asked_by: str
    asked_session: str
    asked_at: datetime
    expires_at: datetime
    state: ApprovalState = ApprovalState.ASKED
    decided_by: str | None = None
    decided_session: str | None = None
    decided_at: datetime | None = None
    version: int = 1

    def moved(self, wanted: ApprovalState) -> "Approval":
        """The approval in its next state, a version on; raises ApprovalRefusedError."""
        if wanted not in NEXT_APPROVAL[self.state]:
            raise ApprovalRefusedError(self, wanted)
        return replace(self, state=wanted, version=self.version + 1)

    def is_over(self, now: datetime) -> bool:
        """The window has closed while somebody could still have decided or used it."""
        return bool(NEXT_APPROVAL[self.state]) and now >= self.expires_at

    def decided(self, wanted: ApprovalState, by: str, session: str, at: datetime) -> "Approval":
        """Raises SamePersonError unless another person on another session decides."""
        if by == self.asked_by or session == self.asked_session:
            message = f"{self.act} needs a second person on another session: {self.asked_by} asked for it"
            raise SamePersonError(message)
        return replace(self.moved(wanted), decided_by=by, decided_session=session, decided_at=at)
