"""What is said of a store that cannot be shown, and that nothing of it is harmed by looking."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from atalaya_qgis.look import NETWORK_KINDS, StoreProblem, file_system, look
from atalaya_qgis.place import BadAddressError, FileStore, parse
from conftest import start


def problem(place: Any) -> Any:

    with pytest.raises(StoreProblem) as caught:
        look(place)
    return caught.value


def file_store(path: Path) -> Any:

    return FileStore(path)


def test_that_a_city_is_known_by_its_name_its_kinds_and_its_base_maps(city: Any) -> None:

    seen = look(file_store(city.file))
    assert (seen.name, seen.is_exercise) == ("San Marcos del Valle", True)
    assert set(seen.kinds) == set(city.facts["kinds"])
    assert [base.file for base in seen.bases] == [city.data / name for name in city.facts["bases"]]


def test_that_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    found = problem(file_store(tmp_path / "atalaya.sqlite"))
    assert found.code == "missing"
    assert "Choose the file atalaya.sqlite" in found.words
    assert not (tmp_path / "atalaya.sqlite").exists()


@pytest.mark.parametrize("content", [b"", b"<!doctype html><title>no</title>", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_that_a_file_of_something_else_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_bytes(content)
    assert problem(file_store(path)).code in {"not_a_store", "unreadable"}
    assert path.read_bytes() == content


def test_that_a_database_of_another_program_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE map (x)")
    other.close()
    assert problem(file_store(path)).code == "not_a_store"


def changed(city: Any, *statements: str) -> Any:
    """By a connection of its own, which has ended before anything is looked at."""
    changing = sqlite3.connect(city.file, isolation_level=None)
    for statement in statements:
        changing.execute(statement)
    changing.close()
    return file_store(city.file)


def test_that_a_store_of_an_older_program_is_said(city: Any) -> None:
    found = problem(changed(city, "DROP VIEW map_head"))
    assert found.code == "older"
    assert "Start today's console" in found.words


def test_that_a_store_of_a_newer_program_is_said(city: Any) -> None:
    newer = "CREATE VIEW map_head AS SELECT 99 AS version, 1 AS seq, 0 AS change, 'X' AS city, 0 AS exercise"
    found = problem(changed(city, "DROP VIEW map_head", newer))
    assert found.code == "newer"
    assert "views 99" in found.words


def test_that_a_base_map_outside_of_the_data_folder_is_never_opened(city: Any, tmp_path: Path) -> None:

    shutil.copy(city.data / city.facts["bases"][0], tmp_path / "elsewhere.gpkg")
    seen = look(changed(city, "UPDATE base_map SET file = '../elsewhere.gpkg'"))
    assert [base.file for base in seen.bases] == [None]


@pytest.fixture
def locked(city: Any) -> Iterator[Any]:
    other = start("lock", city.file)
    assert other.hear() == {"locked": True}
    yield city
    other.say("end")
    other.end()


def test_that_a_store_that_somebody_keeps_for_himself_is_said(locked: Any) -> None:
    found = problem(file_store(locked.file))
    assert found.code == "locked"
    assert "another program" in found.words


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_that_a_network_drive_is_refused(city: Any, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("atalaya_qgis.look.file_system", lambda _path: kind)
    found = problem(file_store(city.file))
    assert found.code == "network"
    assert kind in found.words
    assert "PostGIS" in found.words


def test_that_the_file_system_of_this_machine_is_known(tmp_path: Path) -> None:

    assert file_system(tmp_path)
    assert file_system(tmp_path / "not/yet/there") not in NETWORK_KINDS


def test_that_looking_leaves_the_file_as_it_was(city: Any) -> None:

    before = hashlib.sha256(city.file.read_bytes()).hexdigest()
    look(file_store(city.file))
    assert hashlib.sha256(city.file.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("postgresql://ana:s%40crt@db.city.mx:5433/c5?sslmode=require", "postgresql://ana@db.city.mx:5433/c5"),
        ("postgres://db/c5", "postgresql://db:5432/c5"),
        ("/var/lib/atalaya/atalaya.sqlite", "/var/lib/atalaya/atalaya.sqlite"),
    ],
)
def test_that_an_address_is_read_and_shown_without_its_password(text: str, name: str) -> None:

    assert parse(text).name == name


@pytest.mark.parametrize("text", ["", "   ", "postgresql://host", "postgresql://host:port/db"])
def test_that_what_names_no_store_is_refused(text: str) -> None:

    with pytest.raises(BadAddressError):
        parse(text)
