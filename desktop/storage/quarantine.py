"""Messages that could not be read, with the reason, for the integrator who must find out why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from desktop.storage import counter
from desktop.storage.record import values
from desktop.storage.tables import quarantine as table

KEPT_BYTES = 4096
"""Of each payload: enough to see what it was, too little to fill a disk with rubbish."""


@dataclass(frozen=True, slots=True)
class Refused:
    """`payload` is the first KEPT_BYTES of `size_bytes`."""

    id: int
    arrived_at: datetime
    topic: str
    reason: str
    size_bytes: int
    payload: bytes


def add(connection: Connection, topic: str, payload: bytes, reason: str, arrived_at: datetime) -> None:
    row = {
        "id": counter.take(connection, "quarantine"),
        "arrived_at": arrived_at,
        "topic": _storable(topic),
        "reason": _storable(reason),
        "size_bytes": len(payload),
        "payload": payload[:KEPT_BYTES],
    }
    connection.execute(table.insert(), row)


def recent(connection: Connection, limit: int = 100) -> list[Refused]:
    """The newest first."""
    return values(connection, Refused, select(table).order_by(table.c.id.desc()).limit(limit))


def count(connection: Connection, since: datetime | None = None) -> int:
    query = select(func.count()).select_from(table)
    return connection.execute(query if since is None else query.where(table.c.arrived_at >= since)).scalar_one()


def prune(connection: Connection, arrived_before: datetime) -> int:
    return connection.execute(table.delete().where(table.c.arrived_at < arrived_before)).rowcount


def _storable(words: str) -> str:
    """What a hostile peer sent may hold what no database takes: NUL, halves of surrogate pairs."""
    return words.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
