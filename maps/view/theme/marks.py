"""The marks: one shape per meaning, so that no colour has to say it alone. Used by map, lists, strip, axis and page.

Priority is shape, number and colour; filled means nobody has acknowledged. Sizes are logical pixels; a painter scaled
for print gives the same shapes.
"""

import math
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache, QPolygonF

from maps.layer import UnitFill
from maps.view.theme import fonts, scale
from maps.view.theme.palette import Palette, colour, priority_colours


class Mark(StrEnum):
    """What the mark stands for."""

    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"
    EVENT = "event"
    ASSET = "asset"
    REPORT = "report"


class Look(StrEnum):
    """How it is drawn."""

    FILLED = "filled"
    """Unacknowledged."""
    OUTLINE = "outline"
    """Acknowledged."""
    SLASHED = "slashed"
    """Returned, and nobody had acknowledged."""
    ON_FILL = "on_fill"
    """On an area that has the mark's own colour: ink and colour change places."""


_PRIORITY = {Mark.P1: 1, Mark.P2: 2, Mark.P3: 3}
_OUTLINE_RATIO = 0.10
_DIGIT_RATIO = {Mark.P1: 0.58, Mark.P2: 0.54, Mark.P3: 0.64}
_DIGIT_DROP_RATIO = {Mark.P1: 0.0, Mark.P2: 0.14, Mark.P3: 0.0}


def priority_mark(priority: int) -> Mark:
    return (Mark.P1, Mark.P2, Mark.P3)[priority - 1]


def shape_path(mark: Mark, size_px: float) -> QPainterPath:
    """The outer shape around the origin."""
    path = QPainterPath()
    if mark is Mark.P1:
        path.addPolygon(_diamond(size_px * 0.50))
    elif mark is Mark.P2:
        path.addPolygon(_triangle(size_px))
    elif mark is Mark.P3:
        side = size_px * 0.88
        path.addRoundedRect(QRectF(-side / 2, -side / 2, side, side), side * 0.18, side * 0.18)
    elif mark is Mark.REPORT:
        return _drop(size_px)
    else:
        path.addEllipse(QPointF(0, 0), size_px / 2, size_px / 2)
    path.closeSubpath()
    return path


def _diamond(half_px: float) -> QPolygonF:
    return QPolygonF([QPointF(0, -half_px), QPointF(half_px, 0), QPointF(0, half_px), QPointF(-half_px, 0)])


def _triangle(size_px: float) -> QPolygonF:
    half, top, foot = size_px * 0.50, -size_px * 0.46, size_px * 0.42
    return QPolygonF([QPointF(0, top), QPointF(half, foot), QPointF(-half, foot)])


def _drop(size_px: float) -> QPainterPath:
    radius = size_px * 0.36
    path = QPainterPath(QPointF(0, size_px * 0.5))
    path.cubicTo(-radius * 1.4, size_px * 0.05, -radius, -size_px * 0.5, 0, -size_px * 0.5)
    path.cubicTo(radius, -size_px * 0.5, radius * 1.4, size_px * 0.05, 0, size_px * 0.5)
    return path


