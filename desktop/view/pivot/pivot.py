"""The list over the left of the map: all that touched one spot, newest first; it asks for older pages when scrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyle, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.services.pivot.pivot import Page, Spot, Touch, after_page, read_page
from desktop.view import faults, formats, ink
from desktop.view.alarm_list import TwoLineDelegate
from desktop.view.context.sections import Line
from desktop.view.desk import Desk
from desktop.view.operation import Operation
from desktop.view.pivot.touch_words import second_line, title
from desktop.view.row_list import ROW_ROLE, Index, RowList, RowModel
from desktop.view.selection import Chosen, Selection
from desktop.view.text_button import TextButton
from maps.place import Place
from maps.view.theme import scale
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

_CHOSEN = {"alarm": Chosen.ALARM, "incident": Chosen.INCIDENT, "report": Chosen.INCIDENT}


@dataclass(frozen=True, slots=True)
class TouchRow:
    """`when` is written, so that a page is painted without a clock."""

    touch: Touch
    words: str
    line: str
    when: str

    @property
    def id(self) -> str:
        return self.touch.id


class TouchModel(RowModel[TouchRow]):
    def said(self, row: TouchRow) -> str:
        return f"{row.when} {row.words}, {row.line}"


class TouchDelegate(TwoLineDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """No mark: the words begin at the panel's own margin."""
        row: TouchRow = index.data(ROW_ROLE)
        painter.save()
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        box, palette = self.ground(painter, option), tokens()
        inner = box.adjusted(scale.PANEL_PADDING_PX, scale.SPACE_4, -scale.PANEL_PADDING_PX, -scale.SPACE_4)
        upper, lower = inner.adjusted(0, 0, 0, -inner.height() / 2), inner.adjusted(0, inner.height() / 2, 0, 0)
        small = ink.sans(scale.SECONDARY_PX)
        ink.write(painter, upper, row.when, small, palette.text2, ink.RIGHT)
        upper.setRight(upper.right() - ink.width_of(row.when, small) - scale.SPACE_12)
        ink.write_name(painter, upper, row.words, ink.sans(scale.BODY_PX, scale.MEDIUM), palette.text)
        ink.write_name(painter, lower, row.line, small, palette.text2)
        ink.separator(painter, inner.left(), inner.right(), box.bottom())
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()


class Pivot(QWidget):
    """Asked again at another spot it begins anew; Esc puts it away."""

    answered = Signal()

    def __init__(self, desk: Desk, operation: Operation) -> None:
        super().__init__(operation)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Who saw this spot"))
        self._desk, self._operation = desk, operation
        self._spot: Spot | None = None
        self._page: Page | None = None
        self._waits = False
        self._title = Line(scale.TITLE_PX, scale.SEMIBOLD, "text", self)
        self._meta = Line(scale.SECONDARY_PX, scale.REGULAR, "text2", self)
        self._close = TextButton(scale.SECONDARY_PX, f"{_('Close')} Esc", self)
        self._model = TouchModel()
        self.list = RowList(self._model, TouchDelegate(lambda: desk.now), self)
        self._title.show_text(_("Who saw this spot"))
        self._lay_out()
        self._close.clicked.connect(self.leave)
        self.list.row_chosen.connect(self._choose)
        self.list.verticalScrollBar().valueChanged.connect(self._look_down)
        operation.canvas.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        pad = scale.PANEL_PADDING_PX
        head = QHBoxLayout()
        head.setContentsMargins(pad, scale.SPACE_12, scale.SPACE_8, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        meta = QHBoxLayout()
        meta.setContentsMargins(pad, 0, pad, scale.SPACE_8)
        meta.addWidget(self._meta)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_4)
        column.addLayout(head)
        column.addLayout(meta)
        column.addWidget(self.list, 1)

    @property
    def rows(self) -> Sequence[TouchRow]:
        return self._model.rows

    # asking

    def ask_at(self, place: Place) -> None:
        """Until the moment that is shown: in a replay nothing later is told."""
        self._spot, self._page = Spot(place), None
        self._model.put([])
        self._operation.canvas.show_mark(place, _("This spot"))
        self._meta.show_text(_("Reading…"))
        self._place()
        self.show()
        self.raise_()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask(self._spot, self._desk.now, frozenset())

    def _ask(self, spot: Spot, until: datetime, shown: frozenset[str]) -> None:
        self._waits = True
        self._desk.ask(
            self,
            lambda services: read_page(services.store, spot, until, shown),
            self._take,
            lambda fault: self._say_fault(spot, fault),
        )

    def _take(self, page: Page) -> None:
        if page.spot is not self._spot:
            return
        self._waits, self._page = False, page
        desk = self._desk
        new = [
            TouchRow(one, title(one), second_line(one, desk.situation), formats.moment(one.at, desk.now, desk.zone))
            for one in page.touches
        ]
        self.list.put([*self._model.rows, *new])
        self._meta.show_text(self._said(page.spot))
        self.answered.emit()

    def _say_fault(self, spot: Spot, fault: Exception) -> None:
        if spot is self._spot:
            self._waits = False
            self._meta.show_text(faults.words_of(fault))

    def _said(self, spot: Spot) -> str:
        where = self._desk.written(spot.place)
        if not self._model.rows:
            return _("Nothing has touched these {distance} in 92 days.").format(
                distance=formats.distance(spot.radius_m)
            )
        return _("{distance} around {place}").format(distance=formats.distance(spot.radius_m), place=where)

    def _look_down(self, at: int) -> None:
        page, bar = self._page, self.list.verticalScrollBar()
        if page is not None and page.more and not self._waits and at >= bar.maximum() - scale.ROW_PX * 4:
            self._ask(page.spot, *after_page(page))

    # choosing

    def _choose(self, row_id: str) -> None:
        touch = next((row.touch for row in self._model.rows if row.id == row_id), None)
        if touch is not None and touch.thing:
            self._operation.select(Selection(_CHOSEN.get(touch.source, Chosen.ASSET), touch.thing))
            self._operation.canvas.show_mark(touch.place, title(touch))

    def leave(self) -> bool:
        """Whether it was open."""
        was = self.isVisible()
        if was:
            self._spot = None
            self.hide()
            self._operation.canvas.take_mark_off()
            self._operation.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        return was

    # where it lies

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move} and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        canvas = self._operation.canvas
        corner = canvas.mapTo(self._operation, QPoint(0, 0))
        self.setGeometry(corner.x(), corner.y(), min(scale.LIST_WIDTH_PX, canvas.width()), canvas.height())
