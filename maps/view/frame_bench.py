"""How fast the canvas paints: a program of its own that prints one JSON object, for `atalaya bench map`.

    python -m maps.view.frame_bench CITY LAT LON WIDTH_M

Frames of 1600 x 1000 pixels on Qt's offscreen platform, software rendering, over the cached picture of a real city
file. Every point of a cloud is drawn (no heat map), and all have moved since the frame before: nothing is cached but
the base picture. Times are of the whole frame, projection and hand-over of the layer included.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.layer import PointCloud
from maps.place import Place
from maps.view.bench_canvas import HEIGHT_PX, NO_HEAT, WIDTH_PX, canvas_over, show_with_base
from maps.view.canvas import MapCanvas

MANY, SOME = 100_000, 10_000
FRAMES = 120
TURNED_DEG = 30.0
PACE_HZ, MOVES_HZ, PACED_S = 60.0, 10.0, 6.0
_BASE_WAIT_S = 30.0
_FLOW_DEG = 2e-6


@dataclass(slots=True)
class Crowd:
    """Points that drift over the view, the same ones in every run."""

    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    level: NDArray[np.uint8]
    flow_deg: NDArray[np.float64]

    @classmethod
    def over(cls, canvas: MapCanvas, count: int) -> "Crowd":
        rng = np.random.default_rng(20_261_123)
        corner, other = canvas.viewport.place_at(0, HEIGHT_PX), canvas.viewport.place_at(WIDTH_PX, 0)
        return cls(
            rng.uniform(corner.lat_deg, other.lat_deg, count),
            rng.uniform(corner.lon_deg, other.lon_deg, count),
            rng.integers(0, 4, count, np.uint8),
            rng.normal(0.0, _FLOW_DEG, (2, count)),
        )

    def moved(self) -> PointCloud:
        self.lat_deg, self.lon_deg = self.lat_deg + self.flow_deg[0], self.lon_deg + self.flow_deg[1]
        return PointCloud("crowd", self.lat_deg, self.lon_deg, self.level)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="frame_bench")
    parser.add_argument("city", type=Path)
    parser.add_argument("lat_deg", type=float)
    parser.add_argument("lon_deg", type=float)
    parser.add_argument("width_m", type=float)
    asked = parser.parse_args(arguments)
    home = Place(asked.lat_deg, asked.lon_deg)
    with canvas_over(asked.city, home, asked.width_m) as (app, canvas):
        show_with_base(app, canvas, _BASE_WAIT_S)
        figures = measure(canvas)
    print(json.dumps(figures))  # noqa: T201  (the answer to the process that asked)
    return 0


def measure(canvas: MapCanvas) -> dict[str, float]:
    """Milliseconds a frame, median and 95th percentile; for the paced run, frames per second and cores."""
    canvas.set_heat_from(NO_HEAT)
    figures: dict[str, float] = {}
    empty = _frame_ms(canvas, lambda _turn: canvas.update())
    figures |= _named("base", empty)
    crowd = Crowd.over(canvas, MANY)
    figures |= _named("points_100k", _frame_ms(canvas, lambda _turn: canvas.set_layer(crowd.moved())))
    figures |= _named("points_100k_pan", _frame_ms(canvas, lambda turn: canvas.pan(3 if turn % 20 < 10 else -3, 1)))
    canvas.turn_to(TURNED_DEG)
    figures |= _named("points_100k_turned", _frame_ms(canvas, lambda _turn: canvas.set_layer(crowd.moved())))
    canvas.turn_to(0.0)
    canvas.set_heat_from(SOME)
    figures |= _named("heat_100k", _frame_ms(canvas, lambda _turn: canvas.set_layer(crowd.moved())))
    canvas.set_heat_from(NO_HEAT)
    return figures | _paced(canvas)


def _frame_ms(canvas: MapCanvas, change: Callable[[int], None]) -> NDArray[np.float64]:
    taken = np.zeros(FRAMES)
    for turn in range(FRAMES):
        began_s = time.perf_counter()
        change(turn)
        canvas.repaint()
        taken[turn] = (time.perf_counter() - began_s) * 1_000
    return taken


def _named(name: str, taken_ms: NDArray[np.float64]) -> dict[str, float]:
    return {
        f"{name}_median_ms": round(float(np.median(taken_ms)), 2),
        f"{name}_p95_ms": round(float(np.percentile(taken_ms, 95)), 2),
    }


def _paced(canvas: MapCanvas) -> dict[str, float]:
    """Frames at 60 Hz while 10,000 points get new places at 10 Hz; each frame is painted anew, as in a pan."""
    crowd, frames, late = Crowd.over(canvas, SOME), round(PACE_HZ * PACED_S), 0
    every = round(PACE_HZ / MOVES_HZ)
    began_s, cpu_s = time.perf_counter(), time.process_time()
    for turn in range(frames):
        due_s = began_s + turn / PACE_HZ
        if turn % every == 0:
            canvas.set_layer(crowd.moved())
        canvas.pan(1 if turn % 40 < 20 else -1, 0)
        canvas.repaint()
        spare_s = due_s + 1 / PACE_HZ - time.perf_counter()
        late += spare_s < 0
        time.sleep(max(0.0, spare_s))
    wall_s = time.perf_counter() - began_s
    return {
        "moving_10k_frames_s": round(frames / wall_s, 1),
        "moving_10k_cores": round((time.process_time() - cpu_s) / wall_s, 3),
        "moving_10k_late_frames": late,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
