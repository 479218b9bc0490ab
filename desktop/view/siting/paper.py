"""The measures of a plan's page, in pixels of 96 to the inch, and how words come onto it. Always light."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour

PX_PER_MM = 96 / 25.4
PAGE_MM = (297.0, 210.0)
MARGIN_MM = 10.0
HEAD_PX, CAPTION_PX, FOOT_PX, GAP_PX = 34.0, 22.0, 176.0, 12.0
LINE_PX = 17.0
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def page_box() -> QRectF:
    """Inside the margins, and inside the hatch of an exercise."""
    inset = MARGIN_MM * PX_PER_MM
    width, height = (side * PX_PER_MM for side in PAGE_MM)
    return QRectF(inset, inset, width - 2 * inset, height - 2 * inset)


def map_size() -> tuple[int, int]:
    """Of either map."""
    page = page_box()
    high = page.height() - HEAD_PX - CAPTION_PX - FOOT_PX - GAP_PX
    return int((page.width() - GAP_PX) / 2), int(high)


def map_box(side: int) -> QRectF:
    """0: as it stands, at the left; 1: with the plan."""
    page, (width, height) = page_box(), map_size()
    left = page.left() if side == 0 else page.right() - width
    return QRectF(left, page.top() + HEAD_PX + CAPTION_PX, width, height)


def small() -> QFont:
    return fonts.sans(scale.METADATA_PX)


def bold() -> QFont:
    return fonts.sans(scale.METADATA_PX, scale.SEMIBOLD)


def write(
    painter: QPainter,
    box: QRectF,
    words: str,
    font: QFont,
    token: str = LIGHT.text,
    side: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line, elided where its box ends: never into its neighbour."""
    painter.setFont(font)
    painter.setPen(colour(token))
    shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, side, shown)


def line(painter: QPainter, left: float, right: float, y: float, token: str = LIGHT.line) -> None:
    painter.setPen(QPen(colour(token), scale.BORDER_PX))
    painter.drawLine(QPointF(left, y), QPointF(right, y))


def wrapped(words: str, font: QFont, width_px: float) -> list[str]:
    """At spaces."""
    measure, lines = QFontMetricsF(font), [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure.horizontalAdvance(longer) > width_px:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
