"""The layers that are drawn above the base map, as values: a stack, first below.

Groups, order and what is stored are the console's; here is only what the map worker must know to draw one picture.
"""

import hashlib
from enum import StrEnum

import msgspec

from maps.feature_filter import Filter
from maps.source import Source
from maps.symbology import Clusters, Labels, Symbology

MOST_LAYERS = 500
DOTS_PER_INCH = 96.0
"""Of the screen that scales are said for, as in QGIS: 1:N is N times the ground in a pixel of 1/96 inch."""


class ScaleLimits(msgspec.Struct, frozen=True):
    """Drawn from 1:`closest` to 1:`widest`; 0 is no limit. `ScaleLimits(1000, 50000)`: from 1:1000 to 1:50000."""

    closest: float = 0.0
    widest: float = 0.0

    def hold(self, denominator: float) -> bool:
        return denominator >= self.closest and (not self.widest or denominator <= self.widest)


class Blend(StrEnum):
    """How a layer meets the layers of the stack below it; the base map lies under all and is not blended with."""

    NORMAL = "normal"
    MULTIPLY = "multiply"
    SCREEN = "screen"
    DARKEN = "darken"
    LIGHTEN = "lighten"


class StackLayer(msgspec.Struct, frozen=True):
    """A layer to be drawn. `id` is the console's own and unique in a stack; `name` is for words alone."""

    id: str
    name: str
    source: Source
    symbology: Symbology
    labels: Labels | None = None
    where: Filter | None = None
    opacity: float = 1.0
    limits: ScaleLimits = ScaleLimits()
    blend: Blend = Blend.NORMAL
    clusters: Clusters | None = Clusters()
    visible: bool = True
    attribution: str = ""
    """Who must be named on pictures of it."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.opacity <= 1.0:
            raise ValueError(f"an opacity of {self.opacity}: from 0 to 1")

    @property
    def look_key(self) -> str:
        """Equal for two layers whose picture is the same before opacity, blending and visibility."""
        looks = (self.source, self.symbology, self.where, self.clusters)
        return hashlib.sha256(msgspec.json.encode(looks)).hexdigest()[:32]


Stack = tuple[StackLayer, ...]


class Selection(msgspec.Struct, frozen=True):
    """Features drawn again on top in the colour of focus. At most MOST_SELECTED are drawn."""

    layer_id: str
    ids: tuple[int, ...]


MOST_SELECTED = 20_000


def scale_denominator(ground_m_per_px: float) -> float:
    """The N of 1:N for metres of ground in a logical pixel."""
    return ground_m_per_px * DOTS_PER_INCH / 0.0254
