"""What devices said: every value and fix as it came, and the newest of each, which late data never moves back.

The newest is the one with the latest own time, but a device's clock that runs ahead counts no further than the moment
of arrival; where times are equal the key decides, so that the order of delivery never does.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select

from desktop.domain.observation import Observation, Position
from desktop.storage import bulk, counter, key_frames, passes, report_rows
from desktop.storage.record import Row, insert_into, value_of, values
from desktop.storage.report_rows import Report
from desktop.storage.tables import latest as latest_table
from desktop.storage.tables import latest_position as latest_position_table
from desktop.storage.tables import observation as observation_table
from desktop.storage.tables import position as position_table

CHANGE = "latest-change"
_BETWEEN = "\x1f"
"""Names of quantities are printable."""
_Value = TypeVar("_Value", Observation, Position)


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become the newest since a cursor; ask again with this `cursor`."""

    cursor: int
    observations: tuple[Observation, ...]
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """Device, quantity and value of what has become the newest since a cursor; ask again with this `cursor`."""

    cursor: int
    values: list[tuple[str, str, float]]


def add(connection: Connection, observations: Sequence[Observation]) -> None:
    """Append values and advance the newest of each device and quantity."""
    add_reports(
        connection,
        [Report(one.device_id, one.at, one.arrived_at, one.key, ((one.quantity, one.value),)) for one in observations],
    )


def add_reports(connection: Connection, reports: Sequence[Report]) -> None:
    """The same for whole messages."""
    if not reports:
        return
    if connection.dialect.name == "sqlite":
        bulk.append(connection, observation_table, report_rows.rows(reports))
        newest = report_rows.newest(reports, counter.take(connection, CHANGE))
        bulk.advance(connection, latest_table, _RANK[latest_table], newest)
        return
    connection.execute(observation_table.insert(), [_report_row(report) for report in reports])
    every = [one for report in reports for one in report_rows.observations(report)]
    best = _newest(every, lambda one: (one.device_id, one.quantity), _observation_rank)
    _advance(connection, latest_table, [(_observation_row(one), one) for one in best])


def add_positions(connection: Connection, positions: Sequence[Position]) -> None:
    """Append fixes and advance the newest of each device."""
    if positions:
        connection.execute(position_table.insert(), [_position_row(one) for one in positions])
        newest = _newest(positions, lambda one: one.device_id, _position_rank)
        _advance(connection, latest_position_table, [(_position_row(one), one) for one in newest])


def latest(connection: Connection, device_id: str | None = None) -> list[Observation]:
    """The newest value of every quantity, of all devices or of one."""
    query = select(*_observed()).order_by(latest_table.c.device_id, latest_table.c.quantity)
    return values(
        connection, Observation, query if device_id is None else query.where(latest_table.c.device_id == device_id)
    )


def latest_positions(connection: Connection) -> list[Position]:
    query = select(*_of(position_table, latest_position_table)).order_by(latest_position_table.c.device_id)
    return values(connection, Position, query)


def changes(connection: Connection, cursor: int) -> Changes:
    """What became the newest after `cursor` (0 for all): cheap where nothing did, complete where something did."""
    query = select(*_observed(), latest_table.c.change).where(latest_table.c.change > cursor)
    newest, observed = cursor, list[Observation]()
    for *fields, change in connection.execute(query):  # thousands in a second: no detour by names
        observed.append(Observation(*fields))
        newest = max(newest, change)
    fixed, positions = fixes(connection, cursor)
    return Changes(max(newest, fixed), tuple(observed), positions)


def heard(connection: Connection, cursor: int, quantities: Collection[str]) -> Heard:
    """As `changes`, for rules that need the bare values of these quantities, again and again.

    While none of them was said the cursor stays: the rest is passed over in the database, which costs little.
    """
    columns = latest_table.c
    query = select(columns.device_id, columns.quantity, columns.value, columns.change)
    query = query.where(columns.change > cursor, columns.quantity.in_(sorted(quantities)))
    rows = connection.execute(query).all()
    newest = max((row[3] for row in rows), default=cursor)
    return Heard(newest, [(device_id, quantity, value) for device_id, quantity, value, _ in rows])


def speakers(connection: Connection, cursor: int) -> tuple[int, list[tuple[str, tuple[str, ...]]]]:
    """Devices that said something since `cursor`, each with the quantities; and the next cursor."""
    columns = latest_table.c
    said = func.aggregate_strings(columns.quantity, _BETWEEN)
    query = select(columns.device_id, said, func.max(columns.change)).where(columns.change > cursor)
    rows = connection.execute(query.group_by(columns.device_id)).all()
    newest = max((row[2] for row in rows), default=cursor)
    return newest, [(device_id, _split(quantities)) for device_id, quantities, _ in rows]


