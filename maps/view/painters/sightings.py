"""What a calibrated camera sees now, on the ground: people as dots, vehicles as squares, each with its last places."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from maps.layer import SightingMarks
from maps.view.painters.painter import PointPainter
from maps.view.scene import Scene, onscreen
from maps.view.theme import scale
from maps.view.theme.palette import colour
from maps.viewport import Viewport, to_mercator

STALE_AFTER_S = 2.0
_PEOPLE = frozenset({"person", "bicycle", "dog", "cat"})
_TRAIL_OPACITY = 0.7


class SightingPainter(PointPainter[SightingMarks]):
    @property
    def ids(self) -> tuple[str, ...]:
        return self.layer.ids

    def words(self, index: int) -> tuple[str, ...]:
        return self.layer.classes[index], self.layer.ids[index]

    def corner_near(self, viewport: Viewport, x_px: float, y_px: float, reach_px: float) -> tuple[float, float] | None:
        """Nothing is drawn to what moves."""
        del viewport, x_px, y_px, reach_px

    def paint(self, scene: Scene) -> None:
        x_px, y_px = self.pixels(scene.viewport)
        seen = onscreen(scene.viewport, x_px, y_px, scale.SIGHTING_DOT_PX).tolist()
        if self.layer.trail:
            for index in seen:
                self._paint_trail(scene, index)
        for index in seen:
            self._paint_one(scene, index, float(x_px[index]), float(y_px[index]))

    def _paint_one(self, scene: Scene, index: int, x_px: float, y_px: float) -> None:
        painter, half = scene.painter, scale.SIGHTING_DOT_PX / 2
        stale = not self.layer.age_s[index] <= STALE_AFTER_S
        chosen = scene.chosen(self.layer.name) == self.layer.ids[index]
        painter.setPen(QPen(colour(scene.palette.text3 if stale else scene.palette.halo), scale.BORDER_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush if stale else colour(scene.palette.text))
        if self.layer.classes[index] in _PEOPLE:
            painter.drawEllipse(QPointF(x_px, y_px), half, half)
        else:
            painter.drawRect(QRectF(x_px - half, y_px - half, 2 * half, 2 * half))
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            scene.ring(x_px, y_px, scale.SIGHTING_DOT_PX + scale.FOCUS_GAP_PX, scene.palette.focus)

    def _paint_trail(self, scene: Scene, index: int) -> None:
        trail = self.layer.trail[index]
        if len(trail) < 2:
            return
        x_px, y_px = scene.viewport.to_pixels(*to_mercator(trail[:, 0], trail[:, 1]))
        stale = not self.layer.age_s[index] <= STALE_AFTER_S
        scene.painter.setBrush(Qt.BrushStyle.NoBrush)
        halves = np.array_split(np.arange(len(trail)), 2)
        middle = int(halves[1][0])
        for start, stop, strength in ((0, middle + 1, 0.5), (middle, len(trail), 1.0)):
            opacity = _TRAIL_OPACITY * strength * (0.5 if stale else 1.0)
            scene.painter.setPen(QPen(colour(scene.palette.text2, opacity), scale.TRAIL_PEN_PX))
            line = [QPointF(x, y) for x, y in zip(x_px[start:stop].tolist(), y_px[start:stop].tolist(), strict=True)]
            scene.painter.drawPolyline(QPolygonF(line))
