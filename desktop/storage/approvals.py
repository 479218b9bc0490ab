"""Acts of two persons that were asked for, and what became of them."""

from sqlalchemy import Connection, select

from desktop.domain.command import NEXT_APPROVAL, Approval
from desktop.storage.record import first_value, put_version, row_of, values
from desktop.storage.tables import approval as table

_OPEN = [state.value for state, following in NEXT_APPROVAL.items() if following]


def put(connection: Connection, approval: Approval) -> None:
    """Keep a new approval (version 1) or its next version; raises ConflictError when another hand was first."""
    put_version(connection, table, row_of(approval))


def get(connection: Connection, approval_id: str) -> Approval | None:
    return first_value(connection, Approval, table, table.c.id == approval_id)


def waiting(connection: Connection) -> list[Approval]:
    """Those that can still be decided or used, oldest first."""
    return values(connection, Approval, select(table).where(table.c.state.in_(_OPEN)).order_by(table.c.asked_at))
