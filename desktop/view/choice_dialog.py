"""A small dialog over its own window: a line to type in, the choices that match, Enter takes one, Esc takes none.

The palette of actions, the types of incidents and the codes of false alarms are asked this way, by key alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.plain import plain
from desktop.view import ink
from desktop.view.row_list import ROW_ROLE, Index, RowModel
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

_ROWS_SEEN = 10
_WALKING = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS_SEEN, Qt.Key.Key_PageUp: -_ROWS_SEEN}


@dataclass(frozen=True, slots=True)
class Choice:
    """`aside` stands at the right: a key, a code; `why_not` greys it and says why it cannot be taken."""

    id: str
    words: str
    aside: str = ""
    group: str = ""
    why_not: str = ""


class ChoiceModel(RowModel[Choice]):
    def said(self, row: Choice) -> str:
        return f"{row.words} {row.aside} {row.why_not}".strip()


class ChoiceDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index):  # noqa: ANN201 - Qt's QSize
        size = super().sizeHint(option, index)
        size.setHeight(scale.DENSE_ROW_PX)
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Choice = index.data(ROW_ROLE)
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        palette = tokens()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, colour(palette.selected))
        inner = box.adjusted(scale.SPACE_16, 0, -scale.SPACE_16, 0)
        small = ink.mono(scale.METADATA_PX)
        ink.write(painter, inner, row.aside, small, palette.text2, ink.RIGHT)
        inner.setRight(inner.right() - ink.width_of(row.aside, small) - scale.SPACE_12)
        if row.group:
            font = ink.sans(scale.SECONDARY_PX)
            ink.write(painter, inner, row.group, font, palette.text2, ink.RIGHT)
            inner.setRight(inner.right() - ink.width_of(row.group, font) - scale.SPACE_12)
        ink.write_name(painter, inner, row.words, ink.sans(), palette.text3 if row.why_not else palette.text)
        painter.restore()


class ChoiceDialog(QDialog):
    """`chosen(id)` once, when one that can be taken is taken."""

    chosen = Signal(str)

    def __init__(
        self, title: str, hint: str, find: Callable[[str], Sequence[Choice]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._find, self._model = find, ChoiceModel()
        self.field, self.list = QLineEdit(self), QListView(self)
        self.note = say(QLabel(self), tone="text2")
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(title)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self._dress_list()
        self._lay_out(title)
        self._fill("")

    def _dress_list(self) -> None:
        self.list.setModel(self._model)
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(_ROWS_SEEN * scale.DENSE_ROW_PX)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda _index: self._take())
        self.list.selectionModel().currentChanged.connect(self._say_why_not)
        self.note.setFont(ink.sans(scale.SECONDARY_PX))

    def _lay_out(self, title: str) -> None:
        head = QLabel(title, self)
        head.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.SPACE_16, 0, scale.SPACE_12)
        column.setSpacing(scale.SPACE_12)
        for widget in (head, self.field, self.list, self.note):
            inset = 0 if widget is self.list else scale.SPACE_16
            row = QVBoxLayout()
            row.setContentsMargins(inset, 0, inset, 0)
            row.addWidget(widget)
            column.addLayout(row)
        self.setFixedWidth(scale.DIALOG_WIDE_PX)

    @property
    def current(self) -> Choice | None:
        """The row that Enter takes."""
        row: Choice | None = self.list.currentIndex().data(ROW_ROLE)
        return row

    @property
    def choices(self) -> Sequence[Choice]:
        return self._model.rows

    def _fill(self, text: str) -> None:
        self._model.put(self._find(text))
        if self._model.rows:
            self.list.setCurrentIndex(self._model.index(0))

    def _say_why_not(self, current: Index) -> None:
        row: Choice | None = current.data(ROW_ROLE)
        self.note.setText(row.why_not if row else "")

    def _take(self) -> None:
        row = self.current
        if row is None or row.why_not:
            return
        self.accept()
        self.chosen.emit(row.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _WALKING:
                self._walk(_WALKING[key])
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._take()
                return True
        return super().eventFilter(watched, event)

    def _walk(self, by: int) -> None:
        last = len(self._model.rows) - 1
        row = min(max(self.list.currentIndex().row() + by, 0), last)
        self.list.setCurrentIndex(self._model.index(row))


def matching(choices: Sequence[Choice], text: str) -> list[Choice]:
    """Those whose words, group or aside hold every word that was typed."""
    wanted = plain(text).split()
    return [c for c in choices if all(part in plain(f"{c.words} {c.group} {c.aside}") for part in wanted)]
