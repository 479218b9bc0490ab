"""One layer of a file that GDAL reads in place: GeoPackage, SpatiaLite, Shapefile, FlatGeobuf. In the worker's child.

The file is opened anew by every reading: one that was replaced or cut meanwhile is an error of that reading alone.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from maps.layer_facts import Column, ColumnType, Geometry
from maps.sources.feature_batch import Batch, Cells, Ids, check_column
from maps.sources.file_format import Stamp
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.mercator import Box, Geometries, ToMercator, known_crs, world_copies

READING_ERRORS = (
    DataSourceError,
    DataLayerError,
    FieldError,
    FeatureError,
    GeometryError,
    CRSError,
    UnicodeDecodeError,
    RuntimeError,
    shapely.errors.GEOSException,
)
_TYPES = {
    "int8": ColumnType.INTEGER,
    "int16": ColumnType.INTEGER,
    "int32": ColumnType.INTEGER,
    "int64": ColumnType.INTEGER,
    "float32": ColumnType.REAL,
    "float64": ColumnType.REAL,
    "bool": ColumnType.BOOLEAN,
    "object": ColumnType.TEXT,
    "datetime64[D]": ColumnType.DATE,
    "datetime64[ms]": ColumnType.TIME,
}
_BY_DIMENSION = {0: Geometry.POINT, 1: Geometry.LINE, 2: Geometry.AREA}
_SAMPLE = 500


class OgrTable:
    """`crs` is what a person said; it is used only where the file says none."""

    def __init__(self, path: Path, layer: str, stamp: Stamp, crs: str = "") -> None:
        self._path = path
        self._facts = _info(path, layer)
        self._layer = str(self._facts["layer_name"])
        self._stamp = stamp
        self._said_crs = crs
        self._geometry = geometry_of(self._facts["geometry_type"])

    @property
    def stamp(self) -> str:
        return f"{self._stamp.text}.{self._layer}.{self._said_crs}"

    @property
    def crs(self) -> str | None:
        """The file's own where it says one that is known, else what a person said."""
        own = self._facts["crs"]
        try:
            known_crs(own)
        except LayerFaultError:
            return self._said_crs or own
        return str(own)

    @property
    def columns(self) -> tuple[Column, ...]:
        names, types = self._facts["fields"], self._facts["dtypes"]
        return tuple(
            Column(str(name), _TYPES.get(str(type_), ColumnType.OTHER))
            for name, type_ in zip(names, types, strict=True)
        )

    @property
    def geometry(self) -> Geometry:
        """Of a table that may hold anything, what its first features are."""
        if self._geometry is Geometry.MIXED:
            self._geometry = self._sampled_geometry()
        return self._geometry

    def _sampled_geometry(self) -> Geometry:
        wkb = self._read(columns=[], max_features=_SAMPLE)[2]
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
        found = set(shapely.get_dimensions(shapes).tolist()) - {-1}
        plain = not (shapely.get_type_id(shapes) == 7).any()
        return _BY_DIMENSION[found.pop()] if len(found) == 1 and plain else Geometry.MIXED

    def count(self) -> int:
        known = int(self._facts["features"])
        return known if known >= 0 else len(self._read(columns=[], read_geometry=False)[1])

    def within(self, box: Box, columns: Sequence[str], most: int) -> Batch:
        reach = self._to_mercator()
        parts = [self._copy_within(reach, box, shift, columns, most) for shift in world_copies(box)]
        return parts[0] if len(parts) == 1 else _joined(parts)

    def _copy_within(self, reach: ToMercator, box: Box, shift: float, columns: Sequence[str], most: int) -> Batch:
        moved = (box[0] - shift, box[1], box[2] - shift, box[3])
        read = self._read(columns=list(columns), bbox=reach.box_in_source(moved), max_features=most)
        batch = self._batch(read, reach, shift)
        return Batch(batch.ids, batch.shapes, batch.cells, batch.broken, is_cut=len(read[1]) >= most)

    def of_ids(self, ids: Ids, columns: Sequence[str], *, shapes: bool) -> Batch:
        if not len(ids):
            return Batch(ids, np.empty(0, dtype=object), {name: np.empty(0, dtype=object) for name in columns})
        try:
            read = self._read(columns=list(columns), fids=ids, read_geometry=shapes)
        except LayerFaultError:  # GDAL gives none when one is gone
            left = ids[np.isin(ids, self.ids())]
            if len(left) == len(ids):
                raise
            return self.of_ids(left, columns, shapes=shapes)
        if shapes:
            return self._batch(read, self._to_mercator(), 0.0)
        return Batch(_ids(read), np.full(len(read[1]), None, dtype=object), _cells(read))

    def part(self, first: int, count: int, columns: Sequence[str]) -> Batch:
        read = self._read(columns=list(columns), skip_features=first, max_features=count, read_geometry=False)
        return Batch(_ids(read), np.full(len(read[1]), None, dtype=object), _cells(read))

    def ids(self) -> Ids:
        return _ids(self._read(columns=[], read_geometry=False))

    def column(self, name: str) -> tuple[Ids, Cells]:
        check_column(self.columns, name)
        read = self._read(columns=[name], read_geometry=False)
        return _ids(read), _cells(read)[name]

    def boxes(self) -> tuple[Ids, NDArray[np.float64]]:
        reach = self._to_mercator()
        try:
            ids, lower, upper = self._bounds()
        except READING_ERRORS as error:
            raise LayerFaultError("damaged", one_line(error)) from error
        lower, upper = reach.points(lower), reach.points(upper)
        boxes = np.column_stack([np.minimum(lower, upper), np.maximum(lower, upper)])
        placed = np.isfinite(boxes).all(axis=1)
        return np.asarray(ids, dtype=np.int64)[placed], boxes[placed]

    def _bounds(self) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
        """Ids, lower left and upper right corners; from the R-tree of a GeoPackage, which is twice as fast."""
        if self._facts["driver"] == "GPKG" and self._facts["capabilities"]["fast_spatial_filter"]:
            tree = f"rtree_{self._layer}_{self._facts['geometry_name']}".replace('"', '""')
            query = f'SELECT id, minx, miny, maxx, maxy FROM "{tree}" ORDER BY id'  # noqa: S608 - quoted as SQL asks
            cells = pyogrio.raw.read(self._path, sql=query, read_geometry=False)[3]
            return cells[0], np.column_stack(cells[1:3]), np.column_stack(cells[3:5])
        ids, bounds = pyogrio.read_bounds(self._path, layer=self._layer)
        return ids, bounds[:2].T, bounds[2:].T

    def extent_in_source(self) -> Box | None:
        bounds = self._facts["total_bounds"]
        return tuple(float(edge) for edge in bounds) if bounds is not None else None  # type: ignore[return-value]

    def _to_mercator(self) -> ToMercator:
        return ToMercator(known_crs(self.crs))

    def _read(self, **wanted: Any) -> Any:  # pyogrio's own signature is as wide
        try:
            return pyogrio.raw.read(
                self._path, layer=self._layer, return_fids=True, datetime_as_string=True, force_2d=True, **wanted
            )
        except READING_ERRORS as error:
            raise LayerFaultError("damaged", one_line(error)) from error

    def _batch(self, read: Any, reach: ToMercator, shift: float) -> Batch:
        ids, cells = _ids(read), _cells(read)
        if read[2] is None:
            return Batch(ids, np.full(len(ids), None, dtype=object), cells)
        shapes, placed, broken = placed_shapes(read[2], reach)
        if shift:
            shapes = np.asarray(shapely.transform(shapes, lambda xy: xy + np.array([shift, 0.0])), dtype=object)
        batch = Batch(ids, shapes, cells, broken)
        return batch if placed.all() else batch.where(placed)


