"""What wakes a follower: on SQLite a look every 20 ms at whether anybody committed, on PostgreSQL a NOTIFY.

Waking is only a hint. The truth is read from the journal with a cursor, so a hint that is lost costs time, never a row.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Engine

from desktop.storage.fault import StoreLostError

POLL_S = 0.02
SLOW_POLL_S = 2.0
STOP_CHECK_S = 0.25
CHANNEL = "atalaya_journal"


class Wake(Protocol):
    """Returns when there may be something new, or when `stopped` is set. Raises StoreError when the link is lost."""

    def wait(self, stopped: threading.Event) -> None: ...


class SqliteWake:
    """`PRAGMA data_version` changes when another connection, of any process, commits: one number is read."""

    def __init__(self, driver_connection: Any) -> None:
        self._connection = driver_connection
        self._seen = self._version()

    def _version(self) -> int:
        return self._connection.execute("PRAGMA data_version").fetchone()[0]

    def wait(self, stopped: threading.Event) -> None:
        while not stopped.wait(POLL_S):
            version = self._version()
            if version != self._seen:
                self._seen = version
                return


class PostgresWake:
    """LISTEN on a connection of its own; every SLOW_POLL_S it returns unasked."""

    def __init__(self, driver_connection: Any) -> None:
        self._connection = driver_connection

    def wait(self, stopped: threading.Event) -> None:
        import psycopg  # noqa: PLC0415  only where the store is a server

        for _ in range(round(SLOW_POLL_S / STOP_CHECK_S)):
            if stopped.is_set():
                return
            try:
                if next(self._connection.notifies(timeout=STOP_CHECK_S, stop_after=1), None) is not None:
                    return
            except psycopg.Error as error:
                raise StoreLostError("the database server went away while it was listened to") from error


@contextmanager
def sqlite_wake(reader: Engine) -> Generator[Wake]:
    held = reader.raw_connection()
    try:
        yield SqliteWake(held.driver_connection)
    finally:
        held.close()


@contextmanager
def postgres_wake(reader: Engine) -> Generator[Wake]:
    with reader.connect().execution_options(isolation_level="AUTOCOMMIT") as listening:
        listening.exec_driver_sql(f"LISTEN {CHANNEL}")
        yield PostgresWake(listening.connection.driver_connection)
        listening.invalidate()  # a listening connection must not go back to the pool
