"""Lines on the ground: streets that no camera sees, as dots of light along them, never a colour."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen, QPolygonF

from maps.layer import GapLines
from maps.view.painters.painter import LayerPainter
from maps.view.scene import Scene, map_transform
from maps.view.theme import scale
from maps.view.theme.palette import colour
from maps.view.to_ground import box_of, boxes_in_view, projected
from maps.viewport import Viewport

_DOTS = [0.1, 3.0]
_OPACITY = 0.75
_TOUCH_PX = 6.0


class GapLinePainter(LayerPainter[GapLines]):
    def __init__(self, layer: GapLines) -> None:
        super().__init__(layer)
        self._lines_m = [projected(line) for line in layer.lines]
        self._boxes_m = np.array([box_of(line) for line in self._lines_m]).reshape(-1, 4)
        first = self._boxes_m[0] if len(self._boxes_m) else np.zeros(4)
        self._origin_m = float(first[0]), float(first[1])
        self._shapes = [self._shape(line) for line in self._lines_m]

    def _shape(self, line_m: np.ndarray) -> QPolygonF:
        return QPolygonF([QPointF(x, -y) for x, y in (line_m - np.array(self._origin_m)).tolist()])

    def paint(self, scene: Scene) -> None:
        seen = boxes_in_view(self._boxes_m, scene.viewport)
        if not len(seen):
            return
        pen = QPen(colour(scene.palette.text, _OPACITY), scale.GAP_PEN_PX * (1.0 if scene.on_paper else scene.dpr))
        pen.setDashPattern(_DOTS)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setCosmetic(True)
        transform = map_transform(scene.viewport, self._origin_m)
        scene.painter.setBrush(Qt.BrushStyle.NoBrush)
        scene.painter.setPen(pen)
        for index in seen.tolist():
            scene.painter.drawPolyline(transform.map(self._shapes[index]))

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """A line within a few pixels; later than any mark or ring."""
        x_m, y_m = viewport.metres_at(x_px, y_px)
        reach_m, box = _TOUCH_PX * viewport.scale, self._boxes_m
        if not len(box):
            return None
        close = (box[:, 0] - reach_m <= x_m) & (x_m <= box[:, 2] + reach_m)
        close &= (box[:, 1] - reach_m <= y_m) & (y_m <= box[:, 3] + reach_m)
        far = {index: _distance_m(self._lines_m[index], x_m, y_m) for index in np.flatnonzero(close).tolist()}
        nearest = min(far, key=lambda index: far[index], default=None)
        if nearest is None or far[nearest] > reach_m:
            return None
        return nearest, float(scale.HIT_RADIUS_PX)

    def words(self, index: int) -> tuple[str, ...]:
        return tuple(self.layer.titles[index].split("\n"))

    def identity(self, index: int) -> str:
        return str(index)

    def index_of(self, identity: str | None) -> int | None:
        known = identity is not None and identity.isdigit() and int(identity) < len(self.layer.lines)
        return int(identity) if known and identity is not None else None

    def place_m(self, index: int) -> tuple[float, float]:
        middle = self._lines_m[index][len(self._lines_m[index]) // 2]
        return float(middle[0]), float(middle[1])


def _distance_m(line_m: np.ndarray, x_m: float, y_m: float) -> float:
    """To the nearest of its pieces."""
    start, ends = line_m[:-1], line_m[1:] - line_m[:-1]
    to_point = np.array([x_m, y_m]) - start
    length = np.maximum((ends**2).sum(axis=1), 1e-9)
    along = np.clip((to_point * ends).sum(axis=1) / length, 0.0, 1.0)
    return float(np.sqrt(((to_point - ends * along[:, None]) ** 2).sum(axis=1)).min())
