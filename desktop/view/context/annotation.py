"""The context of a drawing: what it is, what it measures, who drew it and when, its note, and the acts on it."""

from gettext import gettext as _

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.annotation import Annotation
from desktop.view import formats, ink, words
from desktop.view.actions import BY_ID
from desktop.view.context.sections import Value, ValueRows, heading
from desktop.view.desk import Desk
from desktop.view.key_button import KeyButton
from maps.view.shape_words import kind_name, measured
from maps.view.theme import scale

_ACTS = ("map.reshape", "map.remove")


class AnnotationContext(QWidget):
    """`act_wanted(action_id)` when one of its buttons is pressed."""

    act_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.facts, self.note = ValueRows(self), QLabel(self)
        self._note_head = heading(_("Note"), self)
        self.note.setFont(ink.sans())
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(scale.SPACE_8)
        for action_id in _ACTS:
            button = KeyButton(BY_ID[action_id], self)
            button.clicked.connect(lambda _checked=False, wanted=action_id: self.act_wanted.emit(wanted))
            self._buttons.addWidget(button, 1)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        column.addWidget(self.facts)
        column.addSpacing(scale.SPACE_8)
        column.addWidget(self._note_head)
        column.addWidget(self.note)
        column.addSpacing(scale.SPACE_8)
        column.addLayout(self._buttons)
        column.addStretch(1)

    def show_annotation(self, annotation: Annotation) -> None:
        self.facts.show_values(tuple(self._values(annotation)))
        self.note.setText(annotation.note)
        self.note.setVisible(bool(annotation.note))
        self._note_head.setVisible(bool(annotation.note))

    def meta(self, annotation: Annotation) -> str:
        return f"{kind_name(annotation.kind)} · {self._who(annotation.drawn_by)}"

    def _values(self, annotation: Annotation) -> list[Value]:
        desk, size = self._desk, measured(annotation.shape)
        incident = desk.situation.past_incidents.get(annotation.incident_id or "")
        values = [Value(_("Measure"), size)] if size else []
        values.append(Value(_("Drawn"), formats.moment(annotation.drawn_at, desk.now, desk.zone)))
        if annotation.version > 1:
            changed = formats.moment(annotation.changed_at, desk.now, desk.zone)
            values.append(Value(_("Changed"), f"{self._who(annotation.changed_by)} · {changed}"))
        values.append(Value(_("Line"), words.annotation_style(annotation.style)))
        values.append(Value(_("Incident"), incident.folio if incident is not None else _("none")))
        return values

    def _who(self, login: str) -> str:
        return self._desk.situation.person(login)
