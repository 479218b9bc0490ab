"""The page that asks which columns of a table are its coordinates, over its first ten rows."""

import re
from gettext import gettext as _

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.services.table_sample import TableSample
from desktop.view import ink
from maps.source import CsvColumns
from maps.view.theme import scale

_EAST = re.compile(r"(^|_)(x|lon|lng|long|longitud|longitude|este|east|easting)($|_|\d)|coor\w*x$|utm_?x|x_?utm")
_NORTH = re.compile(r"(^|_)(y|lat|latitud|latitude|norte|north|northing)($|_|\d)|coor\w*y$|utm_?y|y_?utm")


class ColumnsPage(QWidget):
    """`changed` with every choice; `columns` is what was said, None while it is not enough."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = QLabel(self)
        self.east, self.north, self.text = QComboBox(self), QComboBox(self), QComboBox(self)
        self._table = QTableWidget(self)
        self._lay_out()
        for combo in (self.east, self.north, self.text):
            combo.currentIndexChanged.connect(self.changed)

    def _lay_out(self) -> None:
        self._asked.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        self._asked.setWordWrap(True)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.verticalHeader().hide()
        self._table.setFixedHeight(scale.DENSE_ROW_PX * 8)
        self._table.setAccessibleName(_("First rows of the table"))
        grid = QGridLayout()
        grid.setSpacing(scale.SPACE_8)
        for number, (words, combo) in enumerate(
            (
                (_("East (x, longitude)"), self.east),
                (_("North (y, latitude)"), self.north),
                (_("Or one column of geometry (WKT)"), self.text),
            )
        ):
            label = QLabel(words, self)
            label.setBuddy(combo)
            combo.setAccessibleName(words)
            grid.addWidget(label, 0, number)
            grid.addWidget(combo, 1, number)
            grid.setColumnStretch(number, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_12)
        column.addWidget(self._asked)
        column.addLayout(grid)
        column.addWidget(self._table)
        column.addStretch(1)

    def ask(self, title: str, sample: TableSample) -> None:
        """What columns are called proposes them; a person says so."""
        self._asked.setText(_("Which columns of “{layer}” are its coordinates?").format(layer=title))
        for combo in (self.east, self.north, self.text):
            combo.clear()
            combo.addItem("—", "")
            for name in sample.header:
                combo.addItem(name, name)
        self.east.setCurrentIndex(_likely(sample.header, _EAST))
        self.north.setCurrentIndex(_likely(sample.header, _NORTH))
        self._fill(sample)
        self.changed.emit()

    def _fill(self, sample: TableSample) -> None:
        self._table.setColumnCount(len(sample.header))
        self._table.setRowCount(len(sample.rows))
        self._table.setHorizontalHeaderLabels(list(sample.header))
        for number, row in enumerate(sample.rows):
            self._table.setRowHeight(number, scale.CLASS_ROW_PX)
            for place, cell in enumerate(row):
                self._table.setItem(number, place, QTableWidgetItem(cell))

    @property
    def columns(self) -> CsvColumns | None:
        if self.text.currentData():
            return CsvColumns(wkt=self.text.currentData())
        east, north = self.east.currentData(), self.north.currentData()
        return CsvColumns(east, north) if east and north and east != north else None

    @property
    def first(self) -> QWidget:
        return self.east


def _likely(header: tuple[str, ...], called: re.Pattern[str]) -> int:
    """Its place in the combo; 0 is none."""
    return next((number for number, name in enumerate(header, start=1) if called.search(name.lower())), 0)
