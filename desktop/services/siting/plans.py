"""Plans kept under a name, with the question and the answer, journalled; read again as they were made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from uuid_utils import uuid7

from desktop.domain.events import PlanEvent
from desktop.domain.operator import Operator
from desktop.domain.planning import PlanHead
from desktop.domain.site_plan import Answer, Question
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.storage import journal
from desktop.storage import plans as rows
from desktop.storage.store import Store

LONGEST_NAME = 80
_Value = TypeVar("_Value")


class PlanNameError(ValueError):
    """No name, one that is too long, or one that is taken; the message says which."""


class UnknownPlanError(LookupError):
    """There is no plan of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no plan '{name}'")
        self.name = name


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    name: str
    made_at: datetime
    made_by: str
    question: Question
    answer: Answer


class Plans:
    """Thread: any but Qt's."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    def save(self, name: str, question: Question, answer: Answer, by: Operator) -> Plan:
        """Raises PlanNameError, NotPermittedError, a StoreError."""
        permit(self._store, self._writer, by, "plan.save")
        title = " ".join(name.split())
        if not title or len(title) > LONGEST_NAME:
            raise PlanNameError(f"a plan has a name of 1 to {LONGEST_NAME} letters")
        plan = Plan(str(uuid7()), title, self._now(), by.login, question, answer)
        kept = rows.StoredPlan(plan.id, title, question.kind.value, plan.made_at, by.login, question, answer)
        with self._store.write() as connection:
            if rows.get(connection, title) is not None:
                raise PlanNameError(f"there is a plan '{title}' already: give another name")
            rows.add(connection, kept)
            journal.append(connection, PlanEvent("saved", plan.id, title, question.kind.value, by.login), self._writer)
        return plan

    def remove(self, plan_id: str, by: Operator) -> None:
        permit(self._store, self._writer, by, "plan.save")
        with self._store.write() as connection:
            known = rows.get(connection, plan_id)
            if known is None or not rows.remove(connection, known.id):
                raise UnknownPlanError(plan_id)
            journal.append(connection, PlanEvent("removed", known.id, known.name, known.kind, by.login), self._writer)

    def get(self, name: str) -> Plan:
        """By name or id; raises UnknownPlanError."""
        with self._store.read() as connection:
            kept = rows.get(connection, name)
        if kept is None:
            raise UnknownPlanError(name)
        return Plan(
            kept.id, kept.name, kept.made_at, kept.made_by, _read(kept.question, Question), _read(kept.answer, Answer)
        )

    def heads(self) -> tuple[PlanHead, ...]:
        with self._store.read() as connection:
            return rows.heads(connection)

    def exported(self, plan: Plan, by: Operator, note: str) -> None:
        """A page of it leaves the building: written down before the file takes its name. Raises NotPermittedError."""
        permit(self._store, self._writer, by, "plan.export")
        kind = plan.question.kind.value
        with self._store.write() as connection:
            journal.append(connection, PlanEvent("exported", plan.id, plan.name, kind, by.login, note), self._writer)


def _read(written: Any, kind: type[_Value]) -> _Value:
    return msgspec.convert(written, kind, strict=False)
