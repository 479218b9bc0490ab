"""What a map layer is read from: a kind, an address and what a person has to say where the data does not say it.

Values that are stored, sent to the map worker and compared; nothing here opens anything. No secret is ever part of
one: `credentials` names an entry that the console keeps in the keyring.
"""

import hashlib
from enum import StrEnum

import msgspec

LONGEST_ADDRESS = 4096


class SourceKind(StrEnum):
    """How the address is to be read."""

    VECTOR = "vector"
    """A file of features: GeoPackage, Shapefile, GeoJSON, KML, KMZ, FlatGeobuf, DXF, GPX, OSM PBF, SpatiaLite."""
    CSV = "csv"
    RASTER = "raster"
    PLAN = "plan"
    """An image laid on the ground by control points: a floor plan, an old map."""
    GTFS = "gtfs"
    MBTILES = "mbtiles"
    PMTILES = "pmtiles"
    XYZ = "xyz"
    WMTS = "wmts"
    WMS = "wms"
    WFS = "wfs"
    POSTGIS = "postgis"


ON_THE_NET = frozenset({SourceKind.XYZ, SourceKind.WMTS, SourceKind.WMS, SourceKind.WFS, SourceKind.POSTGIS})


class CsvColumns(msgspec.Struct, frozen=True, tag="csv"):
    """Where a table has its coordinates: two columns, or one of well-known text. Empty: not yet said."""

    x: str = ""
    y: str = ""
    wkt: str = ""


class WebPicture(msgspec.Struct, frozen=True, tag="web"):
    """How a WMS or WMTS is asked. `sublayer` of the source names the layer, several parted by commas for a WMS."""

    style: str = ""
    format: str = "image/png"
    time: str = ""
    version: str = "1.3.0"
    matrix_set: str = ""
    """Of a WMTS; empty: the first that fits Web Mercator."""
    keep_s: float = 7 * 86400.0
    """A stored answer older than this is asked for again; offline it is shown all the same, with its age."""


class TileGrid(msgspec.Struct, frozen=True, tag="grid"):
    """The pyramid of an XYZ address, whose `{z}`, `{x}`, `{y}` (or `{-y}`) are filled in."""

    min_zoom: int = 0
    max_zoom: int = 19
    tile_px: int = 256
    keep_s: float = 7 * 86400.0


class ControlPoint(msgspec.Struct, frozen=True):
    """A pixel of the image (from its upper left corner) and where on the ground it lies."""

    x_px: float
    y_px: float
    lat_deg: float
    lon_deg: float


class PlanFit(StrEnum):
    """How the image is bent onto the ground."""

    AFFINE = "affine"
    """Three pairs or more: shift, turn, scale, shear."""
    HOMOGRAPHY = "homography"
    """Four pairs or more: a photo of a plan, taken from the side."""


class Plan(msgspec.Struct, frozen=True, tag="plan"):
    """Control points of an image. `level` is the storey as people say it: PB, 1, S2."""

    points: tuple[ControlPoint, ...] = ()
    fit: PlanFit = PlanFit.AFFINE
    level: str = ""


Reading = CsvColumns | WebPicture | TileGrid | Plan


class Source(msgspec.Struct, frozen=True):
    """One layer of one source.

    `address` is an absolute path, a URL (of the service, without query, for WMS and WFS), or
    `postgresql://host:port/database`. `sublayer` names the table or layer in it, and is empty where there is one.
    `crs` is what a person said (`EPSG:32614`) of a file that does not say it.
    """

    kind: SourceKind
    address: str
    sublayer: str = ""
    crs: str = ""
    reading: Reading | None = None
    credentials: str = ""

    def __post_init__(self) -> None:
        if not self.address or len(self.address) > LONGEST_ADDRESS or "\0" in self.address:
            raise ValueError("a layer needs an address of at most 4096 characters")
        if "@" in self.address.partition("://")[2].partition("/")[0]:
            raise ValueError("an address must not carry a user or password: name an entry of the keyring")

    @property
    def key(self) -> str:
        """The same for equal sources, and fit for a file's name."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:32]
