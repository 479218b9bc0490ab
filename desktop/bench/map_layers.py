"""How soon map layers are seen: the first and the final picture of a large orthophoto and of a million features."""

import math
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from desktop.bench.figures import Figure
from desktop.bench.layer_data import CENTRE, write_layers, write_many, write_orthophoto
from desktop.bench.map_frames import measure_stack
from maps.layer_facts import Inspection, Page, Rows
from maps.place import Place
from maps.source import CsvColumns, Source, SourceKind
from maps.stack import Stack, StackLayer
from maps.stack_picture import StackPicture
from maps.symbology import Bands, Categorised, Category, Single, Symbol, Symbology
from maps.table_worker import SaveAs
from maps.viewport import Viewport
from maps.worker_client import LayerPlaces, MapWorker
from maps.worker_queue import WorkerFault

ORTHOPHOTO_PX = 24_500
"""A side: 600 megapixels."""
WIDTH_PX, HEIGHT_PX = 1600, 1000
_PATIENCE_S = 300.0
_ORTHOPHOTO_AT, _ORTHOPHOTO_M = Place(19.4332, -99.1791), 2_450.0
_ROUNDS = 5


class NotMeasuredError(RuntimeError):
    """The map worker gave a fault where a figure was wanted."""


@dataclass(frozen=True, slots=True)
class _Times:
    first_ms: float
    final_ms: float


def measure(folder: Path) -> dict[str, Figure]:
    """Milliseconds from asking to the picture in hand; the child is warm, the file is not open yet."""
    ortho, city, many = folder / "ortho.tif", folder / "layers.gpkg", folder / "many.gpkg"
    with MapWorker(folder / "run", draws=False, places=LayerPlaces(folder / "cache")) as worker:
        write_orthophoto(ortho, ORTHOPHOTO_PX)
        write_layers(worker, city)
        _write_million(worker, folder / "many.csv", many)
        _times(worker, (_layer("warm", city, Single(), "areas"),), CENTRE, 500.0)
        figures: dict[str, Figure] = {"cog_megapixels": round(ORTHOPHOTO_PX**2 / 1e6)}
        figures |= _orthophoto(worker, ortho)
        figures |= _million(worker, many)
        figures |= _tables(worker, many)
        figures["layers_worker_rss_mb"] = _child_rss_mb(worker)
    return figures | measure_stack(city, ortho, CENTRE, 12_000.0)


def _orthophoto(worker: MapWorker, path: Path) -> dict[str, Figure]:
    layer = StackLayer("cog", "cog", Source(SourceKind.RASTER, str(path)), Bands())
    whole = _times(worker, (layer,), _ORTHOPHOTO_AT, _ORTHOPHOTO_M)
    closer = [_times(worker, (layer,), _ORTHOPHOTO_AT, 900.0 / turn).final_ms for turn in range(1, _ROUNDS + 1)]
    return {
        "cog_first_paint_ms": whole.first_ms,
        "cog_final_ms": whole.final_ms,
        "cog_next_view_median_ms": sorted(closer)[_ROUNDS // 2],
    }


def _million(worker: MapWorker, path: Path) -> dict[str, Figure]:
    layer = _layer("many", path, by_class())
    first = _times(worker, (layer,), CENTRE, 20_000.0)
    again = _times(worker, (layer,), CENTRE, 19_000.0)
    return {
        "gpkg_1m_first_ms": first.first_ms,
        "gpkg_1m_final_ms": first.final_ms,
        "gpkg_1m_next_view_ms": again.final_ms,
    }


def _tables(worker: MapWorker, path: Path) -> dict[str, Figure]:
    """A page of the table from its middle, when its order is known."""
    rows = Rows(Source(SourceKind.VECTOR, str(path)))
    _page_ms(worker, rows)
    return {"gpkg_1m_page_ms": _page_ms(worker, rows)}


def _page_ms(worker: MapWorker, rows: Rows) -> float:
    began_s = time.perf_counter()
    answer = _answer(lambda on_done: worker.tables.page(rows, 500_000, 100, on_done))
    if not isinstance(answer, Page):
        raise NotMeasuredError(f"a page of the table: {answer}")
    return round((time.perf_counter() - began_s) * 1000, 1)


def by_class() -> Symbology:
    inks = ("series2", "series3", "series4", "text2", "text3")
    return Categorised("class", tuple(Category(at, Symbol(colour=ink)) for at, ink in enumerate(inks)))


def _layer(name: str, path: Path, look: Symbology, table: str = "") -> StackLayer:
    return StackLayer(name, name, Source(SourceKind.VECTOR, str(path), table), look, clusters=None)


def _times(worker: MapWorker, stack: Stack, centre: Place, width_m: float) -> _Times:
    came, told = threading.Event(), list[float]()
    outcome: list[StackPicture | WorkerFault] = []

    def on_picture(picture: StackPicture | WorkerFault) -> None:
        told.append(time.perf_counter())
        outcome.append(picture)
        if isinstance(picture, WorkerFault) or picture.is_final:
            came.set()

    viewport = Viewport.around(centre, width_m, WIDTH_PX, HEIGHT_PX)
    began_s = time.perf_counter()
    worker.layers.draw(stack, viewport, "night", 1.0, on_picture)
    if not came.wait(_PATIENCE_S) or isinstance(outcome[-1], WorkerFault):
        raise NotMeasuredError(f"no picture: {outcome[-1] if outcome else 'no answer'}")
    failed = [news for news in outcome[-1].news if news.code]
    if failed:
        raise NotMeasuredError(f"{failed[0].code}: {failed[0].detail}")
    return _Times(round((told[0] - began_s) * 1000, 1), round((told[-1] - began_s) * 1000, 1))


def _write_million(worker: MapWorker, table: Path, target: Path) -> None:
    """By way of the cache, as a person would: a CSV opened and saved as a GeoPackage."""
    write_many(table)
    source = Source(SourceKind.CSV, str(table), crs="EPSG:4326", reading=CsvColumns(wkt="wkt"))
    found = _answer(lambda on_done: worker.tables.inspect(source, on_done))
    if not isinstance(found, Inspection):
        raise NotMeasuredError(f"the table of a million: {found}")
    saved = _answer(lambda on_done: worker.tables.save(Rows(source), SaveAs(target), on_done))
    if isinstance(saved, WorkerFault):
        raise NotMeasuredError(f"the table of a million: {saved}")


def _answer(ask: object) -> object:
    came, outcome = threading.Event(), list[object]()

    def on_done(answer: object) -> None:
        outcome.append(answer)
        came.set()

    ask(on_done)  # type: ignore[operator]
    if not came.wait(_PATIENCE_S):
        raise NotMeasuredError("no answer")
    return outcome[0]


def _child_rss_mb(worker: MapWorker) -> float:
    pid = worker.layers.pid
    return round(psutil.Process(pid).memory_info().rss / 1e6, 1) if pid is not None else math.nan
