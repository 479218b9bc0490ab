"""The store: what a transaction promises, and what each thing that can go wrong says."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desktop.storage import settings
from desktop.storage.fault import StoreBusyError, StoreDamagedError, StoreError, StoreUnusableError
from desktop.storage.migrate import NewerStoreError
from desktop.storage.store import Store


def test_that_what_was_written_is_read(store: Store) -> None:
    with store.write() as connection:
        settings.put(connection, "city_code", "ZAC")
    with store.read() as connection:
        assert settings.get(connection, "city_code") == "ZAC"


def test_that_a_block_that_raises_leaves_nothing(store: Store) -> None:
    with suppress(ZeroDivisionError), store.write() as connection:
        settings.put(connection, "city_code", "ZAC")
        raise ZeroDivisionError
    with store.read() as connection:
        assert settings.get(connection, "city_code") is None


def test_that_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, StoreError)), store.read() as connection:
        settings.put(connection, "city_code", "ZAC")


def test_that_a_reader_keeps_its_snapshot_while_others_write(store: Store) -> None:
    with store.read() as reader:
        assert settings.get(reader, "n", 0) == 0
        with store.write() as writer:
            settings.put(writer, "n", 1)
        assert settings.get(reader, "n", 0) == 0
    with store.read() as reader:
        assert settings.get(reader, "n", 0) == 1


def test_that_writers_in_many_threads_lose_no_step(store: Store) -> None:
    def step_often() -> None:
        for _ in range(20):
            with store.write() as connection:
                if store.is_postgres:
                    connection.execute(text("SELECT pg_advisory_xact_lock(1)"))
                settings.put(connection, "n", settings.get(connection, "n", 0) + 1)

    threads = [threading.Thread(target=step_often) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.read() as connection:
        assert settings.get(connection, "n") == 100


def test_that_a_store_of_a_newer_program_is_refused(where: str) -> None:
    store = Store.open(where)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(NewerStoreError, match="Update this program"):
        Store.open(where)


def test_that_opening_a_current_store_costs_under_a_tenth_of_a_second(where: str) -> None:
    Store.open(where).close()
    took_s = []
    for _ in range(5):
        begun = time.perf_counter()
        Store.open(where).close()
        took_s.append(time.perf_counter() - begun)
    assert min(took_s) < 0.1


def test_that_a_console_opens_a_store_without_the_slow_imports(
    store_file: Callable[[Path], Path], tmp_path: Path
) -> None:
    program = (
        "import sys\nfrom desktop.storage.store import Store\nfrom desktop.storage import settings\n"
        "store = Store.open(sys.argv[1])\n"
        "with store.read() as connection: settings.every(connection)\n"
        "slow = {'alembic', 'geoalchemy2', 'psycopg', 'pyproj', 'shapely'} & set(sys.modules)\n"
        "assert not slow, slow\n"
    )
    subprocess.run([sys.executable, "-c", program, store_file(tmp_path / "a")], check=True, timeout=30)


def test_that_a_new_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    Store.open(tmp_path / "deep" / "store.sqlite").close()
    assert (tmp_path / "deep" / "store.sqlite").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["store.sqlite"]


def test_that_programs_that_make_the_same_store_at_once_share_one(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom desktop.storage.store import Store\nfrom desktop.storage import counter\n"
        "with Store.open(sys.argv[1]).write() as connection: print(counter.take(connection, 'n'))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, tmp_path / "store"], stdout=subprocess.PIPE) for _ in range(3)
    ]
    numbers = {int(one.communicate(timeout=60)[0]) for one in running}
    assert numbers == {1, 2, 3}


def test_that_a_killed_program_loses_nothing_it_committed(store_file: Callable[[Path], Path], tmp_path: Path) -> None:
    file = store_file(tmp_path / "store.sqlite")
    program = (
        "import sys\nfrom desktop.storage.store import Store\nfrom desktop.storage import counter\n"
        "store = Store.open(sys.argv[1])\n"
        "while True:\n"
        "    with store.write() as connection: n = counter.take(connection, 'n')\n"
        "    print(n, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, file], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        said = [running.stdout.readline() for _ in range(50)]
        running.send_signal(signal.SIGKILL)
        said += running.stdout.readlines()
    last = max(int(line) for line in said if line.endswith(b"\n"))
    store = Store.open(file)
    with store.read() as connection:
        kept = connection.execute(text("SELECT value FROM counter")).scalar_one()
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    store.close()
    assert kept in {last, last + 1}


def test_that_a_writer_who_waits_too_long_is_told_that_the_store_is_busy(
    store_file: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.storage.engine.BUSY_TIMEOUT_S", 0.2)
    file = store_file(tmp_path / "store.sqlite")
    here, other = Store.open(file), Store.open(file)
    with here.write() as connection:
        settings.put(connection, "n", 1)
        with pytest.raises(StoreBusyError, match="Try again"), other.write():
            pass
        with pytest.raises(StoreBusyError, match="Try again"), here.write():
            pass
    with other.write() as connection:
        assert settings.get(connection, "n") == 1
    here.close()
    other.close()


def test_that_a_file_that_is_no_store_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(b"Dear Sir, " * 1000)
    with pytest.raises(StoreDamagedError, match="letter"):
        Store.open(tmp_path / "letter.txt")
    assert (tmp_path / "letter.txt").read_bytes() == b"Dear Sir, " * 1000


def test_that_a_folder_in_the_place_of_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusableError):
        Store.open(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_that_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnusableError, match="permissions"):
        Store.open(tmp_path / "store.sqlite")


def test_that_an_address_with_nobody_there_is_said_without_the_password(free_port: int) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(f"postgresql://atalaya:hunter2@127.0.0.1:{free_port}/atalaya")
    assert "no connection" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.postgis
def test_that_a_database_that_is_not_there_is_said(postgis_address: str) -> None:
    with pytest.raises(StoreUnusableError, match="does not exist"):
        Store.open(postgis_address + "_not")


def test_that_folding_keeps_the_log_of_a_busy_store_short(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "city.sqlite")
    try:
        for batch in range(100, 180):
            with store.write() as connection:
                settings.put(connection, "long", f"{batch}" * 400_000)
            store.fold_log()
        assert (tmp_path / "city.sqlite-wal").stat().st_size < 40_000_000
    finally:
        store.close()
