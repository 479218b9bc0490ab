"""Traps of living with several native libraries in one process, each held shut in a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

OPEN_AND_WRITE = """
import sys
from desktop.domain.asset import Asset
from desktop.storage import assets
from desktop.storage.store import Store
from maps.place import Place

store = Store.open(sys.argv[1])
with store.write() as connection:
    block = (Place(0, 0), Place(0, 1), Place(1, 1))
    assets.put(connection, [Asset("a", "park", "P", "P", Place(1.0, 2.0), outline=block)])
"""

WATCH_WHO_OPENS = """
import sys

opened = []

def watch(event, arguments):
    if event in ("open", "sqlite3.connect"):
        opened.append((event, str(arguments[0])))

sys.addaudithook(watch)
"""

TOUR = """
from desktop.domain.events import NodeEvent
from desktop.storage import journal

with store.write() as connection:
    journal.append(connection, NodeEvent("started"), "node")
rows = []
follower = journal.Follower(store, 0, rows.extend)
follower.start()
while not rows:
    follower._stopped.wait(0.01)
follower.stop()
with store.read() as connection:
    assert journal.verify(connection).sound
    assert len(assets.every(connection)) == 1
"""


def run(program: str, file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program, file], check=False, timeout=60, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def file(store_file: Callable[[Path], Path], tmp_path: Path) -> Path:
    return store_file(tmp_path / "store.sqlite")


def test_that_nothing_but_the_engine_opens_the_store_in_our_process(file: Path) -> None:
    check = (
        "touched = [who for who in opened if who[1].startswith(sys.argv[1])]\n"
        "assert not touched, touched\n"
        "assert 'sqlite3' not in sys.modules and '_sqlite3' not in sys.modules\n"
    )
    run(WATCH_WHO_OPENS + OPEN_AND_WRITE + TOUR + "store.close()\n" + check, file)


def test_that_making_a_store_reads_no_open_store_by_another_way(tmp_path: Path) -> None:
    check = (
        "touched = [who for who in opened if who[1] in (sys.argv[1], sys.argv[1] + '-wal', sys.argv[1] + '-shm')]\n"
        "assert not touched, touched\n"
    )
    run(WATCH_WHO_OPENS + OPEN_AND_WRITE + TOUR + check, tmp_path / "store.sqlite")


@pytest.mark.parametrize("wheel", ["pyproj", "shapely", "pyogrio"])
def test_that_a_geo_wheel_still_runs_after_the_store_was_written(file: Path, wheel: str) -> None:
    """pyproj is always first, by the engine; the others run because it was."""
    use = {
        "pyproj": "import pyproj\nassert pyproj.Transformer.from_crs(4326, 32613).transform(22.77, -102.58)[0] > 0\n",
        "shapely": "import shapely\nassert shapely.from_wkt('POLYGON((0 0, 0 1, 1 1, 0 0))').buffer(1).area > 0.5\n",
        "pyogrio": "import pyogrio\nassert pyogrio.list_drivers()['GPKG']\n",
    }[wheel]
    run(OPEN_AND_WRITE + use + TOUR + "store.close()\n", file)


def test_that_rasterio_runs_beside_the_store_when_it_came_first(file: Path) -> None:
    """After SpatiaLite its import is a crash: it belongs to the map worker, and to the first lines of a test run."""
    use = "assert rasterio.crs.CRS.from_epsg(32613).to_wkt()\n"
    run("import rasterio.crs\n" + use + OPEN_AND_WRITE + use + TOUR + use, file)


def test_that_spatialite_is_never_loaded_before_pyproj(file: Path) -> None:
    watch = (
        "import pysqlite3.dbapi2 as driver\n"
        "import desktop.storage.engine as engine\n"
        "real = engine.load_spatialite\n"
        "class Watched:\n"
        "    def __init__(self, raw): self.raw = raw\n"
        "    def enable_load_extension(self, on): self.raw.enable_load_extension(on)\n"
        "    def load_extension(self, name):\n"
        "        assert 'pyproj' in sys.modules\n"
        "        self.raw.load_extension(name)\n"
        "engine.load_spatialite = lambda raw: real(Watched(raw))\n"
    )
    run("import sys\n" + watch + OPEN_AND_WRITE, file)
