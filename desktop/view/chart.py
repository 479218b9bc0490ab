"""A chart of one quantity by pyqtgraph: no frame, a few grid lines, gaps are gaps, alarms as marks on the axis.

The last value stands at the right end in large figures. pyqtgraph is imported with this module, which the window asks
for only after its first picture.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from gettext import gettext as _
from statistics import median
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.alarm import Alarm
from desktop.domain.observation import QUANTITIES, Observation
from desktop.view import formats, ink, words
from desktop.view.axis import TimeAxis
from desktop.view.rows import look_of
from maps.view.theme import scale
from maps.view.theme.marks import paint_mark, priority_mark
from maps.view.theme.palette import Palette, colour, tokens

PLOT_PX = 120
_FOOT_PX = scale.SPACE_24
GRID_LINES = 4
_GAP_PERIODS = 3.0
"""A hole of more than three usual periods is drawn as a hole."""


def with_gaps(at_s: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points are joined to the next one: those that follow within three usual periods."""
    if len(at_s) < 3:
        return np.ones(len(at_s), dtype=np.bool_)
    steps = np.diff(at_s)
    usual_s = max(float(median(steps.tolist())), 1e-3)
    joined = np.append(steps <= usual_s * _GAP_PERIODS, True)
    return joined & np.isfinite(values)


def lonely(joined: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Points with a hole on both sides: no line shows them."""
    after = joined.copy()
    after[-1:] = False
    before = np.concatenate([np.zeros(min(1, len(joined)), dtype=np.bool_), after[:-1]])
    return ~after & ~before


class SeriesPlot(pg.PlotWidget):
    """The line alone: no mouse, no menu, no buttons; axes are drawn by who holds it."""

    _shown: tuple[NDArray[np.float64], NDArray[np.float64], tuple[float, float]] | None = None

    def __init__(self, parent: QWidget | None = None, grid_lines: int = GRID_LINES) -> None:
        super().__init__(parent)
        self._grid_lines = grid_lines
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item: Any = self.getPlotItem()
        item.hideAxis("bottom")
        item.hideAxis("left")
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.layout.setContentsMargins(0, 0, 0, 0)
        item.getViewBox().setDefaultPadding(0.0)
        self._item = item
        self.setFrameShape(self.Shape.NoFrame)
        self.curve = pg.PlotCurveItem(antialias=True)
        self.lone = pg.ScatterPlotItem(size=scale.EVENT_DOT_PX, pen=None, antialias=True)
        self._grid: list[pg.InfiniteLine] = []
        self.addItem(self.curve)
        self.addItem(self.lone)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: what is drawn takes its colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown is not None:
            self.show_points(*self._shown)

    def show_points(self, at_s: NDArray[np.float64], values: NDArray[np.float64], span: tuple[float, float]) -> None:
        self._shown, palette = (at_s, values, span), tokens()
        self.setBackground(palette.panel)
        self.curve.setPen(pg.mkPen(palette.chart.first, width=1.5))
        joined = with_gaps(at_s, values)
        self.curve.setData(at_s, values, connect=joined.astype(np.int32))
        alone = lonely(joined)
        self.lone.setData(at_s[alone], values[alone], brush=pg.mkBrush(palette.chart.first))
        low, high = _reach(values)
        self._item.setXRange(*span, padding=0)
        self._item.setYRange(low, high, padding=0.08)
        self._draw_grid(low, high, palette)

    def _draw_grid(self, low: float, high: float, palette: Palette) -> None:
        for line in self._grid:
            self.removeItem(line)
        levels = np.linspace(low, high, self._grid_lines)
        self._grid = [pg.InfiniteLine(level, angle=0, pen=pg.mkPen(palette.line, width=1)) for level in levels]
        for line in self._grid:
            line.setZValue(-1)
            self._item.addItem(line, ignoreBounds=True)


def _reach(values: NDArray[np.float64]) -> tuple[float, float]:
    """Lowest and highest, with room around a line that is flat."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = max(abs(high) * 0.05, 1e-6) if high - low < 1e-9 else 0.0
    return low - room, high + room


class Chart(QWidget):
    """Name and last value above, the line, times and alarms below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = SeriesPlot(self)
        self._quantity, self._zone = "", UTC
        self._observations: Sequence[Observation] = ()
        self._alarms: Sequence[Alarm] = ()
        self._until = datetime.now(UTC)
        self._span = timedelta(hours=24)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.SPACE_32, 0, _FOOT_PX)
        column.addWidget(self._plot)
        self.setFixedHeight(PLOT_PX + scale.SPACE_32 + _FOOT_PX)

    def show_series(
        self,
        quantity: str,
        observations: Sequence[Observation],
        alarms: Sequence[Alarm],
        until: datetime,
        zone: tzinfo,
    ) -> None:
        self._quantity, self._observations, self._alarms = quantity, observations, alarms
        self._until, self._zone = until, zone
        self._span = _span_of(observations, until)
        at_s = np.array([one.at.timestamp() for one in observations], dtype=np.float64)
        values = np.array([one.value for one in observations], dtype=np.float64)
        self._plot.show_points(at_s, values, ((until - self._span).timestamp(), until.timestamp()))
        self.setAccessibleName(f"{words.quantity(quantity)}: {self._last()}")
        self.update()

    def _last(self) -> str:
        if not self._observations:
            return _("no data")
        known = QUANTITIES.get(self._quantity)
        return formats.measured(self._observations[-1].value, known.unit if known else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, palette = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(0, 0, self.width(), scale.SPACE_32)
        last, large = self._last(), ink.sans(scale.COUNT_PX, scale.SEMIBOLD)
        ink.write(painter, head, last, large, palette.text, ink.RIGHT)
        head.setRight(head.right() - ink.width_of(last, large) - scale.SPACE_12)
        ink.write_name(painter, head, words.quantity(self._quantity), ink.sans(), palette.text2)
        self._paint_foot(painter, palette)

    def _paint_foot(self, painter: QPainter, palette: Palette) -> None:
        axis = TimeAxis(self._until - self._span, self._until, 0, self.width())
        foot, font = self.height() - _FOOT_PX, ink.sans(scale.METADATA_PX)
        for x, said in axis.marks(self._zone):
            left = min(max(0.0, x - scale.SPACE_16), self.width() - ink.width_of(said, font))
            ink.write(painter, QRectF(left, foot, scale.SPACE_32 * 2, _FOOT_PX), said, font, palette.text3)
        painter.fillRect(QRectF(0, foot, self.width(), scale.BORDER_PX), colour(palette.line))
        for alarm in self._alarms:
            if axis.holds(alarm.raised_at):
                centre = QPointF(axis.x_of(alarm.raised_at), foot)
                paint_mark(painter, centre, priority_mark(alarm.priority), look_of(alarm), scale.SPACE_12, palette)


def _span_of(observations: Sequence[Observation], until: datetime) -> timedelta:
    """The last hour, six or twenty-four: the shortest that holds what there is."""
    if not observations:
        return timedelta(hours=1)
    age = until - observations[0].at
    return next((span for span in (timedelta(hours=1), timedelta(hours=6)) if age <= span), timedelta(hours=24))
