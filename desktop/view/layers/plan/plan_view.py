"""The image that is laid on the map: moved and zoomed, with a crosshair for keys and a number at each point."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop.view import ink
from maps.picture import Photo
from maps.source import ControlPoint
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

_PANS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_STEP_PX, _FAR = 4.0, 8.0
_CLOSEST, _DRAG_PX = 16.0, 4.0


class PlanView(QWidget):
    """`pointed(x_px, y_px)` in pixels of the whole image, by a click or by Enter on the crosshair."""

    pointed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._photo: Photo | None = None
        self._middle, self._zoom = QPointF(), 1.0
        self._cross = QPointF()
        self._points: Sequence[ControlPoint] = ()
        self._pending: QPointF | None = None
        self._pressed: QPointF | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(_("The image: arrows move the crosshair, Shift faster, plus and minus zoom, Enter sets"))
        self.setMinimumHeight(scale.LIST_MIN_PX // 2)

    @property
    def has_image(self) -> bool:
        return self._image is not None

    def show_photo(self, photo: Photo) -> None:
        self._photo = photo
        form = QImage.Format.Format_RGB32
        self._image = QImage(photo.pixels.data, photo.width_px, photo.height_px, photo.width_px * 4, form)
        self._fit()

    def show_points(self, points: Sequence[ControlPoint], pending: QPointF | None) -> None:
        """`pending` has no place on the map yet."""
        self._points, self._pending = points, pending
        self.update()

    @property
    def _size(self) -> tuple[int, int]:
        photo = self._photo
        return (photo.source_width_px, photo.source_height_px) if photo is not None else (1, 1)

    def _fit(self) -> None:
        width, height = self._size
        self._middle = self._cross = QPointF(width / 2, height / 2)
        self._zoom = min(self.width() / width, self.height() / height)
        self.update()

    def _to_view(self, at: QPointF) -> QPointF:
        return (at - self._middle) * self._zoom + QPointF(self.width() / 2, self.height() / 2)

    def _to_image(self, at: QPointF) -> QPointF:
        return (at - QPointF(self.width() / 2, self.height() / 2)) / self._zoom + self._middle

    def _held(self, at: QPointF) -> QPointF:
        width, height = self._size
        return QPointF(min(max(at.x(), 0.0), width), min(max(at.y(), 0.0), height))

    # the pen

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(palette.canvas))
        if self._image is None:
            ink.write(
                painter, QRectF(self.rect()), _("The image is being opened…"), ink.sans(), palette.text2, ink.CENTRE
            )
            return
        width, height = self._size
        corner = self._to_view(QPointF(0, 0))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(corner.x(), corner.y(), width * self._zoom, height * self._zoom), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, point in enumerate(self._points, start=1):
            self._paint_point(painter, self._to_view(QPointF(point.x_px, point.y_px)), str(number))
        if self._pending is not None:
            self._paint_point(painter, self._to_view(self._pending), "?")
        if self.hasFocus():
            self._paint_cross(painter, self._to_view(self._cross))
            ink.focus_ring(painter, QRectF(self.rect()))

    def _paint_point(self, painter: QPainter, at: QPointF, words: str) -> None:
        palette, radius = tokens(), scale.SPACE_12 - 2.0
        painter.setPen(QPen(colour(palette.canvas), scale.FOCUS_RING_PX))
        painter.setBrush(colour(palette.text))
        painter.drawEllipse(at, radius, radius)
        box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        ink.write(painter, box, words, ink.sans(scale.METADATA_PX, scale.SEMIBOLD), palette.canvas, ink.CENTRE)

    def _paint_cross(self, painter: QPainter, at: QPointF) -> None:
        for width, token in ((3.0, tokens().canvas), (1.0, tokens().text)):
            painter.setPen(QPen(colour(token), width))
            for across, up in ((1, 0), (0, 1)):
                arm = QPointF(across, up)
                painter.drawLine(at - arm * scale.SPACE_16, at - arm * scale.SPACE_4)
                painter.drawLine(at + arm * scale.SPACE_4, at + arm * scale.SPACE_16)

    # hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _PANS:
            far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            across, down = _PANS[key]
            self._cross = self._held(self._cross + QPointF(across, down) * (_STEP_PX * far / self._zoom))
            self._follow_cross()
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            factor = 1 / scale.ZOOM_STEP if key == Qt.Key.Key_Minus else scale.ZOOM_STEP
            self._zoom_about(self._to_view(self._cross), factor)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.pointed.emit(self._cross.x(), self._cross.y())
        else:
            super().keyPressEvent(event)

    def _follow_cross(self) -> None:
        """It stays in sight."""
        seen = QRectF(self.rect()).adjusted(scale.SPACE_24, scale.SPACE_24, -scale.SPACE_24, -scale.SPACE_24)
        if not seen.contains(self._to_view(self._cross)):
            self._middle = QPointF(self._cross)
        self.update()

    def _zoom_about(self, at: QPointF, factor: float) -> None:
        held = self._to_image(at)
        self._zoom = min(max(self._zoom * factor, 0.01), _CLOSEST)
        self._middle += held - self._to_image(at)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        self._zoom_about(event.position(), scale.ZOOM_STEP**steps)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons():
            return
        moved = event.position() - self._pressed
        if self._dragged or moved.manhattanLength() > _DRAG_PX:
            self._dragged = True
            self._middle -= moved / self._zoom
            self._pressed = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragged and self._image is not None:
            self._cross = self._held(self._to_image(event.position()))
            self.pointed.emit(self._cross.x(), self._cross.y())
        self._pressed = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._image is not None and not event.oldSize().isValid():
            self._fit()
