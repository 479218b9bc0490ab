"""A small button that is only an icon, with its words in the tooltip and for a screen reader."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from maps.view.theme import icons, scale
from maps.view.theme.palette import tokens
from maps.view.theme.style import say


class IconButton(QToolButton):
    """Its icon comes when it is seen: the icons' library costs time of its own."""

    def __init__(self, icon: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, role="plain")
        self._icon = icon
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setIconSize(QSize(scale.ICON_PX, scale.ICON_PX))

    def dress(self) -> None:
        if self.isVisible():
            self.setIcon(icons.icon(self._icon, tokens()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.dress()
