"""Whether the store's file is sound, and what to do when it is not: a copy that is always whole, and its way back.

For a PostGIS server both belong to its administrator (pg_dump, pg_amcheck): here they say so.
"""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from desktop.storage import engine
from desktop.storage.fault import StoreDamagedError, StoreError, StoreUnusableError
from desktop.storage.store import Store

SIDE_FILES = ("-wal", "-shm")


class NoBackupError(StoreError):
    """There is no copy to go back to, or it is itself not sound."""


def damage(connection: Connection) -> list[str]:
    """What SQLite finds wrong, at most 100 lines; empty when the file is sound. Reads all of it: 3 ms a MiB."""
    if connection.dialect.name == "postgresql":
        return []
    try:
        found = [str(line) for line in connection.execute(text("PRAGMA integrity_check")).scalars()]
    except (StoreDamagedError, DBAPIError) as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def back_up(store: Store, target: Path) -> None:
    """Copy the store while it is in use; `target` is replaced only by a whole copy. Raises a StoreError."""
    if store.is_postgres:
        raise StoreUnusableError(f"{store.name}: a server is backed up by its own tools (pg_dump)")
    half = target.with_name(f".{target.name}.half")
    try:
        engine.copy_sqlite(Path(store.where), half)
        half.replace(target)
    finally:
        for ending in ("", "-journal", *SIDE_FILES):
            half.with_name(half.name + ending).unlink(missing_ok=True)
    _sync(target.parent)


def restore(file: Path, backup: Path) -> Path:
    """Put the copy in the place of a damaged store that nobody has open; gives where the damaged one lies now.

    Raises NoBackupError before anything is moved.
    """
    _require_sound(backup)
    aside = file.with_name(f"{file.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    fresh = file.with_name(f".{file.name}.fresh")
    shutil.copy2(backup, fresh)
    for ending in ("", *SIDE_FILES):
        damaged = file.with_name(file.name + ending)
        if damaged.exists():
            damaged.replace(aside.with_name(aside.name + ending))
    fresh.replace(file)
    _sync(file.parent)
    return aside


def _require_sound(backup: Path) -> None:
    if not backup.exists():
        raise NoBackupError(f"{backup}: there is no such copy. Name another")
    store = engine.sqlite_engine(backup, writes=False)
    try:
        with store.connect() as connection:
            found = damage(connection)
    except StoreDamagedError as error:
        found = [str(error)]
    finally:
        store.dispose()
    if found:
        raise NoBackupError(f"{backup}: this copy is damaged too ({found[0]}). Name another")


def _sync(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
