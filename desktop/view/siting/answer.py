"""The answer to a planner: the sites by rank, what they change, who gains, and how far from the best it can be."""

from gettext import gettext as _

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.site_plan import Answer, AreaGain, Measures, Question, Site, SiteKind
from desktop.view import formats, ink
from desktop.view.context.sections import Value, ValueRows, heading
from desktop.view.planning import words
from desktop.view.planning.number_table import Line, NumberTable
from maps.view.theme import scale
from maps.view.theme.style import say

_ROWS_SEEN, _GAINS_SEEN = 6, 6
_BEFORE, _AFTER = 0, 1


class AnswerPage(QScrollArea):
    """`site_chosen(rank)`; `side_chosen(is_after)`."""

    site_chosen = Signal(int)
    side_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.measures, self.proof = ValueRows(self), say(QLabel(self), tone="text2")
        self.sites, self.gains = NumberTable(_("Proposed sites"), self), NumberTable(_("Who gains"), self)
        self._sides = QButtonGroup(self)
        self._notes = say(QLabel(self), tone="text2")
        self.sites.sort_by(0, most_first=False)
        self.gains.sort_by(2, most_first=True)
        self._lay_out()
        self.sites.row_chosen.connect(lambda rank: self.site_chosen.emit(int(rank)))
        self._sides.idClicked.connect(lambda side: self.side_chosen.emit(side == _AFTER))

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(scale.SPACE_8)
        for side, said in ((_BEFORE, _("As it stands")), (_AFTER, _("With the plan"))):
            button = QPushButton(said, self)
            button.setCheckable(True)
            self._sides.addButton(button, side)
            sides.addWidget(button, 1)
        for label in (self.proof, self._notes):
            label.setFont(ink.sans(scale.SECONDARY_PX))
            label.setWordWrap(True)
        for table, rows in ((self.sites, _ROWS_SEEN), (self.gains, _GAINS_SEEN)):
            table.setMinimumHeight(scale.TABLE_HEAD_PX + rows * scale.DENSE_ROW_PX)
        inside = say(QWidget(self), surface="panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_4, scale.PANEL_PADDING_PX, scale.SPACE_12)
        column.setSpacing(scale.SPACE_8)
        column.addLayout(sides)
        for widget in (self.measures, self.proof, heading(_("Proposed sites"), self), self.sites):
            column.addWidget(widget, 1 if widget is self.sites else 0)
        for widget in (heading(_("Who gains"), self), self.gains, self._notes):
            column.addWidget(widget, 1 if widget is self.gains else 0)
        self.setWidget(inside)

    def show_answer(self, question: Question, answer: Answer) -> None:
        self._sides.button(_AFTER).setChecked(True)
        self.measures.show_values(measure_values(question, answer))
        self.proof.setText(proof_words(answer))
        self._notes.setText("\n".join(words.note(code) for code in answer.notes))
        heads = (_("Site"), _("Gain"), _("People"), _("Street"))
        self.sites.put(heads, [site_line(site, is_chosen=site in answer.sites) for site in ranked(answer)])
        self.gains.put((_("Area"), _("Now"), _("Then")), [gain_line(gain) for gain in answer.gains])

    @property
    def is_after(self) -> bool:
        """Which side the map shows."""
        return self._sides.checkedId() != _BEFORE


def ranked(answer: Answer) -> tuple[Site, ...]:
    return (*answer.sites, *answer.runners_up)


def site_line(site: Site, *, is_chosen: bool) -> Line:
    name = str(site.rank)
    cells = (name, percent(site.gain_ratio), formats.amount(site.people, 0), formats.distance(site.street_m))
    aside = f"{site.place.lat_deg:.5f}, {site.place.lon_deg:.5f}"
    if not is_chosen:
        aside = f"{_('not chosen')} · {aside}"
    if site.heading_deg is not None:
        aside = f"{aside} · {_('looks to {angle}°').format(angle=round(site.heading_deg))}"
    return Line(
        str(site.rank),
        cells,
        (site.rank, site.gain_ratio, site.people, site.street_m),
        is_doubtful=not is_chosen,
        aside=aside,
    )


def gain_cells(gain: AreaGain) -> tuple[str, ...]:
    return gain.name, percent(gain.before_ratio), percent(gain.after_ratio), formats.amount(gain.people, 0)


def gain_line(gain: AreaGain) -> Line:
    aside = _("{n} people").format(n=formats.amount(gain.people, 0))
    keys = (gain.name.casefold(), gain.before_ratio, gain.after_ratio)
    return Line(gain.area_id, gain_cells(gain)[:3], keys, aside=aside)


def measure_values(question: Question, answer: Answer) -> list[Value]:
    """What is better then: before, after. What the store knows nothing of is left out."""
    before, after = answer.before, answer.after
    rows = [(name, _pair(old, new)) for name, old, new in _ratios(before, after)]
    if question.kind is SiteKind.CAMERA:
        pass  # nobody walks to a camera
    elif before.mean_m is not None and after.mean_m is not None:
        rows.append((_("Mean way to one"), f"{formats.distance(before.mean_m)} → {formats.distance(after.mean_m)}"))
    elif after.mean_m is not None:
        rows.append((_("Mean way to one"), f"– → {formats.distance(after.mean_m)}"))
    kinds = _(words.SITE_KINDS[question.kind])
    rows.append((_("{kind} there already").format(kind=kinds), formats.amount(answer.existing, 0)))
    rows.append((_("Cost"), f"$ {formats.amount(answer.cost, 0)}"))
    return [Value(name, value) for name, value in rows]


def _ratios(before: Measures, after: Measures) -> list[tuple[str, float | None, float | None]]:
    return [
        (_("People served"), before.people_ratio, after.people_ratio),
        (_("Incidents within it"), before.incidents_ratio, after.incidents_ratio),
        (_("Street served"), before.street_ratio, after.street_ratio),
    ]


def _pair(old: float | None, new: float | None) -> str:
    return "–" if old is None or new is None else f"{percent(old)} → {percent(new)}"


def percent(ratio: float) -> str:
    """One decimal where it says something."""
    return f"{formats.amount(ratio * 100, 1 if ratio < 0.1 else 0)} %"


def proof_words(answer: Answer) -> str:
    """How good the choice is, as the solver knows it, and of how much it was chosen."""
    of = _("Chosen of {n} candidates in {s} s.").format(
        n=formats.amount(answer.candidates, 0), s=formats.amount(answer.seconds, 1)
    )
    if answer.is_proved:
        return f"{_('Proved: no other choice gains more.')} {of}"
    if answer.optimality_gap is None:
        return f"{_('How far from the best is not known.')} {of}"
    best = _("No other choice gains more than {gap} above this one.").format(gap=percent(answer.optimality_gap))
    return f"{best} {of}"
