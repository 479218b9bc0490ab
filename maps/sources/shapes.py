"""Any vector file as plain GeoJSON in WGS 84 with all its columns: tracks to be matched, zones to be watched.

A GPX gives the points of its tracks, else of its routes, in their order. What a file may bring is bounded. In the
map worker's child.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from pyproj.exceptions import CRSError

from maps.sources.reading import UnreadableMapError, format_of

MOST_FEATURES, MOST_CORNERS = 200_000, 5_000_000
_GPX_LAYERS = ("track_points", "route_points", "waypoints")


def write_shapes(source: Path, target: Path) -> int:
    """Gives how many features there are. Raises UnreadableMapError, OSError."""
    features: list[dict[str, Any]] = []
    for layer in _layers(source):
        features += _features(source, layer)
        if features and layer in _GPX_LAYERS:
            break
    if not features:
        raise UnreadableMapError("empty", source.name)
    target.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return len(features)


def _layers(source: Path) -> tuple[str, ...]:
    if _is_gpx(source):
        return _GPX_LAYERS
    if format_of(source) == "osm":
        raise UnreadableMapError("not_a_map", source.name)
    try:
        return tuple(str(name) for name, kind in pyogrio.list_layers(source) if kind)
    except DataSourceError as error:
        raise UnreadableMapError("damaged", _one_line(error)) from error


def _is_gpx(source: Path) -> bool:
    try:
        with source.open("rb") as file:
            return b"<gpx" in file.read(2048)
    except OSError as error:
        raise UnreadableMapError("missing", error.strerror or str(error)) from error


def _features(source: Path, layer: str) -> list[dict[str, Any]]:
    try:
        meta, _, wkb, fields = pyogrio.raw.read(
            source, layer=layer, datetime_as_string=True, max_features=MOST_FEATURES + 1
        )
    except (DataSourceError, DataLayerError, FieldError, UnicodeDecodeError) as error:
        raise UnreadableMapError("damaged", _one_line(error)) from error
    if wkb is None or not len(wkb):
        return []
    shapes = _in_degrees(np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object), meta["crs"])
    if len(wkb) > MOST_FEATURES or int(shapely.get_num_coordinates(shapes).sum()) > MOST_CORNERS:
        raise UnreadableMapError("too_large", source.name)
    names = [str(name) for name in meta["fields"]]
    rows = zip(*fields, strict=True) if names else ([()] * len(shapes))
    return [
        {
            "type": "Feature",
            "properties": {name: _plain(value) for name, value in zip(names, row, strict=True)},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for shape, row in zip(shapes, rows, strict=True)
        if shape is not None and not shape.is_empty
    ]


def _in_degrees(shapes: NDArray[np.object_], crs: str | None) -> NDArray[np.object_]:
    try:
        known = pyproj.CRS(crs) if crs else None
    except CRSError:
        known = None
    if known is None:
        raise UnreadableMapError("no_crs", str(crs or ""))
    flat = np.asarray(shapely.force_2d(shapes), dtype=object)
    if known.to_epsg() in (4326, 4979) or known.equals("OGC:CRS84", ignore_axis_order=True):
        return flat
    turn = pyproj.Transformer.from_crs(known, "EPSG:4326", always_xy=True)

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(turn.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(flat, project), dtype=object)


def _plain(value: Any) -> Any:
    """A JSON value: what is no number and no truth is text."""
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return None
    if isinstance(value, np.bool_ | bool):
        return bool(value)
    if isinstance(value, np.integer | int):
        return int(value)
    return float(value) if isinstance(value, np.floating | float) else str(value)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
