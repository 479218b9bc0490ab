"""How the numbers of a column are spread, and where classes are cut: edges moved by mouse or by keys."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.view import formats, ink
from desktop.view.layers.look.colour_choice import light
from maps.cartography.inks import hex_of
from maps.layer_facts import Breaks
from maps.symbology import Step
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

_STEP_RATIO, _GRAB_PX = 0.01, 6.0
BINS = 64


class Histogram(QWidget):
    """`moved(number, value)`: the inner edge above step `number` shall lie at `value`."""

    moved = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: Breaks | None = None
        self._steps: Sequence[Step] = ()
        self._edge = 0
        self._drags = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(scale.HISTOGRAM_PX)
        self.setAccessibleName(_("Spread of the values, with the edges of the classes"))
        self.setToolTip(_("Left and right choose an edge, up and down move it."))

    def sizeHint(self) -> QSize:
        return QSize(scale.LIST_MIN_PX, scale.HISTOGRAM_PX)

    def show_bins(self, bins: Breaks | None) -> None:
        self._bins = bins
        self.update()

    def show_steps(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._edge = min(self._edge, max(0, len(steps) - 2))
        self.setAccessibleDescription("; ".join(formats.amount(step.upper) for step in steps[:-1]))
        self.update()

    # where things are

    @property
    def _chart(self) -> QRectF:
        return QRectF(self.rect()).adjusted(scale.SPACE_4, scale.SPACE_4, -scale.SPACE_4, -scale.FORM_LABEL_PX)

    def _span(self) -> tuple[float, float]:
        edges = self._bins.edges if self._bins is not None else ()
        low, high = (edges[0], edges[-1]) if len(edges) > 1 else (0.0, 1.0)
        return low, high if high > low else low + 1.0

    def _x(self, value: float) -> float:
        low, high = self._span()
        chart = self._chart
        return chart.left() + (value - low) / (high - low) * chart.width()

    def _value(self, x_px: float) -> float:
        low, high = self._span()
        chart = self._chart
        return low + (x_px - chart.left()) / chart.width() * (high - low)

    # the pen

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, chart, palette = QPainter(self), self._chart, tokens()
        self._paint_bins(painter, chart)
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
        painter.drawLine(chart.bottomLeft(), chart.bottomRight())
        for number, step in enumerate(self._steps[:-1]):
            is_held = number == self._edge and self.hasFocus()
            pen = QPen(colour(palette.text if is_held else palette.text2), 2.0 if is_held else 1.0)
            painter.setPen(pen)
            x = self._x(step.upper)
            painter.drawLine(QPointF(x, chart.top()), QPointF(x, chart.bottom() + scale.SPACE_4))
        foot = QRectF(chart.left(), chart.bottom() + scale.SPACE_4, chart.width(), scale.FORM_LABEL_PX - scale.SPACE_4)
        low, high = self._span()
        small = ink.sans(scale.METADATA_PX)
        ink.write(painter, foot, formats.amount(low), small, palette.text2)
        ink.write(painter, foot, formats.amount(high), small, palette.text2, ink.RIGHT)
        if self.hasFocus() and self._steps[:-1]:
            held = formats.amount(self._steps[self._edge].upper)
            ink.write(painter, foot, held, small, palette.text, ink.CENTRE)

    def _paint_bins(self, painter: QPainter, chart: QRectF) -> None:
        if self._bins is None or not self._bins.counts:
            return
        most = max(self._bins.counts)
        for number, count in enumerate(self._bins.counts):
            left, right = self._x(self._bins.edges[number]), self._x(self._bins.edges[number + 1])
            height = chart.height() * count / most if most else 0.0
            middle = (self._bins.edges[number] + self._bins.edges[number + 1]) / 2
            box = QRectF(left, chart.bottom() - height, max(1.0, right - left - 1.0), height)
            painter.fillRect(box, colour(self._token(middle)))

    def _token(self, value: float) -> str:
        step = next((one for one in self._steps if one.lower <= value <= one.upper), None)
        return hex_of(step.symbol.colour, light()) if step is not None else tokens().border

    # hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, inner = Qt.Key(event.key()), len(self._steps) - 1
        low, high = self._span()
        if inner < 1:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._edge = (self._edge + (1 if key == Qt.Key.Key_Right else -1)) % inner
            self.update()
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            by = (high - low) * _STEP_RATIO * (1 if key == Qt.Key.Key_Up else -1)
            self.moved.emit(self._edge, self._steps[self._edge].upper + by)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        near = [(abs(self._x(step.upper) - x), number) for number, step in enumerate(self._steps[:-1])]
        if near and min(near)[0] <= _GRAB_PX:
            self._edge, self._drags = min(near)[1], True
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drags:
            self.moved.emit(self._edge, self._value(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._drags = False
