"""Many small live points: dots, or a heat map where there are too many to tell apart."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt

from maps.layer import PointCloud
from maps.view.dots import Pixels, stamp
from maps.view.heat import stamp_heat
from maps.view.painters.painter import PointPainter
from maps.view.scene import Scene, onscreen
from maps.view.theme import scale
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport


def greys(palette: Palette) -> tuple[str, ...]:
    """The greys that `level` picks from, quiet to loud."""
    return palette.border, palette.text3, palette.text2, palette.text


class CloudPainter(PointPainter[PointCloud]):
    """Not to be clicked: a point of a cloud has no name."""

    heat_from = scale.CLUSTER_FROM_POINTS

    def stamp(self, pixels: Pixels, viewport: Viewport, dpr: float, palette: Palette) -> None:
        x_px, y_px = self.pixels(viewport)
        if len(x_px) > self.heat_from and len(onscreen(viewport, x_px, y_px)) > self.heat_from:
            stamp_heat(pixels, x_px * dpr, y_px * dpr, round(scale.HEAT_CELL_PX * dpr))
            return
        if dpr != 1.0:
            x_px, y_px = x_px * dpr, y_px * dpr
        stamp(pixels, x_px, y_px, scale.CLOUD_DOT_PX * dpr, self._inks(palette))

    def _inks(self, palette: Palette) -> NDArray[np.uint32] | int:
        inks = np.array([colour(token).rgba() for token in greys(palette)], np.uint32)
        level = np.minimum(self.layer.level, len(inks) - 1)
        if len(level) and level.min() == level.max():
            return int(inks[level[0]])
        return inks[level]

    def paint(self, scene: Scene) -> None:
        if not scene.on_paper:
            return
        x_px, y_px = self.pixels(scene.viewport)
        tokens = greys(scene.palette)
        radius = scale.CLOUD_DOT_PX / 2
        scene.painter.setPen(Qt.PenStyle.NoPen)
        for index in onscreen(scene.viewport, x_px, y_px):
            scene.painter.setBrush(colour(tokens[min(int(self.layer.level[index]), len(tokens) - 1)]))
            scene.painter.drawEllipse(QPointF(float(x_px[index]), float(y_px[index])), radius, radius)

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        del viewport, x_px, y_px

    @property
    def ids(self) -> tuple[str, ...]:
        return ()
