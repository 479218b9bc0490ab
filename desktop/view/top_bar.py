"""The top bar: product, workspaces 1 to 5, search, who works here, and the clock."""

from datetime import datetime, tzinfo
from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.domain.operator import Operator
from desktop.view import formats, ink, words
from desktop.view.actions import WORKSPACES, Action
from desktop.view.beat import Beat
from desktop.view.keys import shown_key
from desktop.view.replay.clock import ReplayClock
from desktop.view.search.field import SearchField
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

LEAST_SEARCH_PX = 200


class WorkspaceTab(QAbstractButton):
    """Its number in grey, its name, and a bar under the one that is shown."""

    def __init__(self, number: int, action: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._words = str(number), action.label
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(self._words)
        self.setToolTip(f"{self._words} ({shown_key(action.key)})")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = ink.width_of(self._number, ink.sans(scale.METADATA_PX)) + scale.SPACE_8
        width += ink.width_of(self._words, ink.sans(scale.BODY_PX, scale.SEMIBOLD)) + scale.SPACE_16 * 2
        return QSize(round(width), scale.TOP_BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, box = QPainter(self), tokens(), QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.fillRect(box, colour(palette.selected if self.isChecked() else palette.raised))
        if self.isChecked():
            bar = QRectF(0, box.bottom() - scale.SELECTED_BAR_PX, box.width(), scale.SELECTED_BAR_PX)
            painter.fillRect(bar, colour(palette.text))
        box.adjust(scale.SPACE_16, 0, 0, 0)
        small = ink.sans(scale.METADATA_PX)
        ink.write(painter, box, self._number, small, palette.text2)
        box.adjust(ink.width_of(self._number, small) + scale.SPACE_8, 0, 0, 0)
        weight, token = (scale.SEMIBOLD, palette.text) if self.isChecked() else (scale.REGULAR, palette.text2)
        ink.write(painter, box, self._words, ink.sans(scale.BODY_PX, weight), token)


class TopBar(QWidget):
    """`workspace_wanted(number)` when a tab is pressed."""

    workspace_wanted = Signal(int)

    def __init__(self, beat: Beat, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(scale.TOP_BAR_PX)
        self.setAccessibleName(_("Top bar"))
        self._beat, self._zone = beat, zone
        self.search = SearchField(self)
        self._tabs = [WorkspaceTab(number, action, self) for number, action in enumerate(WORKSPACES, start=1)]
        self._who, self._time, self._date = QLabel(self), QLabel(self), QLabel(self)
        self.replay_clock = ReplayClock(self)
        self._dress()
        self._lay_out()
        for number, tab in enumerate(self._tabs, start=1):
            tab.clicked.connect(lambda _checked=False, n=number: self.workspace_wanted.emit(n))
        beat.second.connect(self._show_time)
        self._show_time()

    def _dress(self) -> None:
        say(self._who, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        self._who.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._time.setFont(ink.sans(scale.CLOCK_PX, scale.SEMIBOLD))
        say(self._date, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        self._time.setAccessibleName(_("Clock"))

    def _lay_out(self) -> None:
        name = QLabel("ATALAYA", self)
        name.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        left, right = QHBoxLayout(), QHBoxLayout()
        left.setSpacing(0)
        left.addSpacing(scale.SPACE_16)
        left.addWidget(name)
        left.addSpacing(scale.SPACE_16)
        for tab in self._tabs:
            left.addWidget(tab)
        left.addStretch(1)
        right.setSpacing(scale.SPACE_8)
        right.addStretch(1)
        right.addWidget(self._who)
        right.addSpacing(scale.SPACE_16)
        right.addWidget(self.replay_clock)
        right.addWidget(self._time)
        right.addWidget(self._date)
        right.addSpacing(scale.SPACE_8)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(scale.SPACE_12)
        grid.addLayout(left, 0, 0)
        grid.addWidget(self.search, 0, 1)
        grid.addLayout(right, 0, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The search gives way first, down to its least width; then who sits here is left to the tooltip."""
        tabs = sum(tab.sizeHint().width() for tab in self._tabs) + scale.SPACE_32 * 5
        replayed = 0 if self.replay_clock.isHidden() else self.replay_clock.sizeHint().width() + scale.SPACE_16
        clock = self._time.sizeHint().width() + self._date.sizeHint().width() + scale.SPACE_32 + replayed
        who = round(ink.width_of(self._who.text(), self._who.font())) + scale.SPACE_32
        rest = self.width() - tabs - clock
        self._who.setVisible(rest - who >= LEAST_SEARCH_PX)
        room = rest - (who if rest - who >= LEAST_SEARCH_PX else 0)
        self.search.setFixedWidth(max(LEAST_SEARCH_PX, min(scale.SEARCH_WIDTH_PX, room)))

    def show_workspace(self, number: int) -> None:
        self._tabs[number - 1].setChecked(True)

    def show_operator(self, operator: Operator | None, station: str) -> None:
        parts = [operator.name, words.role(operator.role), station] if operator else [_("Nobody has signed in")]
        self._who.setText(" · ".join(part for part in parts if part))
        self._who.setToolTip(self._who.text())
        self._time.setToolTip(self._who.text())
        self._share()

    def show_replay(self, at: datetime | None) -> None:
        """The replayed time takes the clock's place; the live one is small beside it."""
        was = self.replay_clock.isVisible()
        self.replay_clock.show_time(at, self._zone)
        if was != (at is not None):
            self._time.setFont(ink.sans(scale.CLOCK_PX if at is None else scale.METADATA_PX, scale.SEMIBOLD))
            say(self._time, tone="text" if at is None else "text2")
            self._date.setVisible(at is None)
            self._share()

    def show_zone(self, zone: tzinfo) -> None:
        self._zone = zone
        self._show_time()

    def _show_time(self) -> None:
        now: datetime = self._beat.now
        self._time.setText(formats.clock(now, self._zone))
        self._date.setText(formats.short_date(now, self._zone))
