"""The place under the pointer, in the map's corner, as the operator wants coordinates written.

A widget of its own with an opaque ground: a moving pointer repaints these few pixels and no map.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from maps.place import Place
from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour, tokens

Write = Callable[[Place], str]


class Readout(QWidget):
    """Shown once somebody can write a place; `pressed` asks for another notation."""

    pressed = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._write: Write | None = None
        self._place: Place | None = None
        self.text = ""
        self.hide()

    def set_writer(self, write: Write, tip: str) -> None:
        self._write = write
        self.setToolTip(tip)
        self._say()

    def show_place(self, place: Place) -> None:
        self._place = place
        self._say()

    def _say(self) -> None:
        if self._write is None or self._place is None:
            return
        text = self._write(self._place)
        if text == self.text and not self.isHidden():
            return
        self.text = text
        self.setAccessibleName(text)
        width = round(QFontMetricsF(_font()).horizontalAdvance(text)) + 2 * scale.SPACE_8
        if width > self.width() or width < self.width() - scale.SPACE_24:  # digits come and go: the corner stays calm
            self.resize(width, scale.READOUT_PX)
            self.resized.emit()
        self.show()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(palette.halo))
        painter.setFont(_font())
        painter.setPen(colour(palette.text2))
        box = QRectF(self.rect()).adjusted(0, 0, -scale.SPACE_8, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text)


def _font() -> QFont:
    return fonts.mono(scale.METADATA_PX)
