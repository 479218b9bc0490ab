"""The filter of a layer, built row by row: column, comparison, value; all of them, or any of them.

A filter that is nested deeper (a style of QGIS, another console) is kept as it is and said in words; a new one may
take its place.
"""

from collections.abc import Sequence
from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.locale import later
from desktop.view import formats, ink
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.icon_button import IconButton
from desktop.view.layers.look.classing import cell_words
from desktop.view.layers.look.form import Calm, Form, choose, combo_of, labelled, stacked
from maps.feature_filter import Cell, Compare, Every, Filter, Operator, Some
from maps.layer_facts import Column, ColumnType, Distinct, Page, Rows, Sublayer
from maps.view.theme import scale
from maps.view.theme.style import say

OPERATORS = {
    Operator.EQUAL: later("is"),
    Operator.NOT_EQUAL: later("is not"),
    Operator.LESS: later("is less than"),
    Operator.AT_MOST: later("is at most"),
    Operator.MORE: later("is more than"),
    Operator.AT_LEAST: later("is at least"),
    Operator.CONTAINS: later("contains"),
    Operator.BEGINS: later("begins with"),
    Operator.ONE_OF: later("is one of (a; b; c)"),
    Operator.IS_EMPTY: later("is empty"),
    Operator.NOT_EMPTY: later("is not empty"),
}
_WITHOUT_VALUE = frozenset({Operator.IS_EMPTY, Operator.NOT_EMPTY})
_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.REAL})
_SUGGESTIONS = 200


def typed(words: str, column: ColumnType) -> Cell:
    """What was typed as the column has it: a number where it can be one."""
    text = words.strip()
    if column is ColumnType.BOOLEAN and text.lower() in {"true", "false", "1", "0", "sí", "si", "no"}:
        return text.lower() in {"true", "1", "sí", "si"}
    if column in _NUMBERS:
        for kind in (int, float):
            try:
                return kind(text.replace(",", ".") if kind is float else text)
            except ValueError:
                continue
    return text


def simple_tests(where: Filter | None) -> tuple[bool, tuple[Compare, ...]] | None:
    """Whether any of them is enough, and the comparisons, of a filter that rows can show; None of a deeper one."""
    if where is None:
        return False, ()
    if isinstance(where, Compare):
        return False, (where,)
    tests = tuple(one for one in where.of if isinstance(one, Compare))
    return (isinstance(where, Some), tests) if len(tests) == len(where.of) else None


def filter_words(where: Filter) -> str:
    """For a person: `uso is predio and (a is 1 or b is 2)`."""
    if isinstance(where, Compare):
        said = _(OPERATORS[where.operator]).partition(" (")[0]
        if where.operator in _WITHOUT_VALUE:
            return f"{where.column} {said}"
        values = "; ".join(cell_words(one) for one in where.values) if where.operator is Operator.ONE_OF else ""
        return f"{where.column} {said} {values or cell_words(where.value)}"
    joint = f" {_('or')} " if isinstance(where, Some) else f" {_('and')} "
    return "(" + joint.join(filter_words(one) for one in where.of) + ")"


