"""Pictures of map layers that the worker made: a stack in a view, and the swatches of a legend."""

from dataclasses import dataclass, field

from maps.feature_filter import Cell
from maps.layer_facts import LayerNews
from maps.picture import Pixels
from maps.viewport import Viewport


@dataclass(frozen=True, slots=True, eq=False)
class StackPicture:
    """The layers of a viewport: `pixels` (height_px, width_px, 4) BGRA premultiplied, clear where nothing is."""

    viewport: Viewport
    scale: float
    width_px: int
    height_px: int
    pixels: Pixels
    news: tuple[LayerNews, ...]
    is_final: bool
    """False: a better one of the same viewport follows."""


@dataclass(frozen=True, slots=True, eq=False)
class LegendEntry:
    """A line of a legend: its swatch is BGRA premultiplied, drawn as the map is; `label` may be empty."""

    label: str
    pixels: Pixels
    value: Cell = None


@dataclass(frozen=True, slots=True)
class Legend:
    layer_id: str
    entries: tuple[LegendEntry, ...] = field(default=())
