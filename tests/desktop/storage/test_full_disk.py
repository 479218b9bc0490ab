"""A full disk: said as such, nothing half kept, reading goes on, and writing too once there is room."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.events import CityEvent
from desktop.domain.observation import Observation
from desktop.storage import journal, observations
from desktop.storage.fault import StoreFullError
from desktop.storage.store import Store

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("needs root, to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def _write(store: Store, batch: int) -> None:
    moment = NOON + timedelta(seconds=batch)
    with store.write() as connection:
        journal.append(connection, CityEvent("configured", str(batch)), "node", moment)
        observations.add(
            connection,
            [Observation(f"meter-{n}", "flow_m3h", float(n), moment, moment, f"{batch}-{n}") for n in range(200)],
        )


def _write_until_full(store: Store) -> int:
    for batch in range(1000):
        try:
            _write(store, batch)
        except StoreFullError:
            return batch
    pytest.fail("a disk of 6 MiB took everything")


def test_that_a_full_disk_is_said_and_writing_goes_on_when_there_is_room(
    small_disk: Path, store_file: Callable[[Path], Path]
) -> None:
    store = Store.open(store_file(small_disk / "store.sqlite"))
    kept = _write_until_full(store)
    with pytest.raises(StoreFullError, match="disk is full"):
        _write(store, kept)
    with store.read() as connection:
        assert journal.head(connection).seq == kept
        assert connection.execute(text("SELECT count(*) FROM observation")).scalar() == kept * 200
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    _write(store, kept)
    with store.read() as connection:
        assert journal.verify(connection).rows == kept + 1
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    store.close()


def test_that_a_store_cannot_be_made_on_a_full_disk_and_leaves_nothing_there(small_disk: Path) -> None:
    (small_disk / "filling").write_bytes(bytes((6 << 20) - (300 << 10)))
    with pytest.raises(StoreFullError):
        Store.open(small_disk / "store.sqlite")
    assert [file.name for file in small_disk.iterdir()] == ["filling"]
