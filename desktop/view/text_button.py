"""A button that is only words: a count that can be pressed, a way back. As tall as a target must be, no taller."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens


class TextButton(QAbstractButton):
    """`setText` sets the words; they lie on a ground of their own while the pointer is on them."""

    def __init__(self, size_px: int = scale.SECONDARY_PX, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(ink.sans(size_px))
        self.setText(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(round(ink.width_of(self.text(), self.font())) + scale.SPACE_8 * 2, scale.TARGET_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, box = QPainter(self), tokens(), QRectF(self.rect())
        lit = self.underMouse() or self.isDown()
        if lit:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.selected))
            painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)
        box.adjust(scale.SPACE_8, 0, 0, 0)
        ink.write(painter, box, self.text(), self.font(), palette.text if lit else palette.text2)
