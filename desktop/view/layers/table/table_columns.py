"""The columns of a table: which are seen, in which order, how wide; kept for the operator by layer."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.view import ink
from desktop.view.layers.table.table_model import TableModel, cell_text
from desktop.view.layers.table.table_view import TableView
from maps.view.theme import scale

_COLUMN_PX = (72, 320)
_SAMPLE, _LONGEST = 40, 80


class TableColumns:
    """`keep` is handed how they were left."""

    def __init__(
        self, model: TableModel, table: TableView, shown: Mapping[str, Any], keep: Callable[[Mapping[str, Any]], None]
    ) -> None:
        self._model, self._table, self._shown, self._keep = model, table, shown, keep
        self._dressed: list[str] = []
        table.head.sectionMoved.connect(lambda *_args: self.keep())

    @property
    def names(self) -> list[str]:
        return [column.name for column in self._model.columns]

    def dress(self) -> None:
        """As this operator left them; else as wide as their first rows need. Once for the same columns."""
        names, table = self.names, self._table
        if names == self._dressed:
            return
        self._dressed = []
        table.head.show_columns(names)
        widths, hidden = self._shown.get("widths", {}), set(self._shown.get("hidden", []))
        for number, name in enumerate(names):
            width = widths.get(name) if isinstance(widths, dict) else None
            table.setColumnWidth(number, width if isinstance(width, int) else self._natural_px(number))
            table.setColumnHidden(number, name in hidden and len(hidden) < len(names))
        for place, name in enumerate(self._shown.get("order", [])):
            if name in names and place < len(names):
                table.head.moveSection(table.head.visualIndex(names.index(name)), place)
        self._dressed = names

    def _natural_px(self, column: int) -> int:
        font, model = ink.sans(scale.SECONDARY_PX), self._model
        said = [model.columns[column].name]
        said += [cell_text(cells[column]) for row in range(min(_SAMPLE, model.total)) if (cells := model.cells(row))]
        widest = max(ink.width_of(text[:_LONGEST], font) for text in said) + scale.SPACE_24 + scale.SPACE_4
        return round(min(max(widest, _COLUMN_PX[0]), _COLUMN_PX[1]))

    @property
    def seen(self) -> list[int]:
        """In the order in which they stand."""
        head = self._table.head
        logical = [head.logicalIndex(place) for place in range(head.count())]
        return [number for number in logical if not head.isSectionHidden(number)]

    @property
    def first(self) -> int:
        return next(iter(self.seen), 0)

    def move(self, column: int, by: int) -> None:
        head = self._table.head
        place = head.visualIndex(column)
        if 0 <= place + by < head.count():
            head.moveSection(place, place + by)

    def hide(self, column: int, *, hidden: bool) -> bool:
        """Says whether it was done: one column stays."""
        table, seen = self._table, self.seen
        if hidden and len(seen) <= 1:
            return False
        table.setColumnHidden(column, hidden)
        if hidden and column in seen:
            left = next(number for number in [*seen[seen.index(column) + 1 :], *reversed(seen)] if number != column)
            table.setCurrentIndex(self._model.index(max(0, table.currentIndex().row()), left))
        self.keep()
        return True

    def offer(self, at: QPoint) -> None:
        """A menu of all of them."""
        menu = QMenu(self._table)
        for number, name in enumerate(self.names):
            made = QAction(name, menu, checkable=True, checked=not self._table.isColumnHidden(number))
            made.toggled.connect(lambda on, number=number: self.hide(number, hidden=not on))
            menu.addAction(made)
        menu.popup(at)

    def keep(self) -> None:
        if not self._dressed:
            return
        head, names = self._table.head, self._dressed
        self._keep(
            {
                "hidden": [name for number, name in enumerate(names) if head.isSectionHidden(number)],
                "order": [names[head.logicalIndex(place)] for place in range(len(names))],
                "widths": {
                    name: head.sectionSize(number)
                    for number, name in enumerate(names)
                    if not head.isSectionHidden(number)
                },
            }
        )
