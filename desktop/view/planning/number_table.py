"""A table of names and numbers: sorted by its heads or by keys, copied as it is seen, one row chosen.

Names are elided in their middle with the whole in a tooltip; numbers stand at the right and never are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ARROW_ROOM = "\u2003"
"""An em space after a head at the right: where the arrow of the sorting stands."""
_MOVING = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End}
)


@dataclass(frozen=True, slots=True)
class Line:
    """`cells` are words, the name first; `keys` what they are sorted by, None last. `swatch` is a colour's token."""

    id: str
    cells: tuple[str, ...]
    keys: tuple[Any, ...]
    swatch: str = ""
    is_doubtful: bool = False
    aside: str = ""
    """More of the tooltip: why it is doubtful."""


class LineModel(QAbstractTableModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[str, ...] = ()
        self._lines: list[Line] = []
        self._column, self._order = -1, Qt.SortOrder.DescendingOrder

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    @property
    def heads(self) -> Sequence[str]:
        return self._heads

    def put(self, heads: Sequence[str], lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self._heads, self._lines = tuple(heads), list(lines)
        self._sort()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole and section < len(self._heads):
            return f"{self._heads[section]}{_ARROW_ROOM}" if section else self._heads[section]
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        return self._looks(line, column, role)

    def _looks(self, line: Line, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DecorationRole and column == 0 and line.swatch:
            return colour(line.swatch)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (line.cells[0], line.aside) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(
                (*(f"{head} {cell}" for head, cell in zip(self._heads, line.cells, strict=True)), line.aside)
            )
        return None

    @staticmethod
    def _ink(line: Line, column: int) -> QColor:
        palette = tokens()
        return colour(palette.text2 if line.is_doubtful and column else palette.text)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self._lines[index.row()].id) for index in self.persistentIndexList()]
        self._column, self._order = column, order
        self._sort()
        place = {line.id: row for row, line in enumerate(self._lines)}
        for index, line_id in kept:
            self.changePersistentIndex(index, self.index(place[line_id], index.column()))
        self.layoutChanged.emit()

    def _sort(self) -> None:
        column = self._column
        if not 0 <= column < len(self._heads):
            return
        known = [line for line in self._lines if line.keys[column] is not None]
        without = [line for line in self._lines if line.keys[column] is None]
        down = self._order is Qt.SortOrder.DescendingOrder
        self._lines = sorted(known, key=lambda line: line.keys[column], reverse=down) + without

    def place_of(self, line_id: str) -> int | None:
        return next((row for row, line in enumerate(self._lines) if line.id == line_id), None)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class NumberTable(QTableView):
    """`row_chosen(id)` follows the current row, `row_entered(id)` on Enter or a double click."""

    row_chosen = Signal(str)
    row_entered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._is_quiet = LineModel(self), False
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Keys 1 to 9 sort by a column, Ctrl C copies what is seen"))
        self.setFont(ink.sans())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(QSize(scale.SPACE_12, scale.SPACE_12))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self._dress_heads()
        self.selectionModel().currentRowChanged.connect(self._follow_current)
        self.doubleClicked.connect(lambda index: self.row_entered.emit(self._model.lines[index.row()].id))

    def _dress_heads(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(scale.DENSE_ROW_PX)
        head = self.horizontalHeader()
        head.setFont(ink.sans(scale.METADATA_PX, scale.MEDIUM))
        head.setFixedHeight(scale.TABLE_HEAD_PX)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(scale.SPACE_32)
        self.setSortingEnabled(True)

    @property
    def lines(self) -> Sequence[Line]:
        """As they are seen."""
        return self._model.lines

    @property
    def current_id(self) -> str:
        row = self.currentIndex().row()
        return self._model.lines[row].id if 0 <= row < len(self._model.lines) else ""

    def put(self, heads: Sequence[str], lines: Sequence[Line]) -> None:
        """Other rows; the chosen one stays so where it is still there. The first column has the rest of the width."""
        kept, same = self.current_id, tuple(heads) == tuple(self._model.heads)
        self._is_quiet = True
        self._model.put(heads, lines)
        if not same:
            head = self.horizontalHeader()
            for column in range(len(heads)):
                stretch = QHeaderView.ResizeMode.Stretch if not column else QHeaderView.ResizeMode.ResizeToContents
                head.setSectionResizeMode(column, stretch)
        self._is_quiet = False
        self.choose(kept)

    def sort_by(self, column: int, *, most_first: bool) -> None:
        order = Qt.SortOrder.DescendingOrder if most_first else Qt.SortOrder.AscendingOrder
        self.sortByColumn(column, order)

    def choose(self, line_id: str) -> None:
        """Without a word to those who listen; an id that is not here chooses nothing."""
        row = self._model.place_of(line_id)
        self._is_quiet = True
        if row is None:
            self.clearSelection()
            self.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.NoUpdate)
        else:
            self.selectRow(row)
        self._is_quiet = False

    def _follow_current(self, current: Index) -> None:
        if current.isValid() and not self._is_quiet:
            self.row_chosen.emit(self._model.lines[current.row()].id)

    def as_text(self) -> str:
        """What is seen, for a spreadsheet: tabs between cells."""
        rows = [self._model.heads, *(line.cells for line in self._model.lines)]
        return "\n".join("\t".join(_plain(cell) for cell in row) for row in rows)

    def copy(self) -> int:
        """To the clipboard; answers how many rows."""
        QApplication.clipboard().setText(self.as_text())
        return len(self._model.lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters belong to the window; digits sort."""
        key = Qt.Key(event.key())
        column = key - Qt.Key.Key_1
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in _MOVING:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_id:
            self.row_entered.emit(self.current_id)
        elif 0 <= column < self._model.columnCount() and not event.modifiers():
            self._sort_by_key(column)
        else:
            event.ignore()

    def _sort_by_key(self, column: int) -> None:
        """Again: the other way round."""
        head = self.horizontalHeader()
        same = head.sortIndicatorSection() == column
        was_down = head.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        self.sort_by(column, most_first=not was_down if same else bool(column))


def _plain(cell: str) -> str:
    """Nothing of it is taken for a formula or for another cell."""
    words = " ".join(cell.replace("\u2009", "").split())
    return f"'{words}" if words[:1] in {"=", "+", "@"} else words
