"""Tiles in one file, PMTiles or MBTiles: what is in it, its pictures, its vector tiles."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyogrio
import pyogrio.raw
import rasterio
from rasterio.errors import RasterioIOError

from maps.layer_facts import Column, ColumnType, Extent, Geometry, Sublayer
from maps.layer_messages import Places
from maps.source import Source, SourceKind
from maps.sources.file_format import Format, Stamp, checked_file
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.mercator import degrees_of
from maps.sources.ogr_table import READING_ERRORS
from maps.sources.pmtiles import LARGEST_TILE, PmTiles, unzipped
from maps.sources.proposals import proposed
from maps.sources.tile_grid import Tile
from maps.sources.tile_table import TileTable, decoded
from maps.symbology import AsItIs, Single, TileLook


def inspect_archive(path: Path, form: Format) -> tuple[Sublayer, ...]:
    """A raster one is one layer; a vector one a layer for all and one for each of its layers."""
    if form.name == "mbtiles":
        return _mbtiles(path)
    archive = PmTiles(path)
    west, south, east, north = archive.header.bounds
    extent = Extent(south, west, north, east)
    source = Source(SourceKind.PMTILES, str(path))
    attribution = _plain(str(archive.metadata().get("attribution", "")))
    if not archive.header.is_vector:
        return (_whole(source, path.stem, Geometry.PICTURE, extent, attribution),)
    found = [_whole(source, path.stem, Geometry.TILES, extent, attribution)]
    for name, columns in _layers(archive).items():
        part = Source(SourceKind.PMTILES, str(path), name)
        look = proposed(Geometry.LINE, name)
        layer = Sublayer(part, name, Geometry.MIXED, look, "EPSG:3857", extent=extent, attribution=attribution)
        found.append(msgspec.structs.replace(layer, columns=columns))
    return tuple(found)


def _whole(source: Source, title: str, geometry: Geometry, extent: Extent | None, attribution: str = "") -> Sublayer:
    look = TileLook() if geometry is Geometry.TILES else AsItIs()
    return Sublayer(source, title, geometry, look, "EPSG:3857", extent=extent, attribution=attribution)


def _layers(archive: PmTiles) -> dict[str, tuple[Column, ...]]:
    """As the metadata names them, else as the tile in the middle holds them."""
    named = archive.metadata().get("vector_layers")
    if isinstance(named, list):
        fields = {str(one["id"]): one.get("fields", {}) for one in named if isinstance(one, dict) and "id" in one}
        return {name: tuple(Column(str(key), ColumnType.TEXT) for key in keys) for name, keys in fields.items()}
    tile = _middle_tile(archive)
    raw = None if tile is None else archive.tile(tile.zoom, tile.column, tile.row)
    batches = decoded(tile, raw) if tile is not None and raw else {}
    return {
        name: tuple(Column(key, ColumnType.TEXT) for key in batch.cells if key != "mvt_id")
        for name, batch in batches.items()
    }


def _middle_tile(archive: PmTiles) -> Tile | None:
    west, south, east, north = archive.header.bounds
    for zoom in range(min(archive.header.max_zoom, 14), archive.header.min_zoom - 1, -1):
        count = 1 << zoom
        lat = np.radians((south + north) / 2)
        column = int(((west + east) / 2 + 180) / 360 * count)
        row = int((1 - np.arcsinh(np.tan(lat)) / np.pi) / 2 * count)
        if archive.tile(zoom, column, row):
            return Tile(zoom, column, row)
    return None


def _plain(markup: str) -> str:
    """Without the links that attributions often carry."""
    out, inside = "", False
    for sign in markup[:500]:
        inside = sign == "<" or (inside and sign != ">")
        out += "" if inside or sign == ">" else sign
    return " ".join(out.split())


def open_vector_tiles(source: Source, places: Places, kept: Callable[..., Any]) -> TileTable:
    """Raises LayerFaultError."""
    path, stamp = checked_file(source.address, places)
    if source.kind is SourceKind.MBTILES:
        return _mbtiles_table(source, path, stamp, kept)
    archive = _archive(path, stamp)
    if not archive.header.is_vector:
        raise LayerFaultError("not_a_table", path.name)
    zooms = archive.header.min_zoom, archive.header.max_zoom
    return TileTable(
        source.sublayer, stamp.text, zooms, lambda tile: archive.tile(tile.zoom, tile.column, tile.row), kept
    )


def archive_of(source: Source, places: Places) -> PmTiles:
    return _archive(*checked_file(source.address, places))


@lru_cache(maxsize=16)
def _archive(path: Path, _: Stamp) -> PmTiles:
    return PmTiles(path)


# MBTiles: SQLite, read by GDAL


def is_raster_mbtiles(path: Path) -> bool:
    try:
        with rasterio.open(path, driver="MBTiles") as found:
            return found.count > 0
    except RasterioIOError:
        return False


def _mbtiles(path: Path) -> tuple[Sublayer, ...]:
    source = Source(SourceKind.MBTILES, str(path))
    if is_raster_mbtiles(path):
        with rasterio.open(path, driver="MBTiles") as found:
            corners = np.array([[found.bounds.left, found.bounds.bottom], [found.bounds.right, found.bounds.top]])
        lon, lat = degrees_of(corners)
        extent = Extent(float(lat[0]), float(lon[0]), float(lat[1]), float(lon[1]))
        return (_whole(source, path.stem, Geometry.PICTURE, extent),)
    names = _mbtiles_layers(path)
    found = [_whole(source, path.stem, Geometry.TILES, None)]
    for name in names:
        part = Source(SourceKind.MBTILES, str(path), name)
        found.append(Sublayer(part, name, Geometry.MIXED, Single(), "EPSG:3857"))
    return tuple(found)


def _mbtiles_layers(path: Path) -> tuple[str, ...]:
    try:
        return tuple(str(name) for name, _ in pyogrio.list_layers(path))
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error


def _mbtiles_table(source: Source, path: Path, stamp: Stamp, kept: Callable[..., Any]) -> TileTable:
    try:
        query = "SELECT MIN(zoom_level), MAX(zoom_level) FROM tiles"
        rows = pyogrio.raw.read(f"SQLITE:{path}", sql=query, read_geometry=False)[3]
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error
    zooms = int(rows[0][0]), int(rows[1][0])
    return TileTable(source.sublayer, stamp.text, zooms, lambda tile: _mbtile(path, tile), kept)


def _mbtile(path: Path, tile: Tile) -> bytes | None:
    row = (1 << tile.zoom) - 1 - tile.row  # MBTiles counts from the south
    where = f"zoom_level = {tile.zoom:d} AND tile_column = {tile.column:d} AND tile_row = {row:d}"
    try:
        query = f"SELECT tile_data FROM tiles WHERE {where}"  # noqa: S608 - of our numbers
        read = pyogrio.raw.read(f"SQLITE:{path}", sql=query, read_geometry=False)
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error
    raw = read[3][0][0] if len(read[3]) and len(read[3][0]) else None
    if raw is None:
        return None
    return unzipped(raw, LARGEST_TILE, path.name) if raw[:2] == b"\x1f\x8b" else raw
