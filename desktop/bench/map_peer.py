"""A dragged frame of the map beside QGIS's own: the same GeoPackage, the same view, one after the other.

The console draws what it draws for an operator: polygons and segments in the cached picture of the map worker, points
from an array. QGIS draws the file as it draws any.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.bench import map_data, qgis_frames
from desktop.bench.figures import Figure, Peer
from maps.place import Place

QGIS_PYTHON = "/usr/bin/python3"
"""The distribution's: QGIS is installed for it alone."""
OURS_ALONE = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "QT_PLUGIN_PATH")
_PATIENCE_S = 180.0


class NotMeasuredError(RuntimeError):
    """A child ended without figures; its last words say why."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`peers` is empty where there is no QGIS."""

    figures: dict[str, Figure]
    peers: tuple[Peer, ...] = ()


def compare(folder: Path, city: Path, centre: Place, width_m: float) -> Comparison:
    """Raises NotMeasuredError, DataNotWrittenError."""
    data = map_data.write(folder, city, centre, width_m)
    view = (str(centre.lat_deg), str(centre.lon_deg), str(width_m))
    command = [sys.executable, "-m", "maps.view.pan_bench", str(data.file), str(data.points), *view]
    figures: dict[str, Figure] = _child(command, dict(os.environ))
    if not has_qgis():
        return Comparison(figures | {"qgis": "not installed"})
    said = _child([QGIS_PYTHON, qgis_frames.__file__, str(data.file), *view], _its_environment())
    median_ms = statistics.median(said["frames_ms"])
    ratio = round(median_ms / float(figures["frame_median_ms"]), 1)
    name = f"QGIS {str(said['version']).partition('-')[0]}"
    figures |= {"qgis": name, "qgis_frame_median_ms": round(median_ms, 1), "qgis_frame_ratio": ratio}
    return Comparison(figures, (Peer(name, ratio),))


def has_qgis() -> bool:
    try:
        asked = subprocess.run(
            [QGIS_PYTHON, "-c", "import qgis.core"],
            env=_its_environment(),
            capture_output=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _its_environment() -> dict[str, str]:
    """Ours without what says where our own libraries lie."""
    return {name: value for name, value in os.environ.items() if name not in OURS_ALONE}


def _child(command: Sequence[str], environment: dict[str, str]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=True,
            env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or [f"exit code {error.returncode}"]
        raise NotMeasuredError(f"the dragged frames were not measured: {last[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise NotMeasuredError(f"the dragged frames took over {_PATIENCE_S:.0f} s") from error
    return json.loads(done.stdout.strip().splitlines()[-1])
