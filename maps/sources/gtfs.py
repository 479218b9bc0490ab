"""A GTFS static feed as layers: stops as points, shapes as lines, routes as all the lines that they run on."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.sources.archive import extract, members
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.raw_layer import RawLayer

_FILES = ("stops.txt", "shapes.txt", "routes.txt", "trips.txt")
_WGS84 = "EPSG:4326"
_MOST_ROWS = 20_000_000
Row = dict[str, str]
Line = NDArray[np.float64]


def is_gtfs(names: Sequence[str]) -> bool:
    found = {PurePosixPath(name).name for name in names}
    return {"stops.txt", "routes.txt", "trips.txt"} <= found


def gtfs_layers(path: Path, folder: Path) -> Iterator[RawLayer]:
    """Raises LayerFaultError damaged."""
    wanted = [name for name in members(path) if PurePosixPath(name).name in _FILES]
    files = {member.name: member for member in extract(path, wanted, folder)}
    try:
        yield _stops(files["stops.txt"])
        lines = _lines(files["shapes.txt"]) if "shapes.txt" in files else {}
        if lines:
            yield _layer("shapes", list(lines.values()), {"shape_id": list(lines)})
            yield _routes(files["routes.txt"], files["trips.txt"], lines)
    except (KeyError, ValueError, csv.Error, UnicodeDecodeError) as error:
        if isinstance(error, LayerFaultError):
            raise
        raise LayerFaultError("damaged", f"{path.name}: {one_line(error)}") from error


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if number >= _MOST_ROWS:
                raise LayerFaultError("too_large", path.name)
            yield row


def _stops(path: Path) -> RawLayer:
    rows = [row for row in _rows(path) if _is_number(row.get("stop_lat")) and _is_number(row.get("stop_lon"))]
    points = [shapely.Point(float(row["stop_lon"]), float(row["stop_lat"])) for row in rows]
    keys = ("stop_id", "stop_code", "stop_name", "zone_id", "location_type", "parent_station")
    return _layer("stops", points, {key: [row.get(key) or None for row in rows] for key in keys})


def _lines(path: Path) -> dict[str, shapely.LineString]:
    corners: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for row in _rows(path):
        if _is_number(row.get("shape_pt_lat")) and _is_number(row.get("shape_pt_lon")):
            place = int(row["shape_pt_sequence"]), float(row["shape_pt_lon"]), float(row["shape_pt_lat"])
            corners[row["shape_id"]].append(place)
    ordered = {name: [corner[1:] for corner in sorted(places)] for name, places in corners.items()}
    return {name: shapely.LineString(places) for name, places in ordered.items() if len(places) > 1}


def _routes(routes: Path, trips: Path, lines: dict[str, shapely.LineString]) -> RawLayer:
    """Routes without a shape are left out: there is nothing to draw."""
    shapes: dict[str, set[str]] = defaultdict(set)
    for trip in _rows(trips):
        if trip.get("shape_id", "") in lines:
            shapes[trip["route_id"]].add(trip["shape_id"])
    rows = [row for row in _rows(routes) if row["route_id"] in shapes]
    runs = [shapely.MultiLineString([lines[name] for name in sorted(shapes[row["route_id"]])]) for row in rows]
    keys = ("route_id", "route_short_name", "route_long_name", "route_type", "agency_id", "route_color")
    return _layer("routes", runs, {key: [row.get(key) or None for row in rows] for key in keys})


def _layer(name: str, shapes: Sequence[object], columns: dict[str, list[str | None]]) -> RawLayer:
    cells = [np.array(column, dtype=object) for column in columns.values()]
    return RawLayer(
        name, np.asarray(shapely.to_wkb(np.array(shapes, dtype=object)), dtype=object), list(columns), cells, _WGS84
    )


def _is_number(text: str | None) -> bool:
    try:
        return text is not None and bool(np.isfinite(float(text)))
    except ValueError:
        return False