def paint_mark(painter: QPainter, centre: QPointF, mark: Mark, look: Look, size_px: float, palette: Palette) -> None:
    """Draw one mark; the painter comes back as it was."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    if mark in _PRIORITY:
        _paint_priority(painter, mark, look, size_px, palette)
    elif mark in _SYMBOLS:
        _SYMBOLS[mark](painter, size_px, palette)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.text3))
        painter.drawPath(shape_path(mark, size_px))
    painter.restore()


def _paint_priority(painter: QPainter, mark: Mark, look: Look, size_px: float, palette: Palette) -> None:
    fill, ink, edge = (colour(token) for token in priority_colours(palette, _PRIORITY[mark]))
    if look is Look.ON_FILL:
        fill, ink, edge = ink, fill, ink
    elif look is Look.OUTLINE:
        fill, ink = colour(palette.panel), edge
    pen_px = size_px * _OUTLINE_RATIO
    painter.setPen(QPen(edge, pen_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(fill)
    painter.drawPath(shape_path(mark, size_px))
    if look is Look.SLASHED:
        _paint_slash(painter, size_px, colour(palette.canvas), edge)
        _paint_digit(painter, mark, size_px, ink, fill)
    else:
        _paint_digit(painter, mark, size_px, ink)


def _paint_digit(painter: QPainter, mark: Mark, size_px: float, ink: QColor, halo: QColor | None = None) -> None:
    """The number as an outline: it keeps its place to a fraction of a pixel on screen and on paper."""
    font = fonts.sans(100, scale.SEMIBOLD)
    digit = QPainterPath()
    digit.addText(0, 0, font, str(_PRIORITY[mark]))
    box, ratio = digit.boundingRect(), size_px * _DIGIT_RATIO[mark] / 100
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.translate(0, size_px * _DIGIT_DROP_RATIO[mark])
    painter.scale(ratio, ratio)
    painter.translate(-box.center())
    if halo is not None:
        painter.strokePath(digit, QPen(halo, 30, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(digit)
    painter.restore()


def _paint_slash(painter: QPainter, size_px: float, gap: QColor, edge: QColor) -> None:
    reach = size_px * 0.52
    for ink, width in ((gap, 0.24), (edge, 0.09)):
        painter.setPen(QPen(ink, size_px * width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(-reach, reach), QPointF(reach, -reach))


def _line_pen(palette: Palette, size_px: float) -> QPen:
    return QPen(
        colour(palette.text3), size_px * 0.11, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _paint_clock(painter: QPainter, size_px: float, palette: Palette) -> None:
    radius = size_px * 0.42
    painter.setPen(_line_pen(palette, size_px))
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    painter.drawPolyline(QPolygonF([QPointF(0, -radius * 0.55), QPointF(0, 0), QPointF(radius * 0.45, radius * 0.25)]))


def _paint_funnel(painter: QPainter, size_px: float, palette: Palette) -> None:
    side = size_px * 0.42
    corners = ((-1, -0.85), (1, -0.85), (0.25, 0.1), (0.25, 0.95), (-0.25, 0.65), (-0.25, 0.1))
    painter.setPen(_line_pen(palette, size_px))
    painter.drawPolygon(QPolygonF([QPointF(x * side, y * side) for x, y in corners]))


def _paint_spanner(painter: QPainter, size_px: float, palette: Palette) -> None:
    side = size_px * 0.42
    painter.setPen(QPen(_line_pen(palette, size_px * 1.8)))
    painter.drawLine(QPointF(-side * 0.8, side * 0.8), QPointF(side * 0.2, -side * 0.2))
    painter.setPen(_line_pen(palette, size_px))
    jaw = QRectF(-side * 0.05, -side * 0.95, side, side)
    painter.drawArc(jaw, -75 * 16, -240 * 16)


def _paint_person(painter: QPainter, size_px: float, palette: Palette) -> None:
    painter.setPen(QPen(colour(palette.canvas), size_px * 0.06))
    painter.setBrush(colour(palette.text2))
    painter.drawPath(_drop(size_px))
    painter.setBrush(colour(palette.canvas))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(0, -size_px * 0.26), size_px * 0.09, size_px * 0.09)
    painter.drawChord(QRectF(-size_px * 0.16, -size_px * 0.13, size_px * 0.32, size_px * 0.36), 0, 180 * 16)


_SYMBOLS = {
    Mark.SHELVED: _paint_clock,
    Mark.SUPPRESSED: _paint_funnel,
    Mark.OUT_OF_SERVICE: _paint_spanner,
    Mark.REPORT: _paint_person,
}


def paint_unit(
    painter: QPainter, centre: QPointF, heading_deg: float | None, fill: UnitFill, token: str, palette: Palette
) -> None:
    """An arrowhead along the heading, a disc when that is unknown; empty, half or full by status."""
    size = scale.UNIT_PX
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.rotate(heading_deg or 0.0)
    shape = _disc_path(size * 0.34) if heading_deg is None else _arrow_path(size)
    halo = QPen(colour(palette.halo), size * 0.24, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(shape, halo)
    painter.fillPath(shape, colour(palette.halo))
    if fill is UnitFill.ON_THE_WAY:
        painter.fillPath(shape & _lower_half(size), colour(token))
    elif fill is UnitFill.AT_THE_PLACE:
        painter.fillPath(shape, colour(token))
    pen = QPen(colour(token), size * 0.09)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(shape, pen)
    if fill is UnitFill.OUT_OF_SERVICE:
        painter.rotate(-(heading_deg or 0.0))
        _paint_cross(painter, size * 0.45, pen)
    painter.restore()


def _arrow_path(size_px: float) -> QPainterPath:
    corners = ((0.0, -0.5), (0.36, 0.42), (0.0, 0.22), (-0.36, 0.42))
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x * size_px, y * size_px) for x, y in corners]))
    path.closeSubpath()
    return path


def _disc_path(radius_px: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), radius_px, radius_px)
    return path


def _lower_half(size_px: float) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-size_px, 0, 2 * size_px, size_px))
    return path


def _paint_cross(painter: QPainter, reach_px: float, pen: QPen) -> None:
    painter.setPen(pen)
    painter.drawLine(QPointF(-reach_px, -reach_px), QPointF(reach_px, reach_px))
    painter.drawLine(QPointF(-reach_px, reach_px), QPointF(reach_px, -reach_px))


def paint_camera(painter: QPainter, centre: QPointF, number: str, *, stale: bool, palette: Palette) -> None:
    """A square with the camera's number; dashed and quiet when its picture is old."""
    side = scale.CAMERA_MARK_PX
    font = fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)
    width = max(float(side), QFontMetricsF(font).horizontalAdvance(number) + scale.SPACE_8)
    square = QRectF(centre.x() - width / 2, centre.y() - side / 2, width, side)
    pen = QPen(colour(palette.text3 if stale else palette.border), scale.BORDER_PX)
    if stale:
        pen.setDashPattern([3.0, 2.0])
    painter.setPen(pen)
    painter.setBrush(colour(palette.raised))
    painter.drawRoundedRect(square, scale.RADIUS_PX, scale.RADIUS_PX)
    painter.setFont(font)
    painter.setPen(colour(palette.text3 if stale else palette.text))
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, number)


def mark_pixmap(mark: Mark, look: Look, size_px: float, dpr: float, palette: Palette) -> QPixmap:
    """The mark drawn once per size and screen: Qt's own cache keeps it. Its middle is the mark's middle."""
    key = f"mark/{palette.name}/{mark}/{look}/{size_px:g}/{dpr:g}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    side = math.ceil(size_px * 1.3) + 2
    pixmap = QPixmap(round(side * dpr), round(side * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_mark(painter, QPointF(side / 2, side / 2), mark, look, size_px, palette)
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap
