"""The overview: the whole place in small, and in it the rectangle of what the map shows.

A press or a drag brings the map there; with the focus the arrows move it by half a view. Its picture comes from the map
worker like the map's own.
"""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from maps.place import Place
from maps.view.base_picture import BasePicture
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.viewport import Viewport
from maps.worker_client import MapWorker

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_LEAST_BOX_PX = 6
_VIEW_OPACITY = 0.16


class Overview(QWidget):
    """`wanted(Place)`: where the middle of the map shall be."""

    wanted = Signal(object)

    def __init__(self, worker: MapWorker | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Overview"))
        self.setAccessibleDescription(_("Arrows move the map by half a view"))
        self.setToolTip(_("Press or drag: the map goes there"))
        self.resize(*scale.OVERVIEW_PX)
        self._base = BasePicture(worker, self)
        self._base.changed.connect(self.update)
        self._whole: Viewport | None = None
        self._view: Viewport | None = None
        self.hide()

    def set_city(self, city: Sequence[Path]) -> None:
        self._base.set_city(city)

    def set_whole(self, place: Place, extent_m: float) -> None:
        """What is shown: a square of ground, whole."""
        width, height = scale.OVERVIEW_PX
        self._whole = Viewport.around(place, extent_m * width / min(width, height), width, height)
        self.update()

    def show_view(self, viewport: Viewport) -> None:
        self._view = viewport
        if self.isVisible():
            self.update()

    @property
    def _box(self) -> QPolygonF | None:
        """The view's corners in the overview's pixels; never too small to be seen."""
        if self._whole is None or self._view is None:
            return None
        box = QPolygonF([QPointF(*self._whole.pixel_of_metres(*corner)) for corner in self._view.corners_m()])
        if box.boundingRect().width() < _LEAST_BOX_PX:
            x_px, y_px = self._whole.pixel_of_metres(self._view.x_m, self._view.y_m)
            half = _LEAST_BOX_PX / 2
            corners = ((-half, -half), (half, -half), (half, half), (-half, half))
            return QPolygonF([QPointF(x_px + dx, y_px + dy) for dx, dy in corners])
        return box

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, dpr = QPainter(self), tokens(), self.devicePixelRatioF()
        painter.fillRect(self.rect(), colour(palette.shade))
        if self._whole is not None:
            self._base.want(self._whole, "night" if palette.is_dark else "day", dpr)
            painter.save()
            painter.scale(1 / dpr, 1 / dpr)
            self._base.paint(painter, self._whole)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._box
        if box is not None:
            painter.setPen(QPen(colour(palette.focus), scale.OVERVIEW_PEN_PX))
            painter.setBrush(colour(palette.focus, _VIEW_OPACITY))
            painter.drawPolygon(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRect(0, 0, self.width() - 1, self.height() - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go(self, event: QMouseEvent) -> None:
        if self._whole is not None:
            self.wanted.emit(self._whole.place_at(event.position().x(), event.position().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, view = _ARROWS.get(Qt.Key(event.key())), self._view
        if step is None or view is None:
            super().keyPressEvent(event)
        else:
            east, south = step
            self.wanted.emit(view.panned(-east * view.width_px / 2, -south * view.height_px / 2).centre)

    def shut(self) -> None:
        self._base.close()
