"""Acts of two persons: one asks, another on another session agrees within five minutes, then the act is done once.

A supervisor alone may break the glass with a typed reason; it is written down as such and must be reviewed.
"""

from dataclasses import replace

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.command import APPROVAL_WINDOW, Approval, ApprovalRefusedError, ApprovalState
from desktop.domain.events import ApprovalEvent
from desktop.domain.operator import Session
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.storage import approvals as rows
from desktop.storage import journal
from desktop.storage.store import Store

SHORTEST_REASON = 10
"""A reason typed to break the glass says something."""


class UnknownApprovalError(LookupError):
    """Nobody asked for that."""


class ReasonMissingError(ValueError):
    """The act needs a typed reason."""


class NotApprovedError(PermissionError):
    """The act may not be done: nobody agreed to exactly this act on exactly this subject, or it is too late."""


class Approvals:
    """Use cases of approvals. Thread: any; each call is one transaction. `writer` names the process."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    def ask(self, session: Session, act: str, subject: str, reason: str) -> Approval:
        """Raises ReasonMissingError, NotPermittedError."""
        permit(self._store, self._writer, session.operator, "approval.ask")
        _refuse_without(reason, 1)
        return self._begin(session, act, subject, reason)

    def approve(self, approval_id: str, session: Session) -> Approval:
        """Raises SamePersonError, ApprovalRefusedError (also when the window is over)."""
        return self._decide(approval_id, session, ApprovalState.APPROVED)

    def refuse(self, approval_id: str, session: Session, note: str = "") -> Approval:
        return self._decide(approval_id, session, ApprovalState.REFUSED, note)

    def break_glass(self, session: Session, act: str, subject: str, reason: str) -> Approval:
        """One person alone, who may approve, says why; everybody will see it. Raises ReasonMissingError."""
        permit(self._store, self._writer, session.operator, "approval.break_glass")
        _refuse_without(reason, SHORTEST_REASON)
        asked = self._begin(session, act, subject, reason)
        with self._store.write() as connection:
            alone = replace(asked.moved(ApprovalState.BROKEN_GLASS), decided_by=asked.asked_by, decided_at=self._now())
            return self._write(connection, alone, session.operator.login, reason)

    def use(self, approval_id: str, act: str, subject: str) -> Approval:
        """Spend it, in the moment the act is done. Raises NotApprovedError for another act, twice, or too late."""
        with self._store.write() as connection:
            approval = self._fresh(connection, approval_id)
            if (approval.act, approval.subject) != (act, subject):
                message = f"the approval is for {approval.act} on {approval.subject}, not for {act} on {subject}"
                raise NotApprovedError(message)
            if approval.state in {ApprovalState.APPROVED, ApprovalState.BROKEN_GLASS}:
                return self._write(connection, approval.moved(ApprovalState.USED), approval.asked_by)
        message = f"the approval of {act} is {approval.state}: ask again"
        raise NotApprovedError(message)

    def waiting(self) -> list[Approval]:
        """Those somebody may still decide, oldest first."""
        with self._store.read() as connection:
            asked = rows.waiting(connection)
        return [approval for approval in asked if not approval.is_over(self._now())]

    def expire(self) -> list[Approval]:
        """Write down those whose window is over; the node calls it every few seconds."""
        with self._store.write() as connection:
            over = [approval for approval in rows.waiting(connection) if approval.is_over(self._now())]
            return [self._write(connection, approval.moved(ApprovalState.EXPIRED), self._writer) for approval in over]

    def _begin(self, session: Session, act: str, subject: str, reason: str) -> Approval:
        now = self._now()
        asked = Approval(
            id=str(uuid7()),
            act=act,
            subject=subject,
            reason=reason.strip(),
            asked_by=session.operator.login,
            asked_session=session.id,
            asked_at=now,
            expires_at=now + APPROVAL_WINDOW,
        )
        with self._store.write() as connection:
            return self._write(connection, asked, asked.asked_by, asked.reason)

    def _decide(self, approval_id: str, session: Session, wanted: ApprovalState, note: str = "") -> Approval:
        permit(self._store, self._writer, session.operator, "approval.decide")
        by = session.operator.login
        with self._store.write() as connection:
            approval = self._fresh(connection, approval_id)
            if approval.state is not ApprovalState.EXPIRED:
                decided = approval.decided(wanted, by, session.id, self._now())
                return self._write(connection, decided, by, note)
        raise ApprovalRefusedError(approval, wanted)

    def _fresh(self, connection: Connection, approval_id: str) -> Approval:
        """The approval as it is now: expired if its window is over, and written so."""
        approval = rows.get(connection, approval_id)
        if approval is None:
            message = f"there is no approval {approval_id}"
            raise UnknownApprovalError(message)
        if approval.is_over(self._now()):
            return self._write(connection, approval.moved(ApprovalState.EXPIRED), self._writer)
        return approval

    def _write(self, connection: Connection, approval: Approval, by: str, note: str = "") -> Approval:
        rows.put(connection, approval)
        event = ApprovalEvent(approval.state, approval.id, approval.act, by, note or approval.subject)
        journal.append(connection, event, self._writer, self._now())
        return approval


def _refuse_without(reason: str, shortest: int) -> None:
    if len(reason.strip()) < shortest:
        message = f"say why, in at least {shortest} characters"
        raise ReasonMissingError(message)
