"""`atalaya city import` as a program: what it prints, what it leaves, and one line for what is no map."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli.city import import_words
from desktop.storage import base_maps
from desktop.storage.store import Store
from maps.sources.city_import import OSM_ATTRIBUTION

Shared = Callable[[str], Path]


def atalaya(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import sys; from desktop.cli import main; sys.exit(main())", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def recorded(data: Path) -> list[base_maps.BaseMap]:
    store = Store.open(data / "atalaya.sqlite")
    try:
        with store.read() as connection:
            return base_maps.every(connection)
    finally:
        store.close()


def test_that_a_country_extract_becomes_a_base_map_in_seconds(shared: Shared, data: Path) -> None:
    source = shared("maps/liechtenstein-latest.osm.pbf")
    done = atalaya("city", "import", source, "--data", data)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    layers = json.loads(done.stdout)["layers"]
    assert (layers["area"], layers["street"]) == (9902, 5235)
    (base_map,) = recorded(data)
    assert base_map.name == "liechtenstein-latest"
    assert base_map.attribution == OSM_ATTRIBUTION
    assert (data / base_map.file).stat().st_size > 1_000_000


def test_that_a_file_that_is_no_map_gets_one_line_and_changes_nothing(data: Path, tmp_path: Path) -> None:
    source = tmp_path / "notes.osm.pbf"
    source.write_text("no map at all")
    done = atalaya("city", "import", source, "--data", data)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "notes.osm.pbf" in done.stderr
    assert recorded(data) == []
    assert not list(data.glob("*.gpkg"))


@pytest.mark.parametrize(
    "code",
    ["missing", "not_a_map", "no_layers", "no_crs", "damaged", "empty", "memory", "no_space", "not_written", "crashed"],
)
def test_that_every_refusal_names_what_and_what_to_do_in_one_line(code: str) -> None:
    words = import_words(code, Path("calles.shp"), "detail")
    assert "\n" not in words
    assert "calles.shp" in words or "detail" in words
    assert words.count(".") >= 1
