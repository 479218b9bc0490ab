"""A name in one line: what has no room is left out of its middle, and the tooltip has the whole."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.palette import tokens


class NameLabel(QWidget):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(round(ink.width_of(self._name, self.font())) + scale.SPACE_4, scale.TARGET_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(scale.TARGET_PX, scale.TARGET_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        ink.write_name(painter, QRectF(self.rect()), self._name, self.font(), tokens().text)
