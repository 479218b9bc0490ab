"""What every painter of a layer offers the canvas. One painter lives as long as its layer value."""

from typing import Generic, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from maps.layer import Layer
from maps.view.dots import Pixels
from maps.view.scene import Scene
from maps.view.theme import scale
from maps.view.theme.palette import Palette
from maps.viewport import Viewport, to_mercator

Floats = NDArray[np.float64]
L = TypeVar("L", bound=Layer)
MOST_HITS = 40
"""Of one layer under one pixel: more is a crowd, and no list."""


@runtime_checkable
class HasPoints(Protocol):
    """A layer of n points."""

    @property
    def lat_deg(self) -> Floats: ...
    @property
    def lon_deg(self) -> Floats: ...


class LayerPainter(Generic[L]):
    """Draws a layer; answers what lies under a pixel."""

    has_card = True
    """The selected thing has its card beside it; one that is large would be covered by it."""

    def __init__(self, layer: L) -> None:
        self.layer = layer

    def stamp(self, pixels: Pixels, viewport: Viewport, dpr: float, palette: Palette) -> None:
        """Write small dots into the ground's own pixels, under everything that is painted. Most layers have none."""

    def settle(self, scene: Scene) -> None:
        """On paper, before anything is painted: find a place for each label. Most layers have none."""

    def paint(self, scene: Scene) -> None:
        raise NotImplementedError

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """Index of what lies under the pixel and how far off it is in pixels, or None."""
        raise NotImplementedError

    def hits(self, viewport: Viewport, x_px: float, y_px: float) -> list[tuple[int, float]]:
        """Everything that lies under the pixel, as `hit` says of the nearest; at most `MOST_HITS`."""
        nearest = self.hit(viewport, x_px, y_px)
        return [] if nearest is None else [nearest]

    def corner_near(self, viewport: Viewport, x_px: float, y_px: float, reach_px: float) -> tuple[float, float] | None:
        """Mercator place of the nearest corner within reach, for tools that are drawn to what is there."""
        del viewport, x_px, y_px, reach_px

    def words(self, index: int) -> tuple[str, ...]:
        """Lines of the hover card: what it is, then more about it."""
        raise NotImplementedError

    def identity(self, index: int) -> str:
        raise NotImplementedError

    def index_of(self, identity: str | None) -> int | None:
        raise NotImplementedError

    def place_m(self, index: int) -> tuple[float, float]:
        """Mercator place of a thing, for its card."""
        raise NotImplementedError

    @property
    def pulses(self) -> bool:
        """Whether it holds something that nobody has acknowledged."""
        return False


class PointPainter(LayerPainter[L]):
    """A layer of points: projected once, found by distance (100,000 points take 0.4 ms)."""

    def __init__(self, layer: L) -> None:
        super().__init__(layer)
        assert isinstance(layer, HasPoints)
        self.x_m, self.y_m = to_mercator(layer.lat_deg, layer.lon_deg)

    def pixels(self, viewport: Viewport) -> tuple[Floats, Floats]:
        return viewport.to_pixels(self.x_m, self.y_m)

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        if not len(self.x_m):
            return None
        at_x, at_y = self.pixels(viewport)
        squares = (at_x - x_px) ** 2 + (at_y - y_px) ** 2
        squares[np.isnan(squares)] = np.inf
        nearest = int(np.argmin(squares))
        distance = float(np.sqrt(squares[nearest]))
        return (nearest, distance) if distance <= scale.HIT_RADIUS_PX else None

    def hits(self, viewport: Viewport, x_px: float, y_px: float) -> list[tuple[int, float]]:
        if self.hit(viewport, x_px, y_px) is None:
            return []
        at_x, at_y = self.pixels(viewport)
        off = np.hypot(at_x - x_px, at_y - y_px)
        near = np.flatnonzero(off <= scale.HIT_RADIUS_PX)
        return [(int(index), float(off[index])) for index in near[np.argsort(off[near], kind="stable")][:MOST_HITS]]

    def corner_near(self, viewport: Viewport, x_px: float, y_px: float, reach_px: float) -> tuple[float, float] | None:
        nearest = self.hit(viewport, x_px, y_px)
        return None if nearest is None or nearest[1] > reach_px else self.place_m(nearest[0])

    def place_m(self, index: int) -> tuple[float, float]:
        return float(self.x_m[index]), float(self.y_m[index])

    @property
    def ids(self) -> tuple[str, ...]:
        raise NotImplementedError

    def identity(self, index: int) -> str:
        return self.ids[index]

    def index_of(self, identity: str | None) -> int | None:
        try:
            return None if identity is None else self.ids.index(identity)
        except ValueError:
            return None
