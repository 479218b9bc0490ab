"""Rings on the ground: what a camera or a photo sees, zones, districts. Grey, dashed when what they say is old.

Polygons are made once in Mercator metres; each frame draws them through a transform, with pens of constant width.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPolygonF

from maps.layer import Outlines
from maps.view.painters.corners import nearest_corner
from maps.view.painters.painter import MOST_HITS, LayerPainter
from maps.view.scene import Scene, map_transform
from maps.view.theme import scale
from maps.view.theme.palette import colour
from maps.viewport import Viewport, to_mercator

Floats = NDArray[np.float64]
FILLS = {"camera": 0.14, "photo": 0.05, "zone": 0.08, "reach": 0.12, "block": 0.55}
"""Of roles that are filled."""
LINES = {"camera": 0.9, "photo": 0.55, "zone": 0.9, "space": 0.4, "district": 0.18, "reach": 0.35, "square": 0.7} | {
    "area": 0.9,
    "block": 1.0,
    "page": 0.9,
}
_ONLY_SEEN = frozenset({"district", "reach", "square"})
"""Nothing is chosen by a press on them."""
_CHOSEN_FILL = 0.18
_DASHES = [4.0, 3.0]
_ZONE_DASHES = [6.0, 3.0]
_NAMED_ON_PAPER = frozenset({"area", "page"})


class OutlinePainter(LayerPainter[Outlines]):
    def __init__(self, layer: Outlines) -> None:
        super().__init__(layer)
        self._rings_m = [_projected(ring) for ring in layer.rings]
        self._boxes_m = _boxes(self._rings_m)
        first = self._boxes_m[0] if len(self._boxes_m) else np.zeros(4)
        self._origin_m = float(first[0]), float(first[1])
        self._polygons = [self._polygon(ring) for ring in self._rings_m]
        self._holes_m = [[_projected(hole) for hole in holes] for holes in layer.holes] or [[] for _ in layer.rings]

    def _polygon(self, ring_m: Floats) -> QPolygonF:
        """Around an origin nearby: Qt's rasteriser would lose decimetres at Mercator's large numbers."""
        local = ring_m - np.array(self._origin_m)
        return QPolygonF([QPointF(x, -y) for x, y in local.tolist()])

    def settle(self, scene: Scene) -> None:
        """Areas have their names on paper, where no card tells them."""
        if scene.room is None or self.layer.role not in _NAMED_ON_PAPER:
            return
        for index in self._seen(scene.viewport).tolist():
            x_px, y_px = self._middle_px(scene.viewport, index)
            size = scene.label_size(self.layer.titles[index])
            scene.room.settle((self.layer.name, self.layer.ids[index]), size, QPointF(x_px, y_px), 0.0)

    def _middle_px(self, viewport: Viewport, index: int) -> tuple[float, float]:
        return viewport.pixel_of_metres(*self.place_m(index))

    def _paint_names(self, scene: Scene) -> None:
        for index, title in enumerate(self.layer.titles):
            plate = scene.room and scene.room.place_of((self.layer.name, self.layer.ids[index]))
            if plate:
                scene.label(title, plate.left(), plate.center().y(), scene.palette.text)

    def paint(self, scene: Scene) -> None:
        seen = self._seen(scene.viewport)
        if not len(seen):
            return
        painter, chosen = scene.painter, self.index_of(scene.chosen(self.layer.name))
        painter.save()
        painter.setTransform(map_transform(scene.viewport, self._origin_m), combine=True)
        for stale in (False, True):
            self._dress(scene, stale=stale)
            for index in seen[self.layer.stale[seen] == stale]:
                self._draw(painter, int(index))
        if chosen is not None:
            self._dress_chosen(scene)
            self._draw(painter, chosen)
        painter.restore()
        self._paint_names(scene)

    def _draw(self, painter: QPainter, index: int) -> None:
        if not self._holes_m[index]:
            painter.drawPolygon(self._polygons[index])
            return
        path = QPainterPath()  # odd-even: what lies within two rings is a hole
        for ring in (self._polygons[index], *(self._polygon(hole) for hole in self._holes_m[index])):
            path.addPolygon(ring)
            path.closeSubpath()
        painter.drawPath(path)

    def _seen(self, viewport: Viewport) -> NDArray[np.intp]:
        if not len(self._boxes_m):
            return np.zeros(0, np.intp)
        west, south, east, north = viewport.bounds_m
        box = self._boxes_m
        return np.flatnonzero((box[:, 2] >= west) & (box[:, 0] <= east) & (box[:, 3] >= south) & (box[:, 1] <= north))

    def _dress(self, scene: Scene, *, stale: bool) -> None:
        role = self.layer.role
        pen = _cosmetic(scene, LINES.get(role, 0.9), line_px(role))
        if stale or role in {"zone", "square"}:
            pen.setDashPattern(_DASHES if stale else _ZONE_DASHES)
        fill = 0.0 if stale else FILLS.get(role, 0.0)
        scene.painter.setPen(pen)
        if role == "block":
            scene.painter.setBrush(_hatched(scene))
        else:
            scene.painter.setBrush(QBrush(colour(scene.palette.text, fill)) if fill else Qt.BrushStyle.NoBrush)

    def _dress_chosen(self, scene: Scene) -> None:
        scene.painter.setPen(_cosmetic(scene, 1.0, scale.FOCUS_RING_PX))
        scene.painter.setBrush(colour(scene.palette.text, _CHOSEN_FILL))

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """The smallest ring around the pixel; as far as the hit radius, so that any mark within comes first."""
        around = self._around(viewport, x_px, y_px)
        return (around[0], float(scale.HIT_RADIUS_PX)) if around else None

    def hits(self, viewport: Viewport, x_px: float, y_px: float) -> list[tuple[int, float]]:
        """All the rings around the pixel, the smallest first."""
        around = self._around(viewport, x_px, y_px)[:MOST_HITS]
        return [(index, float(scale.HIT_RADIUS_PX)) for index in around]

    def _around(self, viewport: Viewport, x_px: float, y_px: float) -> list[int]:
        x_m, y_m = viewport.metres_at(x_px, y_px)
        box = self._boxes_m
        if self.layer.role in _ONLY_SEEN or not len(box):
            return []
        near = np.flatnonzero((box[:, 0] <= x_m) & (x_m <= box[:, 2]) & (box[:, 1] <= y_m) & (y_m <= box[:, 3]))
        around = [index for index in near.tolist() if self._is_around(index, x_m, y_m)]
        return sorted(around, key=lambda index: float(np.prod(box[index, 2:] - box[index, :2])))

    def corner_near(self, viewport: Viewport, x_px: float, y_px: float, reach_px: float) -> tuple[float, float] | None:
        return nearest_corner(
            [self._rings_m[index] for index in self._seen(viewport)], viewport, (x_px, y_px), reach_px
        )

    def _is_around(self, index: int, x_m: float, y_m: float) -> bool:
        in_a_hole = any(holds(hole, x_m, y_m) for hole in self._holes_m[index])
        return holds(self._rings_m[index], x_m, y_m) and not in_a_hole

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


def line_px(role: str) -> float:
    """Edges that a page is about are stronger than those of what a camera happens to see."""
    return {"block": scale.PAGE_BLOCK_PEN_PX, "area": scale.PAGE_AREA_PEN_PX}.get(role, scale.BORDER_PX)


def _hatched(scene: Scene) -> QBrush:
    """Somewhere in here: no point of it is meant."""
    brush = QBrush(colour(scene.palette.text, FILLS["block"]), Qt.BrushStyle.BDiagPattern)
    turned, _ok = scene.painter.transform().inverted()
    brush.setTransform(turned.scale(scene.dpr / 2, scene.dpr / 2))
    return brush


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


def holds(ring_m: Floats, x_m: float, y_m: float) -> bool:
    """Even-odd rule: how often a ray to the east crosses the ring."""
    x, y = ring_m[:, 0], ring_m[:, 1]
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    spans = (y > y_m) != (next_y > y_m)
    rise = np.where(next_y == y, 1.0, next_y - y)
    crossing_x = x + (y_m - y) / rise * (next_x - x)
    return bool(np.count_nonzero(spans & (x_m < crossing_x)) % 2)
