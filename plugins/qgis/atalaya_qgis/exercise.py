"""The frame of an exercise over QGIS's map: a store of made-up things is never taken for the city."""

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QObject, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from qgis.PyQt.QtWidgets import QWidget

from .style.dress import Dress, px
from .words import tr

STRIPE_PX = 12
PAD_PX = 12
PLATE_PX = 26


class ExerciseFrame(QWidget):
    """Lies over the canvas and takes no part in it."""

    def __init__(self, canvas: QgsMapCanvas, dress: Dress) -> None:
        super().__init__(canvas)
        self._canvas, self._dress = canvas, dress
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("EXERCISE · NOTHING IS REAL"))
        canvas.installEventFilter(self)
        self.setGeometry(canvas.rect())
        self.show()
        self.raise_()

    def wear(self, dress: Dress) -> None:
        self._dress = dress
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._canvas.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        self._paint_plate(painter)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        """Diagonal stripes along the four edges."""
        edge, wide, high = px("exercise_frame"), float(self.width()), float(self.height())
        painter.save()
        inner = QRectF(edge, edge, wide - 2 * edge, high - 2 * edge)
        for band in (
            QRectF(0, 0, wide, edge),
            QRectF(0, inner.bottom(), wide, edge),
            QRectF(0, edge, edge, inner.height()),
            QRectF(inner.right(), edge, edge, inner.height()),
        ):
            painter.setClipRect(band)
            painter.fillRect(band, QColor(self._dress.mark("exercise_ink")))
            painter.setPen(QPen(QColor(self._dress.mark("exercise")), STRIPE_PX / 2))
            for start in range(-round(high), round(wide + high), STRIPE_PX):
                painter.drawLine(start, 0, start - round(high), round(high))
        painter.restore()

    def _paint_plate(self, painter: QPainter) -> None:
        words, font = tr("EXERCISE · NOTHING IS REAL"), QFont("IBM Plex Sans")
        font.setPixelSize(13)
        font.setWeight(QFont.Weight.DemiBold)
        wide = QFontMetricsF(font).horizontalAdvance(words) + 2 * PAD_PX
        plate = QRectF((self.width() - wide) / 2, px("exercise_frame"), wide, PLATE_PX)
        painter.setFont(font)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._dress.mark("exercise_ink")))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(self._dress.mark("exercise")))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def go(self) -> None:
        self._canvas.removeEventFilter(self)
        self.hide()
        self.deleteLater()
