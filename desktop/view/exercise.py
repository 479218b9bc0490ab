"""The exercise's frame: a diagonal hatch around every window and a plate under the strip. Nothing in it is real.

The hatch lies in a margin of its own, so that it covers nothing; the plate is over the body and lets clicks through.
"""

from gettext import gettext as _

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QLabel, QWidget

from desktop.view import ink
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

_STRIDE_PX = scale.SPACE_16


def paint_hatch(painter: QPainter, size: QSize) -> None:
    """The frame of `size`, EXERCISE_FRAME_PX wide, with diagonal stripes of the exercise's colour on its ink."""
    palette, edge = tokens(), scale.EXERCISE_FRAME_PX
    whole = QRegion(0, 0, size.width(), size.height())
    inner = QRegion(edge, edge, size.width() - 2 * edge, size.height() - 2 * edge)
    painter.save()
    painter.setClipRegion(whole.subtracted(inner))
    painter.fillRect(0, 0, size.width(), size.height(), colour(palette.exercise_ink))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(palette.exercise), _STRIDE_PX / 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    reach = size.height()
    for x in range(-reach, size.width() + reach, _STRIDE_PX * 3 // 2):
        painter.drawLine(x, reach, x + reach, 0)
    painter.restore()


class ExercisePlate(QLabel):
    """`SIMULACRO · NADA ES REAL`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(_("EXERCISE · NOTHING IS REAL"))
        self.setFont(ink.sans(scale.BODY_PX, scale.SEMIBOLD))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.text())
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        width = ink.width_of(self.text(), self.font())
        return QSize(round(width) + scale.SPACE_16 * 2, scale.DENSE_ROW_PX - scale.SPACE_4)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        painter, palette = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(palette.exercise_ink), scale.BORDER_PX))
        painter.setBrush(colour(palette.exercise))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)
        ink.write(painter, box, self.text(), self.font(), palette.exercise_ink, ink.CENTRE)
