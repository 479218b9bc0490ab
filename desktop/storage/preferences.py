"""What a console keeps for an operator across starts, by name, as JSON values."""

from typing import Any

from sqlalchemy import Connection, select

from desktop.storage.record import replace_rows
from desktop.storage.tables import preference as table


def of_operator(connection: Connection, operator_id: str) -> dict[str, Any]:
    query = select(table.c.name, table.c.value).where(table.c.operator_id == operator_id)
    return {row.name: row.value for row in connection.execute(query)}


def put(connection: Connection, operator_id: str, name: str, value: Any) -> None:
    replace_rows(connection, table, [{"operator_id": operator_id, "name": name, "value": value}])
