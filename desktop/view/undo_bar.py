"""The bar that offers to take back what was just done: eight seconds at the bottom left, longer while hovered."""

from gettext import gettext as _

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from desktop.locale import later
from desktop.services.undo import Undoable
from desktop.view import ink
from desktop.view.actions import BY_ID
from desktop.view.key_button import KeyButton
from maps.view.theme import scale
from maps.view.theme.style import say

ACTS: dict[str, str] = {
    "annotation.draw": later("Drawn"),
    "annotation.change": later("Drawing changed"),
    "annotation.remove": later("Drawing removed"),
    "bookmark.save": later("View kept"),
    "bookmark.rename": later("View renamed"),
    "bookmark.remove": later("View removed"),
    "alarm.shelve": later("Alarm shelved"),
    "incident.join": later("Alarm joined"),
    "incident.type": later("Type changed"),
    "incident.place": later("Place changed"),
    "incident.assign": later("Unit dispatched"),
    "asset.place": later("Thing moved"),
}
"""What was done, by use case; what is not here is told as `Done`."""
COUNTERS: dict[str, str] = {"incident.assign": later("Cancel the dispatch")}
"""What has left the building is not undone: the button says what it does instead."""


def done_words(undoable: Undoable) -> str:
    act = _(ACTS[undoable.act]) if undoable.act in ACTS else _("Done")
    return f"{act}: {undoable.name}" if undoable.name else act


def undone_words(undoable: Undoable) -> str:
    said = done_words(undoable)
    return (_("Taken back: {act}") if undoable.leaves else _("Undone: {act}")).format(act=said)


class UndoBar(QWidget):
    """`pressed(id)`. Takes no focus: the key does the same."""

    pressed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        say(self, surface="card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._undoable_id = ""
        self._words, self.button = QLabel(self), KeyButton(BY_ID["edit.undo"], self)
        self._words.setFont(ink.sans())
        self._words.setWordWrap(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(lambda: self.pressed.emit(self._undoable_id))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(scale.SPACE_12, scale.SPACE_8, scale.SPACE_8, scale.SPACE_8)
        self._line.setSpacing(scale.SPACE_12)
        self._line.addWidget(self._words, 1)
        self._line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self._timer = QTimer(self, singleShot=True, interval=scale.TOAST_MS)
        self._timer.timeout.connect(self._go)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def offer(self, undoable: Undoable, *, above: int) -> None:
        """`above` is the height of what it must not cover at the bottom of the window."""
        self._undoable_id, said = undoable.id, done_words(undoable)
        self._words.setText(said)
        self._words.setToolTip(said)
        self.button.show_words(_(COUNTERS.get(undoable.act, later("Undo"))))
        self.setAccessibleName(f"{said}. {self.button.accessibleName()}")
        self._fit(said)
        self.move(scale.SPACE_16, self.window().height() - above - self.height() - scale.SPACE_16)
        self.show()
        self.raise_()
        self._timer.start()

    def _fit(self, said: str) -> None:
        """Words and button side by side within the list's width, else one over the other."""
        room, around = scale.LIST_WIDTH_PX - 2 * scale.SPACE_16, scale.SPACE_12 + scale.SPACE_8
        words, button = ink.width_of(said, self._words.font()) + 1, self.button.sizeHint()
        beside = words + scale.SPACE_12 + button.width() + around
        if beside <= room:
            self._line.setDirection(QBoxLayout.Direction.LeftToRight)
            self.resize(round(beside), button.height() + 2 * scale.SPACE_8)
        else:
            self._line.setDirection(QBoxLayout.Direction.TopToBottom)
            tall = self._words.heightForWidth(room - around)
            self.resize(room, tall + button.height() + scale.SPACE_12 + 2 * scale.SPACE_8)

    def put_away(self) -> None:
        self._timer.stop()
        self.hide()

    def _go(self) -> None:
        if self.underMouse():
            self._timer.start()
        else:
            self.hide()
