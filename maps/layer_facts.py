"""What the map worker tells of layers: what is in a source, how a drawn stack fares, features, rows, classes."""

from enum import StrEnum

import msgspec

from maps.feature_filter import Cell, Filter
from maps.source import Source
from maps.symbology import Symbology


class Geometry(StrEnum):
    POINT = "point"
    LINE = "line"
    AREA = "area"
    MIXED = "mixed"
    NONE = "none"
    """A table without places."""
    PICTURE = "picture"
    """A raster, or tiles that come drawn."""
    TILES = "tiles"
    """Vector tiles."""


class ColumnType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    OTHER = "other"
    """Bytes and lists: not shown."""


class Column(msgspec.Struct, frozen=True):
    name: str
    type: ColumnType


class Extent(msgspec.Struct, frozen=True):
    """Degrees. `west` may be greater than `east` only over the antimeridian."""

    south: float
    west: float
    north: float
    east: float


class Question(StrEnum):
    """What a person must say before a layer can be drawn; nothing is guessed."""

    CRS = "crs"
    COORDINATES = "coordinates"
    """Which columns of a table are its coordinates."""
    CONTROL_POINTS = "control_points"
    CREDENTIALS = "credentials"


class CrsOffer(msgspec.Struct, frozen=True):
    """A coordinate system that would be possible, and where the data would then lie: for a person to choose."""

    code: str
    name: str
    lat_deg: float
    lon_deg: float


class RasterFacts(msgspec.Struct, frozen=True):
    width_px: int
    height_px: int
    bands: int
    type: str
    has_overviews: bool
    low: float | None = None
    high: float | None = None
    """The 2nd and 98th percentile of the first band, of a sample."""
    wants_overviews: bool = False
    """So large that it is shown slowly until its overviews are built in the cache."""


class Sublayer(msgspec.Struct, frozen=True):
    """One layer of a source. `source` is ready to be drawn when `questions` is empty; `symbology` is a proposal."""

    source: Source
    title: str
    geometry: Geometry
    symbology: Symbology
    crs: str = ""
    count: int | None = None
    extent: Extent | None = None
    columns: tuple[Column, ...] = ()
    questions: tuple[Question, ...] = ()
    offers: tuple[CrsOffer, ...] = ()
    raster: RasterFacts | None = None
    area_key: str = ""
    """The column or columns (joined by +) that hold INEGI's key of an area (CVEGEO)."""
    name_column: str = ""
    """The column that most likely names a feature; empty: none."""
    in_place: bool = True
    """False: it is converted into the cache first, once."""
    attribution: str = ""


class Inspection(msgspec.Struct, frozen=True):
    """What an address holds. `format` is a word for people: GeoPackage, Shapefile."""

    format: str
    sublayers: tuple[Sublayer, ...]
    size_bytes: int | None = None


class LayerState(StrEnum):
    WAITING = "waiting"
    PARTIAL = "partial"
    """Something of it is in the picture and the rest is in the making."""
    PREPARING = "preparing"
    """It is converted, or its overviews are built; `done_ratio` says how far. What can be shown is shown."""
    DRAWN = "drawn"
    OUT_OF_SCALE = "out_of_scale"
    FAILED = "failed"


class LayerNews(msgspec.Struct, frozen=True):
    """How one layer of a stack fares. `code` and `detail` say why, of FAILED and of notices on a drawn layer.

    Codes of notices: stale (tiles older than wanted, since the network does not answer), too_many_tiles,
    broken_geometries, no_labels_room. Codes of FAILED: those of WorkerFault, no_crs, no_columns, no_points,
    not_a_map, damaged, missing, changed, too_large, refused_store, no_answer, not_an_image, html, redirected,
    credentials, no_column.
    """

    id: str
    state: LayerState
    code: str = ""
    detail: str = ""
    done_ratio: float = 0.0
    shown: int | None = None
    """Features in the picture, each counted once, clustered or not."""
    clustered: bool = False
    as_of_s: float | None = None
    """Unix time of the oldest stored answer that the picture shows; None when it does not come from the network."""


class Found(msgspec.Struct, frozen=True):
    """A feature (or the cell of a raster, feature_id -1) under a pixel, topmost first."""

    layer_id: str
    feature_id: int
    title: str
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    lat_deg: float
    lon_deg: float
    """On the feature, nearest to the pixel."""
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Its outline as lat, lon in degrees, for a highlight; at most 1000 corners in all."""


class Identified(msgspec.Struct, frozen=True):
    found: tuple[Found, ...]
    more: bool
    """There were more under the pixel than are told."""
    faults: tuple[LayerNews, ...] = ()


class SortKey(msgspec.Struct, frozen=True):
    column: str
    descending: bool = False


class Rows(msgspec.Struct, frozen=True):
    """Which rows of a layer's table, in which order; empty cells come last."""

    source: Source
    where: Filter | None = None
    order: tuple[SortKey, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """`rows[i]` are the cells of feature `ids[i]`; `first` is the row of the first, `total` all that there are."""

    first: int
    total: int
    columns: tuple[Column, ...]
    ids: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


class ValueCount(msgspec.Struct, frozen=True):
    value: Cell
    count: int


class Distinct(msgspec.Struct, frozen=True):
    """The most frequent values of a column, most frequent first."""

    values: tuple[ValueCount, ...]
    more: bool


class ColumnStatistics(msgspec.Struct, frozen=True):
    """Of the numbers in a column; the figures are None when there is none."""

    count: int
    empty: int
    least: float | None
    most: float | None
    mean: float | None
    median: float | None
    deviation: float | None


class Breaks(msgspec.Struct, frozen=True):
    """Edges of classes: n + 1 numbers for n classes, rising."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
