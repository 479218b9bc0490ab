"""How a path in the making is drawn: a white line with a dark edge, its corners, and the lengths of its segments."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QPolygonF

from maps.place import Place
from maps.view.scene import Scene
from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour
from maps.viewport import MERCATOR_RADIUS_M, Viewport, place_to_mercator

_DASHES = [3.0, 3.0]
_AREA_OPACITY = 0.14
_WORLD_M = 2 * math.pi * MERCATOR_RADIUS_M


@dataclass(frozen=True, slots=True)
class Stroke:
    """`closed` joins the last to the first and fills; `loose` is the rubber band to where the hand points."""

    points: Sequence[QPointF]
    closed: bool = False
    loose: bool = False


def pixels_of(viewport: Viewport, places: Sequence[Place]) -> list[QPointF]:
    """Each on the side of the world that is nearer to the one before it: the antimeridian tears no path apart."""
    points: list[QPointF] = []
    before_m = viewport.x_m
    for place in places:
        x_m, y_m = place_to_mercator(place)
        before_m = x_m + round((before_m - x_m) / _WORLD_M) * _WORLD_M
        points.append(QPointF(*viewport.pixel_of_metres(before_m, y_m)))
    return points


def paint_stroke(scene: Scene, stroke: Stroke) -> None:
    painter, palette = scene.painter, scene.palette
    shape = QPolygonF(list(stroke.points))
    painter.setPen(Qt.PenStyle.NoPen)
    if stroke.closed and len(stroke.points) > 2:
        painter.setBrush(colour(palette.focus, _AREA_OPACITY))
        painter.drawPolygon(shape)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, width in ((palette.halo, scale.SKETCH_HALO_PX), (palette.focus, scale.SKETCH_PEN_PX)):
        pen = QPen(colour(token), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if stroke.loose and token == palette.focus:
            pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        painter.drawPolygon(shape) if stroke.closed else painter.drawPolyline(shape)


def paint_corners(scene: Scene, points: Sequence[QPointF], chosen: int | None = None) -> None:
    """Small squares; the chosen one is filled and larger."""
    painter, palette = scene.painter, scene.palette
    painter.setPen(QPen(colour(palette.focus), scale.FOCUS_RING_PX))
    for number, point in enumerate(points):
        half = scale.CORNER_PX / 2 + (2 if number == chosen else 0)
        painter.setBrush(colour(palette.focus if number == chosen else palette.canvas))
        painter.drawRect(QRectF(point.x() - half, point.y() - half, 2 * half, 2 * half))


def paint_lengths(scene: Scene, points: Sequence[QPointF], words: Sequence[str]) -> None:
    """Each at the middle of its segment, where the segment is long enough to carry it; upright on any map."""
    font = fonts.sans(scale.METADATA_PX, scale.MEDIUM)
    for number, said in enumerate(words):
        one, other = points[number], points[(number + 1) % len(points)]
        if math.dist((one.x(), one.y()), (other.x(), other.y())) < scale.LABELLED_FROM_PX:
            continue
        middle = (one + other) / 2
        if QRectF(0, 0, scene.viewport.width_px, scene.viewport.height_px).contains(middle):
            half = QFontMetricsF(font).horizontalAdvance(said) / 2 + scale.SPACE_8
            scene.label(said, middle.x() - half, middle.y(), scene.palette.text, font)
