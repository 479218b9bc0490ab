"""The divider of a map that shows two states side by side: dragged, or moved by keys, with a name on either side."""

from gettext import gettext as _

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour, tokens

_PLATE_OPACITY = 0.85
_STEPS = {Qt.Key.Key_Left: -scale.SWIPE_STEP_RATIO, Qt.Key.Key_Right: scale.SWIPE_STEP_RATIO}
_LEAST, _MOST = 0.02, 0.98


class SwipeBar(QWidget):
    """Over the whole height of the map, a child of it. `moved(px)`: where the line is, from the map's left."""

    moved = Signal(float)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._ratio = 0.5
        self._left_name, self._right_name = _Plate(canvas), _Plate(canvas)
        self._covered_px = 0
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Divider between two states of the map"))
        self.setToolTip(_("Drag it, or use the left and right arrows; Home and End go to the sides."))
        canvas.installEventFilter(self)
        self._place()
        self.show()

    def set_names(self, left: str, right: str) -> None:
        self._left_name.say(left)
        self._right_name.say(right)
        self._place()

    def set_covered(self, left_px: int) -> None:
        """What of the map's left lies under a panel: the line stays out of it."""
        self._covered_px = left_px
        self._place()

    @property
    def line_px(self) -> float:
        room = self.parentWidget()
        width = room.width() if isinstance(room, QWidget) else 0
        return self._covered_px + self._ratio * (width - self._covered_px)

    def end(self) -> None:
        for widget in (self._left_name, self._right_name, self):
            widget.hide()
            widget.deleteLater()

    def _go(self, ratio: float) -> None:
        self._ratio = min(max(ratio, _LEAST), _MOST)
        self._place()

    def _place(self) -> None:
        canvas = self.parentWidget()
        if not isinstance(canvas, QWidget):
            return
        line = round(self.line_px)
        self.setGeometry(line - scale.SWIPE_BAR_PX // 2, 0, scale.SWIPE_BAR_PX, canvas.height())
        top, gap = scale.SPACE_12, scale.SPACE_12
        self._left_name.fit(line - gap - self._covered_px - scale.SPACE_8)
        self._left_name.move(line - gap - self._left_name.width(), top)
        self._right_name.fit(canvas.width() - line - 2 * gap)
        self._right_name.move(line + gap, top)
        self.raise_()
        self.moved.emit(float(line))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        canvas = self.parentWidget()
        if event.buttons() & Qt.MouseButton.LeftButton and isinstance(canvas, QWidget):
            at = self.mapToParent(event.position().toPoint()).x() - self._covered_px
            self._go(at / max(1, canvas.width() - self._covered_px))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._go(self._ratio + _STEPS[key])
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._go(_LEAST if key == Qt.Key.Key_Home else _MOST)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        painter.setPen(QPen(colour(palette.halo), 2 * scale.FOCUS_RING_PX))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        painter.setPen(QPen(colour(palette.text), scale.FOCUS_RING_PX))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        knob = QRectF(0, self.height() / 2 - scale.SWIPE_KNOB_PX / 2, self.width(), scale.SWIPE_KNOB_PX)
        painter.setBrush(colour(palette.text))
        painter.drawRoundedRect(knob.adjusted(1, 1, -1, -1), scale.RADIUS_PX, scale.RADIUS_PX)
        painter.setPen(QPen(colour(palette.canvas), scale.SCALE_BAR_PEN_PX))
        for side in (-1, 1):
            tip = QPointF(middle + side * scale.SPACE_4, self.height() / 2)
            back = QPointF(middle + side * 1.0, self.height() / 2)
            rise = QPointF(0, scale.SPACE_4)
            painter.drawPolyline(QPolygonF([back - rise, tip, back + rise]))


class _Plate(QWidget):
    """A name on the map's own ground."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = self._shown = ""
        self._font = fonts.sans(scale.SECONDARY_PX, scale.SEMIBOLD)

    def say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)

    def fit(self, room_px: int) -> None:
        measure = QFontMetricsF(self._font)
        inner = room_px - 2 * scale.SPACE_8
        self._shown = measure.elidedText(self._words, Qt.TextElideMode.ElideRight, inner)
        self.setVisible(bool(self._words) and inner > scale.SPACE_24)
        self.resize(round(measure.horizontalAdvance(self._shown)) + 2 * scale.SPACE_8, scale.TARGET_PX)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.halo, _PLATE_OPACITY))
        painter.drawRoundedRect(QRectF(self.rect()), scale.RADIUS_PX, scale.RADIUS_PX)
        painter.setFont(self._font)
        painter.setPen(colour(palette.text))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self._shown)
