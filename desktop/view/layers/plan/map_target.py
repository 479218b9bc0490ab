"""Where on the map the next point lies: a cross in its middle, for keys, while a place is awaited; a click does too."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.pile import Hit
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens


class MapTarget(QWidget):
    """`placed(Place)`. The map keeps its keys: arrows and plus and minus move it under the cross, Enter takes it."""

    placed = Signal(object)

    def __init__(self, canvas: MapCanvas, left_px: int) -> None:
        super().__init__(canvas)
        self._canvas, self._left_px = canvas, left_px
        self.is_awaited = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        canvas.installEventFilter(self)
        canvas.clicked.connect(self._click)
        self.hide()

    def await_place(self, *, awaited: bool) -> None:
        self.is_awaited = awaited
        self.setVisible(awaited)
        self._lay_out()

    def _lay_out(self) -> None:
        middle, side = self._middle(), scale.SWIPE_KNOB_PX
        self.setGeometry(QRect(round(middle.x()) - side, round(middle.y()) - side, 2 * side, 2 * side))
        self.raise_()

    def _middle(self) -> QPointF:
        """Of what is seen of the map."""
        return QPointF((self._left_px + self._canvas.width()) / 2, self._canvas.height() / 2)

    def _click(self, hit: Hit) -> None:
        if self.is_awaited:
            self.placed.emit(hit.place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lay_out()
        is_press = self.is_awaited and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            middle = self._middle()
            place: Place = self._canvas.viewport.place_at(middle.x(), middle.y())
            self.placed.emit(place)
            return True
        return super().eventFilter(watched, event)

    def end(self) -> None:
        self.is_awaited = False
        self._canvas.removeEventFilter(self)
        self._canvas.clicked.disconnect(self._click)
        self.hide()
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, arm = QPointF(self.width() / 2, self.height() / 2), scale.SPACE_24
        for width, token in ((3.0, tokens().halo), (1.5, tokens().text)):
            painter.setPen(QPen(colour(token), width))
            for direction in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
                painter.drawLine(middle + direction * scale.SPACE_4, middle + direction * arm)
