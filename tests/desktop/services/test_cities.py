"""Base maps of the store: imported, replaced, added, chosen; on an error all is as before."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.events import CityEvent
from desktop.services.cities import Cities, attribution_of, nearest
from desktop.storage import journal
from desktop.storage.base_maps import BaseMap
from desktop.storage.store import Store
from maps.place import Place
from maps.worker_client import CityImportError, ImportedCity
from maps.worker_queue import WorkerFault

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Maker:
    """Stands for the map worker, whose own tests are beside it: writes a file, or refuses."""

    def __init__(self) -> None:
        self.refuses = False

    def import_city(
        self, source: Path, target: Path, on_progress: Callable[[float], None] | None = None
    ) -> ImportedCity:
        if self.refuses:
            raise CityImportError(WorkerFault("damaged", "cut short"))
        target.write_text(source.name)
        if on_progress:
            on_progress(1.0)
        return ImportedCity({"area": 3, "street": 2, "place": 1}, 22.77, -102.58, 9000.0, "© Somebody")


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    store = Store.open(data / "atalaya.sqlite")
    yield store
    store.close()


@pytest.fixture
def cities(store: Store, data: Path) -> Cities:
    return Cities(store, data, lambda: NOW)


def events(store: Store) -> list[CityEvent]:
    with store.read() as connection:
        return [row.event for row in journal.after(connection, 0, 100) if isinstance(row.event, CityEvent)]


def test_that_an_import_is_recorded_with_its_place_and_written_in_the_journal(
    cities: Cities, maker: Maker, store: Store, data: Path, tmp_path: Path
) -> None:
    source = tmp_path / "Zacatecas centro.osm.pbf"
    cities.import_file(maker, source)
    (base_map,) = cities.every()
    assert base_map.name == "Zacatecas centro"
    assert base_map.centre == Place(22.77, -102.58)
    assert (base_map.width_m, base_map.attribution, base_map.imported_at) == (9000.0, "© Somebody", NOW)
    assert base_map.source == str(source)
    assert (data / base_map.file).read_text() == source.name
    assert events(store) == [CityEvent("imported", "Zacatecas centro", "area 3, street 2, place 1")]


def test_that_the_same_file_again_replaces_and_another_adds(cities: Cities, maker: Maker, tmp_path: Path) -> None:
    for source in ("a.gpkg", "a.gpkg", "b.gpkg"):
        cities.import_file(maker, tmp_path / source)
    assert [base_map.name for base_map in cities.every()] == ["a", "b"]
    assert len({base_map.file for base_map in cities.every()}) == 2


def test_that_the_same_file_under_another_name_is_renamed(cities: Cities, maker: Maker, tmp_path: Path) -> None:
    cities.import_file(maker, tmp_path / "a.gpkg")
    (before,) = cities.every()
    cities.import_file(maker, tmp_path / "a.gpkg", "Guadalupe")
    (after,) = cities.every()
    assert (after.name, after.file) == ("Guadalupe", before.file)


def test_that_files_of_one_name_from_two_folders_do_not_meet(cities: Cities, maker: Maker, tmp_path: Path) -> None:
    for folder in ("north", "south"):
        cities.import_file(maker, tmp_path / folder / "streets.shp")
    assert [base_map.name for base_map in cities.every()] == ["streets", "streets 2"]
    assert len({base_map.file for base_map in cities.every()}) == 2


def test_that_a_refused_file_changes_nothing(
    cities: Cities, maker: Maker, store: Store, data: Path, tmp_path: Path
) -> None:
    cities.import_file(maker, tmp_path / "a.gpkg")
    before = cities.every(), events(store), sorted(path.name for path in data.glob("*.gpkg"))
    maker.refuses = True
    for source in ("a.gpkg", "b.gpkg"):
        with pytest.raises(CityImportError):
            cities.import_file(maker, tmp_path / source)
    assert (cities.every(), events(store), sorted(path.name for path in data.glob("*.gpkg"))) == before


@pytest.mark.parametrize("name", ["Ciudad de México", "..", "a/b", "名古屋", " ", "x" * 200])
def test_that_any_name_gives_a_file_inside_the_data_folder(
    name: str, cities: Cities, maker: Maker, data: Path, tmp_path: Path
) -> None:
    cities.import_file(maker, tmp_path / "a.gpkg", name)
    (base_map,) = cities.every()
    assert base_map.name == name
    assert (data / base_map.file).parent == data
    assert base_map.file.isascii()


def base_map(name: str, lat_deg: float, width_m: float, attribution: str = "") -> BaseMap:
    return BaseMap(name, f"{name}.gpkg", Place(lat_deg, 0.0), width_m, attribution)


def test_that_the_smallest_map_that_holds_a_place_is_chosen_else_the_closest() -> None:
    known = [base_map("country", 0.0, 900_000.0), base_map("town", 1.0, 9000.0)]
    for lat_deg, name in ((1.01, "town"), (2.0, "country"), (40.0, "town")):
        chosen = nearest(known, Place(lat_deg, 0.0))
        assert chosen is not None
        assert chosen.name == name
    assert nearest([], Place(0.0, 0.0)) is None


def test_that_everybody_is_named_once() -> None:
    known = [base_map("a", 0.0, 1.0, "© A"), base_map("b", 0.0, 1.0), base_map("c", 0.0, 1.0, "© A")]
    assert attribution_of([*known, base_map("d", 0.0, 1.0, "© D")]) == "© A · © D"
