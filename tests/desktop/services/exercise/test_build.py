"""The demonstration's store: an exercise for ever, built once, never in a store that holds real data."""

import collections
from pathlib import Path

import pytest

from desktop.domain.events import CityEvent
from desktop.services.exercise import build as building
from desktop.services.exercise.build import LOGIN, PASSPHRASE, NotAnExerciseError, build
from desktop.services.operators import Accounts
from desktop.storage import assets, base_maps, cameras, journal, settings
from desktop.storage.store import Store
from maps.worker_client import MapWorker


def test_that_the_demonstration_is_built_whole_and_only_once(data: Path, tmp_path: Path) -> None:
    store = Store.open(data / "atalaya.sqlite")
    with MapWorker() as maker:
        build(store, data, tmp_path, maker)
        with store.read() as connection:
            head = journal.head(connection).seq
        build(store, data, tmp_path, maker)
    with store.read() as connection:
        assert journal.head(connection).seq == head
        assert journal.verify(connection).flaw is None
        assert settings.get(connection, "exercise") is True
        counts = collections.Counter(asset.kind for asset in assets.every(connection))
        (base_map,) = base_maps.every(connection)
        watched = cameras.every(connection)
    assert counts["luminaire"] == 3000
    assert counts["camera"] == len(watched) == 12
    assert (data / base_map.file).exists()
    assert all(Path(camera.url).exists() for camera in watched), "a generated scene stands in for missing recordings"
    assert Accounts(store).sign_in(LOGIN, PASSPHRASE).operator.name == "Ana Ruiz"
    store.close()


def test_that_a_store_with_real_data_never_becomes_an_exercise(data: Path, tmp_path: Path) -> None:
    store = Store.open(data / "atalaya.sqlite")
    with store.write() as connection:
        journal.append(connection, CityEvent("configured", "real"), "test")
    with MapWorker() as maker, pytest.raises(NotAnExerciseError, match="data folder of its own"):
        build(store, data, tmp_path, maker)
    assert not building.is_built(store)
    store.close()
