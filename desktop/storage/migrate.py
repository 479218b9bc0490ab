"""Build a store, or bring an older one up to date, with the Alembic migrations packaged beside this file.

Opening a current store must cost nothing that can be seen at start: Alembic is imported only when there is work.
"""

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from desktop.storage import engine
from desktop.storage.fault import StoreError, StoreUnusableError

HEAD = "0007"
"""The newest migration; a test holds it equal to what lies in `migrations/versions`."""
MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x4154414C_4D494752
"""Advisory lock of PostgreSQL: "ATALMIGR"."""


class NewerStoreError(StoreError):
    """A newer program has migrated the store."""

    def __init__(self, name: str, version: str) -> None:
        super().__init__(f"{name}: a newer version of Atalaya ({version}) has used this store. Update this program")
        self.name, self.version = name, version


def is_current(connection: Connection, name: str) -> bool:
    """Whether the store needs no migration; raises NewerStoreError."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version is not None and version > HEAD:
        raise NewerStoreError(name, version)
    return version == HEAD


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the missing migrations, up to `revision`, in the connection's transaction: all of them or none."""
    from alembic import command  # noqa: PLC0415  the slowest import of the store
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


def create_file(file: Path) -> None:
    """Build the file beside its place and move it there whole: a crash leaves no half-made store.

    Two programs may do so at once: the first one's file stays.
    """
    with _scratch_beside(file) as scratch:
        blank = engine.blank_sqlite(scratch)
        try:
            with blank.begin() as connection:
                upgrade(connection)
            engine.finish_blank(blank)
        finally:
            blank.dispose()
        _publish(scratch, file)


@contextmanager
def _scratch_beside(file: Path) -> Generator[Path]:
    scratch = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield scratch
    except PermissionError as error:
        raise StoreUnusableError(f"{file}: the folder cannot be written. Check its owner and permissions") from error
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            scratch.with_name(scratch.name + ending).unlink(missing_ok=True)


def _publish(scratch: Path, file: Path) -> None:
    with scratch.open("rb") as written:
        os.fsync(written.fileno())
    try:
        os.link(scratch, file)
    except FileExistsError:
        return
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
