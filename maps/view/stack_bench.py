"""How fast the canvas paints over map layers: a program of its own that prints one JSON object, for `bench map`.

    python -m maps.view.stack_bench LAYERS.gpkg RASTER.tif LAT LON WIDTH_M

LAYERS.gpkg has the tables areas, streets and points of desktop.bench.map_data. Frames of 1600 x 1000 pixels on Qt's
offscreen platform; the view is dragged all the time, and new pictures are made beside it as it leaves the margin.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtWidgets import QApplication

from maps.place import Place
from maps.source import Source, SourceKind
from maps.stack import Stack, StackLayer
from maps.symbology import Bands, Categorised, Category, Symbol
from maps.view.canvas import MapCanvas
from maps.view.theme import palette, style
from maps.worker_client import LayerPlaces, MapWorker

WIDTH_PX, HEIGHT_PX = 1600, 1000
FRAMES = 400
LAYERS = 100
_WAIT_S = 300.0
_TABLES = ("areas", "streets", "points")
_INKS = ("series2", "series3", "series4", "text2", "text3")


class StackNotDrawnError(RuntimeError):
    """There is no picture to measure over."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="stack_bench")
    parser.add_argument("layers", type=Path)
    parser.add_argument("raster", type=Path)
    for name in ("lat_deg", "lon_deg", "width_m"):
        parser.add_argument(name, type=float)
    asked = parser.parse_args(arguments)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(sys.argv[:1])
    style.apply(app, palette.DARK)
    with MapWorker(places=LayerPlaces(asked.layers.parent / "cache")) as worker:
        canvas = MapCanvas(worker)
        canvas.resize(WIDTH_PX, HEIGHT_PX)
        canvas.set_home(Place(asked.lat_deg, asked.lon_deg), asked.width_m)
        canvas.show()
        figures = _panned(app, canvas, asked.layers) | _crowded(app, canvas, asked)
        canvas.shut()
    print(json.dumps(figures))  # noqa: T201  (the answer to the process that asked)
    return 0


def _panned(app: QApplication, canvas: MapCanvas, layers: Path) -> dict[str, float]:
    """Median and 95th percentile of a frame while dragging, and how long a whole new picture takes."""
    canvas.set_stack(_three(layers))
    began_s = time.perf_counter()
    _wait(app, canvas)
    figures = {"stack_picture_ms": round((time.perf_counter() - began_s) * 1000, 1)}
    taken = np.zeros(FRAMES)
    for turn in range(FRAMES):
        began_s = time.perf_counter()
        canvas.pan(4 if turn % 200 < 100 else -4, 2)
        canvas.repaint()
        taken[turn] = (time.perf_counter() - began_s) * 1000
        app.processEvents()
    return figures | {
        "stack_pan_median_ms": round(float(np.median(taken)), 2),
        "stack_pan_p95_ms": round(float(np.percentile(taken, 95)), 2),
        "stack_pan_longest_ms": round(float(taken.max()), 2),
    }


def _crowded(app: QApplication, canvas: MapCanvas, asked: argparse.Namespace) -> dict[str, float]:
    """The memory of this process, which is the console's share, with a hundred layers and a large raster."""
    raster = StackLayer("raster", "raster", Source(SourceKind.RASTER, str(asked.raster)), Bands())
    many = tuple(_layer(asked.layers, number) for number in range(LAYERS - 1))
    canvas.set_stack((raster, *many))
    _wait(app, canvas)
    shown = sum(news.state == "drawn" for news in canvas.ground.news)
    rss_mb = psutil.Process().memory_info().rss / 1e6
    return {"layers_drawn": shown, "console_100_layers_rss_mb": round(rss_mb, 1)}


def _three(layers: Path) -> Stack:
    return tuple(_layer(layers, number) for number in range(len(_TABLES)))


def _layer(layers: Path, number: int) -> StackLayer:
    table = _TABLES[number % len(_TABLES)]
    looks = tuple(Category(at, Symbol(colour=ink, size_px=5.0 + number % 3)) for at, ink in enumerate(_INKS))
    source = Source(SourceKind.VECTOR, str(layers), table)
    return StackLayer(f"{number}", table, source, Categorised("class", looks), clusters=None)


def _wait(app: QApplication, canvas: MapCanvas) -> None:
    deadline_s = time.monotonic() + _WAIT_S
    canvas.repaint()
    while not canvas.ground.is_ready:
        if canvas.ground.fault is not None or time.monotonic() > deadline_s:
            raise StackNotDrawnError(f"the map worker drew no layers ({canvas.ground.fault or 'no answer'})")
        app.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
