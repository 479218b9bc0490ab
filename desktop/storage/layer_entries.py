"""The entries of the layer tree, each whole, changed only by whoever has read its newest version."""

import logging

import msgspec
from sqlalchemy import Connection, select

from desktop.domain.map_layer import LayerEntry
from desktop.storage.record import ConflictError, insert_into
from desktop.storage.tables import map_layer as table

log = logging.getLogger(__name__)
_ENTRY = msgspec.json.Decoder(LayerEntry)
_WHAT = "layer"


def every(connection: Connection) -> list[LayerEntry]:
    """The city's and those of all operators, by id; one that only a newer program can read is left out and said."""
    rows = connection.execute(select(table.c.entry).order_by(table.c.id))
    return [entry for row in rows if (entry := _entry(row.entry)) is not None]


def get(connection: Connection, entry_id: str) -> LayerEntry | None:
    row = connection.execute(select(table.c.entry).where(table.c.id == entry_id)).first()
    return None if row is None else _entry(row.entry)


def insert(connection: Connection, entry: LayerEntry) -> None:
    """Raises ConflictError when there is one of that id."""
    change = insert_into(connection, table).on_conflict_do_nothing().values(_row(entry))
    if connection.execute(change.returning(table.c.id)).first() is None:
        raise ConflictError(_WHAT, entry.id)


def update(connection: Connection, entry: LayerEntry, before: int) -> None:
    """In the place of the version `before`; raises ConflictError when another hand was first."""
    mine = (table.c.id == entry.id) & (table.c.version == before)
    if connection.execute(table.update().where(mine).values(_row(entry)).returning(table.c.id)).first() is None:
        raise ConflictError(_WHAT, entry.id)


def remove(connection: Connection, entry_id: str, before: int) -> None:
    """Raises ConflictError when it is not of the version `before` any more."""
    mine = (table.c.id == entry_id) & (table.c.version == before)
    if connection.execute(table.delete().where(mine).returning(table.c.id)).first() is None:
        raise ConflictError(_WHAT, entry_id)


def _row(entry: LayerEntry) -> dict[str, str | int]:
    written = msgspec.json.encode(entry).decode()
    return {"id": entry.id, "owner": entry.owner, "name": entry.name, "version": entry.version, "entry": written}


def _entry(written: str) -> LayerEntry | None:
    try:
        return _ENTRY.decode(written)
    except msgspec.ValidationError as error:
        log.warning("a map layer cannot be read by this version: %s", error)
        return None
