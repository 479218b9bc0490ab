"""The hover card: what the thing under the pointer is, in two or three lines, beside it and never over it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from maps.view.furniture import paint_card_frame
from maps.view.theme import fonts, scale
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport


def card_box(lines: Sequence[str], x_px: float, y_px: float, viewport: Viewport) -> QRectF:
    """Right of the thing and a little above; left or higher where the view ends."""
    title, text = fonts.sans(scale.BODY_PX, scale.SEMIBOLD), fonts.sans(scale.SECONDARY_PX)
    widest = max(QFontMetricsF(text if row else title).horizontalAdvance(line) for row, line in enumerate(lines))
    width = max(float(scale.CARD_MIN_WIDTH_PX), min(widest + 2 * scale.SPACE_12, float(scale.CARD_MAX_WIDTH_PX)))
    height = scale.CARD_LINE_PX * len(lines) + scale.SPACE_8
    left, top = x_px + scale.CARD_OFFSET_PX, y_px - scale.SPACE_24
    if left + width > viewport.width_px - scale.SPACE_8:
        left = x_px - scale.CARD_OFFSET_PX - width
    top = min(top, viewport.height_px - height - scale.SPACE_8)
    return QRectF(max(left, scale.SPACE_8), max(top, scale.SPACE_8), width, height)


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
