"""A room at the left of Operation: the lists step aside for it, and come back with Esc.

A room works on the map beside it: it lays its layers there when somebody enters, and takes them away when they leave.
"""

from gettext import gettext as _

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.view import ink
from desktop.view.left_panel import LeftPanel
from desktop.view.situation import Topic
from desktop.view.text_button import TextButton
from maps.view.theme import scale
from maps.view.theme.style import say


class Room(QWidget):
    """`left` when it is closed by its own button; `said(words)` for the toast; `asset_chosen(id)` for the context."""

    left = Signal()
    said = Signal(str)
    asset_chosen = Signal(str)
    act_wanted = Signal(str)
    """The id of a row of the action table."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.note = say(QLabel(self), tone="text2")
        self.note.setFont(ink.sans(scale.SECONDARY_PX))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(self._head(title))

    def _head(self, title: str) -> QHBoxLayout:
        head, name = QHBoxLayout(), QLabel(title, self)
        head.setContentsMargins(scale.PANEL_PADDING_PX, 0, scale.SPACE_8, 0)
        head.setSpacing(scale.SPACE_8)
        name.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        name.setFixedHeight(scale.TOP_BAR_PX)
        self.back = TextButton(scale.SECONDARY_PX, _("Close"), self)
        self.back.setToolTip(_("Back to the lists (Esc)"))
        self.back.clicked.connect(self.left)
        head.addWidget(name)
        head.addWidget(self.note)
        head.addStretch(1)
        head.addWidget(self.back)
        return head

    def first_focus(self) -> QWidget:
        """What takes the keyboard when somebody enters."""
        return self

    def enter(self) -> None:
        """Lay out on the map what belongs to it."""

    def leave(self) -> None:
        """Take it away again."""

    def follow(self, topics: frozenset[Topic]) -> None:
        """What changed, while somebody is in."""

    def choose(self, asset_id: str) -> None:
        """Something was chosen elsewhere: on the map, by the search."""

    def dress(self) -> None:
        """In the theme in force."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the room from any of its fields."""
        if Qt.Key(event.key()) is Qt.Key.Key_Escape:
            self.act_wanted.emit("view.back")
        else:
            super().keyPressEvent(event)


class RoomSlot(QStackedWidget):
    """The lists, or the room that stands before them."""

    def __init__(self, lists: LeftPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self.addWidget(lists)

    @property
    def room(self) -> Room | None:
        shown = self.currentWidget()
        return shown if isinstance(shown, Room) else None

    def open(self, room: Room) -> None:
        """Whoever was in another leaves it."""
        if room is self.room:
            return
        self.close_room()
        if self.indexOf(room) < 0:
            self.addWidget(room)
            room.left.connect(self.close_room)
        self.setCurrentWidget(room)
        room.enter()

    def close_room(self) -> bool:
        """Says whether one was open."""
        room = self.room
        if room is None:
            return False
        room.leave()
        self.setCurrentWidget(self._lists)
        self._lists.shown_list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
