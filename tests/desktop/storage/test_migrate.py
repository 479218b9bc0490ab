"""Migrations: they lead to the tables the program knows, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

from desktop.storage import migrate
from desktop.storage.columns import Shape
from desktop.storage.store import Store
from desktop.storage.tables import metadata


def test_that_the_head_named_in_the_program_is_the_newest_migration() -> None:
    settings = Config()
    settings.set_main_option("script_location", str(migrate.MIGRATIONS))
    assert ScriptDirectory.from_config(settings).get_heads() == [migrate.HEAD]


def test_that_migrations_build_the_tables_of_the_program(store: Store) -> None:
    with store.read() as connection:
        found = inspect(connection)
        assert set(metadata.tables) <= set(found.get_table_names())
        for table in metadata.tables.values():
            built = {column["name"]: column for column in found.get_columns(table.name)}
            assert list(built) == [column.name for column in table.columns]
            for column in table.columns:
                if isinstance(column.type, Shape):
                    continue
                made = built[column.name]
                assert _words(made["type"], connection) == _words(column.type, connection), (
                    f"{table.name}.{column.name}"
                )
                assert made["nullable"] == column.nullable, f"{table.name}.{column.name}"
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]


def _words(kind: TypeEngine[Any], connection: Connection) -> str:
    said = kind.compile(connection.dialect).split(" COLLATE")[0]
    return "FLOAT" if said == "DOUBLE PRECISION" else said  # PostgreSQL's word for the same


def test_that_migrations_build_the_indexes_of_the_program(store: Store) -> None:
    with store.read() as connection:
        found = inspect(connection)
        for table in metadata.tables.values():
            built = {
                index["name"]: (tuple(index["column_names"]), bool(index["unique"]))
                for index in found.get_indexes(table.name)
                if not str(index["name"]).startswith("idx_")
            }
            wanted = {
                index.name: (tuple(c.name for c in index.columns), index.unique)
                for index in table.indexes
                if store.is_postgres or index.dialect_kwargs.get("postgresql_using") != "brin"
            }
            assert built == wanted


def test_that_both_databases_have_spatial_indexes(store: Store) -> None:
    query = (
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%gist%'"
        if store.is_postgres
        else "SELECT count(*) FROM geometry_columns WHERE spatial_index_enabled = 1"
    )
    with store.read() as connection:
        assert connection.execute(text(query)).scalar() == 8


def test_that_the_inbox_is_one_tree_on_sqlite(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.sqlite")
    with store.read() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'inbox'")).scalar_one()
        assert "WITHOUT ROWID" in made
        assert "WITHOUT ROWID" in str(CreateTable(metadata.tables["inbox"]).compile(dialect=connection.dialect))
    store.close()


def test_that_a_store_whose_creation_was_cut_short_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(migrate, "upgrade", power_cut)
        with pytest.raises(KeyboardInterrupt):
            Store.open(tmp_path / "store.sqlite")
    assert list(tmp_path.iterdir()) == []
    Store.open(tmp_path / "store.sqlite").close()


def test_that_a_migration_that_fails_leaves_the_store_as_it_was(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(where)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    store.close()

    def half_way(connection: object) -> None:
        connection.execute(text("CREATE TABLE half (n INTEGER)"))  # type: ignore[attr-defined]
        raise ZeroDivisionError

    with monkeypatch.context() as during:
        during.setattr(migrate, "upgrade", half_way)
        with pytest.raises(ZeroDivisionError):
            Store.open(where)
    with monkeypatch.context() as during:
        during.setattr(migrate, "is_current", lambda *_: True)
        store = Store.open(where)
    with store.read() as connection:
        assert not inspect(connection).has_table("half")
    store.close()
