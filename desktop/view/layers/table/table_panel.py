"""The panel of the attribute table, over the foot of the map: rows, their count, statistics, copy and export.

Selection goes both ways: rows are drawn in white on the map, and what is chosen on the map is scrolled to.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.view import formats, ink
from desktop.view.layers import words
from desktop.view.layers.icon_button import IconButton
from desktop.view.layers.name_label import NameLabel
from desktop.view.layers.table.row_source import Query, RowSource
from desktop.view.layers.table.table_columns import TableColumns
from desktop.view.layers.table.table_copy import MOST_COPIED, copied
from desktop.view.layers.table.table_model import NUMBERS, TableModel, figure
from desktop.view.layers.table.table_rows import chosen_rows, with_ids
from desktop.view.layers.table.table_view import TableView
from desktop.view.layers.table.typed_filter import filter_of
from desktop.view.state_plate import LoadingRows, Plate, StatePlate
from maps.layer_facts import ColumnStatistics, Extent, SortKey
from maps.stack import MOST_SELECTED
from maps.view.theme import scale
from maps.view.theme.style import say
from maps.worker_queue import WorkerFault

_CALM_MS = 250
Keep = Callable[[Mapping[str, Any]], None]


class TablePanel(QWidget):
    """`closed`, `zoom_wanted(Extent)`, `said(words)`, `export_wanted(path)` when a file was chosen."""

    closed = Signal()
    zoom_wanted = Signal(object)
    said = Signal(str)
    export_wanted = Signal(str)

    def __init__(self, source: RowSource, shown: Mapping[str, Any], keep: Keep, parent: QWidget | None = None) -> None:
        """`shown` is how this operator left its columns, and `keep` is handed how they are left."""
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Attribute table of {layer}").format(layer=source.title))
        self.source = source
        self.model = TableModel(source, self)
        self.table = TableView(self.model, self)
        self.columns = TableColumns(self.model, self.table, shown, lambda left: keep({source.subject: left}))
        self._order: tuple[SortKey, ...] = ()
        self._wants_figures = self._quiet = False
        self._column = 0
        """Where the keyboard was, for when other rows come."""
        self._title, self._count, self._figures = NameLabel(source.title, self), QLabel(self), QLabel(self)
        self._pages, self._fault = QStackedWidget(self), StatePlate(Plate("", ""), self)
        self._filtering = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._choosing = QTimer(self, singleShot=True, interval=_CALM_MS // 2)
        self._lay_out()
        self._connect()
        self.model.show(Query())

    def _lay_out(self) -> None:
        self._title.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        for label in (self._count, self._figures):
            say(label, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        head = QHBoxLayout()
        head.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_4, scale.SPACE_8, scale.SPACE_4)
        head.setSpacing(scale.SPACE_8)
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        for name, key, act in self._buttons():
            button = say(QPushButton(name, self), role="plain")
            button.setToolTip(f"{name} ({key})" if key else name)
            button.clicked.connect(lambda _checked=False, act=act: act())
            head.addWidget(button)
        close = IconButton("close", _("Put the table away (Esc)"), self)
        close.clicked.connect(self.closed)
        head.addWidget(close)
        for page in (LoadingRows(self), self.table, self._fault):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        self._figures.setMargin(scale.SPACE_8)
        self._figures.hide()
        column.addWidget(self._figures)

    def _buttons(self) -> tuple[tuple[str, str, Callable[[], None]], ...]:
        return (
            (_("Statistics"), "E", self._toggle_figures),
            (_("Go to selection"), "Enter", self.zoom),
            (_("Columns"), "", self._offer_columns),
            (_("Copy"), "Ctrl C", self.copy),
            (_("Export…"), "", self._choose_file),
        )

    def _connect(self) -> None:
        self._filtering.timeout.connect(self._filter)
        self._choosing.timeout.connect(self._show_chosen)
        self.model.counted.connect(self._counted)
        self.model.faulted.connect(self._show_fault)
        self.table.act.connect(self._do)
        self.table.head.filtered.connect(self._filtering.start)
        self.table.head.sectionClicked.connect(self.sort)
        chosen = self.table.selectionModel()
        chosen.selectionChanged.connect(lambda *_args: None if self._quiet else self._choosing.start())
        chosen.currentColumnChanged.connect(self._take_column)

    # what is shown

    def _counted(self) -> None:
        self.columns.dress()
        self._pages.setCurrentWidget(self.table)
        count = formats.amount(float(self.model.total), 0)
        self._count.setText(ngettext("{n} row", "{n} rows", self.model.total).format(n=count))
        if self.model.total and not self.table.currentIndex().isValid():
            column = self._column if self._column in self.columns.seen else self.columns.first
            self.table.setCurrentIndex(self.model.index(0, column))
            self.table.clearSelection()
        self._ask_figures()

    def _show_fault(self, fault: WorkerFault) -> None:
        self._count.setText("")
        again = lambda: self.model.show(self.model.query)  # noqa: E731 - one line, handed on
        self._fault.show_plate(Plate(words.fault(fault.code), fault.detail, _("Try again"), again))
        self._pages.setCurrentWidget(self._fault)

    def _filter(self) -> None:
        self._count.setText(_("Filtering…"))
        where = filter_of(self.table.head.texts, self.model.columns)
        self.model.show(replace(self.model.query, where=where))

    def sort(self, column: int) -> None:
        """Again turns it round, a third time leaves the file's own order."""
        if not 0 <= column < len(self.model.columns):
            return
        name, now = self.model.columns[column].name, self._order[0] if self._order else None
        if now is None or now.column != name:
            self._order = (SortKey(name),)
        else:
            self._order = () if now.descending else (SortKey(name, descending=True),)
        down = bool(self._order) and self._order[0].descending
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.table.head.setSortIndicator(column if self._order else -1, order)
        self.model.show(replace(self.model.query, order=self._order))

    # selection

    def _show_chosen(self) -> None:
        with_ids(self.model, chosen_rows(self.table, MOST_SELECTED), self.source.select)

    def show_feature(self, feature_id: int) -> None:
        """What was chosen on the map: its row, scrolled to."""
        self.source.rows_of(self.model.query, (feature_id,), self._show_row)

    def _show_row(self, rows: Sequence[int]) -> None:
        if not rows or rows[0] < 0:
            self.said.emit(_("The table, as it is filtered, leaves that feature out."))
            return
        index = self.model.index(rows[0], max(0, self.table.currentIndex().column()))
        self._quiet = True
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self._quiet = False
        self.table.scrollTo(index, self.table.ScrollHint.PositionAtCenter)

    def zoom(self) -> None:
        """To what is chosen; to the current row where nothing is."""
        current = self.table.currentIndex()
        rows = chosen_rows(self.table, MOST_SELECTED) or ([current.row()] if current.isValid() else [])
        if rows:
            with_ids(self.model, rows, lambda ids: self.source.extent(self.model.query, ids, self._fly))

    def _fly(self, extent: Extent | None) -> None:
        if extent is None:
            self.said.emit(_("What is chosen has no place."))
        else:
            self.zoom_wanted.emit(extent)

    # acts

    def _do(self, act: str) -> None:
        column = self.table.currentIndex().column()
        acts: dict[str, Callable[[], object]] = {
            "sort": lambda: self.sort(column),
            "filter": lambda: self._focus_filter(column),
            "zoom": self.zoom,
            "statistics": self._toggle_figures,
            "copy": self.copy,
            "hide": lambda: self._hide(column),
            "move_left": lambda: self.columns.move(column, -1),
            "move_right": lambda: self.columns.move(column, 1),
        }
        acts[act]()

    def _focus_filter(self, column: int) -> None:
        field = self.table.head.field(column)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _hide(self, column: int) -> None:
        if not self.columns.hide(column, hidden=True):
            self.said.emit(_("One column stays."))

    def _offer_columns(self) -> None:
        self.columns.offer(self.mapToGlobal(self.rect().topRight()))

    # figures of the current column

    def _take_column(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._column = current.column()
            self._ask_figures()

    def _toggle_figures(self) -> None:
        self._wants_figures = not self._wants_figures
        self._figures.setVisible(self._wants_figures)
        self._ask_figures()

    def _ask_figures(self) -> None:
        self._figures.setText("")
        column = self.table.currentIndex().column()
        if not self._wants_figures or not self.model.is_counted or not 0 <= column < len(self.model.columns):
            return
        name = self.model.columns[column].name
        if self.model.columns[column].type not in NUMBERS:
            self._figures.setText(_("{column} holds no numbers.").format(column=name))
            return
        self.source.statistics(self.model.query, name, lambda found: self._show_figures(name, found))

    def _show_figures(self, name: str, found: ColumnStatistics | None) -> None:
        if found is None or not self._wants_figures:
            return
        parts = (
            (_("numbers"), formats.amount(float(found.count), 0)),
            (_("least"), figure(found.least)),
            (_("most"), figure(found.most)),
            (_("mean"), figure(found.mean)),
            (_("median"), figure(found.median)),
            (_("deviation"), figure(found.deviation)),
        )
        self._figures.setText(f"{name}: " + " · ".join(f"{said} {value}" for said, value in parts))

    # copies

    def copy(self) -> None:
        """What is chosen, as text between tabs, with the names of the columns."""
        rows = chosen_rows(self.table, MOST_COPIED)
        if rows:
            copied(self.model, rows, self.columns.seen, self._to_clipboard)
        else:
            self.said.emit(_("Choose rows first: Shift and arrows, or Ctrl A for all."))

    def _to_clipboard(self, text: str, count: int) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(ngettext("{n} row copied.", "{n} rows copied.", count).format(n=count))

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, _("Export what the table shows"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilters(["CSV (*.csv)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.export_wanted)
        dialog.open()
