"""`bench map` measures real pictures of a real city file."""

from pathlib import Path

from desktop.bench import map as bench
from maps.place import Place
from maps.worker_client import MapWorker


def test_that_the_town_is_imported_and_drawn_where_there_is_no_extract(tmp_path: Path) -> None:
    source, centre = bench._town(tmp_path)
    city, imported = bench._import(source, tmp_path)
    assert imported["import_area"]
    assert isinstance(centre, Place)
    with MapWorker(tmp_path / "run") as worker:
        assert bench._picture(worker, city, centre, 5000.0) > 0.0
