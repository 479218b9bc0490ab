"""What a file is, by its first bytes; who may be asked to read it; and which files are never touched.

GDAL is only ever handed a regular file of a known format: no `/vsi` path, no connection string, nothing that leads to
another file or to the network, and never the live store.
"""

import stat
from dataclasses import dataclass
from pathlib import Path

from maps.layer_messages import Places
from maps.sources.layer_fault import LayerFaultError

_HEAD_BYTES = 4096
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11", b"GP12")
_SQLITE = b"SQLite format 3\0"
_RASTER_SIGNS = {
    b"II*\0": "GTiff",
    b"MM\0*": "GTiff",
    b"II+\0": "GTiff",
    b"MM\0+": "GTiff",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\0\0\0\x0cjP  ": "JP2OpenJPEG",
    b"UHL1": "DTED",
}
_RASTER_ENDINGS = {".asc": "AAIGrid", ".bil": "EHdr", ".hgt": "SRTMHGT"}
_XML_MARKS = ((b"<kml", "kml"), (b"<gpx", "gpx"), (b"<osm", "osm"), (b"FeatureCollection", "gml"))


@dataclass(frozen=True, slots=True)
class Format:
    """`name` decides how a file is read; `driver` is GDAL's word; `in_place` files are read where they lie."""

    name: str
    words: str
    driver: str
    in_place: bool = False

    @property
    def is_raster(self) -> bool:
        return self.name == "raster"


_VECTORS = {
    "gpkg": Format("gpkg", "GeoPackage", "GPKG", in_place=True),
    "sqlite": Format("sqlite", "SpatiaLite", "SQLite", in_place=True),
    "shp": Format("shp", "Shapefile", "ESRI Shapefile", in_place=True),
    "fgb": Format("fgb", "FlatGeobuf", "FlatGeobuf", in_place=True),
    "geojson": Format("geojson", "GeoJSON", "GeoJSON"),
    "kml": Format("kml", "KML", "LIBKML"),
    "gpx": Format("gpx", "GPX", "GPX"),
    "gml": Format("gml", "GML", "GML"),
    "osm": Format("osm", "OpenStreetMap", "OSM"),
    "dxf": Format("dxf", "DXF", "DXF"),
    "csv": Format("csv", "CSV", "CSV"),
    "zip": Format("zip", "ZIP", ""),
    "pmtiles": Format("pmtiles", "PMTiles", "", in_place=True),
    "mbtiles": Format("mbtiles", "MBTiles", "MBTiles", in_place=True),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """The identity of a file's content: another stamp, another content."""

    device: int
    inode: int
    size: int
    modified_ns: int

    @property
    def text(self) -> str:
        return f"{self.device:x}-{self.inode:x}-{self.size:x}-{self.modified_ns:x}"


def checked_file(address: str, places: Places) -> tuple[Path, Stamp]:
    """A regular file that may be read. Raises LayerFaultError missing, not_a_map, refused_store."""
    path = Path(address)
    if not path.is_absolute() or str(path).startswith("/vsi"):
        raise LayerFaultError("missing", f"{address[:200]}: no absolute path")
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise LayerFaultError("missing", f"{path.name}: {error}"[:200]) from error
    if not stat.S_ISREG(status.st_mode):
        raise LayerFaultError("not_a_map", f"{path.name} is no file")
    if (status.st_dev, status.st_ino) in places.refused:
        raise LayerFaultError("refused_store", path.name)
    return path, Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def format_of(path: Path) -> Format:
    """By the file's first bytes, and its ending where those do not say. Raises LayerFaultError."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise LayerFaultError("missing", f"{path.name}: {error.strerror}") from error
    name = _name_of(head, path.suffix.lower())
    if name in _VECTORS:
        return _VECTORS[name]
    if name:
        return Format("raster", _raster_words(name), name, in_place=True)
    raise LayerFaultError("not_a_map", path.name)


def _raster_words(driver: str) -> str:
    return {"GTiff": "GeoTIFF", "JP2OpenJPEG": "JPEG 2000", "AAIGrid": "ASCII grid"}.get(driver, driver)


def _name_of(head: bytes, ending: str) -> str:
    if head.startswith(_SQLITE):
        return "gpkg" if head[68:72] in _GEOPACKAGE_IDS else "mbtiles" if ending == ".mbtiles" else "sqlite"
    for sign, driver in _RASTER_SIGNS.items():
        if head.startswith(sign):
            return driver
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    return _binary_vector(head) or _text_name(head, ending) or _RASTER_ENDINGS.get(ending, "")


def _binary_vector(head: bytes) -> str:
    if head.startswith(b"\0\0\x27\x0a"):
        return "shp"
    if head.startswith(b"fgb\x03fgb"):
        return "fgb"
    if head.startswith(b"PMTiles"):
        return "pmtiles"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    return "osm" if b"OSMHeader" in head[:32] else ""


def _text_name(head: bytes, ending: str) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return next((name for mark, name in _XML_MARKS if mark in text), "")
    if text.startswith(b"{"):
        return "geojson"
    if ending == ".dxf" and (b"SECTION" in text or text.startswith(b"AutoCAD Binary DXF")):
        return "dxf"
    return "csv" if ending in (".csv", ".tsv", ".txt") and b"\0" not in text else ""
