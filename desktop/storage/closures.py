"""Closures of streets, those that are over too: what was shut when is asked later."""

from datetime import datetime

from sqlalchemy import Connection, or_, select

from desktop.domain.closure import Closure, ClosureKind
from desktop.storage.columns import line_wkt, ring_wkt
from desktop.storage.record import Row, first_value, plain_columns, put_version, row_of, values
from desktop.storage.tables import closure as table


def put(connection: Connection, closure: Closure) -> None:
    """Raises ConflictError when another hand was first."""
    put_version(connection, table, _row(closure))


def _row(closure: Closure) -> Row:
    is_area = closure.kind is ClosureKind.AREA
    shapes = {
        "path": None if is_area else line_wkt(closure.line),
        "area": ring_wkt(closure.line) if is_area else None,
    }
    return row_of(closure) | shapes


def get(connection: Connection, closure_id: str) -> Closure | None:
    return first_value(connection, Closure, table, table.c.id == closure_id)


def standing(connection: Connection, now: datetime) -> list[Closure]:
    """Those that are in force or will be: not lifted, and not over. By their beginning."""
    going_on = table.c.lifted_at.is_(None) & or_(table.c.until_at.is_(None), table.c.until_at > now)
    return values(
        connection, Closure, select(*plain_columns(table)).where(going_on).order_by(table.c.from_at, table.c.id)
    )


def every(connection: Connection, limit: int = 1000) -> list[Closure]:
    """Newest first."""
    query = select(*plain_columns(table)).order_by(table.c.from_at.desc(), table.c.id).limit(limit)
    return values(connection, Closure, query)
