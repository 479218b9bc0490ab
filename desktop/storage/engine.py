"""Connections to the store: the one place that opens it, with the pragmas and options its promises rest on.

SQLite: write-ahead log, synchronous FULL (a commit is on the disk), IMMEDIATE for every writer, readers that cannot
write. SpatiaLite is loaded for writers alone, whose rows have shapes, and never before pyproj and shapely: with the
system's libraries loaded first, the wheels' own crash. PostgreSQL: a dead link is noticed within six seconds.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
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
WAL_LIMIT_PAGES = WAL_LIMIT_BYTES >> 12
"""At which a commit folds the log into the file itself, where `fold_log` did not come first. With SQLite's own 1,000 a
flood of messages rewrote the same pages of the file every third commit: p99 to disk 950 ms instead of 60."""
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
    event.listen(engine, "handle_error", lambda context: _sqlite_fault(context, file))
    return engine


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _connect_sqlite(file: Path, *, writes: bool) -> Any:
    # isolation_level None: the driver starts no transaction by itself, `begin` above does
    raw = sqlite.connect(file.as_uri() + "?mode=rw", uri=True, isolation_level=None, check_same_thread=False)
    with _closed_on_failure(raw):
        if writes:
            load_spatialite(raw)
        for pragma in (
            f"busy_timeout = {round(BUSY_TIMEOUT_S * 1000)}",  # loading SpatiaLite sets one of its own
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"journal_size_limit = {WAL_LIMIT_BYTES}",
            f"wal_autocheckpoint = {WAL_LIMIT_PAGES}",
            f"query_only = {'OFF' if writes else 'ON'}",
        ):
            raw.execute(f"PRAGMA {pragma}")
    return raw


@contextmanager
def _closed_on_failure(raw: Any) -> Generator[None]:
    """A connection that cannot be used must not keep its file open until the traceback is forgotten."""
    try:
        yield
    except BaseException:
        raw.close()
        raise


def load_spatialite(raw: Any) -> None:
    """Load the extension into a driver's connection."""
    for wheel in ("pyproj", "shapely"):
        import_module(wheel)  # first: see above
    raw.enable_load_extension(True)  # noqa: FBT003  the driver's own signature
    raw.load_extension("mod_spatialite")
    raw.enable_load_extension(False)  # noqa: FBT003


def spatialite_version() -> str | None:
    """What this machine has, asked of a database in memory; None where the extension is not installed."""
    raw: Any = sqlite.connect(":memory:")
    try:
        load_spatialite(raw)
        return str(raw.execute("SELECT spatialite_version()").fetchone()[0])
    except sqlite.Error:
        return None
    finally:
        raw.close()


def blank_sqlite(file: Path) -> Engine:
    """An engine for building a new file nobody else knows of: no log, no waiting for the disk until the end."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = create_engine("sqlite://", creator=lambda: _connect_blank(file), module=sqlite, poolclass=QueuePool)
    event.listen(engine, "begin", lambda connection: _begin(connection, "BEGIN"))
    event.listen(engine, "handle_error", lambda context: _blank_fault(context, file))
    return engine


def _connect_blank(file: Path) -> Any:
    raw = sqlite.connect(str(file), isolation_level=None, check_same_thread=False)
    with _closed_on_failure(raw):
        load_spatialite(raw)
        raw.execute("PRAGMA journal_mode = MEMORY")  # not the log: folding it in could fail without a word
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN")
        raw.execute("SELECT InitSpatialMetaData(0, 'WGS84')")  # GeoAlchemy2's load_spatialite, in our transaction
        raw.execute("COMMIT")
    return raw


def finish_blank(blank: Engine) -> None:
    """Turn on the write-ahead log, which stays with the file."""
    held = blank.raw_connection()
    try:
        raw: Any = held.driver_connection
        raw.execute("PRAGMA journal_mode = WAL")
    finally:
        held.close()


def fold_log(reader: Engine, writer: Engine) -> None:
    """Fold SQLite's log into its file where it has grown: beside the writers, twice, and the rest while they wait.

    Without the last part a log that is always written to never begins anew, and grows for ever.
    """
    begun = False
    for engine in (reader, reader, writer):
        held = engine.raw_connection()
        try:
            raw: Any = held.driver_connection
            _, pages, folded = raw.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
            if not begun and pages - folded < WAL_LIMIT_PAGES // 2:
                return
            begun = True
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite.OperationalError:
            return  # busy or full: the next time, or the commit that finds the log too long
        finally:
            held.close()


def copy_sqlite(file: Path, target: Path) -> None:
    """Copy a store in use with SQLite's backup, in one file without a log; raises a StoreError."""
    source, copy = sqlite_engine(file, writes=False), None
    try:
        held = source.raw_connection()
        copy = sqlite.connect(str(target), isolation_level=None)
        raw: Any = held.driver_connection
        raw.backup(copy)  # all pages in one step, from one snapshot: in several, each commit would start it anew
    except sqlite.Error as error:
        raise fault.from_sqlite(error, target) or fault.StoreError(f"{target}: {error}") from error
    finally:
        if copy is not None:
            copy.close()
        source.dispose()


def postgres_url(address: str) -> URL:
    return make_url(address).set(drivername="postgresql+psycopg")


def postgres_name(url: URL) -> str:
    """The address for people: without the password."""
    return url.set(drivername="postgresql", password=None).render_as_string()


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
    event.listen(engine, "handle_error", lambda context: _postgres_fault(context, url))
    return engine


def _sqlite_fault(context: ExceptionContext, file: Path) -> fault.StoreError | None:
    """What SQLAlchemy raises in the place of the driver's error; None keeps it."""
    error = context.original_exception
    return fault.from_sqlite(error, file) if isinstance(error, sqlite.Error) else None


def _blank_fault(context: ExceptionContext, file: Path) -> fault.StoreError | None:
    """A new file cannot be damaged: where the disk is full, SQLite may say that it is."""
    return fault.full(file) if fault.is_full(file) else _sqlite_fault(context, file)


def _postgres_fault(context: ExceptionContext, url: URL) -> fault.StoreError | None:
    import psycopg  # noqa: PLC0415  where the store is a file it need not be loaded

    error = context.original_exception
    if context.is_pre_ping or not isinstance(error, psycopg.Error):  # a dead connection of the pool is replaced
        return None
    return fault.from_postgres(error, postgres_name(url), disconnected=context.is_disconnect)
