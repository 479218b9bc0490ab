"""The store of one city: opened once per process, asked through `read()` and `write()`.

`read()` is a snapshot that cannot write; `write()` is one transaction that is durable when the block ends. Both may be
used from any thread, never nested in one thread, and are kept short: a long reader keeps SQLite's log growing.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from desktop.storage import engine, migrate
from desktop.storage.fault import StoreBusyError
from desktop.storage.file_system import refuse_network
from desktop.storage.wake import Wake, postgres_wake, sqlite_wake


class Store:
    """`where` is a file's path or a postgresql:// address (with its password: never print it; `name` is for people)."""

    def __init__(self, reader: Engine, writer: Engine, where: str, name: str) -> None:
        self._reader, self._writer = reader, writer
        self.where, self.name = where, name
        self.is_postgres = writer.dialect.name == "postgresql"

    @classmethod
    def open(cls, where: str | Path) -> Self:
        """Open, first creating or migrating where needed; raises a StoreError."""
        address = str(where)
        if address.startswith(("postgresql:", "postgres:", "postgresql+psycopg:")):
            return cls._open_postgres(address.replace("postgres:", "postgresql:", 1))
        return cls._open_file(Path(address))

    @classmethod
    def _open_file(cls, file: Path) -> Self:
        file = file.absolute()
        refuse_network(file)
        if not file.exists():
            migrate.create_file(file)
        store = cls(
            engine.sqlite_engine(file, writes=False), engine.sqlite_engine(file, writes=True), str(file), str(file)
        )
        store._bring_up_to_date()
        return store

    @classmethod
    def _open_postgres(cls, address: str) -> Self:
        name = engine.postgres_name(engine.postgres_url(address))
        store = cls(
            engine.postgres_engine(address, writes=False), engine.postgres_engine(address, writes=True), address, name
        )
        store._bring_up_to_date()
        return store

    def _bring_up_to_date(self) -> None:
        try:
            with self.read() as connection:
                current = migrate.is_current(connection, self.name)
            if not current:
                with self.write() as connection:
                    migrate.upgrade(connection)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Generator[Connection]:
        """One snapshot for the whole block."""
        with self._from(self._reader) as connection:
            yield connection

    @contextmanager
    def write(self) -> Generator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises; raises a StoreError."""
        with self._from(self._writer) as connection:
            yield connection

    @contextmanager
    def _from(self, source: Engine) -> Generator[Connection]:
        try:
            begun = source.connect()
        except PoolTimeoutError as error:
            raise StoreBusyError(f"{self.name}: this program's own connections are all in use. Try again") from error
        with begun, begun.begin():
            yield begun

    @contextmanager
    def watch(self) -> Generator[Wake]:
        """Something that says when the store may have changed, for one thread; holds a connection meanwhile."""
        with (postgres_wake if self.is_postgres else sqlite_wake)(self._reader) as wake:
            yield wake

    def connect_alone(self) -> Connection:
        """A connection outside transactions, for a lock that lives as long as it does; the caller closes it."""
        return self._writer.connect().execution_options(isolation_level="AUTOCOMMIT")

    def fold_log(self) -> None:
        """Keep the log of a file short, so that no commit has to; called again and again by whoever writes much."""
        if not self.is_postgres:
            engine.fold_log(self._reader, self._writer)

    def close(self) -> None:
        """Give back every connection that is not in use."""
        self._reader.dispose()
        self._writer.dispose()
