"""Reads a map file of any known format into arrays: geometry in Web Mercator (EPSG:3857) and columns of text.

What decides the format is the file's first bytes, not its name. Raises `UnreadableMapError` with a code for what
the person can do about it. Runs in the map worker's child.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from pyproj.exceptions import CRSError

from maps.sources.building_heights import HEIGHT_KEYS
from maps.sources.road_tags import ROAD_KEYS
from maps.sources.tags import KEYS, Columns, Texts
from maps.viewport import MAX_LATITUDE_DEG, to_mercator

Geometries = NDArray[np.object_]

WEB_MERCATOR = "EPSG:3857"
NAME_COLUMNS = ("name", "nombre", "nomgeo", "nomvial", "nom_vial", "nom_asen", "nom_col", "street", "label")
"""Where a name is found, most trusted first: OpenStreetMap, then INEGI's and other cadastres' usual columns."""
_OSM_LAYERS = ("multipolygons", "lines", "points")
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
"""The SQLite application id of a GeoPackage, all versions: another SQLite file, ours included, is not a map."""
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_OSM_SIGNS = frozenset({"osm_id", "osm_way_id", "@id", "fclass"})
"""Columns that only extracts of OpenStreetMap have."""
_EXTRA_KEYS = frozenset({"tunnel", "shop", "tourism", "office", "healthcare"}) | ROAD_KEYS | HEIGHT_KEYS
"""Columns that decide no class: a tunnel is dashed, the others say what a named point is."""


class UnreadableMapError(ValueError):
    """A file that gives no map. `code`: missing, not_a_map, no_layers, no_crs, damaged, empty."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True, eq=False)
class SourceLayer:
    """Features of one layer: n geometries in EPSG:3857, columns of n texts or None, keys in lower case."""

    name: str
    geometry: Geometries
    columns: Columns
    from_osm: bool = False

    @property
    def names(self) -> Texts:
        """The first name column that has anything in it."""
        filled = (key for key in NAME_COLUMNS if any(self.texts(key)))
        return self.texts(next(filled, NAME_COLUMNS[0]))

    def texts(self, key: str) -> Texts:
        column = self.columns.get(key)
        return np.full(len(self.geometry), None, dtype=object) if column is None else column

    def where(self, kept: NDArray[np.bool_]) -> "SourceLayer":
        columns = {key: column[kept] for key, column in self.columns.items()}
        return replace(self, geometry=self.geometry[kept], columns=columns)


def format_of(path: Path) -> str:
    """`osm`, `gpkg`, `shp` or `geojson` by the file's first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise UnreadableMapError("missing", error.strerror or str(error)) from error
    if b"OSMHeader" in head[:32] or b"<osm" in head:
        return "osm"
    if head[68:72] in _GEOPACKAGE_IDS:
        return "gpkg"
    if head.startswith(b"\0\0\x27\x0a"):
        return "shp"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return "geojson"
    raise UnreadableMapError("not_a_map", path.name)


def read_layers(path: Path, also: frozenset[str] = frozenset()) -> Iterator[SourceLayer]:
    """Each layer that has geometry, as it is read, with the columns of `also` too. Raises UnreadableMapError."""
    source_format = format_of(path)
    names = _OSM_LAYERS if source_format == "osm" else _layer_names(path, source_format)
    for name in names:
        layer = _read(path, name, also)
        if len(layer.geometry):
            yield layer


def _layer_names(path: Path, source_format: str) -> tuple[str, ...]:
    try:
        rows = pyogrio.list_layers(path)
    except DataSourceError as error:
        bare = source_format == "gpkg" and "not recognized" in str(error)  # what GDAL says of one without any table
        raise UnreadableMapError("no_layers" if bare else "damaged", _one_line(error)) from error
    names = tuple(str(name) for name, geometry_type in rows if geometry_type)
    if not names:
        raise UnreadableMapError("no_layers", path.name)
    return names


def _read(path: Path, layer: str, also: frozenset[str]) -> SourceLayer:
    try:
        meta, _, wkb, fields = pyogrio.raw.read(path, layer=layer, datetime_as_string=True)
    except (DataSourceError, DataLayerError, FieldError, UnicodeDecodeError) as error:
        raise UnreadableMapError("damaged", _one_line(error)) from error
    if wkb is None:
        return SourceLayer(layer, np.empty(0, dtype=object), {})
    raw = dict(zip((str(name).lower() for name in meta["fields"]), fields, strict=True))
    geometry = _in_mercator(np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object), meta["crs"])
    return _finite(SourceLayer(layer, geometry, _text_columns(raw, also), from_osm=not _OSM_SIGNS.isdisjoint(raw)))


def _text_columns(fields: Mapping[str, NDArray[Any]], also: frozenset[str]) -> dict[str, Texts]:
    """Only the columns that name or decide something, with those inside OGR's `other_tags` unfolded."""
    wanted = KEYS | _EXTRA_KEYS | set(NAME_COLUMNS) | {"class"} | also
    columns = {key: _texts(values) for key, values in fields.items() if key in wanted}
    folded = fields.get("other_tags")
    if folded is not None:
        _unfold(folded, columns, KEYS | _EXTRA_KEYS | also)
    return columns


