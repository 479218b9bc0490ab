"""Areas by a number: which indicator, of which areas, over which time; shaded on the map, as a table beside it."""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from desktop.domain.area import FEW_PEOPLE, POPULATION
from desktop.services.areas.indicators import IndicatorBook, Per
from desktop.services.areas.shading import DEFAULT_CLASSES, LAYER, Question, Shading, Shadings, as_csv, layer_of
from desktop.services.coverage.gaps import coverage_indicator
from desktop.view import formats
from desktop.view.actions import BY_ID
from desktop.view.desk import Services
from desktop.view.planning import words
from desktop.view.planning.fields import Count, Picker, form, labelled, side_by_side
from desktop.view.planning.legend import LegendRow, Section
from desktop.view.planning.number_table import Line, NumberTable
from desktop.view.planning.tools import Tools
from desktop.view.room import Room
from desktop.view.situation import Topic
from desktop.view.state_plate import LoadingRows, Plate, StatePlate
from maps.classes import MOST_CLASSES, Cut
from maps.place import Place
from maps.view.painters.shades import ramp
from maps.view.plan_legend import step_sample
from maps.view.theme import scale
from maps.view.theme.palette import tokens
from maps.whole_file import write_whole

_SECTION = "areas"
_AGAIN_MS = 15_000
"""Incidents and alarms come in: what is shown is asked for again so often."""
_DEFAULT_SPAN = 2
_NEAR_M = 1_600.0
_LOADING, _EMPTY, _TABLE = 0, 1, 2


