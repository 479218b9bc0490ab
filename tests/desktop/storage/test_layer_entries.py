"""Layer entries and personal views on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from desktop.domain.map_layer import EntryKind, LayerEntry
from desktop.storage import layer_entries, personal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.source import Source, SourceKind
from maps.symbology import Categorised, Category, Symbol

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
LOOK = Categorised("uso", (Category("7", Symbol()), Category(7, Symbol()), Category(None, Symbol())))
ENTRY = LayerEntry("l-1", EntryKind.FILE, "Uso", source=Source(SourceKind.VECTOR, "/a.gpkg"), symbology=LOOK)


def test_that_an_entry_is_kept_whole_and_changed_by_who_has_its_newest_version(store: Store) -> None:
    with store.write() as connection:
        layer_entries.insert(connection, ENTRY)
        assert layer_entries.get(connection, "l-1") == ENTRY
        newer = replace(ENTRY, name="Suelo", version=2)
        layer_entries.update(connection, newer, 1)
        for refused in (
            lambda: layer_entries.insert(connection, ENTRY),
            lambda: layer_entries.update(connection, newer, 1),
            lambda: layer_entries.remove(connection, "l-1", 1),
            lambda: layer_entries.remove(connection, "l-2", 1),
        ):
            with pytest.raises(ConflictError):
                refused()
        assert layer_entries.every(connection) == [newer]
        layer_entries.remove(connection, "l-1", 2)
        assert layer_entries.every(connection) == []


def test_that_an_entry_of_a_newer_program_hides_no_other(store: Store) -> None:
    with store.write() as connection:
        layer_entries.insert(connection, ENTRY)
        layer_entries.insert(connection, replace(ENTRY, id="l-2"))
        connection.execute(text("UPDATE map_layer SET entry = '{\"kind\": \"hologram\"}' WHERE id = 'l-1'"))
        assert [entry.id for entry in layer_entries.every(connection)] == ["l-2"]


def test_that_personal_values_are_kept_by_operator(store: Store) -> None:
    with store.write() as connection:
        personal.put(connection, "ana", {"a": {"x": [1, None]}, "b": True}, NOON)
        personal.put(connection, "ana", {"b": False}, NOON)
        personal.put(connection, "luis", {"a": 1}, NOON)
        personal.forget(connection, "ana", ["a", "z"])
        assert personal.of_operator(connection, "ana") == {"b": False}
        assert personal.of_operator(connection, "luis") == {"a": 1}
