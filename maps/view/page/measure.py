"""Scale, north and the coordinate systems of a map page."""

from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from maps.view.furniture import scale_bar
from maps.view.page.boxes import row
from maps.view.page.grid import system_words
from maps.view.page.text import CENTRE, write
from maps.view.page.values import MapPart
from maps.view.theme import fonts, scale
from maps.view.theme.palette import INK, LIGHT, colour

_NORTH_ROOM_PX = 36.0


def paint_measure(painter: QPainter, box: QRectF, part: MapPart) -> None:
    step, small = float(scale.PAGE_LINE_PX), fonts.sans(scale.METADATA_PX)
    write(painter, row(box, 0, step), _("Scale and north"), fonts.sans(scale.METADATA_PX, scale.SEMIBOLD), LIGHT.text2)
    _paint_bar(painter, box, part)
    paint_north(painter, QPointF(box.right() - 14, box.top() + 52), part.ground.angle_deg)
    ratio = f"1 : {part.ground.ratio:,.0f}".replace(",", "\u2009")
    write(painter, row(box, 60, step + 2), ratio, fonts.sans(scale.BODY_PX, scale.SEMIBOLD), LIGHT.text)
    write(painter, row(box, 79, step), _("true at the middle"), small, LIGHT.text2)
    lines = ["WGS 84 / Pseudo-Mercator", "EPSG:3857"]
    grid = part.lines
    if grid is not None:
        lines += system_words(grid)
    for number, words in enumerate(lines):
        write(painter, row(box, 103 + number * (step - 1), step), words, small, LIGHT.text2)


def _paint_bar(painter: QPainter, box: QRectF, part: MapPart) -> None:
    """Four fields, black and white in turn: readable on a photocopy."""
    bar = scale_bar(part.ground.viewport, min(scale.PAGE_SCALE_BAR_PX, box.width() - _NORTH_ROOM_PX - scale.SPACE_8))
    top = box.top() + 44
    painter.setPen(QPen(colour(INK), scale.BORDER_PX))
    for field in range(4):
        painter.setBrush(colour(INK if field % 2 == 0 else LIGHT.raised))
        painter.drawRect(QRectF(box.left() + field * bar.length_px / 4, top, bar.length_px / 4, 5))
    painter.setFont(fonts.sans(scale.METADATA_PX))
    painter.setPen(colour(LIGHT.text))
    painter.drawText(QPointF(box.left(), top - 5), "0")
    words = QRectF(box.left() + bar.length_px - 60, top - 21, 80, 17)
    write(painter, words, bar.words, fonts.sans(scale.METADATA_PX), LIGHT.text, CENTRE)


def paint_north(painter: QPainter, middle: QPointF, angle_deg: float) -> None:
    """The arrow turns against the map: `angle_deg` is the heading that points up."""
    high = scale.PAGE_NORTH_PX
    painter.save()
    painter.translate(middle)
    painter.rotate(-angle_deg)
    painter.translate(0, -high / 2)
    painter.setPen(QPen(colour(INK), scale.BORDER_PX))
    for side, token in ((-1, INK), (1, LIGHT.raised)):
        painter.setBrush(colour(token))
        corners = ((0.0, 0.0), (side * high * 0.26, float(high)), (0.0, high * 0.76))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    write(painter, QRectF(-20, -19, 40, 18), _("N"), fonts.sans(scale.BODY_PX, scale.SEMIBOLD), INK, CENTRE)
    painter.restore()
