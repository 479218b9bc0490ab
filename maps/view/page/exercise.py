"""The marks of an exercise on a page: a hatched edge and a plate across its top. Nobody takes it for real."""

from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from maps.sheet import Sheet
from maps.view.page.boxes import px
from maps.view.page.text import CENTRE, write
from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour


def paint_exercise(painter: QPainter, sheet: Sheet) -> None:
    """Around all of the page's content, which the sheet has moved in."""
    painter.save()
    _paint_hatch(painter, px(sheet.page))
    plate = px(sheet.plate)
    painter.fillRect(plate, colour(LIGHT.exercise))
    font = fonts.sans(scale.TITLE_PX, scale.SEMIBOLD)
    write(painter, plate, _("EXERCISE · NOTHING IS REAL"), font, LIGHT.exercise_ink, CENTRE)
    painter.restore()


def _paint_hatch(painter: QPainter, box: QRectF) -> None:
    band = scale.PAGE_HATCH_PX
    ring = QPainterPath()
    ring.addRect(box)
    ring.addRect(box.adjusted(band, band, -band, -band))
    painter.save()
    painter.setClipPath(ring, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, colour(LIGHT.exercise_ink))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(LIGHT.exercise))
    left = box.left() - box.height()
    while left < box.right():
        corners = ((left, box.bottom()), (left + band, box.bottom()))
        shifted = ((left + band + box.height(), box.top()), (left + box.height(), box.top()))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in (*corners, *shifted)]))
        left += 2 * band
    painter.restore()
