"""New sites: a question, its answer while it is calculated and after, before and after on the map, kept plans."""

from datetime import datetime, tzinfo
from gettext import gettext as _

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.operator import Operator
from desktop.domain.site_plan import Answer, Question, QuestionRefusedError, SiteKind, Take, check
from desktop.services.siting import before_after
from desktop.services.siting.before_after import MARKS, REACH, SEEN, SQUARE, BeforeAfter
from desktop.services.siting.planner import Planner, Step
from desktop.services.siting.plans import Plan, Plans
from desktop.services.siting.solver import StoppedError
from desktop.view import faults, formats
from desktop.view.actions import BY_ID
from desktop.view.ask import Relay
from desktop.view.desk import Services
from desktop.view.planning import words
from desktop.view.planning.fields import Picker, labelled
from desktop.view.planning.legend import LegendRow, Section
from desktop.view.planning.tools import Tools
from desktop.view.room import Room
from desktop.view.siting.answer import AnswerPage, percent
from desktop.view.siting.form import QuestionForm
from desktop.view.siting.progress import Progress
from desktop.view.siting.save_dialog import SaveDialog
from desktop.view.situation import Topic
from maps.layer import CoverageTiles, Layer, Outlines, SiteMarks, SiteState
from maps.place import Place
from maps.view.pile import Hit
from maps.view.plan_legend import outline_entry, plan_entries
from maps.view.theme import scale
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

WRITER = "console"
_SECTION = "sites"
_LAYERS = (SEEN, REACH, SQUARE, MARKS)
_QUESTION, _PROGRESS, _ANSWER = 0, 1, 2
_USUAL_SIDE_M, _NARROWEST_M, _WIDEST_M = 1_000.0, 200.0, 6_000.0
_SEEN_RATIO = 0.8
"""Of the map's width, for the part that is asked about."""
_MARK_REACH_PX = 14.0
"""A press on a mark takes it away."""


