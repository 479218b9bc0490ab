"""The search field of the top bar: what it finds hangs under it without taking the focus away.

Up and Down walk through what was found, Enter goes there, Esc leaves the field. Empty, it shows the last places.
"""

from collections.abc import Callable, Sequence
from gettext import gettext as _

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.keys import shown_key
from desktop.view.search_index import Found
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

Find = Callable[[str], Sequence[Found]]
MOST_SHOWN = 8
MOST_REMEMBERED = 20


class FoundList(QWidget):
    """Painted rows; a child of the window, so that it is above the map and never a window of its own."""

    pressed_row = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        say(self, surface="plate")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: Sequence[Found] = ()
        self.current = 0
        self.hide()

    def show_rows(self, rows: Sequence[Found], at: QPoint, width: int) -> None:
        self.rows, self.current = rows, 0
        lines = max(1, len(rows))
        self.setGeometry(at.x(), at.y(), width, lines * scale.DENSE_ROW_PX + scale.SPACE_8)
        self.show()
        self.raise_()
        self.update()

    def step(self, by: int) -> None:
        if self.rows:
            self.current = (self.current + by) % len(self.rows)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - scale.SPACE_4) // scale.DENSE_ROW_PX)
        if 0 <= row < len(self.rows):
            self.pressed_row.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, palette = QPainter(self), tokens()
        body, small = ink.sans(), ink.sans(scale.SECONDARY_PX)
        box = QRectF(scale.BORDER_PX, scale.SPACE_4, self.width() - 2 * scale.BORDER_PX, scale.DENSE_ROW_PX)
        if not self.rows:
            inner = box.adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0)
            ink.write(painter, inner, _("Nothing is called like that"), body, palette.text3)
        for number, row in enumerate(self.rows):
            if number == self.current:
                painter.fillRect(box, colour(palette.selected))
            inner = box.adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0)
            ink.write(painter, inner, row.what, small, palette.text2, ink.RIGHT)
            inner.setRight(inner.right() - ink.width_of(row.what, small) - scale.SPACE_12)
            ink.write_name(painter, inner, row.name, body, palette.text)
            box.translate(0, scale.DENSE_ROW_PX)


class SearchField(QLineEdit):
    """`found(Found)` when the operator goes to one."""

    found = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find: Find = lambda _text: ()
        self._list: FoundList | None = None
        self._remembered: list[Found] = []
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

    def set_source(self, find: Find) -> None:
        self._find = find

    @property
    def shown(self) -> Sequence[Found]:
        return self._list.rows if self._list is not None and self._list.isVisible() else ()

    def offers(self, text: str) -> Sequence[Found]:
        """What would hang under the field."""
        return self._find(text)[:MOST_SHOWN]

    def _search(self, text: str) -> None:
        rows = self.offers(text) if text.strip() else self._remembered[:MOST_SHOWN]
        if not text.strip() and not rows:
            self._fold()
            return
        self._hang().show_rows(rows, self._under(), self.width())

    def _hang(self) -> FoundList:
        if self._list is None:
            self._list = FoundList(self.window())
            self._list.pressed_row.connect(self._go)
        return self._list

    def _under(self) -> QPoint:
        return self.mapTo(self.window(), QPoint(0, self.height() + scale.SPACE_4))

    def _go(self, number: int) -> None:
        rows = self.shown
        if not 0 <= number < len(rows):
            return
        chosen = rows[number]
        self._remembered = [chosen, *(row for row in self._remembered if row.id != chosen.id)][:MOST_REMEMBERED]
        self.clear()
        self._fold()
        self.left.emit()
        self.found.emit(chosen)

    def _fold(self) -> None:
        if self._list is not None:
            self._list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self._list is not None:
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._go(self._list.current if self._list is not None else 0)
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
        self._fold()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text():
            return
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0, 0, -scale.SPACE_12, 0)
        ink.write(painter, box, self._key, ink.mono(scale.METADATA_PX), tokens().text3, ink.RIGHT)
