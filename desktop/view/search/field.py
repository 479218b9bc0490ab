"""The search field of the top bar: what it finds hangs under it without taking the focus away.

Up and Down walk through what was found, Enter goes there, Esc leaves the field. Empty, it shows the last places. The
answers come when they come: Enter that is pressed before goes to the first of them then.
"""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.domain.found import Found
from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.keys import shown_key
from desktop.view.search.found_list import FoundList
from maps.view.theme import scale
from maps.view.theme.palette import tokens

MOST_SHOWN = 10
MOST_REMEMBERED = 20


class SearchField(QLineEdit):
    """`asked(text)` whenever something else is wanted; `found(Found)` when the operator goes to one."""

    asked = Signal(str)
    found = Signal(object)
    left = Signal()
    remembered_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list: FoundList | None = None
        self._remembered: tuple[Found, ...] = ()
        self._answered = ""
        """The question whose answer is shown."""
        self._goes_when_found = False
        self._key = shown_key(BY_ID["view.search"].key)
        self.setPlaceholderText(_("Find street, crossing, folio, camera, unit…"))
        self.setAccessibleName(BY_ID["view.search"].label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(scale.BUTTON_PX - scale.SPACE_4)
        room = round(ink.width_of(self._key, ink.mono(scale.METADATA_PX))) + scale.SPACE_16
        self.setTextMargins(scale.SPACE_4, 0, room, 0)
        self.textEdited.connect(self._search)

    def sizeHint(self) -> QSize:
        return QSize(scale.SEARCH_WIDTH_PX, super().sizeHint().height())

    # what it shows

    @property
    def shown(self) -> Sequence[Found]:
        return self._list.rows if self._list is not None and self._list.isVisible() else ()

    @property
    def question(self) -> str:
        return " ".join(self.text().split())

    @property
    def is_settled(self) -> bool:
        """What is shown answers what stands in the field."""
        return self.question == self._answered

    @property
    def remembered(self) -> Sequence[Found]:
        """The last places, the newest first."""
        return self._remembered

    def set_remembered(self, places: Sequence[Found]) -> None:
        """Those of who sits here now."""
        self._remembered = tuple(places)

    def show_found(self, question: str, rows: Sequence[Found]) -> None:
        """An answer; one to a question that is not asked any more is not shown."""
        if question != self.question or not question:
            return
        self._answered = question
        if self._goes_when_found and rows:
            self._go(rows[0])
        elif self.hasFocus():
            self._goes_when_found = False
            self._hang().show_rows(rows[:MOST_SHOWN], self._under(), self.width())

    def _search(self, _text: str) -> None:
        self._goes_when_found = False
        if self.question:
            self.asked.emit(self.question)
        else:
            self._show_remembered()

    def _show_remembered(self) -> None:
        self._answered = ""
        if self._remembered:
            self._hang().show_rows(self._remembered[:MOST_SHOWN], self._under(), self.width(), _("Last places"))
        else:
            self._fold()

    def _hang(self) -> FoundList:
        if self._list is None:
            self._list = FoundList(self.window())
            self._list.pressed_row.connect(lambda number: self._go(self.shown[number]))
        return self._list

    def _under(self) -> QPoint:
        return self.mapTo(self.window(), QPoint(0, self.height() + scale.SPACE_4))

    def _fold(self) -> None:
        if self._list is not None:
            self._list.hide()

    # going there

    def _go(self, chosen: Found) -> None:
        rest = (place for place in self._remembered if place.key != chosen.key)
        self._remembered = (chosen, *rest)[:MOST_REMEMBERED]
        self.remembered_changed.emit(self._remembered)
        self._goes_when_found, self._answered = False, ""
        self.clear()
        self._fold()
        self.left.emit()
        self.found.emit(chosen)

    def _enter(self) -> None:
        rows = self.shown
        if not self.is_settled:
            self._goes_when_found = True
        elif rows and self._list is not None:
            self._go(rows[self._list.current])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self._list is not None:
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self._fold()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._search(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._goes_when_found = False
        self._fold()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text():
            return
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0, 0, -scale.SPACE_12, 0)
        ink.write(painter, box, self._key, ink.mono(scale.METADATA_PX), tokens().text3, ink.RIGHT)
