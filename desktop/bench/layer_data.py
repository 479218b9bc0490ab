"""The data that map layers are measured with, written to files that any program can open.

`write_layers` makes one GeoPackage of 20,000 areas, 50,000 street segments and 100,000 points over 20 km of a made-up
city; the same file every time.
"""

import csv
import json
import math
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from maps.place import Place
from maps.worker_client import MapWorker

CENTRE = Place(19.43, -99.13)
SPAN_DEG = 0.18
"""From edge to edge, north to south and west to east."""
AREAS, SEGMENTS, POINTS = 20_000, 50_000, 100_000
MANY = 1_000_000
CLASSES = 5
_SEED = 20_261_125
Feature = dict[str, object]


def write_layers(worker: MapWorker, target: Path) -> None:
    """A GeoPackage with the tables `areas`, `streets` and `points`, each with a column `class` of 0 to 4.

    Raises VectorError.
    """
    source = target.with_suffix(".geojson")
    source.write_text(json.dumps({"type": "FeatureCollection", "features": list(_features())}), "utf-8")
    try:
        worker.write_vector(source, target, "GPKG")
    finally:
        source.unlink(missing_ok=True)


def _features() -> Iterator[Feature]:
    chance = random.Random(_SEED)  # noqa: S311 - the same city every time
    for number in range(AREAS):
        yield _feature("areas", "Polygon", [_ring(*_spot(chance), chance)], number)
    for number in range(SEGMENTS):
        lon, lat = _spot(chance)
        bearing = chance.uniform(0, math.tau)
        end = [lon + 0.0012 * math.cos(bearing), lat + 0.0012 * math.sin(bearing)]
        yield _feature("streets", "LineString", [[lon, lat], end], number)
    for number in range(POINTS):
        yield _feature("points", "Point", list(_spot(chance)), number)


def _spot(chance: random.Random) -> tuple[float, float]:
    half = SPAN_DEG / 2
    return CENTRE.lon_deg + chance.uniform(-half, half), CENTRE.lat_deg + chance.uniform(-half, half)


def _ring(lon: float, lat: float, chance: random.Random) -> list[list[float]]:
    radius = chance.uniform(0.0002, 0.0008)
    corners = [
        [lon + radius * math.cos(turn * math.tau / 8), lat + radius * math.sin(turn * math.tau / 8)]
        for turn in range(8)
    ]
    return [*corners, corners[0]]


def _feature(layer: str, kind: str, coordinates: object, number: int) -> Feature:
    geometry = {"type": kind, "coordinates": coordinates}
    properties = {"layer": layer, "class": number % CLASSES, "name": f"{layer} {number}"}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def write_many(target: Path) -> None:
    """A CSV of a million small areas as text (`wkt`), with `class` and `name`."""
    chance = random.Random(_SEED)  # noqa: S311 - as above
    side = 0.0001
    with target.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("wkt", "class", "name"))
        for number in range(MANY):
            lon, lat = _spot(chance)
            east, north = lon + side, lat + side
            ring = f"{lon:.6f} {lat:.6f},{east:.6f} {lat:.6f},{east:.6f} {north:.6f},{lon:.6f} {north:.6f}"
            rows.writerow((f"POLYGON (({ring},{lon:.6f} {lat:.6f}))", number % CLASSES, f"lote {number}"))


def write_orthophoto(target: Path, side_px: int) -> None:
    """A cloud-optimised GeoTIFF of so many pixels a side, by a process of its own. Raises CalledProcessError."""
    command = [sys.executable, "-m", "maps.sources.sample_raster", str(target), str(side_px)]
    subprocess.run(command, check=True, capture_output=True)