def _texts(values: NDArray[Any]) -> Texts:
    return np.array([str(value) if value not in (None, "") else None for value in values], dtype=object)


def _unfold(folded: NDArray[Any], columns: dict[str, Texts], wanted: frozenset[str]) -> None:
    for index, text in enumerate(folded):
        for key, value in _TAG.findall(text) if text else ():
            if key in wanted:
                column = columns.setdefault(key, np.full(len(folded), None, dtype=object))
                column[index] = value


def _in_mercator(geometry: Geometries, crs: str | None) -> Geometries:
    source = _known_crs(crs)
    if source.to_epsg() == 3857:
        return geometry
    if source.to_epsg() in (4326, 4979) or source.equals("OGC:CRS84", ignore_axis_order=True):
        return _transformed(geometry, lambda xy: _mercator_of(xy[:, 1], xy[:, 0]))
    to_wgs84 = pyproj.Transformer.from_crs(source, "EPSG:4326", always_xy=True)

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = to_wgs84.transform(xy[:, 0], xy[:, 1])
        return _mercator_of(np.asarray(lat), np.asarray(lon))

    return _transformed(geometry, project)


def _known_crs(crs: str | None) -> pyproj.CRS:
    try:
        known = pyproj.CRS(crs) if crs else None
    except CRSError:
        known = None
    if known is None or known.is_engineering or "undefined" in known.name.lower():
        raise UnreadableMapError("no_crs", str(crs or ""))
    return known


def _mercator_of(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """What lies off the Earth becomes NaN, to be left out."""
    on_earth = (np.abs(lat_deg) <= 90.0) & (np.abs(lon_deg) <= 180.0)
    lat = np.where(on_earth, np.clip(lat_deg, -MAX_LATITUDE_DEG, MAX_LATITUDE_DEG), np.nan)
    x_m, y_m = to_mercator(lat, np.where(on_earth, lon_deg, np.nan))
    return np.column_stack([x_m, y_m])


def _transformed(geometry: Geometries, project: Any) -> Geometries:  # shapely's own signature is as wide
    return np.asarray(shapely.transform(shapely.force_2d(geometry), project), dtype=object)


def _finite(layer: SourceLayer) -> SourceLayer:
    """Without the missing, the empty and the unplaceable: one corner off the Earth is enough."""
    kept = np.array([not (shape is None or shape.is_empty) for shape in layer.geometry], dtype=np.bool_)
    xy, owner = shapely.get_coordinates(layer.geometry, return_index=True)
    kept[owner[~np.isfinite(xy).all(axis=1)]] = False
    return layer.where(kept)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
