"""A dialog of planning: a title that says the effect, fields, what is wrong under them. Esc changes nothing."""

from gettext import gettext as _

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.style import say


class PlanDialog(QDialog):
    """`work` does what `do` says; while it runs the fields rest and a bar moves, from two seconds on."""

    def __init__(self, title: str, do: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        head = QLabel(title, self)
        head.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        self.body = QWidget(self)
        self.fields = QVBoxLayout(self.body)
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setSpacing(scale.FIELD_GAP_PX)
        self.wrong, self.bar = QLabel(self), QProgressBar(self)
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.bar.setRange(0, 0)
        self.bar.hide()
        self.do, self.cancel = say(QPushButton(do, self), role="primary"), QPushButton(_("Cancel"), self)
        self.do.setDefault(True)
        self.do.clicked.connect(self.work)
        self.cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(scale.SPACE_8)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.do)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.SPACE_24, scale.SPACE_16, scale.SPACE_24, scale.SPACE_16)
        column.setSpacing(scale.SPACE_12)
        column.addWidget(head)
        column.addWidget(self.body, 1)
        column.addWidget(self.wrong)
        column.addWidget(self.bar)
        column.addLayout(foot)
        self.setMinimumWidth(scale.DIALOG_WIDTH_PX)

    def work(self) -> None:
        """What the button does."""
        raise NotImplementedError

    def rest(self, *, working: bool) -> None:
        self.body.setEnabled(not working)
        self.do.setEnabled(not working)
        self.bar.setVisible(working)
        if working:
            self.show_wrong("")

    def show_wrong(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def refuse(self, words: str) -> None:
        """It did not work: the fields are as they were."""
        self.rest(working=False)
        self.show_wrong(words)

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        """Enter goes on to the next field, Ctrl+Enter does it."""
        enter = Qt.Key(arg__1.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and arg__1.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.do.click()
        elif enter and not isinstance(self.focusWidget(), QPushButton):
            self.focusNextChild()
        else:
            super().keyPressEvent(arg__1)
