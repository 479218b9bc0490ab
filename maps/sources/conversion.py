"""Files without random access (GeoJSON, KML, CSV, DXF, GPX, ZIP ...) as a GeoPackage of the cache, made once.

Its name comes from the file's identity, size and time and from what a person said of it: a changed file is another
name. The GeoPackage keeps the coordinate system of the file and appears whole or not at all.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pyogrio
import pyogrio.raw

from maps.layer_messages import Places
from maps.source import CsvColumns, Source
from maps.sources.archive import extract, members
from maps.sources.csv_points import read_points
from maps.sources.file_format import Format, Stamp, checked_file, format_of
from maps.sources.gtfs import gtfs_layers, is_gtfs
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.ogr_table import READING_ERRORS
from maps.sources.raw_layer import RawLayer, write_rows
from maps.whole_file import draft_of

SMALL_BYTES = 4 << 20
"""A file of this size is converted while a picture waits: it takes a fraction of a second."""
_CHUNK_ROWS = 3_000_000
"""Rows written in one go: an index that grows by appending costs several times as much."""
_VERSION = 1
_IN_ZIP = (".kml", ".shp", ".gpkg", ".geojson", ".json", ".fgb", ".csv", ".dxf", ".gpx", ".gml")
_WITH_SHP = (".shp", ".shx", ".dbf", ".prj", ".cpg")
OnProgress = Callable[[float], None]


def converted_path(source: Source, stamp: Stamp, places: Places) -> Path:
    said = msgspec.json.encode((source.reading, source.address, _VERSION))
    name = hashlib.sha256(said + stamp.text.encode()).hexdigest()[:32]
    return Path(places.cache) / "converted" / f"{name}.gpkg"


class NotPreparedError(Exception):
    """The source must be converted first: it takes longer than a picture or a dialog may wait."""

    def __init__(self, source: Source) -> None:
        super().__init__(Path(source.address).name)
        self.source = source


def convert_if_small(source: Source, places: Places) -> Path:
    """At once where that takes a moment. Raises NotPreparedError, LayerFaultError, OSError."""
    stamp = checked_file(source.address, places)[1]
    made = converted_path(source, stamp, places)
    if not made.exists() and stamp.size > SMALL_BYTES:
        raise NotPreparedError(source)
    return convert(source, places, lambda _: None)


def convert(source: Source, places: Places, on_progress: OnProgress) -> Path:
    """Makes it where it is not there yet. Raises LayerFaultError, OSError."""
    path, stamp = checked_file(source.address, places)
    target = converted_path(source, stamp, places)
    if target.exists():
        os.utime(target)
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unpacking-") as unpacked:
        _write(_layers(path, format_of(path), source.reading, Path(unpacked)), target, on_progress)
    return target


def _layers(path: Path, format_: Format, reading: object, folder: Path) -> Iterator[RawLayer]:
    if format_.name == "zip":
        yield from _zipped(path, reading, folder)
    elif format_.name == "csv":
        yield _csv(path, reading)
    else:
        for name in layer_names(path):
            yield _read(path, name)


def _zipped(path: Path, reading: object, folder: Path) -> Iterator[RawLayer]:
    names = members(path)
    if is_gtfs(names):
        yield from gtfs_layers(path, folder)
        return
    wanted = [name for name in names if name.lower().endswith((*_IN_ZIP, *_WITH_SHP))]
    for member in extract(path, wanted, folder):
        if member.suffix.lower() in _IN_ZIP:
            yield from _layers(member, format_of(member), reading, folder)


def _csv(path: Path, reading: object) -> RawLayer:
    if not isinstance(reading, CsvColumns) or not (reading.wkt or (reading.x and reading.y)):
        raise LayerFaultError("no_columns", path.name)
    wkb, fields, cells, _ = read_points(path, reading)
    return RawLayer(path.stem, wkb, fields, cells, None)


def layer_names(path: Path) -> tuple[str, ...]:
    try:
        rows = pyogrio.list_layers(path)
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error
    if not len(rows):
        raise LayerFaultError("not_a_map", f"{path.name} has no layers")
    return tuple(str(name) for name, _ in rows)


def _read(path: Path, name: str) -> RawLayer:
    try:
        meta, _, wkb, cells = pyogrio.raw.read(path, layer=name, datetime_as_string=True, force_2d=True)
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error
    return RawLayer(name, wkb, [str(field) for field in meta["fields"]], list(cells), meta["crs"])


def _write(layers: Iterator[RawLayer], target: Path, on_progress: OnProgress) -> None:
    count = 0
    with draft_of(target) as draft:
        draft.unlink()
        try:
            for layer in layers:
                on_progress(0.4)
                count += _write_layer(draft, _unlike_fid(layer), on_progress)
        except READING_ERRORS as error:
            if "disk" in str(error).lower():
                raise OSError(28, one_line(error)) from error
            raise LayerFaultError("damaged", one_line(error)) from error
        if not count:
            raise LayerFaultError("not_a_map", f"{target.name}: there are no features")


def _unlike_fid(layer: RawLayer) -> RawLayer:
    """A GeoPackage keeps `fid` and `geom` for itself, and two names that differ in case alone are one to it."""
    seen, fields = {"fid", "geom", ""}, list[str]()
    for field in layer.fields:
        name, turn = field, 2
        while name.lower() in seen:
            name, turn = f"{field}_{turn}", turn + 1
        seen.add(name.lower())
        fields.append(name)
    return RawLayer(layer.name, layer.wkb, fields, layer.cells, layer.crs)


def _write_layer(draft: Path, layer: RawLayer, on_progress: OnProgress) -> int:
    rows = layer.count
    for first in range(0, rows, _CHUNK_ROWS):
        part = slice(first, first + _CHUNK_ROWS)
        write_rows(
            draft,
            geometry=None if layer.wkb is None else layer.wkb[part],
            field_data=[column[part] for column in layer.cells],
            fields=layer.fields,
            layer=layer.name,
            driver="GPKG",
            geometry_type=None if layer.wkb is None else "Unknown",
            crs=layer.crs,
            append=first > 0 or draft.exists(),
            SPATIAL_INDEX="YES",
        )
        on_progress(0.4 + 0.6 * min(1.0, (first + _CHUNK_ROWS) / rows))
    return rows
