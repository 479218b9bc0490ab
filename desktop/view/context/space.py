"""The context of a public space: how it stands, what it holds, an inspection to be entered, and those before it.

What is typed survives a crash: it is a draft of the operator until it is entered.
"""

from collections.abc import Sequence
from gettext import gettext as _

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.asset import Asset
from desktop.domain.space import BEST, WORST, Inspection, Space
from desktop.services.spaces.hours import open_now
from desktop.services.spaces.register import Spaces
from desktop.view import faults, formats, ink
from desktop.view import words as spoken
from desktop.view.context.sections import Value, ValueRows, heading
from desktop.view.desk import Desk, Services
from desktop.view.planning import words
from maps.view.theme import scale
from maps.view.theme.style import say

WRITER = "console"


class Typed(msgspec.Struct, frozen=True):
    """What stands in the form: the draft."""

    condition: int = 0
    note: str = ""
    photo: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.condition or self.note.strip() or self.photo.strip())


class InspectionForm(QWidget):
    """Condition, note, photo. `typed(Typed)` with every change, `entered` on Ctrl+Enter."""

    typed = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.note, self.photo = QPlainTextEdit(self), QLineEdit(self)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(scale.ROW_PX + scale.SPACE_24)
        self.note.setPlaceholderText(_("What was found, what is to be done"))
        self.note.setAccessibleName(_("Note"))
        self.photo.setPlaceholderText(_("Name of a photo, if there is one"))
        self.photo.setAccessibleName(_("Photo"))
        self._wrong = say(QLabel(self), tone="text")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        self._is_filling = False
        self._lay_out()
        self._group.idClicked.connect(self._say)
        self.note.textChanged.connect(self._say)
        self.photo.textEdited.connect(self._say)
        self.note.installEventFilter(self)
        self.photo.installEventFilter(self)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(scale.SPACE_4)
        for value in range(WORST, BEST + 1):
            button = QPushButton(str(value), self)
            button.setCheckable(True)
            button.setToolTip(words.condition(value))
            button.setAccessibleName(words.condition(value))
            self._group.addButton(button, value)
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_4)
        column.addWidget(_label(_("Condition, 1 must close to 5 as new"), self))
        column.addLayout(row)
        column.addSpacing(scale.SPACE_4)
        for label, field in ((_("Note"), self.note), (_("Photo"), self.photo)):
            column.addWidget(_label(label, self))
            column.addWidget(field)
            column.addSpacing(scale.SPACE_4)
        column.addWidget(self._wrong)

    @property
    def value(self) -> Typed:
        return Typed(max(0, self._group.checkedId()), self.note.toPlainText(), self.photo.text())

    def show_value(self, value: Typed) -> None:
        self._is_filling = True
        checked = self._group.button(value.condition)
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(button is checked)
        self._group.setExclusive(True)
        self.note.setPlainText(value.note)
        self.photo.setText(value.photo)
        self.show_wrong("")
        self._is_filling = False

    def show_wrong(self, words_: str) -> None:
        """Under the fields, on the thing itself."""
        self._wrong.setText(words_)
        self._wrong.setVisible(bool(words_))

    def _say(self) -> None:
        if not self._is_filling:
            self.show_wrong("")
            self.typed.emit(self.value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = Qt.Key(event.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.entered.emit()
                return True
        return super().eventFilter(watched, event)


def _label(text: str, parent: QWidget) -> QLabel:
    made = say(QLabel(text, parent), tone="text2")
    made.setFont(ink.sans(scale.SECONDARY_PX))
    return made


class SpaceContext(QWidget):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asset: Asset | None = None
        self._space: Space | None = None
        self.facts, self.inventory, self.past = ValueRows(self), ValueRows(self), ValueRows(self)
        self.form = InspectionForm(self)
        self._past_head, self._inventory_head = heading(_("Inspections"), self), heading(_("Inventory"), self)
        self.form.typed.connect(self._keep_draft)
        self.form.entered.connect(self.enter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        for widget in (
            self.facts,
            heading(_("New inspection"), self),
            self.form,
            self._past_head,
            self.past,
            self._inventory_head,
            self.inventory,
        ):
            column.addWidget(widget)
        column.addStretch(1)

    @property
    def space(self) -> Space | None:
        return self._space

    @property
    def asset(self) -> Asset | None:
        return self._asset

    def show_space(self, asset: Asset, space: Space) -> None:
        known, self._asset, self._space = self._space, asset, space
        self._show_facts(space)
        self._show_inventory(space)
        fresh = known is None or known.id != space.id
        if fresh:
            self.form.show_value(Typed())
            self.past.show_values(())
            self._read_draft(space.id)
        if fresh or known != space:
            self._desk.ask(self, lambda services: (space.id, _spaces(services).history(space.id)), self._show_past)

    def meta(self, asset: Asset) -> str:
        return " · ".join((spoken.asset_kind(asset.kind), asset.code))

    def _show_facts(self, space: Space) -> None:
        zone, now = self._desk.zone, self._desk.now
        seen, due = space.inspected_at, space.due_at
        facts = [Value(_("Condition"), words.condition(space.condition))]
        if seen is not None:
            who = self._desk.situation.person(space.inspected_by)
            facts.append(Value(_("Last inspection"), f"{formats.full_date(seen, zone)} · {who}"))
        if due is not None:
            late = space.is_overdue(now)
            said = formats.full_date(due, zone)
            facts.append(Value(_("Next inspection"), _("overdue since {day}").format(day=said) if late else said))
        facts.append(Value(_("Open now"), self._open_words(space)))
        facts += [Value(_("Hours"), space.opening_hours)] if space.opening_hours else []
        facts += [Value(_("Responsible"), space.responsible)] if space.responsible else []
        self.facts.show_values(facts)

    def _open_words(self, space: Space) -> str:
        told = open_now(space.opening_hours, self._desk.now, self._desk.zone)
        if told.is_open is None:
            return _("unknown")
        if told.changes_at is None:
            return _("open") if told.is_open else _("closed")
        at = formats.moment(told.changes_at, self._desk.now, self._desk.zone)[:-3]
        return (_("open until {time}") if told.is_open else _("closed until {time}")).format(time=at)

    def _show_inventory(self, space: Space) -> None:
        rows = [Value(words.item(name), formats.amount(count, 0)) for name, count in sorted(space.inventory.items())]
        self.inventory.show_values(rows)
        for widget in (self.inventory, self._inventory_head):
            widget.setVisible(bool(rows))

    def _show_past(self, answer: tuple[str, Sequence[Inspection]]) -> None:
        space_id, found = answer
        if self._space is None or self._space.id != space_id:
            return
        rows = [self._past_row(one) for one in found[:12]]
        self.past.show_values(rows)
        for widget in (self.past, self._past_head):
            widget.setVisible(bool(rows))

    def _past_row(self, one: Inspection) -> Value:
        day = formats.full_date(one.at, self._desk.zone)
        said = " · ".join(part for part in (day, self._desk.situation.person(one.by), one.note, one.photo_id) if part)
        return Value(said, words.condition(one.condition))

    # the draft

    def _subject(self, space_id: str) -> str:
        return f"inspection.{space_id}"

    def _read_draft(self, space_id: str) -> None:
        operator = self._desk.operator
        if operator is not None:
            subject = self._subject(space_id)
            self._desk.ask(
                self,
                lambda services: (space_id, services.drafts.read(operator, subject)),
                lambda answer: self._show_draft(*answer),
            )

    def _show_draft(self, space_id: str, text: str) -> None:
        if self._space is None or self._space.id != space_id or not text or not self.form.value.is_empty:
            return
        try:
            self.form.show_value(msgspec.json.decode(text, type=Typed))
        except msgspec.DecodeError:
            return  # of an older program

    def _keep_draft(self, value: Typed) -> None:
        if self._space is None:
            return
        subject = self._subject(self._space.id)
        text = "" if value.is_empty else msgspec.json.encode(value).decode()
        self._desk.act(self, lambda services, operator: services.drafts.save(operator, subject, text), _nothing)

    def enter(self) -> None:
        """Write the inspection down; the form is empty again then, and what was typed stays where it is refused."""
        space, value = self._space, self.form.value
        if space is None:
            return
        if not value.condition:
            self.form.show_wrong(_("Choose the condition first: 1 to 5."))
            return
        subject = self._subject(space.id)
        self._desk.act(
            self,
            lambda services, operator: _spaces(services).inspect(
                space.id, value.condition, operator, note=value.note, photo_id=value.photo
            ),
            lambda _answer: self._entered(space.id, subject),
            lambda fault: self.form.show_wrong(faults.words_of(fault)),
        )

    def _entered(self, space_id: str, subject: str) -> None:
        self._desk.act(self, lambda services, operator: services.drafts.forget(operator, subject), _nothing)
        if self._space is not None and self._space.id == space_id:
            self.form.show_value(Typed())


def _spaces(services: Services) -> Spaces:
    return Spaces(services.store, WRITER)


def _nothing(_answer: object) -> None:
    """The picture brings what has changed."""
