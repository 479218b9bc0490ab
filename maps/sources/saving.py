"""Writes a layer, or some of its features, as a file that other programs read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.layer_facts import ColumnType, Geometry, Rows
from maps.sources.feature_batch import Batch, Ids, Table
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.mercator import Geometries, ToMercator, known_crs
from maps.sources.ogr_table import READING_ERRORS
from maps.sources.raw_layer import write_rows
from maps.sources.row_order import order_of
from maps.whole_file import draft_of

DRIVERS = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".shp": "ESRI Shapefile",
    ".kml": "LIBKML",
    ".fgb": "FlatGeobuf",
    ".csv": "CSV",
    ".dxf": "DXF",
}
_DEGREES_ONLY = frozenset({"GeoJSON", "LIBKML"})
_CHUNK = 20_000
_WGS84 = "EPSG:4326"


def save(
    rows: Rows,
    ids: tuple[int, ...],
    target: tuple[Path, str, str],
    table: Table,
    shelf: FeatureShelf,
    on_progress: Callable[[float], None],
) -> int:
    """`target`: file, layer's name, EPSG code or empty. How many features went in. Raises LayerFaultError, OSError."""
    path, name, crs = target
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise LayerFaultError("unwritable", f"{path.suffix}: {' '.join(DRIVERS)}")
    wanted = np.array(ids, dtype=np.int64) if ids else order_of(rows, table, shelf).ids
    code = _WGS84 if driver in _DEGREES_ONLY else crs or getattr(table, "crs", None) or _WGS84
    writer = _Writer(driver, name, code, table)
    if driver == "ESRI Shapefile":
        return _write_siblings(path, writer, wanted, on_progress)
    with draft_of(path) as draft:
        draft.unlink()
        return writer.write(draft, wanted, on_progress)


def _write_siblings(path: Path, writer: "_Writer", wanted: Ids, on_progress: Callable[[float], None]) -> int:
    """A Shapefile is several files: they are made beside their place and moved one by one, the .shp last."""
    draft = path.with_name(f".{path.stem}.draft.shp")
    try:
        count = writer.write(draft, wanted, on_progress)
        for part in sorted(draft.parent.glob(f"{draft.stem}.*"), key=lambda one: one.suffix == ".shp"):
            part.replace(path.with_suffix(part.suffix))
    finally:
        for part in draft.parent.glob(f"{draft.stem}.*"):
            part.unlink(missing_ok=True)
    return count


class _Writer:
    def __init__(self, driver: str, name: str, crs: str, table: Table) -> None:
        self._driver, self._name, self._table = driver, name, table
        self._crs = known_crs(crs)
        self._reach = ToMercator(self._crs)
        skipped = {"id"} if driver == "LIBKML" else {"fid", "geom"} if driver == "GPKG" else set[str]()
        self._columns = [
            column.name
            for column in table.columns
            if column.type is not ColumnType.OTHER and column.name.lower() not in skipped and driver != "DXF"
        ]

    def write(self, draft: Path, wanted: Ids, on_progress: Callable[[float], None]) -> int:
        count = 0
        step = _CHUNK if self._driver == "GPKG" else max(1, len(wanted))  # the others are written in one go
        for first in range(0, max(1, len(wanted)), step):
            batch = self._table.of_ids(wanted[first : first + step], self._columns, shapes=self._has_places)
            self._write_part(draft, batch, append=first > 0)
            count += len(batch.ids)
            on_progress(min(1.0, (first + step) / max(1, len(wanted))))
        return count

    @property
    def _has_places(self) -> bool:
        return self._table.geometry is not Geometry.NONE

    def _write_part(self, draft: Path, batch: Batch, *, append: bool) -> None:
        options: dict[str, Any] = {"GEOMETRY": "AS_WKT"} if self._driver == "CSV" and self._has_places else {}
        try:
            write_rows(
                draft,
                geometry=shapely.to_wkb(self._placed(batch.shapes)) if self._has_places else None,
                field_data=[_plain(batch.cells[name]) for name in self._columns],
                fields=self._columns,
                layer=None if self._driver in ("CSV", "DXF") else self._name,
                driver=self._driver,
                geometry_type=self._kind(batch) if self._has_places else None,
                crs=self._crs.to_wkt() if self._has_places and self._driver != "DXF" else None,
                append=append,
                **options,
            )
        except READING_ERRORS as error:
            if "disk" in str(error).lower():
                raise OSError(28, one_line(error)) from error
            raise LayerFaultError("unwritable", one_line(error)) from error

    def _kind(self, batch: Batch) -> str:
        kinds = {shape.geom_type for shape in batch.shapes if shape is not None}
        if self._driver == "ESRI Shapefile":
            plain = {kind.removeprefix("Multi") for kind in kinds}
            if len(plain) > 1:
                raise LayerFaultError("unwritable", "a Shapefile holds one kind of geometry: choose GeoPackage")
            return plain.pop() if plain else "Point"
        return kinds.pop() if len(kinds) == 1 and len(batch.ids) < _CHUNK else "Unknown"

    def _placed(self, shapes: Geometries) -> Geometries:
        """Back from Web Mercator, to a hundredth of a millimetre where they were."""
        if self._reach.is_mercator:
            return shapes
        return np.asarray(shapely.transform(shapes, self._reach.back), dtype=object)


def _plain(cells: NDArray[Any]) -> NDArray[Any]:
    return cells.astype(object) if cells.dtype.kind == "M" else cells
