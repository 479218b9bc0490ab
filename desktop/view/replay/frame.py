"""The dashed frame around a window that shows the past."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens


class ReplayFrame(QWidget):
    """Lies in a margin of its own, so that it covers nothing, and lets clicks through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def lay(self, window: QSize, edge_px: int) -> None:
        """Within what frames lie farther out."""
        self.setGeometry(edge_px, edge_px, window.width() - 2 * edge_px, window.height() - 2 * edge_px)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, wide = QPainter(self), tokens(), scale.REPLAY_FRAME_PX
        box = QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        painter.setPen(QPen(colour(palette.canvas), wide))
        painter.drawRect(box)
        pen = QPen(colour(palette.focus), wide, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawRect(box)
