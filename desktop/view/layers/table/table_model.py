"""A table of any length in bounded memory: pages are asked when their rows are painted, and the least used are dropped.

Rows that have not come are empty; the delegate paints a grey bar for them. The newest wish is served first, so that a
long scroll ends where the eye is.
"""

from collections import OrderedDict
from gettext import gettext as _
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.view import formats
from desktop.view.layers.table.row_source import Query, RowSource
from maps.feature_filter import Cell
from maps.layer_facts import Column, ColumnType, Page
from maps.worker_queue import WorkerFault

Index = QModelIndex | QPersistentModelIndex
PAGE_ROWS, MOST_PAGES, MOST_ASKED = 200, 60, 2
_WISH_MS = 25
_NO_PARENT = QModelIndex()
NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.REAL})


class TableModel(QAbstractTableModel):
    """`counted` when the number of rows is known, `faulted(WorkerFault)` when there are none to be had."""

    counted = Signal()
    faulted = Signal(object)

    def __init__(self, source: RowSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.query = Query()
        self.columns: tuple[Column, ...] = ()
        self.total = 0
        self.is_counted = False
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._asked: dict[int, int] = {}
        self._wished: list[int] = []
        self._turn = 0
        self._wish = QTimer(self, singleShot=True, interval=_WISH_MS)
        self._wish.timeout.connect(self._ask)

    def show(self, query: Query) -> None:
        """Other rows, or another order."""
        for ticket in self._asked.values():
            self.source.cancel(ticket)
        self.beginResetModel()
        self.query, self.total, self.is_counted = query, 0, False
        self._pages.clear()
        self._asked, self._wished = {}, [0]
        self._turn += 1
        self.endResetModel()
        self._ask()

    # pages

    def _ask(self) -> None:
        while self._wished and len(self._asked) < MOST_ASKED:
            number = self._wished.pop()
            if number in self._pages or number in self._asked:
                continue
            turn = self._turn
            self._asked[number] = -1
            ticket = self.source.page(
                self.query,
                number * PAGE_ROWS,
                PAGE_ROWS,
                lambda answer, turn=turn, number=number: self._take(turn, number, answer),
            )
            if number in self._asked:  # a source may answer at once
                self._asked[number] = ticket

    def _take(self, turn: int, number: int, answer: Page | WorkerFault) -> None:
        if turn != self._turn:
            return
        self._asked.pop(number, None)
        if isinstance(answer, WorkerFault):
            self.faulted.emit(answer)
        elif not self.is_counted or answer.total != self.total or answer.columns != self.columns:
            self._begin(number, answer)
        else:
            self._keep(number, answer)
        self._ask()

    def _begin(self, number: int, page: Page) -> None:
        """The first page tells how many rows and columns there are; a file that changed tells it anew."""
        self.beginResetModel()
        self.columns, self.total, self.is_counted = page.columns, page.total, True
        self._pages.clear()
        self._pages[number] = page
        self.endResetModel()
        self.counted.emit()

    def _keep(self, number: int, page: Page) -> None:
        self._pages[number] = page
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        first = number * PAGE_ROWS
        last = min(first + PAGE_ROWS, self.total) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _page_of(self, row: int) -> Page | None:
        number = row // PAGE_ROWS
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
        elif number not in self._asked:
            if number in self._wished:
                self._wished.remove(number)
            self._wished = [*self._wished[-MOST_PAGES // 4 :], number]
            if not self._wish.isActive():
                self._wish.start()
        return page

    @property
    def pages_held(self) -> int:
        return len(self._pages)

    def is_here(self, row: int) -> bool:
        """Without asking for it."""
        return row // PAGE_ROWS in self._pages

    def cells(self, row: int) -> tuple[Cell, ...] | None:
        """None while they are on their way."""
        page = self._page_of(row)
        at = row - (row // PAGE_ROWS) * PAGE_ROWS
        return page.rows[at] if page is not None and at < len(page.rows) else None

    def feature_id(self, row: int) -> int | None:
        page = self._pages.get(row // PAGE_ROWS)
        at = row % PAGE_ROWS
        return page.ids[at] if page is not None and at < len(page.ids) else None

    # Qt

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self.total

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].name
            if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[section].type in NUMBERS:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[index.column()].type in NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if not shown or not index.isValid():
            return None
        cells = self.cells(index.row())
        return None if cells is None else cell_text(cells[index.column()])


def cell_text(cell: Cell) -> str:
    """For the screen: thousands are not parted in a table, since a number may be a code."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return str(cell)


def figure(value: float | None) -> str:
    return "–" if value is None else formats.amount(value)