class TestRow(QWidget):
    """One comparison."""

    changed = Signal()
    removed = Signal()

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._types = {one.name: one.type for one in columns}
        self.column = combo_of([(one.name, one.name) for one in columns])
        self.operator = combo_of([(one, _(words)) for one, words in OPERATORS.items()])
        self.value, self._remove = QLineEdit(self), IconButton("close", _("Remove the comparison"), self)
        self.column.setAccessibleName(_("Column"))
        self.operator.setAccessibleName(_("Comparison"))
        self.value.setAccessibleName(_("Value"))
        self.suggestions = QStringListModel(self)
        completer = QCompleter(self.suggestions, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.value.setCompleter(completer)
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(scale.SPACE_4)
        first.addWidget(self.column, 1)
        first.addWidget(self._remove)
        second.addWidget(self.operator, 1)
        second.addWidget(self.value, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_4)
        column.addLayout(first)
        column.addLayout(second)
        self.column.currentIndexChanged.connect(lambda _n: self.changed.emit())
        self.operator.currentIndexChanged.connect(self._choose_operator)
        self.value.textChanged.connect(lambda _text: self.changed.emit())
        self._remove.clicked.connect(self.removed)

    def _choose_operator(self) -> None:
        self.value.setVisible(self.operator.currentData() not in _WITHOUT_VALUE)
        self.changed.emit()

    def show_test(self, test: Compare) -> None:
        choose(self.column, test.column)
        choose(self.operator, test.operator)
        self.value.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        one_of = test.operator is Operator.ONE_OF
        self.value.setText("; ".join(cell_words(one) for one in test.values) if one_of else _text(test.value))
        self.value.blockSignals(False)  # noqa: FBT003 - as above
        self.value.setVisible(test.operator not in _WITHOUT_VALUE)

    @property
    def test(self) -> Compare | None:
        """None while its value is missing."""
        name, operator = self.column.currentData(), self.operator.currentData()
        if name is None:
            return None
        kind, text = self._types.get(name, ColumnType.TEXT), self.value.text()
        if operator in _WITHOUT_VALUE:
            return Compare(name, operator)
        if not text.strip():
            return None
        if operator is Operator.ONE_OF:
            return Compare(name, operator, values=tuple(typed(part, kind) for part in text.split(";") if part.strip()))
        return Compare(name, operator, typed(text, kind))


def _text(value: Cell) -> str:
    return "" if value is None else str(value)


class FilterForm(Form):
    """`where` is None when nothing is left out."""

    def __init__(self, layers: LayerDesk, facts: Sublayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers, self._facts = layers, facts
        self._deep: Filter | None = None
        self._rows: list[TestRow] = []
        self.joint = combo_of([("every", _("all of these hold")), ("some", _("any of these holds"))])
        self._add, self._count = QPushButton(_("Add a comparison"), self), say(QLabel(self), tone="text2")
        self._count.setFont(ink.sans(scale.METADATA_PX))
        self._count.setWordWrap(True)
        self._calm = Calm(self)
        self._holder = QVBoxLayout()
        self._holder.setSpacing(scale.SPACE_12)
        column = stacked(self)
        column.addWidget(labelled(_("Features are shown when"), self.joint))
        column.addLayout(self._holder)
        column.addWidget(self._add)
        column.addWidget(self._count)
        column.addStretch(1)
        self.joint.currentIndexChanged.connect(lambda _n: self._touch())
        self._add.clicked.connect(self._add_row)
        self._add.setEnabled(bool(facts.columns))
        self._calm.settled.connect(self._ask_count)

    @property
    def where(self) -> Filter | None:
        if self._deep is not None:
            return self._deep
        tests = tuple(test for row in self._rows if (test := row.test) is not None)
        if not tests:
            return None
        return Some(tests) if self.joint.currentData() == "some" else Every(tests)

    def show_entry(self, entry: LayerEntry) -> None:
        for row in list(self._rows):
            self._drop(row)
        simple = simple_tests(entry.where)
        self._deep = entry.where if simple is None else None
        is_any, tests = simple or (False, ())
        choose(self.joint, "some" if is_any else "every")
        for test in tests:
            self._row().show_test(test)
        self._ask_count()

    def applied(self, entry: LayerEntry) -> LayerEntry:
        return replace(entry, where=self.where)

    def _row(self) -> TestRow:
        row = TestRow(self._facts.columns, self)
        row.changed.connect(self._touch)
        row.removed.connect(lambda: self._remove(row))
        row.column.currentIndexChanged.connect(lambda _n: self._suggest(row))
        self._rows.append(row)
        self._holder.addWidget(row)
        self._suggest(row)
        return row

    def _add_row(self) -> None:
        """A first comparison of one's own takes the place of a deeper filter."""
        self._deep = None
        self._row().column.setFocus()

    def _remove(self, row: TestRow) -> None:
        self._drop(row)
        self._touch()
        self._add.setFocus()

    def _drop(self, row: TestRow) -> None:
        self._rows.remove(row)
        self._holder.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _suggest(self, row: TestRow) -> None:
        """The most frequent values of its column."""
        name = row.column.currentData()

        def told(answer: object) -> None:
            if isinstance(answer, Distinct) and row in self._rows and row.column.currentData() == name:
                row.suggestions.setStringList([_text(one.value) for one in answer.values])

        if name is not None:
            rows = Rows(self._facts.source)
            self._layers.worker.tables.distinct(rows, name, self._layers.relay.wrap(told), _SUGGESTIONS)

    def _touch(self) -> None:
        self._calm.touch()
        self.changed.emit()

    def _ask_count(self) -> None:
        """How many features it lets through."""
        where, source = self.where, self._facts.source
        if where is None:
            self._count.setText(_("Every feature is shown."))
            return
        self._count.setText("")
        self._layers.worker.tables.page(
            Rows(source, where), 0, 1, self._layers.relay.wrap(lambda answer: self._show_count(where, answer))
        )

    def _show_count(self, where: Filter, answer: object) -> None:
        if where != self.where or not isinstance(answer, Page):
            return
        count = formats.amount(float(answer.total), 0)
        said = ngettext("{n} feature is shown.", "{n} features are shown.", answer.total).format(n=count)
        self._count.setText(said if self._deep is None else f"{filter_words(where)}\n{said}")
