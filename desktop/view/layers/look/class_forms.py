"""The forms of a look by classes: categories of a column's values, and steps of its numbers."""

import itertools
from collections.abc import Callable, Sequence
from gettext import gettext as _

import msgspec
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from desktop.locale import later
from desktop.view import ink
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.look import classing
from desktop.view.layers.look.class_list import ClassItem, ClassList
from desktop.view.layers.look.form import Form, choose, combo_of, labelled, row_of, stacked, whole_number_of
from desktop.view.layers.look.histogram import BINS, Histogram
from desktop.view.layers.look.symbol_form import SymbolForm
from maps.cartography.inks import hex_of
from maps.layer_facts import Breaks, Column, ColumnType, Distinct, Geometry, Rows
from maps.symbology import Categorised, Category, Graduated, Method, Ramp, Symbol
from maps.view.theme import scale
from maps.view.theme.colour_check import alike
from maps.view.theme.style import say

_METHODS = {
    Method.QUANTILE: later("As many in each (quantiles)"),
    Method.EQUAL: later("Steps of equal size"),
    Method.JENKS: later("Natural breaks (Jenks)"),
    Method.FIXED: later("Edges of my own"),
}
RAMPS = {
    Ramp.CIVIDIS: later("Amounts (cividis)"),
    Ramp.DIFFERENCES: later("Differences (blue to brown)"),
    Ramp.GREYS: later("Greys"),
}
_OTHER = "other"
_MOST_VALUES = 200
_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.REAL})


def _note(parent: QWidget) -> QLabel:
    label = say(QLabel(parent), tone="text2")
    label.setFont(ink.sans(scale.METADATA_PX))
    label.setWordWrap(True)
    label.hide()
    return label


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))


def alike_words(symbols: Sequence[Symbol]) -> str:
    """Two classes that are taken for each other."""
    pair = alike([hex_of(one.colour, "night") for one in symbols])
    if pair is None:
        return ""
    return _("Colours {one} and {other} are hard to tell apart for some eyes.").format(
        one=pair[0] + 1, other=pair[1] + 1
    )


