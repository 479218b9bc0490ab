"""Settings of the city, by name, as JSON values: city_code, time_zone, exercise ..."""

from typing import Any

from sqlalchemy import Connection, select

from desktop.storage.record import replace_rows
from desktop.storage.tables import setting as table


def get(connection: Connection, name: str, default: Any = None) -> Any:
    """The value, or `default` where none was put."""
    row = connection.execute(select(table.c.value).where(table.c.name == name)).first()
    return default if row is None else row[0]


def put(connection: Connection, name: str, value: Any) -> None:
    """Keep any JSON value but null, which says nothing."""
    replace_rows(connection, table, [{"name": name, "value": value}])


def every(connection: Connection) -> dict[str, Any]:
    return {row.name: row.value for row in connection.execute(select(table))}
