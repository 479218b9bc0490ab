"""A store as a program of some versions ago left it: tables by the migrations of then, rows of a store of today."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.storage import engine, migrate


def older_store(file: Path, revision: str, filled: Path, tables: Sequence[str]) -> None:
    """`filled` is a closed store, whose `tables` existed then."""
    blank = engine.blank_sqlite(file)
    try:
        with blank.begin() as connection:
            migrate.upgrade(connection, revision)
        held = blank.raw_connection()
        raw: Any = held.driver_connection
        raw.execute("ATTACH ? AS filled", (str(filled),))
        for table in tables:
            columns = ", ".join(f'"{row[1]}"' for row in raw.execute(f"PRAGMA main.table_info({table})"))
            raw.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM filled.{table}")
        raw.execute("DETACH filled")
        held.close()
        engine.finish_blank(blank)
    finally:
        blank.dispose()