class SitesRoom(Room):
    """`export_wanted(Plan, BeforeAfter)` when a kept plan is to be printed."""

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(_("New sites"), parent)
        self._tools, self._desk = tools, tools.desk
        self._planner: Planner | None = None
        self._relay = Relay(self)
        self._is_in = self._was_in = False
        self._layers: list[Layer] = []
        self.answer: Answer | None = None
        self.question: Question | None = None
        self.sides: BeforeAfter | None = None
        self.plan: Plan | None = None
        """The kept one that is shown; None while it is not kept."""
        self.form, self.progress, self.page = QuestionForm(self), Progress(self), AnswerPage(self)
        self.kept = Picker()
        self._kept_row = labelled(_("Kept plans"), self.kept)
        self._pages, self._foot = QStackedWidget(self), QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._turn_to(_QUESTION)

    # the frame

    def _lay_out(self) -> None:
        margins = QHBoxLayout()
        margins.setContentsMargins(scale.PANEL_PADDING_PX, 0, scale.PANEL_PADDING_PX, scale.SPACE_8)
        margins.addWidget(self._kept_row)
        self.column.addLayout(margins)
        for page in (self.form, self.progress, self.page):
            self._pages.addWidget(page)
        self.column.addWidget(self._pages, 1)
        self.run = self._act_button("plan.run", role="primary")
        self.stop = QPushButton(_("Stop"), self)
        self.again = QPushButton(_("Change the question"), self)
        self.save, self.export = self._act_button("plan.save", role="primary"), self._act_button("plan.export")
        for rows in (((self.run,),), ((self.stop,),), ((self.again,), (self.save, self.export))):
            self._foot.addWidget(_rows(rows))
        self.column.addWidget(self._foot)

    def _act_button(self, act: str, role: str = "") -> QPushButton:
        button = QPushButton(BY_ID[act].label, self)
        if role:
            say(button, role=role)
        button.clicked.connect(lambda: self.act_wanted.emit(act))
        return button

    def _connect(self) -> None:
        self.form.changed.connect(self._show_question)
        self.form.part_wanted.connect(self._take_part)
        self.form.cleared.connect(lambda: self.form.show_marked(()))
        self.stop.clicked.connect(self.progress.stop)
        self.again.clicked.connect(self.ask_again)
        self.page.side_chosen.connect(lambda _after: self._show_side())
        self.page.site_chosen.connect(self._go_to_site)
        self.kept.activated.connect(lambda _row: self._open_kept())
        self._tools.canvas.clicked.connect(self._press_map)

    def first_focus(self) -> QWidget:
        return self.form.kind if self._pages.currentIndex() == _QUESTION else self.page.sites

    def _turn_to(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._foot.setCurrentIndex(page)
        rows = 2 if page == _ANSWER else 1
        self._foot.setFixedHeight(rows * (scale.BUTTON_PX + scale.SPACE_8) + scale.SPACE_12)

    # in and out

    def enter(self) -> None:
        self._is_in = True
        if not self._was_in:
            self._was_in = True
            self.form.show_first()
            self._take_part()
        self._offer_kept()
        self._draw()

    def leave(self) -> None:
        """A calculation goes on: its answer waits here."""
        self._is_in = False
        self._clear()

    def follow(self, topics: frozenset[Topic]) -> None:
        if Topic.PLANNING in topics:
            self._offer_kept()

    def dress(self) -> None:
        self._draw()

    def _clear(self) -> None:
        for name in _LAYERS:
            self._tools.canvas.remove_layer(name)
        self._tools.legend.remove_section(_SECTION)

    def _draw(self) -> None:
        if not self._is_in:
            return
        if self._pages.currentIndex() == _ANSWER:
            self._show_side()
        else:
            self._show_question()

    # the question

    def _take_part(self) -> None:
        """What is seen of the map, as a square around its middle."""
        viewport = self._tools.canvas.viewport
        seen_m = viewport.ground_m_per_px * min(viewport.width_px, viewport.height_px) * _SEEN_RATIO
        side_m = min(max(round(seen_m, -2), _NARROWEST_M), _WIDEST_M) if viewport.width_px > 1 else _USUAL_SIDE_M
        self.form.show_part(viewport.centre, side_m)

    def _show_question(self) -> None:
        """The square and the marked candidates."""
        if not self._is_in or self._pages.currentIndex() != _QUESTION:
            return
        question = self.form.question
        marked = question.marked if question.take is Take.MARKED else ()
        self._lay([before_after.square(question), before_after.marks((), (), (), marked)])
        self._show_legend()

    def _press_map(self, hit: Hit) -> None:
        is_marking = self._is_in and self._pages.currentIndex() == _QUESTION
        if is_marking and self.form.question.take is Take.MARKED:
            self._mark(hit.place)

    def _mark(self, place: Place) -> None:
        """A candidate, or none any more where one was."""
        near_m = _MARK_REACH_PX * self._tools.canvas.viewport.ground_m_per_px
        kept = tuple(one for one in self.form.marked if one.distance_m(place) > near_m)
        self.form.show_marked(kept if len(kept) < len(self.form.marked) else (*kept, place))

    def mark_middle(self) -> None:
        """By key: the middle of the map."""
        self.form.take.pick(Take.MARKED)
        self._turn_to(_QUESTION)
        self._mark(self._tools.canvas.viewport.centre)

    def ask_again(self) -> None:
        self._turn_to(_QUESTION)
        self._draw()
        self.form.kind.setFocus()

    # the answer

    def calculate(self) -> None:
        """Behind the window; a question that cannot be answered says why under its fields."""
        if self.progress.is_running:
            return
        question = self.form.question
        try:
            check(question)
        except QuestionRefusedError as fault:
            self._refuse(fault)
            return
        self.form.show_wrong("")
        stop, coverage, survey = self.progress.begin(), self._tools.engine.coverage, self._tools.engine.survey
        self._turn_to(_PROGRESS)
        told, data = self._relay.wrap(self._take_step), self._tools.data

        def work(services: Services, _operator: Operator) -> tuple[Question, Answer, BeforeAfter]:
            planner = Planner(services.store, data, survey)
            answer = planner.answer(question, coverage, told, stop)
            return question, answer, before_after.sides_of(services.store, data, survey, question, answer, coverage)

        self._tools.engine.job(self, work, self._take_answer, self._fail)

    def _take_step(self, step: Step) -> None:
        self.progress.show_step(step)

    def _take_answer(self, found: tuple[Question, Answer, BeforeAfter]) -> None:
        self.progress.end()
        self._show_plan(*found, plan=None)

    def _fail(self, fault: Exception) -> None:
        self.progress.end()
        self._turn_to(_QUESTION)
        if isinstance(fault, StoppedError):
            self.said.emit(_("The calculation was stopped; nothing has changed."))
            self._draw()
        else:
            self._refuse(fault)

    def _refuse(self, fault: Exception) -> None:
        self.form.show_wrong(faults.words_of(fault))
        self._draw()

    def _show_plan(self, question: Question, answer: Answer, sides: BeforeAfter, plan: Plan | None) -> None:
        self.question, self.answer, self.sides, self.plan = question, answer, sides, plan
        self.page.show_answer(question, answer)
        self.note.setText(plan.name if plan is not None else "")
        self.save.setEnabled(plan is None)
        self._turn_to(_ANSWER)
        self._draw()
        if not answer.sites:
            self.said.emit(_("No site gains anything there: all that counts is served already."))

    def _show_side(self) -> None:
        question, answer, sides = self.question, self.answer, self.sides
        if not self._is_in or question is None or answer is None or sides is None:
            return
        cards = site_cards(answer)
        shown = before_after.layers(question, answer, sides, cards, after=self.page.is_after)
        self._lay([_without_existing(layer) for layer in shown])
        self._show_legend()

    def _go_to_site(self, rank: int) -> None:
        answer = self.answer
        site = next((one for one in (*answer.sites, *answer.runners_up) if one.rank == rank), None) if answer else None
        if site is not None:
            self._tools.canvas.select(MARKS, f"site-{rank}")
            self._tools.canvas.fly_to(site.place)

    # on the map

    def _lay(self, layers: list[Layer]) -> None:
        for name in set(_LAYERS) - {layer.name for layer in layers}:
            self._tools.canvas.remove_layer(name)
        self._layers = layers
        for layer in layers:
            self._tools.canvas.set_layer(layer)

    def _show_legend(self) -> None:
        rows: list[LegendRow] = []
        for layer in reversed(self._layers):
            rows += legend_rows(layer)
        title = _("New sites")
        if self._pages.currentIndex() == _ANSWER:
            title = _("With the plan") if self.page.is_after else _("As it stands")
        self._tools.legend.show_section(_SECTION, Section(title, tuple(rows)))

    # plans that are kept

    def _offer_kept(self) -> None:
        heads = self._desk.situation.planning.plans
        zone = self._desk.zone
        known = [(kept_words(head.name, head.kind, head.made_at, zone), head.id) for head in heads]
        self.kept.put([(_("A new plan"), ""), *known])
        self.kept.pick(self.plan.id if self.plan is not None else "")
        self._kept_row.setVisible(bool(heads))

    def _open_kept(self) -> None:
        plan_id = self.kept.currentData()
        if not plan_id:
            self.plan = None
            self.ask_again()
            return
        coverage, survey, data = self._tools.engine.coverage, self._tools.engine.survey, self._tools.data

        def work(services: Services, _operator: Operator) -> tuple[Plan, BeforeAfter]:
            plan = Plans(services.store, WRITER).get(plan_id)
            sides = before_after.sides_of(services.store, data, survey, plan.question, plan.answer, coverage)
            return plan, sides

        self._tools.engine.job(self, work, self._show_kept, self._fail)

    def _show_kept(self, found: tuple[Plan, BeforeAfter]) -> None:
        plan, sides = found
        self.form.show_question(plan.question)
        self._show_plan(plan.question, plan.answer, sides, plan)
        self._tools.canvas.show_whole(plan.question.centre, plan.question.side_m / _SEEN_RATIO)

    def keep(self) -> None:
        """Under a name."""
        question, answer = self.question, self.answer
        if question is None or answer is None:
            self.said.emit(_("Calculate a plan first."))
        elif self.plan is not None:
            self.said.emit(_("The plan '{name}' is kept already.").format(name=self.plan.name))
        else:
            dialog = SaveDialog(self._tools.engine, question, answer, self.window())
            dialog.kept.connect(self._kept_now)
            dialog.open()

    def _kept_now(self, plan: Plan) -> None:
        self.plan = plan
        self.note.setText(plan.name)
        self.save.setEnabled(False)
        self.said.emit(_("Plan '{name}' kept.").format(name=plan.name))

    @property
    def printable(self) -> tuple[Plan, BeforeAfter] | None:
        """What can leave the building: only a kept plan."""
        return (self.plan, self.sides) if self.plan is not None and self.sides is not None else None


def _rows(rows: tuple[tuple[QPushButton, ...], ...]) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_8, scale.PANEL_PADDING_PX, scale.SPACE_12)
    column.setSpacing(scale.SPACE_8)
    for buttons in rows:
        row = QHBoxLayout()
        row.setSpacing(scale.SPACE_8)
        for button in buttons:
            row.addWidget(button, 1)
        column.addLayout(row)
    return whole


def _without_existing(layer: Layer) -> Layer:
    """What stands there already has its own mark on the map."""
    return layer.only(SiteState.CHOSEN) if isinstance(layer, SiteMarks) else layer


def kept_words(name: str, kind: str, made_at: datetime, zone: tzinfo) -> str:
    return f"{name} · {_(words.SITE_KINDS[SiteKind(kind)])} · {formats.full_date(made_at, zone)}"


def site_cards(answer: Answer) -> list[str]:
    """Of the proposed sites, by rank."""
    return [
        "\n".join(
            (
                _("Site {n}").format(n=site.rank),
                _("{gain} of all there is to gain").format(gain=percent(site.gain_ratio)),
                _("{n} people").format(n=formats.amount(site.people, 0)),
            )
        )
        for site in answer.sites
    ]


def legend_rows(layer: Layer) -> list[LegendRow]:
    palette = tokens()
    if isinstance(layer, SiteMarks | CoverageTiles):
        return [LegendRow(*entry) for entry in plan_entries(layer, palette)]
    if isinstance(layer, Outlines) and layer.rings:
        return [LegendRow(*outline_entry(layer.role, palette))]
    return []
