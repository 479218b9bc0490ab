"""The window before its parts: the frame's bands in their places and the map in its own, at once.

What costs time to import comes behind it; then `fill` lays the console over the bands. Light on purpose: no store, no
services, no charts.
"""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.view.exercise import paint_hatch
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say


class Shell(QWidget):
    """The one window. `closing` before it goes."""

    closing = Signal()

    def __init__(self, canvas: QWidget, *, exercise: bool = False) -> None:
        super().__init__()
        say(self, surface="canvas")
        self.setWindowTitle("Atalaya")
        self.setMinimumSize(*scale.WINDOW_MIN_PX)
        self.resize(*scale.WINDOW_PX)
        self._edge = scale.EXERCISE_FRAME_PX if exercise else 0
        self._canvas, self._content = canvas, None
        canvas.setParent(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def fill(self, content: QWidget) -> None:
        """The console takes the whole window; it has taken the canvas already."""
        self._content = content
        content.setParent(self)
        content.setGeometry(self.rect())
        content.show()

    def _map_box(self) -> QRect:
        """Where the console will put the map, as `operation` folds it."""
        top = scale.TOP_BAR_PX + scale.STRIP_PX
        bottom = scale.TIME_BAND_PX + scale.STATUS_BAR_PX
        left = scale.CONTEXT_RAIL_PX if self.width() < scale.LIST_FOLDS_BELOW_PX else scale.LIST_WIDTH_PX
        right = scale.CONTEXT_RAIL_PX if self.width() < scale.CONTEXT_FOLDS_BELOW_PX else scale.CONTEXT_WIDTH_PX
        inner = self.rect().adjusted(self._edge, self._edge, -self._edge, -self._edge)
        return inner.adjusted(left + 1, top, -right - 1, -bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._content is not None:
            self._content.setGeometry(self.rect())
        else:
            self._canvas.setGeometry(self._map_box())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(palette.canvas))
        if self._content is not None:
            return
        box, whole = self._map_box(), self.rect()
        strip = QRect(0, box.top() - scale.STRIP_PX, whole.width(), scale.STRIP_PX)
        painter.fillRect(QRect(0, 0, whole.width(), strip.top()), colour(palette.panel))
        painter.fillRect(strip, colour(palette.raised))
        painter.fillRect(QRect(0, box.top(), box.left() - 1, box.height()), colour(palette.panel))
        painter.fillRect(QRect(box.right() + 2, box.top(), whole.width(), box.height()), colour(palette.panel))
        painter.fillRect(QRect(0, box.bottom() + 1, whole.width(), scale.TIME_BAND_PX), colour(palette.panel))
        if self._edge:
            paint_hatch(painter, self.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
