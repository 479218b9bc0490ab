"""QGIS is started on the store, with its own libraries and without a word on any screen but its own."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services.companion import launch
from desktop.services.companion.extent import Extent
from desktop.services.companion.launch import NoQgisError, Order, environment_of, open_qgis
from desktop.storage.store import Store

ANA = Operator("op-1", "ana", "Ana", Role.OPERATOR)
VIEW = Extent(22.7, -102.6, 22.8, -102.5)


def test_that_qgis_is_told_the_store_and_the_view_and_keeps_its_own_libraries(tmp_path: Path) -> None:
    ours = {"HOME": "/home/ana", "PYTHONPATH": "/ours", "PROJ_LIB": "/ours/proj", "DISPLAY": ":1"}
    told = environment_of(Order("postgresql://ana:secret@db/city", tmp_path, VIEW), ours)
    assert told == {
        "HOME": "/home/ana",
        "DISPLAY": ":1",
        "ATALAYA_QGIS_STORE": "postgresql://ana:secret@db/city",
        "ATALAYA_QGIS_DATA": str(tmp_path),
        "ATALAYA_QGIS_VIEW": "22.7,-102.6,22.8,-102.5",
    }


def test_that_the_program_is_started_with_that_environment(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, seen = tmp_path / "bin/qgis", tmp_path / "seen"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nopen({str(seen)!r}, 'w').write(os.environ['ATALAYA_QGIS_STORE'])\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent) + os.pathsep + os.environ["PATH"])
    open_qgis(store, ANA, Order("/city/atalaya.sqlite", tmp_path, VIEW), "test")
    deadline_s = time.monotonic() + 10
    while not (seen.exists() and seen.read_text()) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert seen.read_text() == "/city/atalaya.sqlite"


def test_that_a_machine_without_qgis_is_told_so(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "PROGRAM", "no-such-qgis")
    with pytest.raises(NoQgisError):
        open_qgis(store, ANA, Order("/city/atalaya.sqlite", tmp_path, VIEW), "test")


def test_that_an_account_that_is_not_active_starts_nothing(store: Store, tmp_path: Path) -> None:
    gone = Operator("op-2", "luis", "Luis", Role.OPERATOR, active=False)
    with pytest.raises(NotPermittedError):
        open_qgis(store, gone, Order("/city/atalaya.sqlite", tmp_path, VIEW), "test")
