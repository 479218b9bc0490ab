"""How an operator wants to see things, by subject, as JSON values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from desktop.storage.record import replace_rows
from desktop.storage.tables import personal as table


def put(connection: Connection, operator_id: str, values: Mapping[str, Any], at: datetime) -> None:
    """Keep each value, in the place of the one of its subject."""
    rows = [
        {"operator_id": operator_id, "subject": subject, "value": value, "changed_at": at}
        for subject, value in values.items()
    ]
    replace_rows(connection, table, rows)


def of_operator(connection: Connection, operator_id: str) -> dict[str, Any]:
    query = select(table.c.subject, table.c.value).where(table.c.operator_id == operator_id)
    return {row.subject: row.value for row in connection.execute(query)}


def forget(connection: Connection, operator_id: str, subjects: Iterable[str]) -> None:
    mine = (table.c.operator_id == operator_id) & table.c.subject.in_(list(subjects))
    connection.execute(table.delete().where(mine))
