"""A list of rows of 48 pixels painted by a delegate: ten thousand rows cost what the visible ones cost.

New rows come in at their place without moving the row under the cursor or the focus; when the list is scrolled, a
line at its top says how many wait above.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QWidget

from maps.view.theme import scale
from maps.view.theme.focus import OWN_RING

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()
_MOVING = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


class Row(Protocol):
    """What a list needs of a row."""

    @property
    def id(self) -> str: ...


SomeRow = TypeVar("SomeRow", bound=Row)


class RowModel(QAbstractListModel, Generic[SomeRow]):
    """Rows in their order. A screen reader is given `said(row)`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SomeRow] = []
        self._place: dict[str, int] = {}

    @property
    def rows(self) -> Sequence[SomeRow]:
        return self._rows

    def put(self, rows: Sequence[SomeRow]) -> None:
        """All rows anew; when only their content changed, in place."""
        place = {row.id: index for index, row in enumerate(rows)}
        if list(place) == list(self._place):
            changed = [index for index, row in enumerate(rows) if row != self._rows[index]]
            self._rows = list(rows)
            for index in changed:
                self.dataChanged.emit(self.index(index), self.index(index))
            return
        self.beginResetModel()
        self._rows, self._place = list(rows), place
        self.endResetModel()

    def place_of(self, row_id: str) -> int | None:
        return self._place.get(row_id)

    def said(self, row: SomeRow) -> str:
        return row.id

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        spoken = role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}
        return self.said(row) if spoken else None


class RowList(QListView):
    """`row_chosen(id)` follows the current row; letters and Space go to the window, which owns the keys."""

    row_chosen = Signal(str)
    row_entered = Signal(str)
    waiting_above = Signal(int)

    def __init__(self, model: RowModel[Any], delegate: QStyledItemDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._current_id, self._quiet = model, "", False
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setProperty(OWN_RING, "row")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().setSingleStep(scale.ROW_PX)
        self.selectionModel().currentChanged.connect(self._follow_current)
        self.verticalScrollBar().valueChanged.connect(self._forget_waiting)
        self.doubleClicked.connect(lambda index: self.row_entered.emit(index.data(ROW_ROLE).id))

    @property
    def current_id(self) -> str:
        return self._current_id

    def put(self, rows: Sequence[Any]) -> None:
        """New rows; the one under the cursor, or else the first that is seen, stays where it is."""
        anchor = self._anchor()
        before = {row.id for row in self._model.rows}
        self._quiet = True
        self._model.put(rows)
        self._show_current(scroll=False)
        self._quiet = False
        if anchor is not None:
            self._hold(*anchor)
        self._say_waiting(before)

    def choose(self, row_id: str) -> None:
        """Select without a word to those who listen; an id that is not here selects nothing."""
        self._current_id, self._quiet = row_id, True
        self._show_current(scroll=True)
        self._quiet = False

    def _show_current(self, *, scroll: bool) -> None:
        place = self._model.place_of(self._current_id)
        index = self._model.index(place) if place is not None else QModelIndex()
        bar = self.verticalScrollBar()
        kept = bar.value()
        self.setCurrentIndex(index)
        if not scroll:
            bar.setValue(kept)

    def _anchor(self) -> tuple[str, int] | None:
        """The row that must not move, and where its top is."""
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        under = self.indexAt(at) if self.viewport().rect().contains(at) and self.underMouse() else QModelIndex()
        if not under.isValid() and self.verticalScrollBar().value() > 0:
            under = self.indexAt(QPoint(1, 1))
        if not under.isValid():
            return None
        return self._model.rows[under.row()].id, self.visualRect(under).top()

    def _hold(self, row_id: str, top: int) -> None:
        place = self._model.place_of(row_id)
        if place is not None:
            self.verticalScrollBar().setValue(place * scale.ROW_PX - top)

    def _say_waiting(self, before: set[str]) -> None:
        hidden = self._model.rows[: self.verticalScrollBar().value() // scale.ROW_PX]
        new = sum(row.id not in before for row in hidden)
        if new and before:
            self.waiting_above.emit(new)

    def _forget_waiting(self, value: int) -> None:
        if value == 0:
            self.waiting_above.emit(0)

    def _follow_current(self, current: QModelIndex) -> None:
        if self._quiet or not current.isValid():
            return
        self._current_id = current.data(ROW_ROLE).id
        self.row_chosen.emit(self._current_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _MOVING:
            super().keyPressEvent(event)
        else:
            event.ignore()


def age_s(since: datetime, now: datetime) -> float:
    return (now - since).total_seconds()