class AreasRoom(Room):
    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(_("Areas"), parent)
        self._tools, self._desk = tools, tools.desk
        self.book = IndicatorBook()
        """What can be shown; a plugin's own come by `with_more`."""
        self.shading: Shading | None = None
        self._kinds: tuple[str, ...] = ()
        self.indicator, self.kind = Picker(), Picker()
        self.span = Picker([(_(said), span) for said, span in words.SPANS])
        self.cut, self.classes = (
            Picker([(_(said), cut) for cut, said in words.CUTS.items()]),
            Count(MOST_CLASSES, least=2),
        )
        self.per = QCheckBox(_("Per 1,000 people"))
        self.table = NumberTable(_("Areas"), self)
        self._empty = StatePlate(Plate("", ""), self)
        self._stack, self._foot = QStackedWidget(self), QHBoxLayout()
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._is_in = False
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.span.setCurrentIndex(_DEFAULT_SPAN)
        self.classes.setValue(DEFAULT_CLASSES)
        self.table.sort_by(2, most_first=True)
        fields = QWidget(self)
        form(
            fields,
            labelled(_("Figure"), self.indicator),
            side_by_side(labelled(_("Of"), self.kind), labelled(_("Over the last"), self.span)),
            side_by_side(labelled(_("Classes by"), self.cut), labelled(_("How many"), self.classes)),
            self.per,
        )
        self.column.addWidget(fields)
        for page in (LoadingRows(self), self._empty, self.table):
            self._stack.addWidget(page)
        self.column.addWidget(self._stack, 1)
        self._foot.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_8, scale.PANEL_PADDING_PX, scale.SPACE_12)
        self._foot.setSpacing(scale.SPACE_8)
        for act in ("area.export", "area.figures"):
            button = QPushButton(BY_ID[act].label, self)
            button.clicked.connect(lambda _checked=False, wanted=act: self.act_wanted.emit(wanted))
            self._foot.addWidget(button, 1)
        self.column.addLayout(self._foot)

    def _connect(self) -> None:
        for picker in (self.indicator, self.kind, self.span):
            picker.currentIndexChanged.connect(self.ask)
        self.per.toggled.connect(self.ask)
        self.cut.currentIndexChanged.connect(self._cut_again)
        self.classes.valueChanged.connect(self._cut_again)
        self.table.row_chosen.connect(self._choose_row)
        self.table.row_entered.connect(self._go_to)
        self._again.timeout.connect(self.ask)
        self._tools.engine.gapped.connect(self._take_gaps)

    def first_focus(self) -> QWidget:
        return self.indicator

    def enter(self) -> None:
        self._is_in = True
        self._desk.ask(self, _known, self._show_known)
        self._again.start()

    def leave(self) -> None:
        self._is_in = False
        self._again.stop()
        self._tools.canvas.remove_layer(LAYER)
        self._tools.legend.remove_section(_SECTION)

    def follow(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.PLANNING, Topic.ASSETS}:
            self._desk.ask(self, _known, self._show_known)

    def choose(self, asset_id: str) -> None:
        self.table.choose(asset_id)

    def dress(self) -> None:
        if self.shading is not None:
            self._show(self.shading)

    # the question

    def _show_known(self, known: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        """Which areas there are, and which figures of them."""
        self._kinds, figures = known
        self.kind.put((_(words.AREA_KINDS[kind]), kind) for kind in self._kinds)
        self._offer(figures)
        self.ask()

    def _offer(self, figures: Sequence[str] = ()) -> None:
        every = self.book.every(figures)
        self.indicator.put((words.indicator(one.name), one.name) for one in every)

    def _take_gaps(self, found: object) -> None:
        """The coverage of the cameras is one more figure as soon as it is known."""
        del found
        gaps = self._tools.engine.gaps
        if gaps is not None:
            self.book = self.book.with_more(coverage_indicator(gaps))
            figures = [head.name for head in self._desk.situation.planning.figures]
            self._offer(figures)
            if self._is_in and self.indicator.currentData() == "coverage":
                self.ask()

    @property
    def question(self) -> Question | None:
        name, kind = self.indicator.currentData(), self.kind.currentData()
        if not name or not kind:
            return None
        per = Per.THOUSAND if self.per.isChecked() and self.per.isEnabled() else Per.AREA
        return Question(name, kind, self.span.currentData(), per, Cut(self.cut.currentData()), self.classes.value())

    def ask(self, *_said: object) -> None:
        """Of the store, behind the window."""
        if not self._is_in:
            return
        question, book = self.question, self.book
        if question is None:
            self._show_none()
            return
        chosen = book.get(question.indicator)
        self.per.setEnabled(chosen.is_count)
        self.span.setEnabled(chosen.has_span)
        asked = self.question or question
        self._desk.ask(self, lambda services: Shadings(services.store, book).ask(asked), self._take)

    def _cut_again(self, *_said: object) -> None:
        if self.shading is not None and self._is_in:
            self._show(self.shading.again(Cut(self.cut.currentData()), self.classes.value()))

    # the answer

    def _take(self, shading: Shading) -> None:
        question = self.question
        if self._is_in and question is not None and shading.question.indicator == question.indicator:
            self._show(shading)

    def _show_none(self) -> None:
        self._empty.show_plate(
            Plate(
                _("The store has no areas."),
                _("Colonias, sectors and cuadrantes are shaded here once their outlines have been imported."),
                _("Import outlines"),
                lambda: self.act_wanted.emit("area.outlines"),
            )
        )
        self._stack.setCurrentIndex(_EMPTY)

    def _show(self, shading: Shading) -> None:
        self.shading = shading
        lines = [self._line(shading, number) for number in range(len(shading.rows))]
        value = _("Per 1,000") if shading.is_rate else shading.indicator.unit.strip() or _("Number")
        self.table.put((_("Area"), _("People"), value), lines)
        self._stack.setCurrentIndex(_TABLE)
        self.note.setText(str(len(lines)))
        titles = [self._card(shading, number) for number in range(len(shading.rows))]
        labels = [_amount(row.value) for row in shading.rows]
        self._tools.canvas.set_layer(layer_of(shading, titles, labels))
        self._tools.legend.show_section(_SECTION, self._section(shading))

    def _line(self, shading: Shading, number: int) -> Line:
        row, inks = shading.rows[number], ramp(max(1, len(shading.edges) - 1))
        aside = _("Fewer than {n} people live here: one case more or less changes much.").format(n=FEW_PEOPLE)
        return Line(
            row.id,
            (row.area.shown_name, _amount(row.population), _amount(row.value)),
            (row.area.shown_name.casefold(), row.population, row.value),
            inks[row.step] if row.step >= 0 else "",
            is_doubtful=row.caution,
            aside=aside if row.caution else "",
        )

    def _card(self, shading: Shading, number: int) -> str:
        row, unit = shading.rows[number], shading.indicator.unit
        value = _("no number") if row.value is None else f"{_amount(row.value)} {unit}".strip()
        per = _("per 1,000 people") if shading.is_rate and row.value is not None else ""
        said = f"{words.indicator(shading.indicator.name)}: {' '.join(part for part in (value, per) if part)}"
        people = _("{n} people").format(n=_amount(row.population)) if row.population is not None else ""
        return "\n".join(part for part in (row.area.shown_name, said, people) if part)

    def _section(self, shading: Shading) -> Section:
        palette, edges, count = tokens(), shading.edges, max(1, len(shading.edges) - 1)
        rows = [
            LegendRow(
                _("{low} to {high}").format(low=_amount(edges[step]), high=_amount(edges[step + 1])),
                step_sample(step, count, palette),
                str(sum(row.step == step for row in shading.rows)),
            )
            for step in reversed(range(count))
            if edges
        ]
        if any(row.caution for row in shading.rows):
            few = _("Fewer than {n} people: says little").format(n=FEW_PEOPLE)
            rows.append(LegendRow(few, step_sample(0, count, palette, caution=True)))
        without = sum(row.value is None for row in shading.rows)
        if without:
            rows.append(LegendRow(_("No number"), step_sample(-1, count, palette), str(without)))
        name = words.indicator(shading.indicator.name)
        per = (_("Per 1,000 people"),) if shading.is_rate else ()
        return Section(name, tuple(rows), (*per, *self._sources(shading)), shading.indicator.unit)

    def _sources(self, shading: Shading) -> tuple[str, ...]:
        """Over which time, and whose figures are in it."""
        spans = {span: said for said, span in words.SPANS}
        span = (_(spans[shading.question.span]),) if shading.indicator.has_span else ()
        used = shading.question.indicator.removeprefix("figure.")
        heads = [head for head in shading.heads if head.name in {used, POPULATION if shading.is_rate else used}]
        return (*span, *(f"{words.figure(head.name)}: {head.source}, {head.as_of.isoformat()}" for head in heads))

    # acts

    def _choose_row(self, area_id: str) -> None:
        self.asset_chosen.emit(area_id)
        self._tools.canvas.select(LAYER, area_id)

    def _go_to(self, area_id: str) -> None:
        self._choose_row(area_id)
        asset = self._desk.situation.assets.get(area_id)
        if asset is not None and asset.place is not None:
            self._tools.canvas.show_whole(asset.place, _extent_m(asset.place, asset.outline))

    def export(self) -> None:
        """What is seen, beside the other exports; never over another file."""
        shading, folder = self.shading, self._tools.exports
        if shading is not None:
            now, zone = self._desk.now, self._desk.zone
            stem = f"{shading.indicator.name.replace('.', '-')}-{now.astimezone(zone):%Y%m%d-%H%M%S}"
            self._desk.ask(self, lambda _services: _written(folder, stem, shading), self._exported)

    def _exported(self, file: Path) -> None:
        self.said.emit(_("Table exported: {path}").format(path=file))


def _known(services: Services) -> tuple[tuple[str, ...], tuple[str, ...]]:
    shadings = Shadings(services.store)
    return shadings.kinds(), tuple(head.name for head in shadings.heads())


def _written(folder: Path, stem: str, shading: Shading) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, file = 1, folder / f"{stem}.csv"
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}.csv"
    write_whole(file, as_csv(shading).encode("utf-8-sig"))
    return file


def _amount(value: float | None) -> str:
    return "–" if value is None else formats.amount(value)


def _extent_m(middle: Place, outline: Sequence[Place]) -> float:
    return max([_NEAR_M / 2, *(2.2 * middle.distance_m(corner) for corner in outline)])
