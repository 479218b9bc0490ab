"""What a planner asks: how many of what, from which candidates, for whom, and in which part of the city."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from desktop.domain.site_plan import (
    COST,
    MOST_SITES,
    REACH_M,
    Aim,
    CameraModel,
    Question,
    SiteKind,
    Take,
    Weights,
)
from desktop.view import formats, ink
from desktop.view.planning import words
from desktop.view.planning.fields import Amount, Count, Picker, form, labelled, side_by_side
from maps.dori import Dori
from maps.place import Place
from maps.view.plan_legend import dori_words
from maps.view.theme import scale
from maps.view.theme.style import say

_LEVELS = (Dori.DETECT, Dori.OBSERVE, Dori.RECOGNISE, Dori.IDENTIFY)
_NUMBER, _MONEY = "number", "money"
_WEIGHT_MOST = 10.0
_SPANS = (30, 90, 365, 1095)
_USUAL_BUDGET_SITES = 3


class QuestionForm(QScrollArea):
    """`changed` when another answer could follow, `part_wanted` for another part, `cleared` when marks go."""

    changed = Signal()
    part_wanted = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._centre, self._side_m = Place(0.0, 0.0), 1_000.0
        self.marked: tuple[Place, ...] = ()
        self.kind = Picker([(_(said), kind) for kind, said in words.SITE_KINDS.items()])
        self.aim = Picker([(_(said), aim) for aim, said in words.AIMS.items()])
        self.limit = Picker([(_("Number"), _NUMBER), (_("Money"), _MONEY)])
        self.count, self.budget = Count(MOST_SITES, least=1), Amount(1, 1e9, "$")
        self.take = Picker([(_(said), take) for take, said in words.TAKES.items()])
        self.spacing, self.reach = Amount(5, 5_000, "m"), Amount(5, 5_000, "m")
        self.cost = Amount(0, 1e8, "$")
        self.weights = {
            name: Amount(0, _WEIGHT_MOST, decimals=1) for name in ("population", "incidents", "gaps", "cost")
        }
        self.mount_m, self.angle = Amount(2, 60, "m", 1), Amount(10, 360, "°")
        self.level = Picker([(dori_words(level), level) for level in _LEVELS])
        self.picture_px = Count(16_000, least=320, unit="px")
        self.span = Picker([(_("{n} days").format(n=days), timedelta(days=days)) for days in _SPANS])
        self.patience = Amount(1, 600, "s")
        self._part, self._marks = QLabel(self), QLabel(self)
        self._wrong = QLabel(self)
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        self._more_camera = QWidget()
        self._mark_row = QWidget()
        self._lay_out()
        self._show_usual()
        self._connect()
        self._show_fitting()

    def _lay_out(self) -> None:
        for label in (self._part, self._marks):
            say(label, tone="text2").setFont(ink.sans(scale.SECONDARY_PX))
        weights = self.weights
        inside = QWidget(self)
        camera = form(
            self._more_camera,
            side_by_side(labelled(_("Height"), self.mount_m), labelled(_("View angle"), self.angle)),
            side_by_side(labelled(_("Must at least"), self.level), labelled(_("Picture width"), self.picture_px)),
        )
        camera.setContentsMargins(0, 0, 0, 0)
        form(
            inside,
            side_by_side(labelled(_("New"), self.kind), labelled(_("Goal"), self.aim)),
            side_by_side(labelled(_("Limited by"), self.limit), labelled(_("Sites"), self.count)),
            labelled(_("Money"), self.budget),
            _row(self._part, self._button(_("Take the map's middle"), self.part_wanted)),
            side_by_side(labelled(_("Candidates"), self.take), labelled(_("Apart"), self.spacing)),
            self._mark_row,
            side_by_side(labelled(_("Reach"), self.reach), labelled(_("Price of one"), self.cost)),
            self._more_camera,
            side_by_side(
                labelled(_("Weight of people"), weights["population"]),
                labelled(_("of incidents"), weights["incidents"]),
            ),
            side_by_side(
                labelled(_("of unserved streets"), weights["gaps"]), labelled(_("against cost"), weights["cost"])
            ),
            side_by_side(labelled(_("Incidents of"), self.span), labelled(_("Time to calculate"), self.patience)),
            self._wrong,
        ).addStretch(1)
        row = QHBoxLayout(self._mark_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._marks, 1)
        row.addWidget(self._button(_("Clear"), self.cleared))
        self.setWidget(inside)
        say(inside, surface="panel")

    def _button(self, text: str, signal: object) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(signal)
        return button

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._show_usual)
        for picker in (self.kind, self.aim, self.limit, self.take, self.level, self.span):
            picker.currentIndexChanged.connect(self._say)
        for field in (self.budget, self.spacing, self.reach, self.cost, self.mount_m, self.angle, self.patience):
            field.valueChanged.connect(self._say)
        for count in (self.count, self.picture_px):
            count.valueChanged.connect(self._say)
        for weight in self.weights.values():
            weight.valueChanged.connect(self._say)

    def _say(self, *_said: object) -> None:
        self._show_fitting()
        self.changed.emit()

    def _show_usual(self, *_said: object) -> None:
        """Of a kind of site: how far it serves and what it costs."""
        kind, usual = SiteKind(self.kind.currentData()), CameraModel()
        self.reach.setValue(REACH_M[kind])
        self.cost.setValue(COST[kind])
        self.budget.setValue(COST[kind] * _USUAL_BUDGET_SITES)
        self.spacing.setValue(60.0)
        self.mount_m.setValue(usual.height_m)
        self.angle.setValue(usual.fov_deg)
        self.picture_px.setValue(usual.width_px)

    def show_first(self) -> None:
        """As a planner finds it the first time."""
        usual = Weights()
        self.count.setValue(3)
        for name, field in self.weights.items():
            field.setValue(getattr(usual, name))
        self.span.pick(timedelta(days=365))
        self.patience.setValue(30.0)

    def _show_fitting(self) -> None:
        """Fields that mean something for what is chosen."""
        is_camera = self.kind.currentData() == SiteKind.CAMERA
        by_money, marks = self.limit.currentData() == _MONEY, self.take.currentData() == Take.MARKED
        self.aim.setEnabled(not is_camera)
        self._more_camera.setVisible(is_camera)
        self._mark_row.setVisible(marks)
        self.spacing.setEnabled(not marks)
        _holder(self.count).setVisible(not by_money)
        _holder(self.budget).setVisible(by_money)
        count = len(self.marked)
        said = ngettext("{n} marked.", "{n} marked.", count).format(n=count) if count else ""
        self._marks.setText(said or _("Press on the map where one could stand."))

    def show_wrong(self, words_: str) -> None:
        """Why a question cannot be answered: under its fields."""
        self._wrong.setText(words_)
        self._wrong.setVisible(bool(words_))
        if words_:
            self.ensureWidgetVisible(self._wrong)

    # the part of the city, and marks

    def show_part(self, centre: Place, side_m: float) -> None:
        self._centre, self._side_m = centre, side_m
        self._part.setText(_("Part: a square of {side}").format(side=formats.distance(side_m)))
        self.changed.emit()

    def show_marked(self, marked: Sequence[Place]) -> None:
        self.marked = tuple(marked)
        self._say()

    @property
    def question(self) -> Question:
        """As the fields are: it may not be one that can be answered."""
        kind = SiteKind(self.kind.currentData())
        by_money = self.limit.currentData() == _MONEY
        made = Question(
            kind=kind,
            centre=self._centre,
            side_m=self._side_m,
            count=None if by_money else self.count.value(),
            budget=self.budget.value() if by_money else None,
            aim=Aim.COVER if kind is SiteKind.CAMERA else Aim(self.aim.currentData()),
            take=Take(self.take.currentData()),
            spacing_m=self.spacing.value(),
            reach_m=self.reach.value(),
            cost=self.cost.value(),
            weights=Weights(**{name: field.value() for name, field in self.weights.items()}),
            camera=CameraModel(
                self.mount_m.value(), self.angle.value(), self.picture_px.value(), Dori(self.level.currentData())
            ),
            span=self.span.currentData(),
            patience_s=self.patience.value(),
        )
        return replace(made, marked=self.marked) if made.take is Take.MARKED else made

    def show_question(self, question: Question) -> None:
        """Of a kept plan."""
        self.kind.pick(question.kind)
        self.aim.pick(question.aim)
        self.limit.pick(_NUMBER if question.budget is None else _MONEY)
        self.count.setValue(question.count or 1)
        self.budget.setValue(question.budget or question.each_cost)
        self.take.pick(question.take)
        self.spacing.setValue(question.spacing_m)
        self.reach.setValue(question.served_m)
        self.cost.setValue(question.each_cost)
        for name, field in self.weights.items():
            field.setValue(getattr(question.weights, name))
        self.mount_m.setValue(question.camera.height_m)
        self.angle.setValue(question.camera.fov_deg)
        self.picture_px.setValue(question.camera.width_px)
        self.level.pick(question.camera.level)
        self.span.pick(question.span)
        self.patience.setValue(question.patience_s)
        self.marked = question.marked
        self.show_part(question.centre, question.side_m)
        self._show_fitting()


def _row(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(scale.SPACE_8)
    for number, widget in enumerate(widgets):
        row.addWidget(widget, 0 if number else 1)
    return whole


def _holder(field: QWidget) -> QWidget:
    """The field with its label."""
    holder = field.parentWidget()
    assert holder is not None
    return holder
