"""The sheet of a public space corrected: what it holds, when it is open, who looks after it, how often it is seen."""

from gettext import gettext as _

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from desktop.domain.space import ITEMS, MOST_OF_AN_ITEM, Space
from desktop.services.spaces.hours import Week, week_of, words_of
from desktop.services.spaces.register import Sheet, Spaces
from desktop.view import faults, formats, ink
from desktop.view.desk import Desk
from desktop.view.planning import words
from desktop.view.planning.dialog import PlanDialog
from desktop.view.planning.fields import Count, labelled, side_by_side
from maps.view.theme import scale
from maps.view.theme.style import say

WRITER = "console"
_LONGEST_DAYS = 3650
_COLUMNS = 2


class SheetDialog(PlanDialog):
    def __init__(self, desk: Desk, name: str, space: Space, parent: QWidget | None = None) -> None:
        super().__init__(_("Correct the sheet of {name}").format(name=name), _("Save"), parent)
        self._desk, self._space = desk, space
        names = list(dict.fromkeys((*ITEMS, *sorted(space.inventory))))
        self.items = {item: Count(MOST_OF_AN_ITEM, self) for item in names}
        self.responsible, self.interval = QLineEdit(space.responsible, self), Count(_LONGEST_DAYS, self)
        self.days = [QLineEdit(self) for _day in formats.WEEKDAYS]
        self.holidays = QLineEdit(self)
        self._fill()
        self._lay_out()

    def _fill(self) -> None:
        space, week = self._space, week_of(self._space.opening_hours)
        for item, field in self.items.items():
            field.setValue(space.inventory.get(item, 0))
        usual = _("usual: {n} days").format(n=space.every.days if space.interval_days is None else "–")
        self.interval.setSpecialValueText(usual)
        self.interval.setSuffix(_(" days"))
        self.interval.setValue(space.interval_days or 0)
        for field, hours in zip(self.days, week.days, strict=True):
            field.setText(hours)
            field.setPlaceholderText(_("closed"))
        self.holidays.setText(week.holidays)
        self.holidays.setPlaceholderText(_("as that weekday"))

    def _lay_out(self) -> None:
        inside = say(QWidget(self), surface="panel")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, scale.SPACE_12, 0)
        grid.setHorizontalSpacing(scale.SPACE_24)
        grid.setVerticalSpacing(scale.SPACE_8)
        grid.addWidget(_head(_("Inventory"), self), 0, 0, 1, _COLUMNS)
        for number, (item, field) in enumerate(self.items.items()):
            grid.addWidget(labelled(words.item(item), field), 1 + number // _COLUMNS, number % _COLUMNS)
        top = 2 + len(self.items) // _COLUMNS
        grid.addWidget(_head(_("Hours, such as 06:00-22:00"), self), top, 0, 1, _COLUMNS)
        days = [(_(day), field) for day, field in zip(formats.WEEKDAYS, self.days, strict=True)]
        for number, (day, field) in enumerate((*days, (_("Public holidays"), self.holidays))):
            grid.addWidget(labelled(day, field), top + 1 + number // _COLUMNS, number % _COLUMNS)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        area.setMinimumHeight(scale.VIDEO_WIDTH_PX)
        self.fields.addWidget(
            side_by_side(labelled(_("Responsible"), self.responsible), labelled(_("Inspected every"), self.interval))
        )
        self.fields.addWidget(area, 1)
        self.setMinimumWidth(scale.DIALOG_WIDE_PX)

    @property
    def sheet(self) -> Sheet:
        """Raises SheetRefusedError where hours cannot be read. Words that no form can show stay as they were."""
        week = Week(tuple(field.text() for field in self.days), self.holidays.text())
        shown = week_of(self._space.opening_hours)
        hours = self._space.opening_hours if week == shown else words_of(week)
        inventory = {item: field.value() for item, field in self.items.items() if field.value()}
        return Sheet(inventory, hours, self.responsible.text(), self.interval.value() or None)

    def work(self) -> None:
        space = self._space
        try:
            sheet = self.sheet
        except ValueError as error:
            self.show_wrong(faults.words_of(error))
            return
        self.rest(working=True)
        self._desk.act(
            self,
            lambda services, operator: Spaces(services.store, WRITER).change(space.id, sheet, operator, space.version),
            lambda _answer: self.accept(),
            lambda fault: self.refuse(faults.words_of(fault)),
        )


def _head(text: str, parent: QWidget) -> QLabel:
    made = say(QLabel(text, parent), tone="text")
    made.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
    return made
