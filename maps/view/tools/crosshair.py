"""The pointer of the keyboard: a cross on the ground that the arrows move; near an edge the map moves under it."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from maps.view.theme import scale
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport


class Crosshair:
    """Keeps its place on the ground; hidden while the mouse points."""

    def __init__(self) -> None:
        self.is_shown = False
        self._at_m = (0.0, 0.0)

    def pixel(self, viewport: Viewport) -> tuple[float, float]:
        return viewport.pixel_of_metres(*self._at_m)

    def show(self, viewport: Viewport) -> None:
        """In the middle, if it was not to be seen."""
        x_px, y_px = self.pixel(viewport)
        inside = 0 <= x_px <= viewport.width_px and 0 <= y_px <= viewport.height_px
        if not (self.is_shown and inside):
            self._at_m = viewport.x_m, viewport.y_m
        self.is_shown = True

    def place_at(self, viewport: Viewport, x_px: float, y_px: float) -> None:
        self._at_m = viewport.metres_at(x_px, y_px)

    def step(self, viewport: Viewport, east_px: float, south_px: float) -> tuple[float, float]:
        """Move; how far the map must be panned so that it stays in sight."""
        self.show(viewport)
        x_px, y_px = self.pixel(viewport)
        x_px, y_px = x_px + east_px, y_px + south_px
        self.place_at(viewport, x_px, y_px)
        return way_in(x_px, viewport.width_px), way_in(y_px, viewport.height_px)

    def paint(self, painter: QPainter, viewport: Viewport, palette: Palette) -> None:
        x_px, y_px = self.pixel(viewport)
        arm, gap = scale.CROSSHAIR_PX, scale.CROSSHAIR_GAP_PX
        for token, width in ((palette.halo, scale.SKETCH_HALO_PX), (palette.focus, scale.FOCUS_RING_PX)):
            painter.setPen(QPen(colour(token), width))
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                near = QPointF(x_px + dx * gap, y_px + dy * gap)
                painter.drawLine(near, QPointF(x_px + dx * arm, y_px + dy * arm))


def way_in(at_px: float, side_px: int) -> float:
    """How far a point lies beyond the margin of an edge: the pan that brings it back."""
    edge = min(scale.CROSSHAIR_EDGE_PX, side_px / 4)
    return max(0.0, edge - at_px) + min(0.0, side_px - edge - at_px)
