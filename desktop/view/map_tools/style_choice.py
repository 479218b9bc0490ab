"""The four inks of a drawing side by side, each as the line it gives: chosen by arrows or by a press."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.annotation import AnnotationStyle
from desktop.view import words
from maps.view.theme import scale
from maps.view.theme.palette import CHART_DASHES, colour, inks, tokens

_STYLES = tuple(AnnotationStyle)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class StyleChoice(QWidget):
    """`chosen(AnnotationStyle)` when another one is taken."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.style_chosen = AnnotationStyle.PLAIN
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choose(AnnotationStyle.PLAIN)

    def sizeHint(self) -> QSize:
        return QSize(scale.LIST_MIN_PX, scale.BUTTON_PX)

    def choose(self, style: AnnotationStyle) -> None:
        self.style_chosen = style
        self.setAccessibleName(words.annotation_style(style))
        self.update()

    def _take(self, number: int) -> None:
        self.choose(_STYLES[number % len(_STYLES)])
        self.chosen.emit(self.style_chosen)

    def _box(self, number: int) -> QRectF:
        width = (self.width() - (len(_STYLES) - 1) * scale.SPACE_8) / len(_STYLES)
        return QRectF(number * (width + scale.SPACE_8), 0, width, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._take(_STYLES.index(self.style_chosen) + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number in range(len(_STYLES)):
            if self._box(number).contains(event.position()):
                self._take(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, style in enumerate(_STYLES):
            taken, half = style is self.style_chosen, scale.BORDER_PX / 2
            box = self._box(number).adjusted(half, half, -half, -half)
            painter.setPen(QPen(colour(palette.text if taken else palette.border), scale.BORDER_PX))
            painter.setBrush(colour(palette.selected if taken else palette.raised))
            painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)
            pen = QPen(colour(inks(palette)[number]), scale.ANNOTATION_PEN_PX)
            if CHART_DASHES[number]:
                pen.setDashPattern(list(CHART_DASHES[number]))
            painter.setPen(pen)
            middle = box.center().y()
            painter.drawLine(
                QPointF(box.left() + scale.SPACE_12, middle), QPointF(box.right() - scale.SPACE_12, middle)
            )
