"""Photos of the survey in a real store: footprints for the map, and a row of the journal for each."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.cli import main
from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services.photos import Photos
from desktop.storage import journal, media
from desktop.storage.store import Store
from drones.photo import PhotoError

INSPECTOR = Operator("i", "ines", "Inés", Role.INSPECTOR)


@pytest.fixture
def store(data: Path) -> Store:
    return Store.open(data / "atalaya.sqlite")


def test_that_the_survey_is_kept_with_footprints_and_journalled(
    shared: Callable[[str], Path], store: Store, data: Path
) -> None:
    photos = Photos(store, data, ZoneInfo("America/Chicago"))
    for _ in range(2):
        assert photos.index(shared("drones/survey"), INSPECTOR).count == 9
    with store.read() as connection:
        kept = media.every(connection, "photo")
        rows = journal.after(connection, 0, 100)
    assert len(kept) == 9, "the same photos again take no new rows"
    assert kept[0].taken_at == datetime(2016, 6, 23, 21, 31, 59, tzinfo=UTC)
    assert len(kept[0].footprint) == 5
    assert [row.kind for row in rows] == ["media.indexed"] * 18
    store.close()


def test_that_an_operator_who_may_not_inspect_is_refused(store: Store, data: Path, tmp_path: Path) -> None:
    with pytest.raises(NotPermittedError):
        Photos(store, data).index(tmp_path, Operator("o", "olga", "Olga", Role.OPERATOR))
    store.close()


def test_that_an_empty_folder_is_said_to_be_empty(store: Store, data: Path, tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="no photo"):
        Photos(store, data).index(tmp_path, INSPECTOR)
    store.close()


def test_that_the_verb_adds_the_photos_to_the_store(shared: Callable[[str], Path], data: Path, tmp_path: Path) -> None:
    out = tmp_path / "photos.geojson"
    folder = str(shared("drones/survey"))
    assert main(["drones", "index", folder, "--add", "--out", str(out), "--data", str(data)]) == 0
    store = Store.open(data / "atalaya.sqlite")
    with store.read() as connection:
        assert len(media.every(connection, "photo")) == 9
    assert len(json.loads(out.read_text())["features"]) == 9
    store.close()
