"""What is said about a drawing: its name, a note, its ink, of which incident it is. Ctrl+Enter saves, Esc leaves."""

from gettext import gettext as _

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.annotation import LONGEST_NAME, LONGEST_NOTE, Description
from desktop.domain.incident import Incident
from desktop.view import ink
from desktop.view.map_tools.style_choice import StyleChoice
from maps.view.theme import scale
from maps.view.theme.style import say

_NOTE_LINES = 4


class DescriptionDialog(QDialog):
    """`described(Description)` once, when it is saved. A text of the map needs words before it can be."""

    described = Signal(object)

    def __init__(
        self, title: str, known: Description, incident: Incident | None, parent: QWidget, *, needs_name: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._incident, self._needs_name = incident, needs_name
        self.name, self.note, self.style_choice = QLineEdit(self), QPlainTextEdit(self), StyleChoice(self)
        self.linked = QCheckBox(self)
        self._fault = QLabel(self)
        self.save = say(QPushButton(_("Save  Ctrl Enter"), self), role="primary")
        self._fill(known)
        self._lay_out(title)
        self.save.clicked.connect(self._save)
        self.name.textChanged.connect(lambda _text: self._say_fault(""))
        for field in (self.name, self.note, self.style_choice, self.linked):
            field.installEventFilter(self)

    def _fill(self, known: Description) -> None:
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setText(known.name)
        self.name.selectAll()
        self.note.setPlainText(known.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(round(_NOTE_LINES * scale.BODY_PX * scale.LINE_HEIGHT_RATIO) + scale.SPACE_16)
        self.style_choice.choose(known.style)
        if self._incident is not None:
            self.linked.setText(_("Of incident {folio}").format(folio=self._incident.folio))
            self.linked.setChecked(known.incident_id == self._incident.id)
        self.linked.setVisible(self._incident is not None)
        self._kept_link = known.incident_id

    def _lay_out(self, title: str) -> None:
        head = QLabel(title, self)
        head.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.SPACE_24, scale.SPACE_16, scale.SPACE_24, scale.SPACE_16)
        column.setSpacing(scale.SPACE_4)
        column.addWidget(head)
        fields = ((_("Name"), self.name), (_("Note"), self.note), (_("Line"), self.style_choice))
        for words, field in fields:
            label = say(QLabel(words, self), tone="text2")
            label.setFont(ink.sans(scale.SECONDARY_PX))
            label.setBuddy(field)
            column.addSpacing(scale.FIELD_GAP_PX - scale.SPACE_4)
            column.addWidget(label)
            column.addWidget(field)
        self.name.setAccessibleName(_("Name"))
        self.note.setAccessibleName(_("Note"))
        column.addSpacing(scale.SPACE_8)
        column.addWidget(self.linked)
        self._fault.setFont(ink.sans(scale.SECONDARY_PX))
        self._fault.hide()
        column.addWidget(self._fault)
        column.addSpacing(scale.SPACE_12)
        column.addLayout(self._foot())
        self.setFixedWidth(scale.DIALOG_WIDTH_PX)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(scale.SPACE_8)
        leave = QPushButton(_("Cancel  Esc"), self)
        leave.clicked.connect(self.reject)
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(self.save)
        return foot

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enters = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._save()
                return True
            if enters and watched is self.name:
                self.note.setFocus(Qt.FocusReason.TabFocusReason)
                return True  # left to the dialog, it would press its first button
        return super().eventFilter(watched, event)

    def _save(self) -> None:
        if self._needs_name and not self.name.text().strip():
            self._say_fault(_("A text on the map needs words."))
            self.name.setFocus()
        elif len(self.note.toPlainText()) > LONGEST_NOTE:
            self._say_fault(_("The note is too long: {n} characters at most.").format(n=LONGEST_NOTE))
            self.note.setFocus()
        else:
            self.accept()
            self.described.emit(self._description())

    def _description(self) -> Description:
        incident_id = self._kept_link
        if self._incident is not None:
            incident_id = self._incident.id if self.linked.isChecked() else None
        name, note = self.name.text().strip(), self.note.toPlainText().strip()
        return Description(name, note, self.style_choice.style_chosen, incident_id)

    def _say_fault(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.setVisible(bool(words))
