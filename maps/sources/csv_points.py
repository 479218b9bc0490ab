"""Tables with coordinates: a CSV's columns, which of them may be coordinates, and its rows as points."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from maps.source import CsvColumns
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.ogr_table import READING_ERRORS

_SAMPLE_BYTES = 1 << 16
_SEPARATORS = {",": "COMMA", ";": "SEMICOLON", "\t": "TAB", "|": "PIPE"}
_EAST = ("lon", "longitud", "longitude", "lng", "long", "x", "coord_x", "este", "easting", "lon_deg", "x_m")
_NORTH = ("lat", "latitud", "latitude", "y", "coord_y", "norte", "northing", "lat_deg", "y_m")
_TEXTS = ("wkt", "geom", "geometry", "the_geom")
DEGREES = frozenset({"lon", "longitud", "longitude", "lng", "long", "lon_deg"})


def header_of(path: Path) -> tuple[str, ...]:
    """Names of its columns. Raises LayerFaultError damaged."""
    sample = _sample(path)
    lines = sample.splitlines()
    if not lines:
        raise LayerFaultError("damaged", f"{path.name} is empty")
    try:
        return tuple(name.strip() for name in next(csv.reader(lines[:1], delimiter=_separator(sample))))
    except csv.Error as error:
        raise LayerFaultError("damaged", one_line(error)) from error


def likely_columns(header: tuple[str, ...]) -> CsvColumns | None:
    """The one pair of columns that are named as coordinates are; None: a person must say."""
    by_name = {name.lower(): name for name in header}
    east = [by_name[name] for name in _EAST if name in by_name]
    north = [by_name[name] for name in _NORTH if name in by_name]
    if len(east) == 1 and len(north) == 1:
        return CsvColumns(east[0], north[0])
    texts = [by_name[name] for name in _TEXTS if name in by_name]
    return CsvColumns(wkt=texts[0]) if len(texts) == 1 and not (east and north) else None


def read_points(path: Path, where: CsvColumns) -> tuple[NDArray[np.object_], list[str], list[NDArray[Any]], int]:
    """Geometries as WKB (None where a row has none), names and cells of the columns, and rows without a place."""
    sample = _sample(path)
    options: dict[str, Any] = {"AUTODETECT_TYPE": "YES", "AUTODETECT_SIZE_LIMIT": "1000000", "KEEP_GEOM_COLUMNS": "YES"}
    try:
        meta, _, _, fields = pyogrio.raw.read(
            path,
            read_geometry=False,
            encoding=_encoding(path),
            SEPARATOR=_SEPARATORS[_separator(sample)],
            EMPTY_STRING_AS_NULL="YES",
            **options,
        )
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error
    names = [str(name) for name in meta["fields"]]
    columns = dict(zip(names, fields, strict=True))
    shapes = _shapes(columns, where)
    placed = ~shapely.is_missing(shapes)
    return np.asarray(shapely.to_wkb(shapes), dtype=object), names, list(fields), int((~placed).sum())


def _shapes(columns: dict[str, NDArray[Any]], where: CsvColumns) -> NDArray[np.object_]:
    for name in (where.wkt,) if where.wkt else (where.x, where.y):
        if name not in columns:
            raise LayerFaultError("no_columns", name[:200])
    if where.wkt:
        texts = np.array([cell if isinstance(cell, str) else None for cell in columns[where.wkt]], dtype=object)
        return np.asarray(shapely.from_wkt(texts, on_invalid="ignore"), dtype=object)
    x, y = _numbers(columns[where.x]), _numbers(columns[where.y])
    placed = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(x), None, dtype=object)
    shapes[placed] = shapely.points(x[placed], y[placed])
    return shapes


def _numbers(cells: NDArray[Any]) -> NDArray[np.float64]:
    """Numbers, those written with a decimal comma too; NaN where there is none."""
    if cells.dtype != object:
        return cells.astype(np.float64)
    return np.array([_number(cell) for cell in cells], dtype=np.float64)


def _number(cell: object) -> float:
    try:
        return float(str(cell).strip().replace(",", "."))
    except ValueError:
        return float("nan")


def _sample(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    return head.removeprefix(b"\xef\xbb\xbf").decode(_encoding(path), "replace")


def _encoding(path: Path) -> str:
    """UTF-8, or what older spreadsheets write."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "UTF-8" if error.start > len(head) - 4 and len(head) == _SAMPLE_BYTES else "CP1252"
    return "UTF-8"


def _separator(sample: str) -> str:
    first = sample.splitlines()[0] if sample else ""
    return max(_SEPARATORS, key=first.count) if any(sign in first for sign in _SEPARATORS) else ","
