"""Figures of areas from a table: what fits is shown before it is kept, and what fits nothing is told."""

from collections.abc import Sequence
from datetime import date
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QHeaderView, QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.operator import Operator
from desktop.services.areas.figures import CODE, CVEGEO, NAME, Column, FigureImport, Figures, Request
from desktop.view import faults, formats, ink
from desktop.view.planning import words
from desktop.view.planning.dialog import PlanDialog
from desktop.view.planning.engine import PlanningEngine
from desktop.view.planning.fields import Picker, labelled, side_by_side
from desktop.view.planning.file_field import FileField
from maps.view.theme import scale
from maps.view.theme.style import say

WRITER = "console"
_MOST_TOLD = 6
_ROWS_SEEN = 6


class FiguresDialog(PlanDialog):
    """`said(words)` when they are kept."""

    said = Signal(str)

    def __init__(self, engine: PlanningEngine, parent: QWidget | None = None) -> None:
        super().__init__(_("Import figures of areas"), _("Keep them"), parent)
        self._engine = engine
        self.prepared: FigureImport | None = None
        self.file = FileField(_("Import figures of areas"), f"{_('Tables')} (*.csv *.txt *.tsv)", self)
        self.key = Picker([("CVEGEO", CVEGEO), (_("Code"), CODE), (_("Name"), NAME)])
        self.source, self.day = QLineEdit(self), QDateEdit(QDate.currentDate(), self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.columns, self.told = QTreeWidget(self), say(QLabel(self), tone="text2")
        self.told.setFont(ink.sans(scale.SECONDARY_PX))
        self.told.setWordWrap(True)
        self._lay_out()
        self.file.chosen.connect(self._take_file)
        self.key.currentIndexChanged.connect(self.look)
        self.columns.itemChanged.connect(lambda _item: self._show_button())
        self._show_button()
        self.file.button.setFocus()

    def _lay_out(self) -> None:
        heads = (_("Column"), _("Becomes"), _("Numbers"), _("Without"), _("Unreadable"))
        self.columns.setHeaderLabels(heads)
        self.columns.setRootIsDecorated(False)
        self.columns.setAccessibleName(_("Columns that are kept"))
        self.columns.setFixedHeight(scale.TABLE_HEAD_PX + _ROWS_SEEN * scale.DENSE_ROW_PX)
        self.columns.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.columns.header().setStretchLastSection(False)
        self._fit_columns()
        self.fields.addWidget(labelled(_("Table"), self.file))
        self.fields.addWidget(
            side_by_side(
                labelled(_("Areas are found by"), self.key),
                labelled(_("Whose figures"), self.source),
                labelled(_("True of the day"), self.day),
            )
        )
        self.fields.addWidget(self.columns)
        self.fields.addWidget(self.told)
        self.setMinimumWidth(scale.DIALOG_WIDE_PX)

    def _fit_columns(self) -> None:
        for column in range(1, self.columns.columnCount()):
            self.columns.resizeColumnToContents(column)

    def _take_file(self, path: Path) -> None:
        self.source.setText(path.stem.replace("_", " "))
        self.look()

    def look(self, *_said: object) -> None:
        """Read it and show what would be kept; nothing is."""
        path = self.file.path
        if path is None:
            return
        self.prepared = None
        self.rest(working=True)
        request = self._request(path, ())
        self._engine.job(
            self, lambda services, _operator: Figures(services.store, WRITER).prepare(request), self._show, self._fail
        )

    def _request(self, path: Path, columns: tuple[str, ...]) -> Request:
        source = self.source.text().strip() or path.name
        return Request(path, self.key.currentData(), columns, source, _day(self.day.date()))

    def _fail(self, fault: Exception) -> None:
        self.columns.clear()
        self.told.clear()
        self.refuse(faults.words_of(fault))
        self._show_button()

    def _show(self, found: FigureImport) -> None:
        self.prepared = found
        self.rest(working=False)
        self.columns.clear()
        for column in found.columns:
            self.columns.addTopLevelItem(_item(column))
        self._fit_columns()
        self.told.setText("\n".join(told(found)))
        self._show_button()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Headings of the ticked columns."""
        items = (self.columns.topLevelItem(row) for row in range(self.columns.topLevelItemCount()))
        return tuple(item.text(0) for item in items if item is not None and item.checkState(0) is Qt.CheckState.Checked)

    def _show_button(self) -> None:
        matched = self.prepared.matched if self.prepared is not None else 0
        self.do.setEnabled(bool(matched and self.chosen))

    def work(self) -> None:
        path = self.file.path
        if path is None or self.prepared is None:
            return
        request = self._request(path, self.chosen)
        self.rest(working=True)
        self._engine.job(
            self,
            lambda services, operator: _kept(Figures(services.store, WRITER), request, operator),
            self._done,
            self._fail,
        )

    def _done(self, found: FigureImport) -> None:
        self.said.emit(_("{n} figures of {areas} areas kept.").format(n=len(found.figures), areas=found.matched))
        self.accept()


def _day(shown: QDate) -> date:
    return date(shown.year(), shown.month(), shown.day())


def _kept(figures: Figures, request: Request, operator: Operator) -> FigureImport:
    found = figures.prepare(request)
    figures.keep(found, operator)
    return found


def _item(column: Column) -> QTreeWidgetItem:
    counts = (formats.amount(number, 0) for number in (column.count, column.missing, column.wrong))
    item = QTreeWidgetItem([column.heading, words.figure(column.name), *counts])
    item.setCheckState(0, Qt.CheckState.Checked)
    for place in range(2, 5):
        item.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def told(found: FigureImport) -> list[str]:
    """How much fits, and what does not."""
    lines = [
        ngettext("{n} area found by {key}.", "{n} areas found by {key}.", found.matched).format(
            n=found.matched, key=found.key
        )
    ]
    for words_, names in (
        (_("Rows that fit no area ({n}): {names}"), found.unmatched),
        (_("Rows that fit the same area, none of which is kept ({n}): {names}"), found.repeated),
        (_("Areas without a row ({n}): {names}"), found.without),
    ):
        if names:
            lines.append(words_.format(n=len(names), names=_some(names)))
    return lines


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(name or "–" for name in names[:_MOST_TOLD])
    return f"{shown} …" if len(names) > _MOST_TOLD else shown