class CategoryForm(Form):
    """`look` is a Categorised."""

    def __init__(
        self,
        layers: LayerDesk,
        rows: Rows,
        columns: tuple[Column, ...],
        geometry: Geometry,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._layers, self._rows = layers, rows
        self.look = Categorised("")
        self._counts: dict[tuple[type, object], int] = {}
        self._turns = itertools.count()
        self._turn = -1
        self.column = combo_of([("", _("Choose a column")), *((one.name, one.name) for one in columns)])
        self.list, self.other = ClassList(_("Categories"), self), QCheckBox(_("Show all other values"), self)
        self.symbol = SymbolForm(geometry, columns, coloured=False, parent=self)
        self._more, self._alike, self._again = _note(self), _note(self), QPushButton(_("Read the values again"), self)
        column = stacked(self)
        column.addWidget(labelled(_("By the value of"), self.column))
        for widget in (self.list, self._more, self._alike, self.other, self._again, self.symbol):
            column.addWidget(widget)
        self.column.currentIndexChanged.connect(lambda _n: self._read())
        self._again.clicked.connect(self._read)
        self.other.toggled.connect(self._take_other)
        self.list.switched.connect(lambda id_: self._set(id_, visible=lambda one: not one.visible))
        self.list.coloured.connect(self._colour)
        self.list.removed.connect(self._remove)
        self.list.classes.edited.connect(lambda id_, text: self._set(id_, label=lambda _one: text))
        self.symbol.changed.connect(self._reshape)

    def show_look(self, look: Categorised, symbol: Symbol) -> None:
        self.look = look
        choose(self.column, look.column)
        self.symbol.show_symbol(look.categories[0].symbol if look.categories else symbol)
        if look.column:
            self._ask(self._take_counts)
        self._show()

    def _read(self) -> None:
        """Other values are other categories; those of before keep their look."""
        name = self.column.currentData()
        if name != self.look.column:
            self.look = Categorised(name, (), self.look.other)
            self._counts = {}
        if name:
            self._ask(self._take_values)
        self._show()

    def _ask(self, take: Callable[[Distinct], None]) -> None:
        self._turn = turn = next(self._turns)

        def told(answer: object) -> None:
            if turn == self._turn and isinstance(answer, Distinct):
                take(answer)

        name = self.column.currentData()
        self._layers.worker.tables.distinct(self._rows, name, self._layers.relay.wrap(told), _MOST_VALUES)

    def _take_counts(self, found: Distinct) -> None:
        self._counts = {(type(one.value), one.value): one.count for one in found.values}
        left_out = sum(1 for key in self._counts if key not in self._known)
        _say(self._more, _("{n} values have no category of their own.").format(n=left_out) if left_out else "")
        self._show()

    def _take_values(self, found: Distinct) -> None:
        self.look = Categorised(
            self.look.column, classing.categories(found, self.symbol.symbol, self.look), self.look.other
        )
        self._take_counts(found)
        if found.more:
            _say(self._more, _("Only the {n} most frequent values have a category.").format(n=len(found.values)))
        self.changed.emit()

    @property
    def _known(self) -> set[tuple[type, object]]:
        return {(type(one.value), one.value) for one in self.look.categories}

    def _show(self) -> None:
        items = [
            ClassItem(
                str(number),
                one.label or classing.cell_words(one.value),
                one.symbol,
                one.visible,
                self._counts.get((type(one.value), one.value)),
            )
            for number, one in enumerate(self.look.categories)
        ]
        if self.look.other is not None and items:
            items.append(ClassItem(_OTHER, _("All other values"), self.look.other, None))
        self.list.put(items)
        self.list.setVisible(bool(items))
        self.other.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.other.setChecked(self.look.other is not None)
        self.other.blockSignals(False)  # noqa: FBT003 - as above
        for widget in (self.other, self._again, self.symbol):
            widget.setVisible(bool(items))
        _say(self._alike, alike_words([one.symbol for one in self.look.categories if one.visible]))

    def _put(self, categories: tuple[Category, ...]) -> None:
        self.look = Categorised(self.look.column, categories, self.look.other)
        self._show()
        self.changed.emit()

    def _set(self, item_id: str, **makers: Callable[[Category], object]) -> None:
        if item_id == _OTHER:
            return
        parts, number = list(self.look.categories), int(item_id)
        changes = {name: make(parts[number]) for name, make in makers.items()}
        parts[number] = msgspec.structs.replace(parts[number], **changes)
        self._put(tuple(parts))

    def _colour(self, item_id: str, chosen: str) -> None:
        if item_id == _OTHER and self.look.other is not None:
            self.look = Categorised(self.look.column, self.look.categories, classing.coloured(self.look.other, chosen))
            self._put(self.look.categories)
        else:
            self._set(item_id, symbol=lambda one: classing.coloured(one.symbol, chosen))

    def _remove(self, item_id: str) -> None:
        if item_id == _OTHER:
            self._take_other(shown=False)
        else:
            self._put(tuple(one for number, one in enumerate(self.look.categories) if str(number) != item_id))

    def _take_other(self, shown: bool) -> None:  # noqa: FBT001 - a slot
        other = classing.coloured(self.symbol.symbol, "text3") if shown else None
        self.look = Categorised(self.look.column, self.look.categories, other)
        self._put(self.look.categories)

    def _reshape(self) -> None:
        like = self.symbol.symbol
        other = None if self.look.other is None else classing.reshaped(self.look.other, like)
        self.look = Categorised(self.look.column, self.look.categories, other)
        self._put(
            tuple(
                msgspec.structs.replace(one, symbol=classing.reshaped(one.symbol, like)) for one in self.look.categories
            )
        )


class GraduatedForm(Form):
    """`look` is a Graduated."""

    def __init__(
        self,
        layers: LayerDesk,
        rows: Rows,
        columns: tuple[Column, ...],
        geometry: Geometry,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._layers, self._rows = layers, rows
        self.look = Graduated("")
        self._breaks: Breaks | None = None
        self._turns = itertools.count()
        self._turn = -1
        numbers = [one.name for one in columns if one.type in _NUMBERS]
        self.column = combo_of([("", _("Choose a column")), *((name, name) for name in numbers)])
        self.method = combo_of([(method, _(words)) for method, words in _METHODS.items()])
        self.ramp = combo_of([(ramp, _(words)) for ramp, words in RAMPS.items()])
        self.count = whole_number_of(classing.LEAST_CLASSES, classing.MOST_CLASSES, 5)
        self.histogram, self.list = Histogram(self), ClassList(_("Classes"), self)
        self.symbol = SymbolForm(geometry, columns, coloured=False, parent=self)
        self._fault, self._alike = _note(self), _note(self)
        column = stacked(self)
        column.addWidget(labelled(_("By the number in"), self.column))
        column.addWidget(labelled(_("How classes are cut"), self.method))
        column.addLayout(row_of(labelled(_("Classes"), self.count), labelled(_("Colours"), self.ramp), shares=(1, 2)))
        for widget in (self._fault, self.histogram, self.list, self._alike, self.symbol):
            column.addWidget(widget)
        for combo in (self.column, self.method):
            combo.currentIndexChanged.connect(lambda _n: self._cut())
        self.count.valueChanged.connect(lambda _n: self._cut())
        self.ramp.currentIndexChanged.connect(self._paint)
        self.histogram.moved.connect(self._move)
        self.list.switched.connect(self._switch)
        self.list.coloured.connect(self._colour)
        self.list.classes.edited.connect(self._edit)
        self.symbol.changed.connect(self._reshape)

    def show_look(self, look: Graduated, symbol: Symbol) -> None:
        self.look = look
        choose(self.column, look.column)
        choose(self.method, look.method)
        choose(self.ramp, look.ramp)
        self.count.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.count.setValue(len(look.steps) or 5)
        self.count.blockSignals(False)  # noqa: FBT003 - as above
        self.symbol.show_symbol(look.steps[0].symbol if look.steps else symbol)
        if look.column:
            self._read_bins()
        self._show()

    def _cut(self) -> None:
        name, method = self.column.currentData(), self.method.currentData()
        self.look = Graduated(name, self.look.steps if name == self.look.column else (), method, self.look.ramp)
        if not name or method is Method.FIXED:
            self._show()
            return
        self._turn = turn = next(self._turns)

        def told(answer: object) -> None:
            if turn == self._turn:
                self._take(answer)

        self._layers.worker.tables.breaks(self._rows, name, method, self.count.value(), self._layers.relay.wrap(told))
        self._read_bins()

    def _take(self, answer: object) -> None:
        if not isinstance(answer, Breaks):
            _say(self._fault, _("This column has no numbers to cut."))
            return
        _say(self._fault, "")
        self._breaks = answer
        made = classing.steps(answer, self.symbol.symbol, self.ramp.currentData())
        self.look = Graduated(self.look.column, made, self.look.method, self.ramp.currentData())
        self._show()
        self.changed.emit()

    def _read_bins(self) -> None:
        name = self.column.currentData()

        def told(answer: object) -> None:
            if name == self.column.currentData():
                self.histogram.show_bins(answer if isinstance(answer, Breaks) else None)

        self._layers.worker.tables.breaks(self._rows, name, Method.EQUAL, BINS, self._layers.relay.wrap(told))

    def _show(self) -> None:
        counts = classing.counts_of(self._breaks, self.look.steps)
        items = [
            ClassItem(
                str(number),
                classing.step_label(step),
                step.symbol,
                step.visible,
                counts[number] if number < len(counts) else None,
                f"{step.upper:.10g}",
            )
            for number, step in enumerate(self.look.steps)
        ]
        self.list.put(items)
        self.histogram.show_steps(self.look.steps)
        for widget in (self.list, self.histogram, self.symbol):
            widget.setVisible(bool(items))
        _say(self._alike, alike_words([step.symbol for step in self.look.steps if step.visible]))

    def _put(self, look: Graduated) -> None:
        self.look = look
        choose(self.method, look.method)
        self._show()
        self.changed.emit()

    def _paint(self) -> None:
        self._put(classing.with_ramp(self.look, self.ramp.currentData()))

    def _move(self, number: int, value: float) -> None:
        self._put(classing.with_edge(self.look, number, value))

    def _edit(self, item_id: str, text: str) -> None:
        """A number moves the upper edge of the class; other words are its label."""
        number = int(item_id)
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            self._set(number, label=text)
            return
        self._put(classing.with_edge(self.look, number, value))

    def _switch(self, item_id: str) -> None:
        self._set(int(item_id), visible=not self.look.steps[int(item_id)].visible)

    def _colour(self, item_id: str, chosen: str) -> None:
        number = int(item_id)
        self._set(number, symbol=classing.coloured(self.look.steps[number].symbol, chosen))

    def _set(self, number: int, **values: object) -> None:
        steps = list(self.look.steps)
        steps[number] = msgspec.structs.replace(steps[number], **values)
        self._put(Graduated(self.look.column, tuple(steps), self.look.method, self.look.ramp))

    def _reshape(self) -> None:
        like = self.symbol.symbol
        steps = tuple(
            msgspec.structs.replace(step, symbol=classing.reshaped(step.symbol, like)) for step in self.look.steps
        )
        self._put(Graduated(self.look.column, steps, self.look.method, self.look.ramp))
