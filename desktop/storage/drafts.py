"""Texts people were writing: they survive a crash, a lock and a change of operator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from desktop.storage.record import first_value, replace_rows, row_of, values
from desktop.storage.tables import draft as table


@dataclass(frozen=True, slots=True)
class Draft:
    """`subject` says what the text belongs to (`incident:ID`, `finding:ID`, `report:ID`)."""

    operator_id: str
    subject: str
    text: str
    changed_at: datetime


def put(connection: Connection, draft: Draft) -> None:
    replace_rows(connection, table, [row_of(draft)])


def get(connection: Connection, operator_id: str, subject: str) -> Draft | None:
    return first_value(connection, Draft, table, table.c.operator_id == operator_id, table.c.subject == subject)


def of_operator(connection: Connection, operator_id: str) -> list[Draft]:
    """The newest first."""
    query = select(table).where(table.c.operator_id == operator_id).order_by(table.c.changed_at.desc())
    return values(connection, Draft, query)


def discard(connection: Connection, operator_id: str, subject: str) -> None:
    connection.execute(table.delete().where(table.c.operator_id == operator_id, table.c.subject == subject))
