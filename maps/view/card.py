"""The hover card: what the thing under the pointer is, in two or three lines, beside it and never over it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from maps.view.furniture import paint_card_frame
from maps.view.theme import fonts, scale
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport


def card_box(
    lines: Sequence[str], at_px: tuple[float, float], viewport: Viewport, loud_px: Sequence[tuple[float, float]] = ()
) -> QRectF:
    """Right of the thing and a little above; left or higher where the view ends or it would hide a loud alarm."""
    (width, height), (x_px, y_px) = _size(lines), at_px
    right, left = x_px + scale.CARD_OFFSET_PX, x_px - scale.CARD_OFFSET_PX - width
    levels = (y_px - scale.SPACE_24, y_px - scale.CARD_OFFSET_PX - height, y_px + scale.CARD_OFFSET_PX)
    edge = scale.SPACE_8
    inside = QRectF(edge, edge, viewport.width_px - 2 * edge, viewport.height_px - 2 * edge)
    places = [QRectF(x, y, width, height) for y in levels for x in (right, left)]
    fitting = [_pushed(box, inside) for box in places if inside.left() <= box.left() and box.right() <= inside.right()]
    fitting = fitting or [_pushed(places[0], inside)]
    return next((box for box in fitting if not _hides(box, loud_px)), fitting[0])


def _pushed(box: QRectF, inside: QRectF) -> QRectF:
    """Moved up, down or aside until the view holds it."""
    left = max(min(box.left(), inside.right() - box.width()), inside.left())
    top = max(min(box.top(), inside.bottom() - box.height()), inside.top())
    return QRectF(left, top, box.width(), box.height())


def _hides(box: QRectF, loud_px: Sequence[tuple[float, float]]) -> bool:
    reach = scale.P1_RING_RADIUS_PX
    return any(box.adjusted(-reach, -reach, reach, reach).contains(*point) for point in loud_px)


def _size(lines: Sequence[str]) -> tuple[float, float]:
    title, text = fonts.sans(scale.BODY_PX, scale.SEMIBOLD), fonts.sans(scale.SECONDARY_PX)
    widest = max(QFontMetricsF(text if row else title).horizontalAdvance(line) for row, line in enumerate(lines))
    width = max(float(scale.CARD_MIN_WIDTH_PX), min(widest + 2 * scale.SPACE_12, float(scale.CARD_MAX_WIDTH_PX)))
    return width, float(scale.CARD_LINE_PX * len(lines) + scale.SPACE_8)


def paint_card(painter: QPainter, lines: Sequence[str], box: QRectF, palette: Palette) -> None:
    """First line the title, the last of three or more in the quietest grey; too long is elided at the end."""
    paint_card_frame(painter, box, palette)
    for row, line in enumerate(lines):
        font = fonts.sans(scale.SECONDARY_PX) if row else fonts.sans(scale.BODY_PX, scale.SEMIBOLD)
        token = palette.text if row == 0 else palette.text3 if row == len(lines) - 1 and row > 1 else palette.text2
        painter.setFont(font)
        painter.setPen(colour(token))
        room = box.width() - 2 * scale.SPACE_12
        words = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, room)
        place = QRectF(
            box.left() + scale.SPACE_12, box.top() + scale.SPACE_4 + row * scale.CARD_LINE_PX, room, scale.CARD_LINE_PX
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
