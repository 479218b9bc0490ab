"""`atalaya bench map`: from a map file to pictures, frames with live points, one dragged beside QGIS, search by name.

Then map layers (desktop.bench.map_layers), times over the streets (desktop.bench.roads) and geofences
(desktop.bench.geofences), beside their peers. The city is the country extract of the shared data where that is there,
else the demonstration's own town.
"""

import argparse
import statistics
import tempfile
import threading
import time
from pathlib import Path

import psutil

from desktop.bench import geofences, map_layers, page, roads, search
from desktop.bench.figures import Figure, Figures
from desktop.bench.map_frames import measure
from desktop.bench.map_peer import compare
from desktop.config import Settings
from maps.picture import BaseImage
from maps.place import Place
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

EXTRACT = "maps/liechtenstein-latest.osm.pbf"
STREETS = "maps/poa_osm.pbf"
EXTRACT_CENTRE = Place(47.14, 9.521)
WIDTHS_M = (16_000.0, 5_000.0, 1_800.0)
WIDTH_PX, HEIGHT_PX = 1600, 1000
FRAMES_OVER_M = 5_000.0
_ROUNDS = 7
_PATIENCE_S = 60.0


class NoPictureError(RuntimeError):
    """The map worker gave a fault where a picture was measured."""


def run(args: argparse.Namespace, chosen: Settings) -> Figures:
    del args
    extract = chosen.shared / EXTRACT
    with tempfile.TemporaryDirectory(prefix="atalaya-bench-") as name:
        folder = Path(name)
        source, centre = (extract, EXTRACT_CENTRE) if extract.exists() else _town(folder)
        figures: dict[str, Figure] = {"city": source.name}
        city, imported = _import(source, folder)
        figures |= imported | _pictures(city, centre, folder)
        figures |= measure(city, centre, FRAMES_OVER_M)
        figures |= map_layers.measure(folder)
        streets = roads.measure(_street_city(chosen, folder) or city)
        figures |= search.measure(folder)
        figures |= page.measure(folder, chosen.shared)
        dragged = compare(folder, city, centre, FRAMES_OVER_M)
    fences = geofences.measure()
    parts = (streets, dragged, fences)
    for part in parts:
        figures |= part.figures
    return Figures(figures, tuple(peer for part in parts for peer in part.peers))


def _street_city(chosen: Settings, folder: Path) -> Path | None:
    """A town with more streets than the country has, where the shared data has it."""
    extract = chosen.shared / STREETS
    return _import(extract, folder / "streets")[0] if extract.exists() else None


def _town(folder: Path) -> tuple[Path, Place]:
    from desktop.services.exercise import blocks, city, feature_file  # noqa: PLC0415 - only without the extract

    plan = city.draw(seed=7)
    source = folder / "town.geojson"
    feature_file.write(plan, blocks.fill(plan, seed=7), source)
    return source, city.CENTRE


def _import(source: Path, folder: Path) -> tuple[Path, dict[str, Figure]]:
    city = folder / "city.gpkg"
    with MapWorker(folder / "run", draws=False) as worker:
        began_s = time.perf_counter()
        made = worker.import_city(source, city)
        taken_s = time.perf_counter() - began_s
    return city, {"import_s": round(taken_s, 2), **{f"import_{layer}": count for layer, count in made.layers.items()}}


def _pictures(city: Path, centre: Place, folder: Path) -> dict[str, Figure]:
    """Milliseconds from asking to the mapped picture; the first counts the start of the child."""
    began_s = time.perf_counter()
    with MapWorker(folder / "run") as worker:
        _picture(worker, city, centre, FRAMES_OVER_M)
        figures: dict[str, Figure] = {"base_first_ms": _ms_since(began_s)}
        for width_m in WIDTHS_M:
            taken = [_picture(worker, city, centre, width_m) for _ in range(_ROUNDS)]
            figures[f"base_{width_m / 1000:g}km_median_ms"] = round(statistics.median(taken), 1)
        if worker.drawing_pid is not None:
            figures["base_worker_rss_mb"] = round(psutil.Process(worker.drawing_pid).memory_info().rss / 1e6, 1)
    return figures


def _picture(worker: MapWorker, city: Path, centre: Place, width_m: float) -> float:
    came = threading.Event()
    outcome: list[BaseImage | WorkerFault] = []

    def on_done(result: BaseImage | WorkerFault) -> None:
        outcome.append(result)
        came.set()

    began_s = time.perf_counter()
    worker.render_base(city, Viewport.around(centre, width_m, WIDTH_PX, HEIGHT_PX), "night", 1.0, on_done)
    if not came.wait(_PATIENCE_S) or not isinstance(outcome[0], BaseImage):
        raise NoPictureError(f"no picture of {width_m:.0f} m: {outcome[0] if outcome else 'no answer'}")
    return _ms_since(began_s)


def _ms_since(began_s: float) -> float:
    return round((time.perf_counter() - began_s) * 1000, 1)