def placed_shapes(wkb: NDArray[np.object_], reach: ToMercator) -> tuple[Geometries, NDArray[np.bool_], int]:
    """Geometries in Web Mercator, which of them have a place, and how many have a broken one."""
    try:
        raw = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    except (shapely.errors.GEOSException, ValueError) as error:
        raise LayerFaultError("damaged", one_line(error)) from error
    absent = np.array([bytes_ is None for bytes_ in wkb], dtype=np.bool_)
    shapes = reach.geometries(raw)
    whole = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    whole[owner[~np.isfinite(xy).all(axis=1)]] = False
    empty = absent | shapely.is_empty(raw)
    return shapes, whole, int((~whole & ~empty).sum())


def geometry_of(type_: str | None) -> Geometry:
    """Of GDAL's word for it."""
    if not type_:
        return Geometry.NONE
    for word, kind in (("Point", Geometry.POINT), ("Line", Geometry.LINE), ("Curve", Geometry.LINE)):
        if word in type_ and "Polygon" not in type_:
            return kind
    return Geometry.AREA if "Polygon" in type_ or "Surface" in type_ else Geometry.MIXED


def _info(path: Path, layer: str) -> dict[str, Any]:
    try:
        return pyogrio.read_info(path, layer=layer or None, force_total_bounds=False)
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error


def _ids(read: Any) -> Ids:
    return np.asarray(read[1], dtype=np.int64)


def _cells(read: Any) -> dict[str, Cells]:
    return {str(name): values for name, values in zip(read[0]["fields"], read[3], strict=True)}


def _joined(parts: Sequence[Batch]) -> Batch:
    cells = {name: np.concatenate([part.cells[name] for part in parts]) for name in parts[0].cells}
    return Batch(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.shapes for part in parts]),
        cells,
        sum(part.broken for part in parts),
        any(part.is_cut for part in parts),
    )