@lru_cache(maxsize=4096)
def _split(quantities: str) -> tuple[str, ...]:
    return tuple(quantities.split(_BETWEEN))


def fixes(connection: Connection, cursor: int) -> tuple[int, tuple[Position, ...]]:
    """The next cursor, and the newest fix of every device that has moved on since `cursor` (0 for all)."""
    columns = latest_position_table.c
    query = select(*_of(position_table, latest_position_table), columns.change).where(columns.change > cursor)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    newest = max((row.pop("change") for row in rows), default=cursor)
    return newest, tuple(value_of(Position, row) for row in rows)


def series(
    connection: Connection,
    device_id: str,
    quantity: str,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 10_000,
) -> list[Observation]:
    """Values by the device's own time, oldest first; of more than `limit` the newest."""
    columns = observation_table.c
    query = select(observation_table).where(columns.device_id == device_id)
    if since is not None:
        query = query.where(columns.at >= since)
    if until is not None:
        query = query.where(columns.at < until)
    found: list[Observation] = []
    newest_first = query.order_by(columns.at.desc()).execution_options(yield_per=500)
    with connection.execute(newest_first) as reports:
        for _, at, arrived_at, key, written in reports:
            value = report_rows.reading(written, quantity)
            if value is not None:
                found.append(Observation(device_id, quantity, value, at, arrived_at, key))
            if len(found) == limit:
                break
    return found[::-1]


def track(connection: Connection, device_id: str, since: datetime, limit: int = 10_000) -> list[Position]:
    """Fixes of a device by its own time, oldest first; of more than `limit` the newest."""
    columns = position_table.c
    query = select(position_table).where(columns.device_id == device_id, columns.at >= since)
    return values(connection, Position, query.order_by(columns.at.desc()).limit(limit))[::-1]


def prune(connection: Connection, arrived_before: datetime) -> int:
    """Forget old values and fixes, never the newest of a device; gives how many."""
    key_frames.prune_field(connection, arrived_before)
    passes.prune_units(connection, arrived_before)
    return sum(
        connection.execute(table.delete().where(table.c.arrived_at < arrived_before)).rowcount
        for table in (observation_table, position_table)
    )


def _observed() -> list[Any]:
    """The columns of `latest` that make an Observation, in the order of its fields."""
    columns = latest_table.c
    return [columns.device_id, columns.quantity, columns.value, columns.at, columns.arrived_at, columns.key]


def _of(plain: Table, newest: Table) -> list[Any]:
    """The columns of `newest` that make the value."""
    return [newest.c[column.name] for column in plain.columns]


def _report_row(report: Report) -> Row:
    return {
        "device_id": report.device_id,
        "at": report.at,
        "arrived_at": report.arrived_at,
        "key": report.key,
        "readings": report_rows.readings(report),
    }


def _observation_row(one: Observation) -> Row:
    return {
        "device_id": one.device_id,
        "quantity": one.quantity,
        "value": one.value,
        "at": one.at,
        "arrived_at": one.arrived_at,
        "key": one.key,
    }


def _position_row(one: Position) -> Row:
    return {
        "device_id": one.device_id,
        "lat_deg": one.place.lat_deg,
        "lon_deg": one.place.lon_deg,
        "at": one.at,
        "arrived_at": one.arrived_at,
        "key": one.key,
        "heading_deg": one.heading_deg,
        "speed_ms": one.speed_ms,
    }


def _current_at(one: Observation | Position) -> datetime:
    return min(one.at, one.arrived_at)


def _observation_rank(one: Observation) -> tuple[object, ...]:
    return _current_at(one), one.at, one.key, one.value, one.arrived_at


def _position_rank(one: Position) -> tuple[object, ...]:
    return _current_at(one), one.at, one.key, one.place.lat_deg, one.place.lon_deg, one.arrived_at


_RANK = {
    latest_table: ("current_at", "at", "key", "value", "arrived_at"),
    latest_position_table: ("current_at", "at", "key", "lat_deg", "lon_deg", "arrived_at"),
}


def _newest(
    among: Iterable[_Value], source: Callable[[_Value], object], rank: Callable[[_Value], tuple[object, ...]]
) -> list[_Value]:
    best: dict[object, _Value] = {}
    for one in among:
        known = best.get(source(one))
        if known is None or rank(one) > rank(known):  # type: ignore[operator]
            best[source(one)] = one
    return list(best.values())


def _advance(connection: Connection, table: Table, newest: list[tuple[Row, Observation | Position]]) -> None:
    change = counter.take(connection, CHANGE)
    rows = [row | {"current_at": _current_at(one), "change": change} for row, one in newest]
    connection.execute(bulk.advancing(insert_into(connection, table), table, _RANK[table]), rows)
