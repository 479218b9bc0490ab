"""What is asked of the children that hold map layers, and what they answer: the `layers` and the `tables` role.

Passwords travel here, over the pipe of the child that needs them, and nowhere else: not in a source, not in a
command line, not in a log.
"""

from enum import StrEnum

import msgspec

from maps.layer_facts import (
    Breaks,
    ColumnStatistics,
    Distinct,
    Extent,
    Identified,
    Inspection,
    LayerNews,
    Page,
    Rows,
)
from maps.source import Source
from maps.stack import Selection, StackLayer
from maps.symbology import Method

Secrets = dict[str, tuple[str, str]]
"""Name of an entry of the keyring -> user, password."""


class Places(msgspec.Struct, frozen=True):
    """What a child of layers may use: `cache` for what it makes, `refused` (device, inode) it never opens."""

    cache: str
    refused: tuple[tuple[int, int], ...] = ()
    tiles_bytes: int = 1 << 29
    offline: bool = False


class StackJob(msgspec.Struct, frozen=True, tag="stack"):
    """Draw the layers in `bounds_m` (EPSG:3857); each picture goes to `picture` with its number as ending.

    `barred` names layers not to be touched and the code they failed by. `whole`: only the final picture is wanted.
    """

    ticket: int
    layers: tuple[StackLayer, ...]
    bounds_m: tuple[float, float, float, float]
    width_px: int
    height_px: int
    ratio: float
    style: str
    picture: str
    places: Places
    selected: tuple[Selection, ...] = ()
    barred: dict[str, str] = {}
    secrets: Secrets = {}
    whole: bool = False


class Interrupt(msgspec.Struct, frozen=True, tag="interrupt"):
    """The job of this ticket is wanted no more: end it soon. No answer of its own."""

    ticket: int


class InspectJob(msgspec.Struct, frozen=True, tag="inspect"):
    """`source`, or whatever lies at `address` when it is empty."""

    address: str
    source: Source | None
    places: Places
    secrets: Secrets = {}


class IdentifyJob(msgspec.Struct, frozen=True, tag="identify"):
    """What lies within `reach_m` (EPSG:3857) of a point, in the layers, topmost last in `layers`."""

    layers: tuple[StackLayer, ...]
    x_m: float
    y_m: float
    reach_m: float
    m_per_px: float
    most: int
    places: Places
    secrets: Secrets = {}


class PageJob(msgspec.Struct, frozen=True, tag="page"):
    rows: Rows
    first: int
    count: int
    places: Places
    secrets: Secrets = {}


class FindJob(msgspec.Struct, frozen=True, tag="find"):
    """The rows of features (`ids`), the features in a ring (`ring`, lat lon in degrees), or where features lie."""

    rows: Rows
    ids: tuple[int, ...] = ()
    ring: tuple[tuple[float, float], ...] = ()
    most: int = 0
    wants_extent: bool = False
    places: Places = Places("")
    secrets: Secrets = {}


class Summary(StrEnum):
    STATISTICS = "statistics"
    DISTINCT = "distinct"
    BREAKS = "breaks"


class SummaryJob(msgspec.Struct, frozen=True, tag="summary"):
    """Of one column: `count` is the most values told, or the number of classes."""

    what: Summary
    rows: Rows
    column: str
    count: int
    method: Method
    places: Places
    secrets: Secrets = {}


class LegendJob(msgspec.Struct, frozen=True, tag="legend"):
    """Swatches of a layer one under another into `picture`, each `width_px` x `height_px`."""

    layer: StackLayer
    width_px: int
    height_px: int
    ratio: float
    style: str
    picture: str
    places: Places
    secrets: Secrets = {}


class PrepareJob(msgspec.Struct, frozen=True, tag="prepare"):
    """Convert a source into the cache, or build the overviews of a raster there."""

    source: Source
    places: Places
    secrets: Secrets = {}


class SaveJob(msgspec.Struct, frozen=True, tag="save"):
    """Write the features of `rows`, or only `ids`, to `target` by its ending, in `crs` (empty: as they are)."""

    rows: Rows
    ids: tuple[int, ...]
    target: str
    name: str
    crs: str
    places: Places
    secrets: Secrets = {}


class LayerBegun(msgspec.Struct, frozen=True, tag="begun"):
    """From here on it is this layer that is being read: the one to suspect when the child dies."""

    layer_id: str


class StackPart(msgspec.Struct, frozen=True, tag="part"):
    """A picture of a job that goes on: `number` is its ending."""

    number: int
    width_px: int
    height_px: int
    news: tuple[LayerNews, ...]


class StackDone(msgspec.Struct, frozen=True, tag="stack_drawn"):
    number: int
    width_px: int
    height_px: int
    news: tuple[LayerNews, ...]


class Inspected(msgspec.Struct, frozen=True, tag="inspected"):
    inspection: Inspection


class Unprepared(msgspec.Struct, frozen=True, tag="unprepared"):
    """Nothing can be told of this source before it is converted."""

    source: Source


class IdentifyDone(msgspec.Struct, frozen=True, tag="identified"):
    identified: Identified


class PageDone(msgspec.Struct, frozen=True, tag="paged"):
    page: Page


class FindDone(msgspec.Struct, frozen=True, tag="found"):
    """`rows` of the ids that were asked for (-1: not in the table as it is filtered), or `ids` found."""

    rows: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    more: bool = False
    extent: Extent | None = None


class SummaryDone(msgspec.Struct, frozen=True, tag="summed"):
    statistics: ColumnStatistics | None = None
    distinct: Distinct | None = None
    breaks: Breaks | None = None


class LegendDone(msgspec.Struct, frozen=True, tag="legend_drawn"):
    """`labels[i]` belongs to the i-th swatch of the picture, all `width_px` x `height_px` device pixels."""

    width_px: int
    height_px: int
    labels: tuple[str, ...]
    values: tuple[str | int | float | bool | None, ...] = ()


class PrepareDone(msgspec.Struct, frozen=True, tag="prepared"):
    """What was wanted lies in the cache."""


class SaveDone(msgspec.Struct, frozen=True, tag="saved"):
    count: int


LayerJob = StackJob | InspectJob | IdentifyJob | PageJob | FindJob | SummaryJob | LegendJob | PrepareJob | SaveJob
LayerReply = (
    StackPart
    | StackDone
    | Inspected
    | Unprepared
    | IdentifyDone
    | PageDone
    | FindDone
    | SummaryDone
    | LegendDone
    | PrepareDone
    | SaveDone
    | LayerBegun
)
