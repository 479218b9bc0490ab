"""The time band: alarms as marks, incidents as bars and one chosen series, on one time axis: the slider of the past.

It folds to its title line. The series is drawn by pyqtgraph, imported only when one has been chosen.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from gettext import gettext as _

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.domain.alarm import Alarm
from desktop.domain.incident import Incident
from desktop.view import formats, ink, words
from desktop.view.axis import TimeAxis
from desktop.view.beat import Beat
from desktop.view.replay.band_marks import BandReplay, paint_cursor, paint_gaps
from desktop.view.rows import look_of, type_name
from desktop.view.text_button import TextButton
from maps.view.theme import scale
from maps.view.theme.marks import paint_mark, priority_mark
from maps.view.theme.palette import Palette, colour, priority_colours, tokens
from maps.view.theme.style import say

SPAN = timedelta(hours=2)
_ROW_PX = scale.SPACE_24 + scale.SPACE_4
_LABEL_PX = scale.SPACE_24 * 5
_HIT_PX = scale.SPACE_8
_BAR_PX = scale.SPACE_8


class TimeBand(QWidget):
    """`alarm_chosen(id)` and `incident_chosen(id)` when a mark or a bar is pressed; `moment_wanted(at)` by dragging."""

    alarm_chosen = Signal(str)
    incident_chosen = Signal(str)
    folded = Signal(bool)
    moment_wanted = Signal(object)

    def __init__(self, beat: Beat, zone: tzinfo = UTC, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Time band"))
        self._beat, self._zone, self._is_folded = beat, zone, False
        self._alarms: Sequence[Alarm] = ()
        self._incidents: Sequence[Incident] = ()
        self._series_name, self._plot = "", None
        self._replay: BandReplay | None = None
        self._fold = TextButton(parent=self)
        self._fold.clicked.connect(self.toggle)
        self._ticks = 0
        beat.second.connect(self._tick)
        self._set_height()

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    def toggle(self) -> None:
        self._is_folded = not self._is_folded
        self._set_height()
        self.folded.emit(self._is_folded)

    def _set_height(self) -> None:
        self.setFixedHeight(scale.TIME_BAND_FOLDED_PX if self._is_folded else scale.TIME_BAND_PX)
        self._fold.setText(_("Unfold") if self._is_folded else _("Fold"))
        self._fold.adjustSize()
        if self._plot is not None:
            self._plot.setVisible(not self._is_folded)
        self._place()

    def show_past(self, alarms: Sequence[Alarm], incidents: Sequence[Incident]) -> None:
        self._alarms, self._incidents = alarms, incidents
        self.update()

    def show_zone(self, zone: tzinfo) -> None:
        self._zone = zone
        self.update()

    def show_series(self, name: str, plot: QWidget | None) -> None:
        """The chosen series: its name and the widget that draws it over the axis."""
        self._series_name = name
        if self._plot is not None and self._plot is not plot:
            self._plot.deleteLater()
        self._plot = plot
        if plot is not None:
            plot.setParent(self)
            plot.setVisible(not self._is_folded)
        self._place()
        self.update()

    def show_replay(self, replay: BandReplay | None) -> None:
        """Another span than the last two hours, its cursor and its gaps; None: live again."""
        self._replay = replay
        if self._plot is not None:
            self._plot.setVisible(replay is None and not self._is_folded)
        self.update()

    def axis(self) -> TimeAxis:
        shown = self._replay
        until = self._beat.now if shown is None else shown.until
        left = scale.PANEL_PADDING_PX + _LABEL_PX
        return TimeAxis(
            until - SPAN if shown is None else shown.since, until, left, self.width() - left - scale.PANEL_PADDING_PX
        )

    def _tick(self) -> None:
        """A pixel of the axis is several seconds: no need to paint at each."""
        self._ticks += 1
        if self._ticks % 5 == 0:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self._fold.move(self.width() - self._fold.width() - scale.SPACE_8, scale.SPACE_4)
        if self._plot is not None:
            axis, top = self.axis(), self._row_top(2)
            self._plot.setGeometry(round(axis.left_px), round(top) + 2, round(axis.width_px), _ROW_PX - scale.SPACE_4)

    def _row_top(self, number: int) -> float:
        return scale.TIME_BAND_FOLDED_PX - scale.SPACE_4 + number * _ROW_PX

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, palette = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink.separator(painter, 0, self.width(), 0)
        title = QRectF(scale.PANEL_PADDING_PX, scale.SPACE_4, _LABEL_PX, scale.TIME_BAND_FOLDED_PX - scale.SPACE_8)
        ink.write(painter, title, self._title(), ink.sans(scale.BODY_PX, scale.SEMIBOLD), palette.text)
        axis = self.axis()
        paint_gaps(painter, axis, self._replay, self.height(), palette)
        if self._is_folded:
            self._paint_alarms(painter, axis, scale.TIME_BAND_FOLDED_PX / 2, palette)
            paint_cursor(painter, axis, self._replay, self.height(), palette)
            return
        self._paint_times(painter, axis, palette)
        self._paint_labels(painter, palette)
        self._paint_alarms(painter, axis, self._row_top(0) + _ROW_PX / 2, palette)
        self._paint_incidents(painter, axis, self._row_top(1) + _ROW_PX / 2, palette)
        paint_cursor(painter, axis, self._replay, self.height(), palette)

    def _title(self) -> str:
        shown = self._replay
        return _("Last 2 h") if shown is None else formats.short_date(shown.at, self._zone)

    def _paint_times(self, painter: QPainter, axis: TimeAxis, palette: Palette) -> None:
        font = ink.sans(scale.METADATA_PX)
        for x, said in axis.marks(self._zone):
            box = QRectF(x - scale.SPACE_32, scale.SPACE_4, scale.SPACE_32 * 2, scale.SPACE_24)
            if box.left() > axis.left_px and box.right() < self._fold.x():
                ink.write(painter, box, said, font, palette.text3, ink.CENTRE)
            tick = QRectF(x, scale.TIME_BAND_FOLDED_PX - scale.SPACE_4, scale.BORDER_PX, 3 * _ROW_PX)
            painter.fillRect(tick, colour(palette.line))

    def _paint_labels(self, painter: QPainter, palette: Palette) -> None:
        series = self._series_name or _("No series chosen")
        for number, said in enumerate((_("Alarms"), _("Incidents"), series)):
            top = self._row_top(number)
            box = QRectF(scale.PANEL_PADDING_PX, top, _LABEL_PX - scale.SPACE_12, _ROW_PX)
            ink.write_name(painter, box, said, ink.sans(scale.SECONDARY_PX), palette.text2)
            ink.separator(painter, self.axis().left_px, self.width() - scale.PANEL_PADDING_PX, top + _ROW_PX)

    def _paint_alarms(self, painter: QPainter, axis: TimeAxis, y: float, palette: Palette) -> None:
        for alarm in sorted(self._alarms, key=lambda one: -one.priority):
            if axis.holds(alarm.raised_at):
                centre = QPointF(axis.x_of(alarm.raised_at), y)
                paint_mark(painter, centre, priority_mark(alarm.priority), look_of(alarm), scale.SPACE_12, palette)

    def _paint_incidents(self, painter: QPainter, axis: TimeAxis, y: float, palette: Palette) -> None:
        for incident in self._incidents:
            left, right = self._span_of(incident, axis)
            if right <= axis.left_px:
                continue
            bar = QRectF(left, y - _BAR_PX / 2, max(right - left, scale.BORDER_PX * 2), _BAR_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.border if incident.is_open else palette.line))
            painter.drawRoundedRect(bar, scale.RADIUS_PX / 2, scale.RADIUS_PX / 2)
            if incident.is_open:
                _fill, _ink, edge = priority_colours(palette, incident.priority)
                head = QRectF(bar.left(), bar.top(), scale.SELECTED_BAR_PX, bar.height())
                painter.fillRect(head, colour(edge))

    def _span_of(self, incident: Incident, axis: TimeAxis) -> tuple[float, float]:
        begun = max(axis.x_of(incident.opened_at), axis.left_px)
        return begun, axis.x_of(incident.closed_at or axis.until)

    def _alarm_at(self, at: QPoint) -> Alarm | None:
        axis = self.axis()
        row_y = scale.TIME_BAND_FOLDED_PX / 2 if self._is_folded else self._row_top(0) + _ROW_PX / 2
        if abs(at.y() - row_y) > scale.SPACE_12:
            return None
        near = [alarm for alarm in self._alarms if axis.holds(alarm.raised_at)]
        near = [alarm for alarm in near if abs(axis.x_of(alarm.raised_at) - at.x()) <= _HIT_PX]
        return min(near, key=lambda one: (one.priority, abs(axis.x_of(one.raised_at) - at.x())), default=None)

    def _incident_at(self, at: QPoint) -> Incident | None:
        axis = self.axis()
        if self._is_folded or not self._row_top(1) <= at.y() <= self._row_top(2):
            return None
        for incident in reversed(self._incidents):
            left, right = self._span_of(incident, axis)
            if left - _HIT_PX <= at.x() <= right + _HIT_PX:
                return incident
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        alarm, incident = self._alarm_at(event.position().toPoint()), self._incident_at(event.position().toPoint())
        if alarm is not None:
            self.alarm_chosen.emit(alarm.id)
        elif incident is not None:
            self.incident_chosen.emit(incident.id)
        else:
            self._want(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._want(event)

    def _want(self, event: QMouseEvent) -> None:
        at = self.axis().time_at(event.position().x())
        if at is not None:
            self.moment_wanted.emit(at)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._said_at(event.pos(), self._beat.now), self)
            return True
        return super().event(event)

    def _said_at(self, at: QPoint, now: datetime) -> str:
        alarm, incident = self._alarm_at(at), self._incident_at(at)
        if alarm is not None:
            when = formats.moment(alarm.raised_at, now, self._zone)
            return f"{words.alarm_kind(alarm.kind)} · {words.alarm_state(alarm.state)} · {when}"
        if incident is not None:
            return f"{incident.folio} · {incident.title or type_name(incident.type_code)}"
        return ""
