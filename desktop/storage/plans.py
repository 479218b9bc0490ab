"""Plans of sites, kept under a name with the question that was asked and the answer that was found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.planning import PlanHead
from desktop.storage.record import ConflictError, insert_into
from desktop.storage.tables import plan as table


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """`question` and `answer` are JSON values: whoever asked knows their shape."""

    id: str
    name: str
    kind: str
    made_at: datetime
    made_by: str
    question: Any
    answer: Any


def add(connection: Connection, plan: StoredPlan) -> None:
    """Raises ConflictError for a name that is taken."""
    row = {
        "id": plan.id,
        "name": plan.name,
        "kind": plan.kind,
        "made_at": plan.made_at,
        "made_by": plan.made_by,
        "question": plan.question,
        "answer": plan.answer,
    }
    change = insert_into(connection, table).on_conflict_do_nothing().values(row).returning(table.c.id)
    if connection.execute(change).first() is None:
        raise ConflictError("plan", plan.name)


def get(connection: Connection, name: str) -> StoredPlan | None:
    """By its name or its id."""
    row = connection.execute(select(table).where((table.c.name == name) | (table.c.id == name)).limit(1)).first()
    if row is None:
        return None
    return StoredPlan(row.id, row.name, row.kind, row.made_at, row.made_by, row.question, row.answer)


def heads(connection: Connection) -> tuple[PlanHead, ...]:
    """The newest first."""
    columns = table.c
    query = select(columns.id, columns.name, columns.kind, columns.made_at, columns.made_by)
    rows = connection.execute(query.order_by(columns.made_at.desc(), columns.name))
    return tuple(PlanHead(row.id, row.name, row.kind, row.made_at, row.made_by) for row in rows)


def remove(connection: Connection, plan_id: str) -> bool:
    return connection.execute(table.delete().where(table.c.id == plan_id)).rowcount == 1
