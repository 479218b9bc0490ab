"""Keys of the messages already taken: a message that is delivered twice counts once."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import Connection, text

from desktop.storage.columns import microseconds
from desktop.storage.tables import inbox as table

_CLAIM_SQLITE = text(
    "INSERT INTO inbox (key, arrived_at) SELECT value, :at FROM json_each(:keys) WHERE true"
    " ON CONFLICT DO NOTHING RETURNING key"
)
_CLAIM_POSTGRES = text(
    "INSERT INTO inbox (key, arrived_at) SELECT k, CAST(:at AS timestamptz) FROM unnest(CAST(:keys AS text[])) k"
    " ON CONFLICT DO NOTHING RETURNING key"
)


def claim(connection: Connection, keys: Collection[str], arrived_at: datetime) -> set[str]:
    """Enter the keys; gives those that were new. One statement for the whole batch."""
    if not keys:
        return set()
    if connection.dialect.name == "postgresql":
        claimed = connection.execute(_CLAIM_POSTGRES, {"at": arrived_at, "keys": sorted(set(keys))})
    else:
        listed = msgspec.json.encode(list(keys)).decode()
        claimed = connection.execute(_CLAIM_SQLITE, {"at": microseconds(arrived_at), "keys": listed})
    return set(claimed.scalars())


def prune(connection: Connection, arrived_before: datetime, below: str | None = None) -> int:
    """Forget old keys, kept for longer than a broker keeps a session (8 days against 7); gives how many.

    Only keys under `below` are looked at, where it is given: keys that begin with their time need no other index.
    """
    old = table.c.arrived_at < arrived_before
    return connection.execute(table.delete().where(old if below is None else old & (table.c.key < below))).rowcount
