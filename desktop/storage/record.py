"""Frozen values to rows and back: fields are columns by name, `place` becomes `lat_deg, lon_deg`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from desktop.storage.columns import Shape, point_wkt, ring_wkt

_Value = TypeVar("_Value")
Row = dict[str, Any]
"""A row on its way in or out; nothing outside this room keeps one."""


class ConflictError(ValueError):
    """Somebody else changed the value first, or it exists already: read it again and decide anew."""

    def __init__(self, what: str, id_: str) -> None:
        super().__init__(f"{what} {id_} was changed by somebody else meanwhile. Look at it again")
        self.what, self.id = what, id_


def row_of(value: Any) -> Row:
    """Columns of a dataclass; enums become their values, nested values stay for a JsonText column to write."""
    row: Row = msgspec.to_builtins(value, builtin_types=(datetime,), enc_hook=plain)
    if "place" in row:
        place = row.pop("place") or {"lat_deg": None, "lon_deg": None}
        row |= place
    return row


def plain(value: Any) -> Any:
    """The dict within a read-only view of one; raises NotImplementedError for what no row can hold."""
    if isinstance(value, MappingProxyType):
        return dict(value)
    message = f"{type(value).__name__} is no value of a row"
    raise NotImplementedError(message)


def value_of(kind: type[_Value], row: Any) -> _Value:
    """The value that a mapping of columns holds."""
    fields = {str(name): value for name, value in row.items()}  # a column's name is a kind of str msgspec refuses
    if "lat_deg" in fields:
        lat_deg, lon_deg = fields.pop("lat_deg"), fields.pop("lon_deg")
        fields["place"] = None if lat_deg is None else {"lat_deg": lat_deg, "lon_deg": lon_deg}
    return msgspec.convert(fields, kind, strict=False, builtin_types=(datetime,))


def plain_columns(table: Table) -> list[Any]:
    """All columns but the shapes, which nothing in the program reads."""
    return [column for column in table.columns if not isinstance(column.type, Shape)]


def values(connection: Connection, kind: type[_Value], query: Any) -> list[_Value]:
    return [value_of(kind, row) for row in connection.execute(query).mappings()]


def first_value(connection: Connection, kind: type[_Value], table: Table, *conditions: Any) -> _Value | None:
    row = connection.execute(select(*plain_columns(table)).where(*conditions).limit(1)).mappings().first()
    return None if row is None else value_of(kind, row)


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT in the words of the connection's database."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def replace_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or overwrite those with the same primary key."""
    if not rows:
        return
    insert = insert_into(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


def put_version(connection: Connection, table: Table, row: Row) -> None:
    """Insert version 1, or overwrite the version before this one; raises ConflictError when another hand was first."""
    if row["version"] == 1:
        change: Any = insert_into(connection, table).on_conflict_do_nothing().values(row)
    else:
        columns = table.c
        mine = (columns.id == row["id"]) & (columns.version == row["version"] - 1)
        change = table.update().where(mine).values(row)
    if connection.execute(change.returning(table.c.id)).first() is None:
        raise ConflictError(table.name, row["id"])


def with_shapes(row: Row, value: Any, ring: Iterable[Any]) -> Row:
    """The row with its geometry columns, from the value's place and the ring around it."""
    return row | {"point": point_wkt(value.place), "area": ring_wkt(list(ring))}
