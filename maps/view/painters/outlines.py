"""Rings on the ground: what a camera or a photo sees, zones, districts. Grey, dashed when what they say is old.

Polygons are made once in Mercator metres; each frame draws them through a transform, with pens of constant width.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPen, QPolygonF, QTransform

from maps.layer import Outlines
from maps.view.painters.painter import LayerPainter
from maps.view.scene import Scene
from maps.view.theme import scale
from maps.view.theme.palette import colour
from maps.viewport import Viewport, to_mercator

Floats = NDArray[np.float64]
_FILL = {"camera": 0.14, "photo": 0.05, "zone": 0.08, "space": 0.0, "district": 0.0, "reach": 0.12}
_LINE = {"camera": 0.9, "photo": 0.55, "zone": 0.9, "space": 0.4, "district": 0.18, "reach": 0.35, "square": 0.7}
_ONLY_SEEN = frozenset({"district", "reach", "square"})
"""Nothing is chosen by a press on them."""
_CHOSEN_FILL = 0.18
_DASHES = [4.0, 3.0]
_ZONE_DASHES = [6.0, 3.0]


class OutlinePainter(LayerPainter[Outlines]):
    def __init__(self, layer: Outlines) -> None:
        super().__init__(layer)
        self._rings_m = [_projected(ring) for ring in layer.rings]
        self._boxes_m = _boxes(self._rings_m)
        first = self._boxes_m[0] if len(self._boxes_m) else np.zeros(4)
        self._origin_m = float(first[0]), float(first[1])
        self._polygons = [self._polygon(ring) for ring in self._rings_m]

    def _polygon(self, ring_m: Floats) -> QPolygonF:
        """Around an origin nearby: Qt's rasteriser would lose decimetres at Mercator's large numbers."""
        local = ring_m - np.array(self._origin_m)
        return QPolygonF([QPointF(x, -y) for x, y in local.tolist()])

    def paint(self, scene: Scene) -> None:
        seen = self._seen(scene.viewport)
        if not len(seen):
            return
        painter, chosen = scene.painter, self.index_of(scene.chosen(self.layer.name))
        painter.save()
        painter.setTransform(self._transform(scene.viewport), combine=True)
        for stale in (False, True):
            self._dress(scene, stale=stale)
            for index in seen[self.layer.stale[seen] == stale]:
                painter.drawPolygon(self._polygons[index])
        if chosen is not None:
            self._dress_chosen(scene)
            painter.drawPolygon(self._polygons[chosen])
        painter.restore()

    def _transform(self, viewport: Viewport) -> QTransform:
        west, _, _, north = viewport.bounds_m
        shrink = 1.0 / viewport.scale
        left, top = (self._origin_m[0] - west) * shrink, (north - self._origin_m[1]) * shrink
        return QTransform(shrink, 0.0, 0.0, shrink, left, top)

    def _seen(self, viewport: Viewport) -> NDArray[np.intp]:
        if not len(self._boxes_m):
            return np.zeros(0, np.intp)
        west, south, east, north = viewport.bounds_m
        box = self._boxes_m
        return np.flatnonzero((box[:, 2] >= west) & (box[:, 0] <= east) & (box[:, 3] >= south) & (box[:, 1] <= north))

    def _dress(self, scene: Scene, *, stale: bool) -> None:
        role = self.layer.role
        pen = _cosmetic(scene, _LINE.get(role, 0.9), scale.BORDER_PX)
        if stale or role in {"zone", "square"}:
            pen.setDashPattern(_DASHES if stale else _ZONE_DASHES)
        fill = 0.0 if stale else _FILL.get(role, 0.0)
        scene.painter.setPen(pen)
        scene.painter.setBrush(QBrush(colour(scene.palette.text, fill)) if fill else Qt.BrushStyle.NoBrush)

    def _dress_chosen(self, scene: Scene) -> None:
        scene.painter.setPen(_cosmetic(scene, 1.0, scale.FOCUS_RING_PX))
        scene.painter.setBrush(colour(scene.palette.text, _CHOSEN_FILL))

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """The smallest ring around the pixel; as far as the hit radius, so that any mark within comes first."""
        west, _, _, north = viewport.bounds_m
        x_m, y_m = west + x_px * viewport.scale, north - y_px * viewport.scale
        box = self._boxes_m
        if self.layer.role in _ONLY_SEEN or not len(box):
            return None
        near = np.flatnonzero((box[:, 0] <= x_m) & (x_m <= box[:, 2]) & (box[:, 1] <= y_m) & (y_m <= box[:, 3]))
        around = [int(index) for index in near if _holds(self._rings_m[index], x_m, y_m)]
        if not around:
            return None
        smallest = min(around, key=lambda index: float(np.prod(box[index, 2:] - box[index, :2])))
        return smallest, float(scale.HIT_RADIUS_PX)

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
        box = self._boxes_m[index]
        return float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2


def _cosmetic(scene: Scene, opacity: float, width_px: float) -> QPen:
    """A pen that the map's scale leaves alone; its width counts in device pixels."""
    pen = QPen(colour(scene.palette.text, opacity), width_px * scene.dpr)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _projected(ring: Floats) -> Floats:
    return np.column_stack(to_mercator(ring[:, 0], ring[:, 1]))


def _boxes(rings_m: list[Floats]) -> Floats:
    """West, south, east, north of each."""
    if not rings_m:
        return np.zeros((0, 4))
    return np.array([np.concatenate((ring.min(axis=0), ring.max(axis=0))) for ring in rings_m])


def _holds(ring_m: Floats, x_m: float, y_m: float) -> bool:
    """Even-odd rule: how often a ray to the east crosses the ring."""
    x, y = ring_m[:, 0], ring_m[:, 1]
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    spans = (y > y_m) != (next_y > y_m)
    rise = np.where(next_y == y, 1.0, next_y - y)
    crossing_x = x + (y_m - y) / rise * (next_x - x)
    return bool(np.count_nonzero(spans & (x_m < crossing_x)) % 2)
