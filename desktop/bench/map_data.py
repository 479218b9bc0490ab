"""One GeoPackage with all that a frame of the map is measured on: a base map, polygons, segments and points, seeded.

It is a city file, which the console's map worker draws, and a plain GeoPackage, which QGIS draws: `area` and `street`
hold the base map's own rows and the polygons and segments; `point` holds the points, which the console shows as a live
layer from the `.npy` beside the file. Written by a child, for the libraries that write it stay out of this process.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.place import Place
from maps.viewport import MERCATOR_RADIUS_M, place_to_mercator

POINTS, POLYGONS, SEGMENTS = 100_000, 20_000, 50_000
SEED = 20_261_123
HEIGHT_RATIO = 1000 / 1600
_PATIENCE_S = 120.0
_POLYGON_M, _SEGMENT_M = (12.0, 40.0), (20.0, 120.0)
Floats = NDArray[np.float64]


class DataNotWrittenError(RuntimeError):
    """The child ended without a file; its last words say why."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """`file` is the GeoPackage, `points` its points as an array (n, 2) of lat, lon."""

    file: Path
    points: Path


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """Over a view of the map, in Mercator metres: points (n, 2), rings of polygons (n, 5, 2), segments (n, 2, 2)."""

    points: Floats
    polygons: Floats
    segments: Floats


def write(folder: Path, base: Path, centre: Place, width_m: float) -> DataSet:
    """`base` is a city file, `width_m` the ground across the view. Raises DataNotWrittenError."""
    made = DataSet(folder / "frames.gpkg", folder / "frames.npy")
    asked = (str(base), str(made.file), str(centre.lat_deg), str(centre.lon_deg), str(width_m))
    command = [sys.executable, "-m", "desktop.bench.map_data", *asked]
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=True)
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or [f"exit code {error.returncode}"]
        raise DataNotWrittenError(f"the data of the frames were not written: {last[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise DataNotWrittenError(f"the data of the frames took over {_PATIENCE_S:.0f} s") from error
    np.save(made.points, lat_lon(centre, width_m))
    return made


def lat_lon(centre: Place, width_m: float) -> Floats:
    """The points in degrees."""
    xy = scatter(centre, width_m).points / MERCATOR_RADIUS_M
    return np.column_stack((np.degrees(np.arctan(np.sinh(xy[:, 1]))), np.degrees(xy[:, 0])))


def scatter(centre: Place, width_m: float, counts: tuple[int, int, int] = (POINTS, POLYGONS, SEGMENTS)) -> Scatter:
    """The same for the same view, always."""
    rng = np.random.default_rng(SEED)
    middle = np.array(place_to_mercator(centre))
    stretch = float(1.0 / np.cos(np.radians(centre.lat_deg)))
    half = np.array([width_m, width_m * HEIGHT_RATIO]) * stretch / 2
    points, polygons, segments = (rng.uniform(-half, half, (count, 2)) + middle for count in counts)
    return Scatter(points, _rings(rng, polygons, stretch), _strokes(rng, segments, stretch))


def _rings(rng: np.random.Generator, middles: Floats, stretch: float) -> Floats:
    """Rectangles as buildings are, turned every way, closed."""
    count = len(middles)
    half = rng.uniform(*_POLYGON_M, (count, 1, 2)) * stretch / 2
    corners = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)]) * half
    turn = rng.uniform(0.0, np.pi, count)
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    x, y = corners[..., 0], corners[..., 1]
    return np.stack((x * cos - y * sin, x * sin + y * cos), axis=-1) + middles[:, None, :]


def _strokes(rng: np.random.Generator, middles: Floats, stretch: float) -> Floats:
    turn, length = rng.uniform(0.0, np.pi, len(middles)), rng.uniform(*_SEGMENT_M, len(middles)) * stretch
    reach = np.column_stack((np.cos(turn), np.sin(turn))) * length[:, None] / 2
    return np.stack((middles - reach, middles + reach), axis=1)


def main(arguments: list[str]) -> int:
    """In the child: GDAL is imported here."""
    from desktop.bench.map_file import write_file  # noqa: PLC0415 - not in the process that asks

    base, target, lat_deg, lon_deg, width_m = arguments
    write_file(Path(base), Path(target), scatter(Place(float(lat_deg), float(lon_deg)), float(width_m)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
