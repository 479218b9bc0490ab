"""Connections to the store: the one place that opens it, with the pragmas and options its promises rest on.

SQLite: write-ahead log, synchronous FULL (a commit is on the disk), IMMEDIATE for every writer, readers that cannot
write. SpatiaLite is loaded for writers alone, whose rows have shapes, and never before pyproj: with the system's
libraries loaded first, the wheels' own crash. PostgreSQL: a dead link is noticed within six seconds.
"""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as _untyped_sqlite
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, ExceptionContext, make_url
from sqlalchemy.pool import QueuePool

from desktop.storage import fault

sqlite: Any = _untyped_sqlite  # the driver carries no types
BUSY_TIMEOUT_S = 5.0
WAL_LIMIT_BYTES = 64 << 20
POSTGRES_OPTIONS: dict[str, int] = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
}
"""Without these libpq never notices a silent partition; with them in 3 to 6 s."""


def sqlite_engine(file: Path, *, writes: bool) -> Engine:
    """One pool: a single connection for writers, whose threads then queue here and not in SQLite; many for readers."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect_sqlite(file, writes=writes),
        module=sqlite,
        poolclass=QueuePool,
        pool_size=1 if writes else 4,
        max_overflow=0 if writes else 12,
        pool_timeout=BUSY_TIMEOUT_S,
        pool_reset_on_return="rollback",
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    event.listen(engine, "begin", lambda connection: _begin(connection, begin))
    event.listen(engine, "handle_error", lambda context: _translate_sqlite(context, file))
    return engine


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _connect_sqlite(file: Path, *, writes: bool) -> Any:
    # isolation_level None: the driver starts no transaction by itself, `begin` above does
    raw = sqlite.connect(
        file.as_uri() + "?mode=rw", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    if writes:
        load_spatialite(raw)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        f"journal_size_limit = {WAL_LIMIT_BYTES}",
        f"query_only = {'OFF' if writes else 'ON'}",
    ):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def load_spatialite(raw: Any) -> None:
    """Load the extension into a driver's connection."""
    import_module("pyproj")  # first: see above

    raw.enable_load_extension(True)  # noqa: FBT003  the driver's own signature
    raw.load_extension("mod_spatialite")
    raw.enable_load_extension(False)  # noqa: FBT003


def blank_sqlite(file: Path) -> Engine:
    """An engine for building a new file nobody else knows of: no log, no waiting for the disk until the end."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = create_engine("sqlite://", creator=lambda: _connect_blank(file), module=sqlite, poolclass=QueuePool)
    event.listen(engine, "begin", lambda connection: _begin(connection, "BEGIN"))
    event.listen(engine, "handle_error", lambda context: _translate_sqlite(context, file))
    return engine


def _connect_blank(file: Path) -> Any:
    raw = sqlite.connect(str(file), isolation_level=None, check_same_thread=False)
    load_spatialite(raw)
    raw.execute("PRAGMA journal_mode = WAL")  # stays with the file
    raw.execute("PRAGMA synchronous = OFF")
    raw.execute("BEGIN")
    raw.execute("SELECT InitSpatialMetaData(0, 'WGS84')")  # what GeoAlchemy2's load_spatialite does, in our transaction
    raw.execute("COMMIT")
    return raw


def postgres_url(address: str) -> URL:
    return make_url(address).set(drivername="postgresql+psycopg")


def postgres_engine(address: str, *, writes: bool) -> Engine:
    url = postgres_url(address)
    session = "-c timezone=UTC"
    if not writes:
        session += " -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
    engine = create_engine(
        url,
        connect_args={**POSTGRES_OPTIONS, "options": session, "application_name": "atalaya"},
        pool_size=4,
        max_overflow=12,
        pool_timeout=BUSY_TIMEOUT_S,
        pool_pre_ping=True,
    )
    event.listen(engine, "handle_error", lambda context: _translate_postgres(context, url))
    return engine


def _translate_sqlite(context: ExceptionContext, file: Path) -> None:
    if isinstance(context.original_exception, sqlite.Error):
        _chain(context, fault.from_sqlite(context.original_exception, file))


def _translate_postgres(context: ExceptionContext, url: URL) -> None:
    import psycopg  # noqa: PLC0415  where the store is a file it need not be loaded

    if isinstance(context.original_exception, psycopg.Error):
        place = url.render_as_string(hide_password=True)
        found = fault.from_postgres(context.original_exception, place, disconnected=context.is_disconnect)
        _chain(context, found)


def _chain(context: ExceptionContext, found: fault.StoreError | None) -> None:
    if found is not None:
        context.chained_exception = found
