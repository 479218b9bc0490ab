"""Closures of streets: shut with a reason, lifted, shut again. Each act is a row of the journal that carries it whole.

Every process that routes hears of it there (`desktop.services.roads`). Lifting is countered by `close_again`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.closure import Closure, ClosureKind, ClosureRefusedError, check
from desktop.domain.events import ClosureEvent
from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.storage import closures as rows
from desktop.storage import journal
from desktop.storage.store import Store
from maps.place import Place


class UnknownClosureError(LookupError):
    """There is no such closure."""


@dataclass(frozen=True, slots=True)
class Shutting:
    """What somebody says who shuts a street or an area; `from_at` None is now, `until_at` None until it is lifted."""

    kind: ClosureKind
    line: Sequence[Place]
    reason: str
    street: str = ""
    from_at: datetime | None = None
    until_at: datetime | None = None
    both_ways: bool = True
    lets_emergency: bool = False


class Closures:
    """Thread: any; each call is one transaction. `writer` names the process in the journal."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    def close(self, shutting: Shutting, operator: Operator) -> Closure:
        """Raises ClosureRefusedError, NotPermittedError."""
        permit(self._store, self._writer, operator, "closure.close")
        closure = check(
            Closure(
                id=str(uuid7()),
                kind=shutting.kind,
                street=shutting.street.strip(),
                line=tuple(shutting.line),
                reason=shutting.reason.strip(),
                by=operator.login,
                from_at=shutting.from_at or self._now(),
                until_at=shutting.until_at,
                both_ways=shutting.both_ways,
                lets_emergency=shutting.lets_emergency,
            )
        )
        with self._store.write() as connection:
            return self._write(connection, closure, "closed", operator)

    def set_end(self, closure_id: str, until_at: datetime | None, operator: Operator) -> Closure:
        """It lasts longer, or less long. Raises UnknownClosureError, ClosureRefusedError."""
        permit(self._store, self._writer, operator, "closure.close")
        with self._store.write() as connection:
            known = found(connection, closure_id)
            if known.lifted_at is not None:
                raise ClosureRefusedError(
                    f"the closure of {known.street or known.kind} was lifted: shut it again instead"
                )
            changed = check(replace(known, until_at=until_at, version=known.version + 1))
            return self._write(connection, changed, "changed", operator)

    def lift(self, closure_id: str, operator: Operator, note: str = "") -> Closure:
        """The street is open. Twice is once. Raises UnknownClosureError."""
        permit(self._store, self._writer, operator, "closure.lift")
        with self._store.write() as connection:
            known = found(connection, closure_id)
            if known.lifted_at is not None:
                return known
            return self._write(connection, known.lifted(operator.login, self._now()), "lifted", operator, note)

    def close_again(self, closure_id: str, operator: Operator) -> Closure:
        """The counter of lifting: in force from now, until its end if that is still to come."""
        permit(self._store, self._writer, operator, "closure.close")
        with self._store.write() as connection:
            known, now = found(connection, closure_id), self._now()
            if not known.is_over(now):
                return known
            until_at = known.until_at if known.until_at and known.until_at > now else None
            return self._write(connection, known.again(operator.login, now, until_at), "closed_again", operator)

    def standing(self) -> list[Closure]:
        """In force, or announced."""
        with self._store.read() as connection:
            return rows.standing(connection, self._now())

    def every(self) -> list[Closure]:
        """Newest first."""
        with self._store.read() as connection:
            return rows.every(connection)

    def _write(
        self, connection: Connection, closure: Closure, step: str, operator: Operator, note: str = ""
    ) -> Closure:
        rows.put(connection, closure)
        event = ClosureEvent(step, closure, operator.login, note or closure.reason)
        journal.append(connection, event, self._writer, self._now())
        return closure


def found(connection: Connection, closure_id: str) -> Closure:
    """Raises UnknownClosureError."""
    closure = rows.get(connection, closure_id)
    if closure is None:
        raise UnknownClosureError(f"there is no closure {closure_id}")
    return closure
