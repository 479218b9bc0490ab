"""How fast the map is dragged: the static map of a city file, and points over it, at a steady pan.

    python -m maps.view.pan_bench CITY POINTS.npy LAT LON WIDTH_M

A program of its own that prints one JSON object. Frames of 1600 x 1000 pixels, software rendering; every point of the
cloud is drawn (no heat map). Qt's loop runs between frames, so that the map worker's pictures arrive as the view comes
near the edge of the one in hand; frames whose picture is not there yet are counted.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from maps.layer import PointCloud
from maps.place import Place
from maps.view.bench_canvas import HEIGHT_PX, NO_HEAT, WIDTH_PX, canvas_over, show_with_base
from maps.view.canvas import MapCanvas

FRAMES = 240
STEP_PX = 4.0
_BASE_WAIT_S = 60.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="pan_bench")
    parser.add_argument("city", type=Path)
    parser.add_argument("points", type=Path)
    parser.add_argument("lat_deg", type=float)
    parser.add_argument("lon_deg", type=float)
    parser.add_argument("width_m", type=float)
    asked = parser.parse_args(arguments)
    home = Place(asked.lat_deg, asked.lon_deg)
    with canvas_over(asked.city, home, asked.width_m * HEIGHT_PX / WIDTH_PX) as (app, canvas):
        canvas.set_heat_from(NO_HEAT)
        canvas.set_layer(_cloud(asked.points))
        show_with_base(app, canvas, _BASE_WAIT_S)
        figures = measure(app, canvas)
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def _cloud(file: Path) -> PointCloud:
    lat_lon = np.load(file, allow_pickle=False)
    level = (np.arange(len(lat_lon)) % 4).astype(np.uint8)
    return PointCloud("points", np.ascontiguousarray(lat_lon[:, 0]), np.ascontiguousarray(lat_lon[:, 1]), level)


def measure(app: QApplication, canvas: MapCanvas) -> dict[str, float]:
    """Milliseconds a frame, there and back; the loop between frames is not counted, as in no program it is."""
    taken, bare = np.zeros(FRAMES), 0
    for turn in range(FRAMES):
        began_s = time.perf_counter()
        canvas.pan(-STEP_PX if turn < FRAMES // 2 else STEP_PX, 0.0)
        canvas.repaint()
        taken[turn] = (time.perf_counter() - began_s) * 1_000
        bare += not canvas.is_base_ready
        app.processEvents()
    return {
        "frame_median_ms": round(float(np.median(taken)), 2),
        "frame_p95_ms": round(float(np.percentile(taken, 95)), 2),
        "frames_ahead_of_base": bare,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
