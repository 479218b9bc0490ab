"""The panel at the left: alarms, incidents and reports, each behind a tab with its count."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.view import formats, ink
from desktop.view.alarm_list import alarm_list, incident_list
from desktop.view.desk import Desk
from desktop.view.row_list import RowList
from desktop.view.rows import AlarmRow, IncidentRow, most_pressing_first, on_the_list, rate
from desktop.view.state_plate import LoadingRows, LostPlate, Plate, StatePlate
from desktop.view.text_button import TextButton
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

ALARMS, INCIDENTS, REPORTS = 0, 1, 2


class CountTab(QAbstractButton):
    """A word, its count, and a bar under the one that is shown."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._count = words, ""
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def show_count(self, count: int) -> None:
        self._count = str(count)
        self.setAccessibleName(f"{self._words} {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = ink.width_of(self._words, ink.sans(scale.BODY_PX, scale.SEMIBOLD)) + scale.SPACE_4
        width += ink.width_of(self._count, ink.sans(scale.SECONDARY_PX)) + scale.SPACE_12
        return QSize(round(width), scale.TOP_BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, box = QPainter(self), tokens(), QRectF(self.rect())
        if self.isChecked():
            bar = QRectF(0, box.bottom() - 2, box.width() - scale.SPACE_12, 2)
            painter.fillRect(bar, colour(palette.text))
        lit = self.isChecked() or self.underMouse()
        font = ink.sans(scale.BODY_PX, scale.SEMIBOLD if self.isChecked() else scale.REGULAR)
        ink.write(painter, box, self._words, font, palette.text if lit else palette.text2)
        box.adjust(ink.width_of(self._words, font) + scale.SPACE_4, 0, 0, 0)
        ink.write(painter, box, self._count, ink.sans(scale.SECONDARY_PX), palette.text2)


class LeftPanel(QWidget):
    """`alarm_chosen(id)`, `incident_chosen(id)`, and `entered` when one is double-clicked."""

    alarm_chosen = Signal(str)
    incident_chosen = Signal(str)
    entered = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk, self._rows = desk, list[AlarmRow]()
        self._shows_hidden = False
        self.alarms, self.incidents = alarm_list(lambda: desk.now, self), incident_list(lambda: desk.now, self)
        self._tabs = [CountTab(words, self) for words in (_("Alarms"), _("Incidents"), _("Reports"))]
        self._group = QButtonGroup(self)
        self._rate, self._hidden_head = say(QLabel(self), tone="text2"), TextButton(parent=self)
        self._new = TextButton(parent=self)
        self.lost = LostPlate(self)
        self._stack, self._pages = QStackedWidget(self), list[QStackedWidget]()
        self._lay_out()
        self._connect()
        self.show_tab(ALARMS)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(scale.PANEL_PADDING_PX, 0, scale.PANEL_PADDING_PX, 0)
        head.setSpacing(0)
        for number, tab in enumerate(self._tabs):
            self._group.addButton(tab, number)
            head.addWidget(tab)
        head.addStretch(1)
        self._rate.setFont(ink.sans(scale.SECONDARY_PX))
        head.addWidget(self._rate)
        calm = StatePlate(Plate(_("No open alarms."), _("New ones come in here, most pressing first.")), self)
        cases = StatePlate(
            Plate(_("No open incidents."), _("Open one from an alarm with the key I: it comes in here.")), self
        )
        for empty, rows in ((calm, self.alarms), (cases, self.incidents)):
            self._add_page(empty, rows)
        self._add_page(
            StatePlate(
                Plate(
                    _("No reports."),
                    _("Calls and reports of citizens come in here once their channel has been connected."),
                ),
                self,
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        for widget in (self.lost, self._hidden_head, self._new):
            column.addWidget(widget)
            widget.hide()
        column.addWidget(self._stack, 1)

    def _add_page(self, empty: StatePlate, rows: RowList | None = None) -> None:
        """Loading, then empty, then rows."""
        page = QStackedWidget(self)
        for widget in (LoadingRows(page), empty, rows):
            if widget is not None:
                page.addWidget(widget)
        self._pages.append(page)
        self._stack.addWidget(page)

    def _connect(self) -> None:
        self._group.idClicked.connect(self.show_tab)
        self.alarms.row_chosen.connect(self.alarm_chosen)
        self.incidents.row_chosen.connect(self.incident_chosen)
        self.alarms.row_entered.connect(lambda _id: self.entered.emit())
        self.incidents.row_entered.connect(lambda _id: self.entered.emit())
        self.alarms.waiting_above.connect(self._say_new)
        self._new.clicked.connect(self.alarms.scrollToTop)
        self._hidden_head.setText(_("Hidden alarms · Back to the list"))
        self._hidden_head.clicked.connect(lambda: self.show_hidden(hidden=False))
        self._desk.beat.second.connect(self._each_second)

    @property
    def shown_list(self) -> RowList:
        return self.incidents if self._stack.currentIndex() == INCIDENTS else self.alarms

    @property
    def rows(self) -> Sequence[AlarmRow]:
        """Those on the list, most pressing first."""
        return most_pressing_first(on_the_list(self._rows))

    def show_tab(self, number: int) -> None:
        focus = QApplication.focusWidget()
        held = self.isAncestorOf(focus) if focus else False
        self._tabs[number].setChecked(True)
        self._stack.setCurrentIndex(number)
        if held:
            self.shown_list.setFocus()
        self._rate.setVisible(number == ALARMS)

    def show_hidden(self, *, hidden: bool) -> None:
        """What is shelved, suppressed or out of service, instead of the list."""
        self._shows_hidden = hidden
        self._hidden_head.setVisible(hidden)
        self.show_tab(ALARMS)
        self._fill()

    def show_alarms(self, rows: Sequence[AlarmRow]) -> None:
        self._rows = list(rows)
        self._fill()
        self._each_second()

    def _fill(self) -> None:
        listed = self.rows
        hidden = [row for row in most_pressing_first(self._rows) if row not in listed] if self._shows_hidden else []
        shown = hidden if self._shows_hidden else listed
        self.alarms.put(shown)
        self._tabs[ALARMS].show_count(len(listed))
        self._show_page(ALARMS, bool(shown))

    def show_incidents(self, rows: Sequence[IncidentRow]) -> None:
        ordered = sorted(rows, key=lambda row: (row.incident.priority, -row.since.timestamp()))
        self.incidents.put(ordered)
        self._tabs[INCIDENTS].show_count(len(rows))
        self._show_page(INCIDENTS, bool(rows))
        self._tabs[REPORTS].show_count(0)
        self._show_page(REPORTS, filled=False)

    def _show_page(self, number: int, filled: bool) -> None:  # noqa: FBT001
        loaded = self._desk.situation.loaded
        self._pages[number].setCurrentIndex(0 if not loaded else 2 if filled else 1)

    def _each_second(self) -> None:
        self._rate.setText(_("{n} in 10 min").format(n=rate(self._rows, self._desk.now)))
        self.shown_list.viewport().update()

    def _say_new(self, count: int) -> None:
        self._new.setText(ngettext("{n} new", "{n} new", count).format(n=count))
        self._new.updateGeometry()
        self._new.setVisible(count > 0)

    def show_link(self) -> None:
        """What is lost when the store does not answer; the rows stay, ageing."""
        situation = self._desk.situation
        if situation.linked:
            self.lost.show_loss("", "")
            return
        since = formats.clock(situation.lost_at, self._desk.zone) if situation.lost_at else ""
        self.lost.show_loss(
            _("The store does not answer since {time}").format(time=since),
            _("What is shown is as it was then. The console tries again every second."),
        )
