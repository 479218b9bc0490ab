"""A damaged file is found wherever it is damaged, and a copy taken in use brings the store back."""

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.events import CityEvent
from desktop.storage import health, journal
from desktop.storage.fault import StoreDamagedError, StoreUnusableError
from desktop.storage.store import Store

SCRIBBLES = 30


def _append(store: Store, count: int) -> None:
    with store.write() as connection:
        for n in range(count):
            journal.append(connection, CityEvent("configured", f"a setting {n}"), "node")


@pytest.fixture
def file(store_file: Callable[[Path], Path], tmp_path: Path) -> Path:
    file = store_file(tmp_path / "store.sqlite")
    store = Store.open(file)
    _append(store, 300)
    store.close()
    return file


def test_that_a_sound_store_has_no_damage(store: Store) -> None:
    with store.read() as connection:
        assert health.damage(connection) == []


def test_that_every_scribble_over_the_tree_of_a_page_is_found(file: Path) -> None:
    sound = file.read_bytes()
    chance = random.Random(20260301)
    for _ in range(SCRIBBLES):
        page = chance.randrange(1, len(sound) // 4096)
        at = page * 4096 + chance.randrange(8)
        file.write_bytes(sound[:at] + chance.randbytes(64) + sound[at + 64 :])
        assert _found(file), f"byte {at}"


def _found(file: Path) -> bool:
    """As the node looks: on opening, or when it asks."""
    store = None
    try:
        store = Store.open(file)
        with store.read() as connection:
            return bool(health.damage(connection))
    except StoreDamagedError:
        return True
    finally:
        if store is not None:
            store.close()


def test_that_a_copy_taken_while_others_write_is_whole(file: Path, tmp_path: Path) -> None:
    store = Store.open(file)
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            _append(store, 1)

    writer = threading.Thread(target=write_on)
    writer.start()
    health.back_up(store, tmp_path / "copy.sqlite")
    stop.set()
    writer.join(10)
    store.close()
    copy = Store.open(tmp_path / "copy.sqlite")
    with copy.read() as connection:
        assert health.damage(connection) == []
        assert journal.verify(connection).rows >= 300
    _append(copy, 1)
    copy.close()


def test_that_a_damaged_store_is_set_aside_and_the_copy_takes_its_place(file: Path, tmp_path: Path) -> None:
    store = Store.open(file)
    health.back_up(store, tmp_path / "copy.sqlite")
    store.close()
    file.write_bytes(b"rubbish" * 1000)
    aside = health.restore(file, tmp_path / "copy.sqlite")
    assert aside.read_bytes() == b"rubbish" * 1000
    store = Store.open(file)
    with store.read() as connection:
        assert journal.verify(connection).rows == 300
    store.close()


def test_that_a_damaged_copy_is_refused_and_nothing_is_moved(file: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite").write_bytes(b"rubbish" * 1000)
    for copy in ("copy.sqlite", "nowhere.sqlite"):
        with pytest.raises(health.NoBackupError, match=copy):
            health.restore(file, tmp_path / copy)
    Store.open(file).close()


def test_that_a_copy_that_cannot_be_written_says_where(file: Path, tmp_path: Path) -> None:
    store = Store.open(file)
    with pytest.raises(StoreUnusableError, match="nowhere"):
        health.back_up(store, tmp_path / "nowhere" / "copy.sqlite")
    store.close()


@pytest.mark.postgis
def test_that_a_server_is_left_to_its_own_tools(postgis_address: str, tmp_path: Path) -> None:
    store = Store.open(postgis_address)
    with pytest.raises(StoreUnusableError, match="pg_dump"):
        health.back_up(store, tmp_path / "copy.sqlite")
    store.close()
