"""What is left of a folded panel at the edge of the workspace."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from maps.view.theme import icons, scale
from maps.view.theme.palette import tokens
from maps.view.theme.style import say


class Rail(QWidget):
    """What is left of a folded panel: one button that brings it back."""

    unfold = Signal()

    def __init__(self, words: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(scale.CONTEXT_RAIL_PX)
        self._icon = icon
        self.button = say(QToolButton(self), role="plain")
        self.button.setToolTip(words)
        self.button.setAccessibleName(words)
        self.button.clicked.connect(self.unfold)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.SPACE_4, scale.SPACE_8, scale.SPACE_4, scale.SPACE_8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def dress(self) -> None:
        """In the theme in force; not before it is seen, for icons load a library of their own."""
        if self.isVisible() and icons.are_at_hand():
            self.button.setIcon(icons.icon(self._icon, tokens()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.dress()
