"""Frames of the map canvas, measured in a process of its own on Qt's offscreen platform.

A child, because a bench imports no view; and so that nothing of the bench itself is counted.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from desktop.bench.figures import Figure
from maps.place import Place

_PATIENCE_S = 180.0


class FramesNotMeasuredError(RuntimeError):
    """The child ended without figures; its last words say why."""


def measure(city: Path, centre: Place, width_m: float) -> dict[str, Figure]:
    """Figures over the picture of a city file, `width_m` of ground across. Raises FramesNotMeasuredError."""
    return _run("maps.view.frame_bench", str(city), *_place(centre), str(width_m))


def measure_stack(layers: Path, raster: Path, centre: Place, width_m: float) -> dict[str, Figure]:
    """Frames over map layers, and the memory of a console with many. Raises FramesNotMeasuredError."""
    return _run("maps.view.stack_bench", str(layers), str(raster), *_place(centre), str(width_m))


def _place(centre: Place) -> tuple[str, str]:
    return str(centre.lat_deg), str(centre.lon_deg)


def _run(module: str, *asked: str) -> dict[str, Figure]:
    command = [sys.executable, "-m", module, *asked]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=True, env=environment)
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or [f"exit code {error.returncode}"]
        raise FramesNotMeasuredError(f"the frames of the map were not measured: {last[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise FramesNotMeasuredError(f"the frames of the map took over {_PATIENCE_S:.0f} s") from error
    figures: dict[str, Figure] = json.loads(done.stdout)
    return figures
