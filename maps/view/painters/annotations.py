"""What people drew: points, lines, areas, texts, arrows and circles, in one of four inks with its own dash.

Lines have an edge of the map's ground, so that they stand out on any base map; titles are upright on any turn.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPen, QPolygonF

from maps.layer import Annotations
from maps.shape import ShapeKind
from maps.view.painters.corners import nearest_corner
from maps.view.painters.outlines import holds
from maps.view.painters.painter import MOST_HITS, LayerPainter
from maps.view.scene import Scene
from maps.view.theme import fonts, scale
from maps.view.theme.palette import CHART_DASHES, colour, inks
from maps.viewport import Viewport, to_mercator

Floats = NDArray[np.float64]
_FILL = 0.12
_CLOSED = frozenset({ShapeKind.AREA, ShapeKind.CIRCLE})
_DOTS = frozenset({ShapeKind.POINT, ShapeKind.TEXT})
_TITLES_FROM_PX = 24
"""A smaller shape carries no title: it would say more than the shape."""


class AnnotationPainter(LayerPainter[Annotations]):
    has_card = False

    def __init__(self, layer: Annotations) -> None:
        super().__init__(layer)
        self._paths_m = [np.column_stack(to_mercator(path[:, 0], path[:, 1])) for path in layer.paths]
        boxes = [np.concatenate((path.min(axis=0), path.max(axis=0))) for path in self._paths_m]
        self._boxes_m = np.array(boxes) if boxes else np.zeros((0, 4))

    # what is there

    def words(self, index: int) -> tuple[str, ...]:
        title = self.layer.titles[index]
        return (title,) if title else ()

    def identity(self, index: int) -> str:
        return self.layer.ids[index]

    def index_of(self, identity: str | None) -> int | None:
        return self.layer.ids.index(identity) if identity in self.layer.ids else None

    def place_m(self, index: int) -> tuple[float, float]:
        """The middle of an area, the middle of the way of a line."""
        path = self._paths_m[index]
        if self.layer.kinds[index] in _CLOSED:
            return _centroid(path)
        return _half_way(path)

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        return next(iter(self.hits(viewport, x_px, y_px)), None)

    def hits(self, viewport: Viewport, x_px: float, y_px: float) -> list[tuple[int, float]]:
        """A line within reach, or what an area holds: as far as the hit radius, so that marks within come first."""
        found = [
            (int(index), off_px)
            for index in self._near(viewport, x_px, y_px)
            if (off_px := self._off(int(index), viewport, x_px, y_px)) is not None
        ]
        return sorted(found, key=lambda one: one[1])[:MOST_HITS]

    def _near(self, viewport: Viewport, x_px: float, y_px: float) -> NDArray[np.intp]:
        """Those whose box the pixel is in or beside; a text reaches to the right of its place."""
        (x_m, y_m), box = viewport.metres_at(x_px, y_px), self._boxes_m
        reach_m = scale.CARD_MAX_WIDTH_PX * viewport.scale
        inside = (box[:, 0] - reach_m <= x_m) & (x_m <= box[:, 2] + reach_m)
        return np.flatnonzero(inside & (box[:, 1] - reach_m <= y_m) & (y_m <= box[:, 3] + reach_m))

    def _off(self, index: int, viewport: Viewport, x_px: float, y_px: float) -> float | None:
        kind, path = self.layer.kinds[index], self._paths_m[index]
        at_x, at_y = viewport.to_pixels(path[:, 0], path[:, 1])
        if kind in _DOTS:
            if kind is ShapeKind.TEXT and self._plate(index, float(at_x[0]), float(at_y[0])).contains(
                QPointF(x_px, y_px)
            ):
                return 0.0
            off_px = math.hypot(at_x[0] - x_px, at_y[0] - y_px)
        else:
            off_px = _off_path(at_x, at_y, x_px, y_px, closed=kind in _CLOSED)
        if off_px <= scale.HIT_RADIUS_PX / 2 or (kind in _DOTS and off_px <= scale.HIT_RADIUS_PX):
            return off_px
        inside = kind in _CLOSED and holds(path, *viewport.metres_at(x_px, y_px))
        return float(scale.HIT_RADIUS_PX) if inside else None

    def corner_near(self, viewport: Viewport, x_px: float, y_px: float, reach_px: float) -> tuple[float, float] | None:
        """The middle of a circle, which is no corner, is not offered; its ring is."""
        near = [self._paths_m[index] for index in self._near(viewport, x_px, y_px)]
        return nearest_corner(near, viewport, (x_px, y_px), reach_px)

    # painting

    def paint(self, scene: Scene) -> None:
        chosen = self.index_of(scene.chosen(self.layer.name))
        seen = self._seen(scene.viewport)
        seen = [index for index in seen if not scene.hides(self.layer.name, self.layer.ids[index])]
        for index in seen:
            if index != chosen:
                self._paint_one(scene, index, chosen=False)
        if chosen is not None and chosen in seen:
            self._paint_one(scene, chosen, chosen=True)

    def _seen(self, viewport: Viewport) -> list[int]:
        west, south, east, north = viewport.bounds_m
        reach_m, box = scale.CARD_MAX_WIDTH_PX * viewport.scale, self._boxes_m
        across = (box[:, 2] >= west - reach_m) & (box[:, 0] <= east + reach_m)
        return np.flatnonzero(across & (box[:, 3] >= south - reach_m) & (box[:, 1] <= north + reach_m)).tolist()

    def _paint_one(self, scene: Scene, index: int, *, chosen: bool) -> None:
        path, kind = self._paths_m[index], self.layer.kinds[index]
        at_x, at_y = scene.viewport.to_pixels(path[:, 0], path[:, 1])
        points = [QPointF(x, y) for x, y in zip(at_x.tolist(), at_y.tolist(), strict=True)]
        style = int(self.layer.style[index]) % len(CHART_DASHES)
        ink = inks(scene.palette)[style]
        if kind is ShapeKind.TEXT:
            self._paint_text(scene, index, points[0], ink, chosen=chosen)
        elif kind is ShapeKind.POINT:
            _paint_dot(scene, points[0], ink, chosen=chosen)
            self._paint_title(scene, index, points[0] + QPointF(scale.ANNOTATION_DOT_PX, 0))
        else:
            _paint_path(scene, points, ink, CHART_DASHES[style], closed=kind in _CLOSED, chosen=chosen)
            if kind is ShapeKind.ARROW:
                _paint_head(scene, points, ink)
            self._paint_title_of_path(scene, index, points)

    def _paint_title_of_path(self, scene: Scene, index: int, points: list[QPointF]) -> None:
        box = QPolygonF(points).boundingRect()
        if max(box.width(), box.height()) >= _TITLES_FROM_PX:
            self._paint_title(scene, index, QPointF(*scene.viewport.pixel_of_metres(*self.place_m(index))), middle=True)

    def _paint_title(self, scene: Scene, index: int, at: QPointF, *, middle: bool = False) -> None:
        title = _short(self.layer.titles[index])
        if not title:
            return
        font = fonts.sans(scale.METADATA_PX, scale.MEDIUM)
        half = QFontMetricsF(font).horizontalAdvance(title) / 2 + scale.SPACE_8 if middle else 0.0
        scene.label(title, at.x() - half, at.y(), scene.palette.text, font)

    def _plate(self, index: int, x_px: float, y_px: float) -> QRectF:
        measure = QFontMetricsF(_text_font())
        width = measure.horizontalAdvance(_short(self.layer.titles[index])) + 2 * scale.SPACE_8
        return QRectF(x_px, y_px - measure.height() / 2 - scale.SPACE_4, width, measure.height() + scale.SPACE_8)

    def _paint_text(self, scene: Scene, index: int, at: QPointF, ink: str, *, chosen: bool) -> None:
        """A plate with a bar of its ink at the left, where its place is."""
        painter, plate = scene.painter, self._plate(index, at.x(), at.y())
        painter.setPen(QPen(colour(scene.palette.focus if chosen else scene.palette.border), _edge_px(chosen=chosen)))
        painter.setBrush(colour(scene.palette.raised))
        painter.drawRoundedRect(plate, scale.RADIUS_PX, scale.RADIUS_PX)
        painter.fillRect(QRectF(plate.left(), plate.top(), scale.SELECTED_BAR_PX, plate.height()), colour(ink))
        painter.setFont(_text_font())
        painter.setPen(colour(scene.palette.text))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, _short(self.layer.titles[index]))


def _text_font() -> QFont:
    return fonts.sans(scale.BODY_PX, scale.MEDIUM)


def _edge_px(*, chosen: bool) -> int:
    return scale.FOCUS_RING_PX if chosen else scale.BORDER_PX


def _short(title: str) -> str:
    """One line of the map."""
    first = title.partition("\n")[0]
    return first if len(first) <= _LONGEST_TITLE else f"{first[: _LONGEST_TITLE - 1]}…"


_LONGEST_TITLE = 40


def _paint_dot(scene: Scene, at: QPointF, ink: str, *, chosen: bool) -> None:
    painter, radius = scene.painter, scale.ANNOTATION_DOT_PX / 2
    painter.setPen(QPen(colour(scene.palette.halo), scale.FOCUS_RING_PX))
    painter.setBrush(colour(ink))
    painter.drawEllipse(at, radius, radius)
    if chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scene.ring(at.x(), at.y(), radius + scale.FOCUS_RING_PX + scale.FOCUS_GAP_PX, scene.palette.focus)


def _paint_path(
    scene: Scene, points: list[QPointF], ink: str, dash: tuple[float, ...], *, closed: bool, chosen: bool
) -> None:
    painter, shape = scene.painter, QPolygonF(points)
    draw = painter.drawPolygon if closed else painter.drawPolyline
    if closed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink, _FILL))
        painter.drawPolygon(shape)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge, line = scale.ANNOTATION_PEN_PX + 2 * scale.FOCUS_GAP_PX, scale.ANNOTATION_PEN_PX
    if chosen:
        painter.setPen(_pen(scene.palette.focus, edge + 2 * scale.FOCUS_RING_PX))
        draw(shape)
    painter.setPen(_pen(scene.palette.halo, edge))
    draw(shape)
    pen = _pen(ink, line)
    if dash:
        pen.setDashPattern(list(dash))
    painter.setPen(pen)
    draw(shape)


def _pen(token: str, width_px: float) -> QPen:
    return QPen(colour(token), width_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)


def _paint_head(scene: Scene, points: list[QPointF], ink: str) -> None:
    """At the end of the way, along its last stretch that has a length."""
    tip = points[-1]
    before = next((point for point in reversed(points) if point != tip), None)
    if before is None:
        return
    angle = math.atan2(tip.y() - before.y(), tip.x() - before.x())
    sides = [
        tip - QPointF(math.cos(angle + turn), math.sin(angle + turn)) * scale.ARROW_HEAD_PX for turn in (-0.45, 0.45)
    ]
    scene.painter.setPen(_pen(scene.palette.halo, scale.FOCUS_RING_PX))
    scene.painter.setBrush(colour(ink))
    scene.painter.drawPolygon(QPolygonF([tip, *sides]))


def _off_path(at_x: Floats, at_y: Floats, x_px: float, y_px: float, *, closed: bool) -> float:
    """From a pixel to the nearest point of a path."""
    x, y = (np.append(at, at[0]) if closed else at for at in (at_x, at_y))
    along_x, along_y = np.diff(x), np.diff(y)
    size = np.maximum(along_x**2 + along_y**2, 1e-12)
    part = np.clip(((x_px - x[:-1]) * along_x + (y_px - y[:-1]) * along_y) / size, 0.0, 1.0)
    off = np.hypot(x[:-1] + part * along_x - x_px, y[:-1] + part * along_y - y_px)
    return float(off.min()) if len(off) else math.inf


def _centroid(ring_m: Floats) -> tuple[float, float]:
    """Of the area within; of a ring without one, the mean of its corners."""
    origin = ring_m[0]
    x, y = (ring_m - origin).T
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    cross = x * next_y - next_x * y
    double = float(cross.sum())
    if abs(double) < 1e-9:
        middle = ring_m.mean(axis=0)
        return float(middle[0]), float(middle[1])
    east, north = ((x + next_x) * cross).sum() / (3 * double), ((y + next_y) * cross).sum() / (3 * double)
    return float(origin[0] + east), float(origin[1] + north)


def _half_way(path_m: Floats) -> tuple[float, float]:
    """The point at half the length of a path."""
    if len(path_m) < 2:
        return float(path_m[0, 0]), float(path_m[0, 1])
    way = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))))
    half = way[-1] / 2
    return float(np.interp(half, way, path_m[:, 0])), float(np.interp(half, way, path_m[:, 1]))
