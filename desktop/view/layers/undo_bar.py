"""What was done a moment ago and how to take it back: a line for eight seconds at the bottom left, without focus."""

from gettext import gettext as _

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.keys import shown_key
from desktop.view.layers.desk import Undoable
from desktop.view.text_button import TextButton
from maps.view.theme import scale
from maps.view.theme.style import say


class UndoBar(QWidget):
    """Stays while the pointer is on it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        say(self, surface="card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words, self._undo = QLabel(self), TextButton(scale.BODY_PX, parent=self)
        self._undoable: Undoable | None = None
        self._undo.setText(f"{_('Undo')}  {shown_key(BY_ID['edit.undo'].key)}")
        self._undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(scale.SPACE_12, scale.SPACE_8, scale.SPACE_8, scale.SPACE_8)
        row.setSpacing(scale.SPACE_12)
        row.addWidget(self._words, 1)
        row.addWidget(self._undo)
        self._timer = QTimer(self, singleShot=True, interval=scale.TOAST_MS)
        self._timer.timeout.connect(self._go)
        self.undo_wanted = self._undo.clicked
        self.hide()

    def show_done(self, undoable: Undoable, *, above: int) -> None:
        """`above` is the height of what it must not cover at the bottom of the window."""
        self._undoable = undoable
        room = scale.DIALOG_WIDTH_PX - self._undo.sizeHint().width()
        said = ink.metrics(ink.sans()).elidedText(undoable.words, Qt.TextElideMode.ElideMiddle, room)
        self._words.setText(said)
        self._words.setFont(ink.sans())
        self.setAccessibleName(undoable.words)
        self.adjustSize()
        self.move(scale.SPACE_16, self.window().height() - above - self.height() - scale.SPACE_16)
        self.show()
        self.raise_()
        self._timer.start()

    def _go(self) -> None:
        if self.underMouse():
            self._timer.start()
        else:
            self.hide()
