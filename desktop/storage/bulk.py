"""Many rows at once on SQLite, past SQLAlchemy's own handling of each value, for where thousands arrive in a second.

Rows go in statements of many rows each, because the driver lets other threads run once a statement: with a statement a
row, every row may have to wait for its turn again.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, tuple_
from sqlalchemy.dialects import sqlite

DriverRow = tuple[str | float | int | None, ...]
"""What the driver takes, in the order of the table's columns."""

MOST_ROWS = 512
"""In one statement; with 8 columns an eighth of SQLite's limit of parameters."""

_DIALECT = sqlite.dialect(paramstyle="qmark")


def append(connection: Connection, table: Table, rows: Sequence[DriverRow]) -> None:
    _run(connection, _append_statement(table), rows)


def advance(connection: Connection, table: Table, rank: tuple[str, ...], rows: Sequence[DriverRow]) -> None:
    """Insert, or replace the row with the same primary key where the new one ranks higher."""
    _run(connection, _advance_statement(table, rank), rows)


def advancing(insert: Any, table: Table, rank: tuple[str, ...]) -> Any:
    """The INSERT of either dialect that gives way where what is there ranks as high."""
    keys = {column.name for column in table.primary_key}
    return insert.on_conflict_do_update(
        index_elements=sorted(keys),
        set_={column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys},
        where=tuple_(*(insert.excluded[name] for name in rank)) > tuple_(*(table.c[name] for name in rank)),
    )


def _run(connection: Connection, statement: str, rows: Sequence[DriverRow]) -> None:
    """`statement` is for one row: its `(?, ...)` is repeated."""
    begin = statement.index("(?")
    end = statement.index(")", begin) + 1
    for part in _parts(rows):
        marks = ", ".join([statement[begin:end]] * len(part))
        connection.exec_driver_sql(statement[:begin] + marks + statement[end:], tuple(chain.from_iterable(part)))


def _parts(rows: Sequence[DriverRow]) -> Iterator[Sequence[DriverRow]]:
    """In powers of two, so that the driver meets few different statements and keeps them prepared."""
    begin, size = 0, MOST_ROWS
    while begin < len(rows):
        while size > len(rows) - begin:
            size //= 2
        yield rows[begin : begin + size]
        begin += size


@lru_cache
def _append_statement(table: Table) -> str:
    return str(table.insert().compile(dialect=_DIALECT))


@lru_cache
def _advance_statement(table: Table, rank: tuple[str, ...]) -> str:
    return str(advancing(sqlite.insert(table), table, rank).compile(dialect=_DIALECT))
