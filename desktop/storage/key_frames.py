"""Key frames: how the tape and the field stood at moments of the past, so that no replay begins at the beginning.

They are derived: whoever loses them loses time, nothing else.
"""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise

from sqlalchemy import Connection, select

from desktop.storage.columns import microseconds
from desktop.storage.newest import FixRow, Newest, ValueRow
from desktop.storage.record import replace_rows
from desktop.storage.tables import field_frame, latest, latest_position, tape_frame


@dataclass(frozen=True, slots=True)
class TapeFrame:
    """At row `seq` of the journal the rows `living` still mattered; ascending."""

    seq: int
    at: datetime
    living: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FieldFrame:
    """What was newest of every device when `at` was the time."""

    at: datetime
    newest: Newest


def put_tape(connection: Connection, frame: TapeFrame) -> None:
    row = {"seq": frame.seq, "at": frame.at, "living": _packed(frame.living)}
    replace_rows(connection, tape_frame, [row])


def tape_before(connection: Connection, seq: int) -> TapeFrame | None:
    """The last at or before a row of the journal."""
    query = select(tape_frame).where(tape_frame.c.seq <= seq).order_by(tape_frame.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else TapeFrame(row.seq, row.at, _unpacked(row.living))


def put_field(connection: Connection, frame: FieldFrame) -> None:
    replace_rows(connection, field_frame, [{"at": frame.at, "newest": frame.newest.packed()}])


def field_before(connection: Connection, moment: datetime) -> FieldFrame | None:
    query = select(field_frame).where(field_frame.c.at <= moment).order_by(field_frame.c.at.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else FieldFrame(row.at, Newest.unpacked(row.newest))


def last_field_at(connection: Connection) -> datetime | None:
    return connection.execute(select(field_frame.c.at).order_by(field_frame.c.at.desc()).limit(1)).scalar()


def newest_now(connection: Connection) -> Newest:
    """As it stands in the store."""
    columns = latest.c
    values = connection.execute(
        select(columns.device_id, columns.quantity, columns.value, columns.at, columns.arrived_at, columns.key)
    )
    found = Newest()
    for device_id, quantity, value, at, arrived_at, key in values:
        row = ValueRow(device_id, quantity, value, microseconds(at), microseconds(arrived_at), key)
        found.values[device_id, quantity] = row
    fixed = latest_position.c
    fixes = connection.execute(
        select(
            fixed.device_id,
            fixed.lat_deg,
            fixed.lon_deg,
            fixed.at,
            fixed.arrived_at,
            fixed.key,
            fixed.heading_deg,
            fixed.speed_ms,
        )
    )
    for device_id, lat_deg, lon_deg, at, arrived_at, *rest in fixes:
        found.fixes[device_id] = FixRow(device_id, lat_deg, lon_deg, microseconds(at), microseconds(arrived_at), *rest)
    return found


def prune_field(connection: Connection, before: datetime) -> int:
    """With the values they are made of."""
    return connection.execute(field_frame.delete().where(field_frame.c.at < before)).rowcount


def _packed(ascending: Sequence[int]) -> bytes:
    """Steps from number to number: most are small."""
    steps = array("q", [*ascending[:1], *(after - before for before, after in pairwise(ascending))])
    return zlib.compress(steps.tobytes(), level=1)


def _unpacked(packed: bytes) -> tuple[int, ...]:
    steps: Iterable[int] = array("q", zlib.decompress(packed))
    return tuple(accumulate(steps))
