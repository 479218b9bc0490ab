"""How the features and cells of a layer look: values, no drawing.

An ink is `#RRGGBB` or a name of `maps.cartography.inks`, which differs by night and day. Hue belongs to alarms: what
nobody chose is a grey or a muted chart colour. Sizes are logical pixels.
"""

import re
from enum import StrEnum

import msgspec

from maps.feature_filter import Cell

Ink = str
INK_NAMES = ("series1", "series2", "series3", "series4", "text", "text2", "text3", "line", "halo", "focus")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
LARGEST_PX = 256.0
MOST_CLASSES = 1000


def _check_ink(ink: Ink) -> None:
    if ink not in INK_NAMES and _HEX.fullmatch(ink) is None:
        raise ValueError(f"no colour {ink!r}: give #RRGGBB")


def _check_within(name: str, value: float, most: float) -> None:
    if not 0.0 <= value <= most:  # NaN fails too
        raise ValueError(f"{name} of {value}: from 0 to {most:g}")


def _check_count(count: int) -> None:
    if count > MOST_CLASSES:
        raise ValueError(f"{count} classes; at most {MOST_CLASSES}")


class Shape(StrEnum):
    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    PENTAGON = "pentagon"
    STAR = "star"
    CROSS = "cross"
    X = "x"
    ARROW = "arrow"


class Dash(StrEnum):
    SOLID = "solid"
    DASH = "dash"
    DOT = "dot"
    DASH_DOT = "dash_dot"


class Hatch(StrEnum):
    """How an area is filled."""

    SOLID = "solid"
    EMPTY = "empty"
    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    CROSS = "cross"
    DIAGONAL = "diagonal"
    BACK_DIAGONAL = "back_diagonal"
    DIAGONAL_CROSS = "diagonal_cross"


class Symbol(msgspec.Struct, frozen=True):
    """One look for points, lines and areas; each geometry uses what concerns it.

    `colour` fills marks and areas and draws lines; `edge` rims marks and areas (empty: no rim). `icon` names one of
    `maps.cartography.icons` and takes the shape's place. `turn_column` holds degrees clockwise from north.
    """

    colour: Ink = "series2"
    opacity: float = 1.0
    edge: Ink = "halo"
    edge_px: float = 1.0
    shape: Shape = Shape.CIRCLE
    icon: str = ""
    size_px: float = 7.0
    turn_column: str = ""
    width_px: float = 1.5
    dash: Dash = Dash.SOLID
    hatch: Hatch = Hatch.SOLID

    def __post_init__(self) -> None:
        _check_ink(self.colour)
        if self.edge:
            _check_ink(self.edge)
        for name, most in (("opacity", 1.0), ("edge_px", 32.0), ("size_px", LARGEST_PX), ("width_px", 64.0)):
            _check_within(name, getattr(self, name), most)


class Single(msgspec.Struct, frozen=True, tag="single"):
    symbol: Symbol = Symbol()


class Category(msgspec.Struct, frozen=True):
    """`label` is what the legend says; empty: the value itself."""

    value: Cell
    symbol: Symbol
    label: str = ""
    visible: bool = True


class Categorised(msgspec.Struct, frozen=True, tag="categorised"):
    """A look by the value of a column; `other` is for values of no category, None hides them."""

    column: str
    categories: tuple[Category, ...] = ()
    other: Symbol | None = Symbol(colour="text3")

    def __post_init__(self) -> None:
        _check_count(len(self.categories))


class Method(StrEnum):
    """How classes were cut; they are stored as numbers and not cut again by themselves."""

    QUANTILE = "quantile"
    EQUAL = "equal"
    JENKS = "jenks"
    FIXED = "fixed"


class Ramp(StrEnum):
    CIVIDIS = "cividis"
    DIFFERENCES = "differences"
    GREYS = "greys"


class Step(msgspec.Struct, frozen=True):
    """From `lower` to `upper`, both included; the first step that holds a value draws it."""

    lower: float
    upper: float
    symbol: Symbol
    label: str = ""
    visible: bool = True


class Graduated(msgspec.Struct, frozen=True, tag="graduated"):
    """A look by the number in a column."""

    column: str
    steps: tuple[Step, ...] = ()
    method: Method = Method.QUANTILE
    ramp: Ramp = Ramp.CIVIDIS

    def __post_init__(self) -> None:
        _check_count(len(self.steps))


class HeatMap(msgspec.Struct, frozen=True, tag="heat"):
    """Density of points, each counting one or the number in `weight`."""

    radius_px: float = 16.0
    ramp: Ramp = Ramp.CIVIDIS
    weight: str = ""
    opacity: float = 0.6

    def __post_init__(self) -> None:
        _check_within("radius_px", self.radius_px, LARGEST_PX)
        _check_within("opacity", self.opacity, 1.0)


class Stretch(StrEnum):
    """Which values of a raster get the first and the last colour."""

    CUT = "cut"
    """The 2nd and the 98th percentile of what is known of the whole raster."""
    WHOLE = "whole"
    """The least and the greatest."""
    FIXED = "fixed"
    """`low` and `high`."""
    NONE = "none"
    """The values are colours already: 0 to 255."""


class Bands(msgspec.Struct, frozen=True, tag="bands"):
    """Three bands as red, green and blue, counted from 1; the file's own alpha, mask and nodata stay clear."""

    red: int = 1
    green: int = 2
    blue: int = 3
    stretch: Stretch = Stretch.NONE
    low: float = 0.0
    high: float = 255.0


class OneBand(msgspec.Struct, frozen=True, tag="band"):
    """One band by a ramp; with `relief` it is shaded as heights lit from the north-west."""

    band: int = 1
    ramp: Ramp = Ramp.CIVIDIS
    stretch: Stretch = Stretch.CUT
    low: float = 0.0
    high: float = 1.0
    relief: bool = False


class AsItIs(msgspec.Struct, frozen=True, tag="as_it_is"):
    """A picture that comes drawn (tiles, WMS, a plan). `saturation` 0 makes it grey, 1 leaves it."""

    saturation: float = 1.0

    def __post_init__(self) -> None:
        _check_within("saturation", self.saturation, 1.0)


class TileLook(msgspec.Struct, frozen=True, tag="tiles"):
    """Vector tiles in the look of the base map, by the usual names of their layers; others in chart colours."""


Symbology = Single | Categorised | Graduated | HeatMap | Bands | OneBand | AsItIs | TileLook


class Placement(StrEnum):
    AUTO = "auto"
    """Beside a point, along a line, inside an area."""
    OVER = "over"
    ALONG = "along"


class Labels(msgspec.Struct, frozen=True):
    """The text of a column beside its feature; of two that would touch, the one of the greater `priority` stays."""

    column: str
    size_px: float = 12.0
    colour: Ink = "text"
    halo: Ink = "halo"
    halo_px: float = 2.0
    placement: Placement = Placement.AUTO
    priority: int = 5
    closest: float = 0.0
    """As ScaleLimits, of the labels alone."""
    widest: float = 0.0
    overlap: bool = False

    def __post_init__(self) -> None:
        for ink in (self.colour, self.halo):
            _check_ink(ink)
        _check_within("size_px", self.size_px, LARGEST_PX)
        _check_within("halo_px", self.halo_px, 16.0)


class Clusters(msgspec.Struct, frozen=True):
    """Points are drawn as groups with their count when more than `from_points` are in view."""

    from_points: int = 20_000
    cell_px: float = 64.0
