"""The alarm strip: counts by priority, the most pressing alarms as chips, what is hidden, Silence and Acknowledge.

It is on every window. It never takes the focus by itself and a click on a chip shows the alarm, it never acknowledges.
"""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.alarm import AlarmState
from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.alarm_chip import AlarmChip
from desktop.view.beat import Beat
from desktop.view.key_button import KeyButton
from desktop.view.rows import FLOOD_PER_WINDOW, AlarmRow, most_pressing_first, on_the_list, rate
from desktop.view.text_button import TextButton
from maps.view.theme import scale
from maps.view.theme.marks import Look, paint_mark, priority_mark
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

MOST_CHIPS = 8


class PriorityCounts(QWidget):
    """Mark and number of each priority; the mark is an outline when none of them waits for an answer.

    Before the store was read there is no number: a nought would be a false calm.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts, self._waiting = ["–", "–", "–"], [False, False, False]
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Expanding)

    def show_rows(self, rows: Sequence[AlarmRow]) -> None:
        self._counts = [str(sum(row.alarm.priority == priority for row in rows)) for priority in (1, 2, 3)]
        self._waiting = [any(r.alarm.priority == p and r.alarm.needs_answer for r in rows) for p in (1, 2, 3)]
        high, medium, low = self._counts
        self.setAccessibleName(
            _("Alarms: {high} high, {medium} medium, {low} low").format(high=high, medium=medium, low=low)
        )
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths())), scale.STRIP_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _widths(self) -> list[float]:
        font = ink.sans(scale.COUNT_PX, scale.SEMIBOLD)
        room = scale.STRIP_MARK_PX + scale.SPACE_8 + scale.SPACE_24
        return [room + ink.width_of(count, font) for count in self._counts]

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, x = QPainter(self), 0.0
        font, palette = ink.sans(scale.COUNT_PX, scale.SEMIBOLD), tokens()
        for priority, width in enumerate(self._widths(), start=1):
            look = Look.FILLED if self._waiting[priority - 1] else Look.OUTLINE
            centre = QPointF(x + scale.STRIP_MARK_PX / 2 + 1, self.height() / 2)
            paint_mark(painter, centre, priority_mark(priority), look, scale.STRIP_MARK_PX, palette)
            left = x + scale.STRIP_MARK_PX + scale.SPACE_8
            box = QRectF(left, 0, width, self.height())
            ink.write(painter, box, self._counts[priority - 1], font, palette.text)
            x += width


class AlarmStrip(QWidget):
    """`chosen(alarm_id)` when a chip is pressed, `more_wanted` for the rest, `hidden_wanted` for what is shelved."""

    chosen = Signal(str)
    more_wanted = Signal()
    hidden_wanted = Signal()
    silence_wanted = Signal()
    acknowledge_wanted = Signal()

    def __init__(self, beat: Beat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(scale.STRIP_PX)
        self.setAccessibleName(_("Alarm strip"))
        self._beat, self._rows, self._shows_places = beat, list[AlarmRow](), True
        self._counts = PriorityCounts(self)
        self._chips = [AlarmChip(beat, self) for _index in range(MOST_CHIPS)]
        self._chip_area, self._row = QWidget(self), QHBoxLayout(self)
        self._flood = QLabel(self)
        self._flood.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        self._more = TextButton(scale.BODY_PX, parent=self)
        self._shelved, self._suppressed = TextButton(parent=self), TextButton(parent=self)
        self._silence = KeyButton(BY_ID["alarm.silence"], self)
        self._acknowledge = KeyButton(BY_ID["alarm.acknowledge"], self, role="primary")
        self._lay_out()
        self._connect()
        self._flood.hide()
        self._more.hide()

    def _lay_out(self) -> None:
        chips = QHBoxLayout(self._chip_area)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(scale.SPACE_8)
        for chip in self._chips:
            chips.addWidget(chip)
        chips.addStretch(1)
        hidden = QVBoxLayout()
        hidden.setSpacing(0)
        hidden.addStretch(1)
        hidden.addWidget(self._shelved)
        hidden.addWidget(self._suppressed)
        hidden.addStretch(1)
        row = self._row
        row.setContentsMargins(scale.SPACE_16, 0, scale.SPACE_16, 0)
        row.setSpacing(scale.SPACE_8)
        row.addWidget(self._counts)
        row.addWidget(self._flood)
        row.addWidget(self._chip_area, 1)
        row.addWidget(self._more)
        row.addLayout(hidden)
        row.addSpacing(scale.SPACE_8)
        row.addWidget(self._silence)
        row.addWidget(self._acknowledge)

    def _connect(self) -> None:
        for chip in self._chips:
            chip.pressed_alarm.connect(self.chosen)
        self._more.clicked.connect(self.more_wanted)
        self._shelved.clicked.connect(self.hidden_wanted)
        self._suppressed.clicked.connect(self.hidden_wanted)
        self._silence.clicked.connect(self.silence_wanted)
        self._acknowledge.clicked.connect(self.acknowledge_wanted)
        self._beat.second.connect(self._show_flood)

    @property
    def chips(self) -> list[AlarmChip]:
        """Those that are shown, most pressing first."""
        return [chip for chip in self._chips if chip.row is not None]

    def show_rows(self, rows: Sequence[AlarmRow]) -> None:
        """All open alarms; hidden ones are counted, never dropped."""
        self._rows = most_pressing_first(rows)
        self._counts.show_rows(on_the_list(self._rows))
        self._show_hidden()
        self._show_flood()
        self._fill_chips()

    def show_places(self, *, shown: bool) -> None:
        """Without them only counts stay: nobody has signed in."""
        self._shows_places = shown
        self._fill_chips()

    def _show_hidden(self) -> None:
        states = [row.alarm.state for row in self._rows]
        shelved = states.count(AlarmState.SHELVED)
        suppressed = states.count(AlarmState.SUPPRESSED) + states.count(AlarmState.OUT_OF_SERVICE)
        self._shelved.setText(_("Shelved {n}").format(n=shelved))
        self._suppressed.setText(_("Suppressed {n}").format(n=suppressed))
        for button in (self._shelved, self._suppressed):
            button.updateGeometry()

    def _show_flood(self) -> None:
        count = rate(self._rows, self._beat.now)
        self._flood.setVisible(count > FLOOD_PER_WINDOW)
        self._flood.setText(_("FLOOD {n} in 10 min").format(n=count))

    def _fill_chips(self) -> None:
        listed = on_the_list(self._rows) if self._shows_places else []
        room = self._chip_area.width() + scale.SPACE_8
        fit = max(1, min(MOST_CHIPS, room // (scale.CHIP_WIDTH_PX + scale.SPACE_8)))
        for index, chip in enumerate(self._chips):
            chip.show_row(listed[index] if index < min(fit, len(listed)) else None)
        rest = len(listed) - fit
        self._more.setVisible(rest > 0)
        self._more.setText(ngettext("+{n} more", "+{n} more", max(rest, 1)).format(n=rest))
        self._more.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.activate()
        self._fill_chips()
