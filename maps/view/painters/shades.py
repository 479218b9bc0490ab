"""Areas by a number each: the steps of the cividis ramp, hatched where there is no number, dotted where it says little.

The ramp rises in lightness alone, so that a grey print keeps the order.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from maps.layer import AreaShades
from maps.view.painters.painter import LayerPainter
from maps.view.scene import Scene, map_transform
from maps.view.theme import fonts, scale
from maps.view.theme.palette import CIVIDIS, HEAT_OPACITY, colour
from maps.view.to_ground import box_of, boxes_in_view, polygon_around, projected
from maps.viewport import Viewport

_EDGE = 0.55
_HATCH = 0.45
_CHOSEN = 1.0


def ramp(steps: int) -> tuple[str, ...]:
    """So many colours of the ramp, from its dark end to its light one."""
    at = np.linspace(0, len(CIVIDIS) - 1, steps) if steps > 1 else np.array([len(CIVIDIS) // 2])
    return tuple(CIVIDIS[round(index)] for index in at.tolist())


class ShadePainter(LayerPainter[AreaShades]):
    def __init__(self, layer: AreaShades) -> None:
        super().__init__(layer)
        parts_m = [[projected(ring) for ring in parts] for parts in layer.parts]
        self._boxes_m = np.array([box_of(np.vstack(parts)) for parts in parts_m]).reshape(-1, 4)
        first = self._boxes_m[0] if len(self._boxes_m) else np.zeros(4)
        self._origin_m = float(first[0]), float(first[1])
        self._paths = [self._path(parts) for parts in parts_m]

    def _path(self, parts_m: list[np.ndarray]) -> QPainterPath:
        path = QPainterPath()
        for ring in parts_m:
            path.addPolygon(polygon_around(self._origin_m, ring))
            path.closeSubpath()
        return path

    def paint(self, scene: Scene) -> None:
        seen = boxes_in_view(self._boxes_m, scene.viewport)
        painter, transform = scene.painter, map_transform(scene.viewport, self._origin_m)
        edge = _cosmetic(scene, scene.palette.halo if not scene.on_paper else scene.palette.text, _EDGE, 1)
        inks = ramp(self.layer.steps)
        painter.save()
        for index in seen.tolist():
            shape = transform.map(self._paths[index])  # in pixels: patterns keep their grain at every scale
            step = int(self.layer.step[index])
            painter.setPen(edge)
            if step < 0:
                painter.setBrush(QBrush(colour(scene.palette.text3, _HATCH), Qt.BrushStyle.BDiagPattern))
            else:
                painter.setBrush(colour(inks[step], HEAT_OPACITY))
            painter.drawPath(shape)
            if step >= 0 and self.layer.caution[index]:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QBrush(colour(scene.palette.text, _HATCH), Qt.BrushStyle.Dense7Pattern))
                painter.drawPath(shape)
        self._paint_chosen(scene, transform)
        painter.restore()
        self._paint_labels(scene, seen.tolist())

    def _paint_chosen(self, scene: Scene, transform: QTransform) -> None:
        chosen = self.index_of(scene.chosen(self.layer.name))
        if chosen is not None:
            scene.painter.setBrush(Qt.BrushStyle.NoBrush)
            scene.painter.setPen(_cosmetic(scene, scene.palette.text, _CHOSEN, scale.FOCUS_RING_PX))
            scene.painter.drawPath(transform.map(self._paths[chosen]))

    def _paint_labels(self, scene: Scene, seen: list[int]) -> None:
        """Only where the words fit into the area's box."""
        if not self.layer.labels:
            return
        font = fonts.sans(scale.METADATA_PX, scale.MEDIUM)
        measure = QFontMetricsF(font)
        for index in seen:
            west, south, east, north = self._boxes_m[index].tolist()
            words, width = self.layer.labels[index], measure.horizontalAdvance(self.layer.labels[index])
            room = (east - west) / scene.viewport.scale, (north - south) / scene.viewport.scale
            if words and width + scale.SPACE_16 < room[0] and measure.height() + scale.SPACE_8 < room[1]:
                x_px, y_px = (float(part[0]) for part in scene.viewport.to_pixels(*self._middle(index)))
                scene.label(words, x_px - width / 2 - scale.SPACE_8 + 2, y_px, scene.palette.text, font)

    def _middle(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        x_m, y_m = self.place_m(index)
        return np.array([x_m]), np.array([y_m])

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """As far as the hit radius and a hair, so that every mark and ring within comes first."""
        x_m, y_m = viewport.metres_at(x_px, y_px)
        box, at = self._boxes_m, QPointF(x_m - self._origin_m[0], self._origin_m[1] - y_m)
        if not len(box):
            return None
        near = np.flatnonzero((box[:, 0] <= x_m) & (x_m <= box[:, 2]) & (box[:, 1] <= y_m) & (y_m <= box[:, 3]))
        around = [index for index in near.tolist() if self._paths[index].contains(at)]
        if not around:
            return None
        smallest = min(around, key=lambda index: float(np.prod(box[index, 2:] - box[index, :2])))
        return smallest, scale.HIT_RADIUS_PX + 0.5

    def words(self, index: int) -> tuple[str, ...]:
        return tuple(self.layer.titles[index].split("\n"))

    def identity(self, index: int) -> str:
        return self.layer.ids[index]

    def index_of(self, identity: str | None) -> int | None:
        try:
            return None if identity is None else self.layer.ids.index(identity)
        except ValueError:
            return None

    def place_m(self, index: int) -> tuple[float, float]:
        west, south, east, north = self._boxes_m[index].tolist()
        return (west + east) / 2, (south + north) / 2


def _cosmetic(scene: Scene, token: str, opacity: float, width_px: float) -> QPen:
    pen = QPen(colour(token, opacity), width_px)
    pen.setCosmetic(not scene.on_paper)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def paint_step(painter: QPainter, box: QRectF, step: int, steps: int, hatch: str) -> None:
    """A sample of a class for a legend; -1 is what has no number, hatched in the token."""
    painter.setPen(Qt.PenStyle.NoPen)
    if step < 0:
        painter.setBrush(QBrush(colour(hatch, _HATCH), Qt.BrushStyle.BDiagPattern))
    else:
        painter.setBrush(colour(ramp(steps)[step], HEAT_OPACITY))
    painter.drawRect(box)
