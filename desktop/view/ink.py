"""Small strokes that the painted parts of the window share: a line of text, a bar of the selection, a separator."""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour, tokens

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


@lru_cache(maxsize=64)
def sans(size_px: int = scale.BODY_PX, weight: int = scale.REGULAR) -> QFont:
    return fonts.sans(size_px, weight)


@lru_cache(maxsize=64)
def mono(size_px: int = scale.BODY_PX, weight: int = scale.REGULAR) -> QFont:
    return fonts.mono(size_px, weight)


@lru_cache(maxsize=64)
def _metrics(key: str, font: QFont) -> QFontMetricsF:
    del key
    return QFontMetricsF(font)


def metrics(font: QFont) -> QFontMetricsF:
    return _metrics(font.key() + font.toString(), font)


def width_of(text: str, font: QFont) -> float:
    return metrics(font).horizontalAdvance(text)


def write(painter: QPainter, box: QRectF, text: str, font: QFont, token: str, align: Qt.AlignmentFlag = LEFT) -> None:
    """One line, never elided: counts and ages."""
    painter.setFont(font)
    painter.setPen(colour(token))
    painter.drawText(box, align | Qt.TextFlag.TextSingleLine, text)


def write_name(painter: QPainter, box: QRectF, text: str, font: QFont, token: str) -> None:
    """One line; what does not fit is left out of its middle."""
    short = metrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, box.width())
    write(painter, box, short, font, token)


def separator(painter: QPainter, left: float, right: float, y: float) -> None:
    painter.setPen(QPen(colour(tokens().line), scale.BORDER_PX))
    painter.drawLine(round(left), round(y), round(right), round(y))


def selected_ground(painter: QPainter, box: QRectF) -> None:
    painter.fillRect(box, colour(tokens().selected))
    bar = QRectF(box.left(), box.top(), scale.SELECTED_BAR_PX, box.height())
    painter.fillRect(bar, colour(tokens().text))


def focus_ring(painter: QPainter, box: QRectF) -> None:
    """Within the row that has the keyboard; the list itself needs no ring then."""
    half = scale.FOCUS_RING_PX / 2
    painter.setPen(QPen(colour(tokens().focus), scale.FOCUS_RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), scale.RADIUS_PX, scale.RADIUS_PX)
