"""What devices said, in the order in which it arrived: what was known at a moment, and what came next.

No index is kept for it on SQLite, where every insert would pay: the numbers of the rows go up with their arrival, so a
moment is found by halving. PostgreSQL has a block index, which costs an insert nothing that can be measured.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Table, bindparam, column, func, select, type_coerce
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import NullType

from desktop.storage.columns import microseconds
from desktop.storage.newest import FixRow, ReportRow
from desktop.storage.tables import observation, position

SLACK = timedelta(seconds=5)
"""Rows of one commit need not lie in order."""
LOOK_AHEAD = (timedelta(minutes=10), timedelta(hours=6), timedelta(days=7), timedelta(days=366))

_ROWID = column("rowid", BigInteger)


def reports(connection: Connection, since: datetime, until: datetime, limit: int) -> list[ReportRow]:
    """Messages that arrived after `since`, up to `until`, oldest first; of more than `limit` the newest."""
    rows = _between(connection, observation, (since, until), limit)
    return [ReportRow(device, _us(at), _us(arrived), key, said) for device, at, arrived, key, said in rows]


def fixes(connection: Connection, since: datetime, until: datetime, limit: int) -> list[FixRow]:
    """The same of the positions of units."""
    return _fix_rows(_between(connection, position, (since, until), limit))


def first_fixes(connection: Connection, since: datetime, until: datetime, limit: int) -> list[FixRow]:
    """As `fixes`, but of more than `limit` the oldest: for who goes on from there."""
    return _fix_rows(_between(connection, position, (since, until), limit, newest=False))


def count(connection: Connection, since: datetime, until: datetime) -> int:
    """Of messages and positions; on SQLite as the numbers of the rows say, without reading them."""
    return sum(_count(connection, table, since, until) for table in (observation, position))


def last_before(connection: Connection, moment: datetime) -> datetime | None:
    """When the last message or fix at or before the moment arrived."""
    found = (_last_before(connection, table, moment) for table in (observation, position))
    return max((one for one in found if one is not None), default=None)


def first_after(connection: Connection, moment: datetime) -> datetime | None:
    """When the next one after the moment arrived."""
    found = (_first_after(connection, table, moment) for table in (observation, position))
    return min((one for one in found if one is not None), default=None)


def _fix_rows(rows: Sequence[Sequence[Any]]) -> list[FixRow]:
    return [
        FixRow(device, lat, lon, _us(at), _us(arrived), key, heading, speed)
        for device, lat, lon, at, arrived, key, heading, speed in rows
    ]


def _between(
    connection: Connection, table: Table, span: tuple[datetime, datetime], limit: int, *, newest: bool = True
) -> Sequence[Sequence[Any]]:
    since, until = span
    columns = [_as_stored(column) for column in table.columns]
    query = select(*columns).where(table.c.arrived_at > since, table.c.arrived_at <= until)
    if connection.dialect.name == "sqlite":
        low, high = _row_at(connection, table, since - SLACK), _row_at(connection, table, until + SLACK)
        query, order = query.where(low < _ROWID, high >= _ROWID), _ROWID
    else:
        order = table.c.arrived_at
    rows = connection.execute(query.order_by(order.desc() if newest else order.asc()).limit(limit)).all()
    return rows[::-1] if newest else rows


def _as_stored(one: Any) -> Any:
    """Without a detour by datetime: there are thousands of rows."""
    return type_coerce(one, NullType()) if one.name in {"at", "arrived_at"} else one


def _us(stored: int | datetime) -> int:
    return stored if isinstance(stored, int) else microseconds(stored)


def _count(connection: Connection, table: Table, since: datetime, until: datetime) -> int:
    if connection.dialect.name == "sqlite":
        return _row_at(connection, table, until) - _row_at(connection, table, since)
    span = (table.c.arrived_at > since) & (table.c.arrived_at <= until)
    return connection.execute(select(func.count()).select_from(table).where(span)).scalar_one()


def _row_at(connection: Connection, table: Table, moment: datetime) -> int:
    """The number of the last row that had arrived by the moment; 0 when none had."""
    first, probe, wanted_us = _end(connection, table, func.min(_ROWID)), _probe(table), microseconds(moment)
    low, high = max(first, 1) - 1, _end(connection, table, func.max(_ROWID))
    while low < high:
        middle = (low + high + 1) // 2
        row, arrived_us = connection.exec_driver_sql(probe, (middle,)).first() or (high, 0)
        if arrived_us <= wanted_us:
            low = row
        else:
            high = middle - 1
    return low


def _end(connection: Connection, table: Table, which: Any) -> int:
    return connection.execute(select(which).select_from(table)).scalar() or 0


@lru_cache
def _probe(table: Table) -> str:
    """The rows from a number on, of which only the first is taken; two dozen are asked for each moment."""
    query = select(_ROWID, table.c.arrived_at).where(bindparam("row") <= _ROWID).order_by(_ROWID)
    return str(query.compile(dialect=sqlite.dialect(paramstyle="qmark")))


def _last_before(connection: Connection, table: Table, moment: datetime) -> datetime | None:
    arrived = table.c.arrived_at
    if connection.dialect.name == "sqlite":
        row = _row_at(connection, table, moment)
        return connection.execute(select(arrived).where(_ROWID.in_([row]))).scalar()
    return _in_windows(
        connection.execute(select(func.max(arrived)).where(arrived <= moment, arrived > moment - window)).scalar()
        for window in LOOK_AHEAD
    )


def _first_after(connection: Connection, table: Table, moment: datetime) -> datetime | None:
    arrived = table.c.arrived_at
    if connection.dialect.name == "sqlite":
        row = _row_at(connection, table, moment)
        later = select(arrived).where(row < _ROWID).order_by(_ROWID).limit(1)
        return connection.execute(later).scalar()
    return _in_windows(
        connection.execute(select(func.min(arrived)).where(arrived > moment, arrived <= moment + window)).scalar()
        for window in LOOK_AHEAD
    )


def _in_windows(answers: Iterator[datetime | None]) -> datetime | None:
    """A block index is quick where the span is short: ask for longer ones only when the shorter has nothing."""
    return next((answer for answer in answers if answer is not None), None)
