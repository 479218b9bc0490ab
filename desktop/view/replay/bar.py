"""The bar of a replay: play, step, speed, moments, what the replay says of itself, and the way back to live."""

from gettext import gettext as _
from gettext import ngettext

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.replay.cursor import SPEEDS, ReplayStatus
from desktop.view.actions import BY_ID
from desktop.view.context.sections import Line
from desktop.view.key_button import KeyButton
from desktop.view.text_button import TextButton
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.view.theme.style import say

_LEFT = ("replay.play", "replay.before", "replay.after")
_RIGHT = ("replay.yesterday", "replay.week", "replay.moment")
_SHORT = {"replay.before": "◂", "replay.after": "▸"}


class SpeedButton(TextButton):
    """The one that is used lies on a ground of its own, with a bar under it."""

    is_used = False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_used:
            painter, palette, box = QPainter(self), tokens(), QRectF(self.rect())
            painter.fillRect(box, colour(palette.selected))
            bar = QRectF(0, box.bottom() - scale.FOCUS_RING_PX, box.width(), scale.FOCUS_RING_PX)
            painter.fillRect(bar, colour(palette.text))
            painter.end()
        super().paintEvent(event)


class ReplayBar(QWidget):
    """`wanted(action_id)` and `speed_wanted(n)`. Hidden while the console is live."""

    wanted = Signal(str)
    speed_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Replay"))
        self.setFixedHeight(scale.TOP_BAR_PX)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(scale.PANEL_PADDING_PX, 0, scale.PANEL_PADDING_PX, 0)
        self._line.setSpacing(scale.SPACE_4)
        self.buttons = {id_: self._button(id_) for id_ in _LEFT}
        self._line.addSpacing(scale.SPACE_12)
        self.speeds = {speed: self._speed(speed) for speed in SPEEDS}
        self._line.addSpacing(scale.SPACE_12)
        self.buttons |= {id_: self._button(id_) for id_ in _RIGHT}
        self.words = Line(scale.SECONDARY_PX, scale.REGULAR, "text2", self)
        self._line.addSpacing(scale.SPACE_12)
        self._line.addWidget(self.words, 1)
        self.buttons["replay.live"] = self._button("replay.live", "primary", "Esc")
        self.hide()

    def _button(self, action_id: str, role: str = "", key: str = "") -> KeyButton:
        button = KeyButton(BY_ID[action_id], self, role, key)
        if action_id in _SHORT:
            said = button.accessibleName()
            button.show_words(_SHORT[action_id])
            button.setAccessibleName(said)
            button.setToolTip(said)
        button.clicked.connect(lambda _checked=False: self.wanted.emit(action_id))
        self._line.addWidget(button)
        return button

    def _speed(self, speed: int) -> SpeedButton:
        button = SpeedButton(scale.SECONDARY_PX, f"{speed}x", self)
        button.setAccessibleName(_("Speed {n}").format(n=f"{speed}x"))
        button.clicked.connect(lambda: self.speed_wanted.emit(speed))
        self._line.addWidget(button)
        return button

    def show_status(self, status: ReplayStatus) -> None:
        for speed, button in self.speeds.items():
            button.is_used = speed == status.cursor.speed
            button.update()
        self.buttons["replay.play"].show_words(_("Pause") if status.cursor.playing else _("Play"))
        self.words.show_text(words_of(status))


def words_of(status: ReplayStatus) -> str:
    """The most important thing first; nothing where all is as it should be."""
    if not status.linked:
        return _("The store does not answer; this is the moment before.")
    if not status.loaded:
        return _("Reading the past…")
    if status.quiet is not None:
        return _("No data: the node did not run.") if status.quiet.stopped else _("No data: nothing was recorded.")
    if status.erased:
        said = ngettext("{n} erased by retention", "{n} erased by retention", status.erased)
        return said.format(n=status.erased)
    return _("It has come to the present.") if status.at_head else ""
