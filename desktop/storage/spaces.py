"""Sheets of public spaces, and their inspections, which are only ever added."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from desktop.domain.space import Inspection, Space
from desktop.storage.record import first_value, put_version, replace_rows, row_of, values
from desktop.storage.tables import inspection as inspections
from desktop.storage.tables import space as table


def put(connection: Connection, space: Space) -> None:
    """Keep a new sheet (version 1) or its next version; raises ConflictError when another hand was first."""
    put_version(connection, table, row_of(space))


def replace(connection: Connection, spaces: Iterable[Space]) -> None:
    """Many at once, as an import brings them; whoever calls has read what was there in the same transaction."""
    replace_rows(connection, table, [row_of(space) for space in spaces])


def get(connection: Connection, space_id: str) -> Space | None:
    return first_value(connection, Space, table, table.c.id == space_id)


def every(connection: Connection) -> list[Space]:
    return values(connection, Space, select(table).order_by(table.c.id))


def add_inspections(connection: Connection, rows: Iterable[Inspection]) -> None:
    found = [row_of(row) for row in rows]
    if found:
        connection.execute(inspections.insert(), found)


def history(connection: Connection, space_id: str, limit: int = 50) -> list[Inspection]:
    """The newest first."""
    query = select(inspections).where(inspections.c.space_id == space_id)
    return values(connection, Inspection, query.order_by(inspections.c.at.desc(), inspections.c.id.desc()).limit(limit))
