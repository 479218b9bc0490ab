"""One node a store, where the store is a server that many machines reach: a lock that lives as long as its connection.

A store in a file needs none of this: there the file system elects (`desktop.services.node_status.lease_file`).
"""

from types import TracebackType
from typing import Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from desktop.storage.store import Store

NODE_LOCK = 0x4154414C_4E4F4445
"""Advisory lock of PostgreSQL: "ATALNODE"."""


class SoleNode:
    """`is_ours` is asked now and then: the server frees the lock when it loses the connection that holds it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: Connection | None = None

    def take(self) -> bool:
        """False when a node of another machine holds it; raises a StoreError when the server cannot be asked."""
        if not self._store.is_postgres:
            return True
        self.close()
        connection = self._store.connect_alone()
        taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": NODE_LOCK}).scalar())
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken

    @property
    def is_ours(self) -> bool:
        if self._connection is None:
            return not self._store.is_postgres
        try:
            self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # its end frees the lock; it must not go back to the pool with it
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
