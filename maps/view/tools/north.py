"""The north arrow: there while the map is turned; a press brings north up again."""

from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour, tokens
from maps.viewport import Viewport


class NorthButton(QAbstractButton):
    """Points to north; says the bearing to a screen reader."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bearing_deg = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(self.sizeHint())
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(scale.NORTH_PX, scale.NORTH_PX)

    def show_view(self, viewport: Viewport) -> None:
        if viewport.bearing_deg != self._bearing_deg:
            self._bearing_deg = viewport.bearing_deg
            said = _("Map turned by {n}°. Press to bring north up (Shift Up)").format(n=round(self._bearing_deg))
            self.setAccessibleName(said)
            self.setToolTip(said)
            self.update()
        self.setVisible(viewport.bearing_deg != 0.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, palette, half = QPainter(self), tokens(), scale.NORTH_PX / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = scale.BORDER_PX / 2
        painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
        painter.setBrush(colour(palette.selected if self.underMouse() else palette.raised))
        painter.drawEllipse(QRectF(edge, edge, scale.NORTH_PX - 2 * edge, scale.NORTH_PX - 2 * edge))
        painter.translate(half, half)
        painter.rotate(-self._bearing_deg)
        tip, foot, side = half - scale.SPACE_4, half * 0.3, half * 0.36
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.text))
        painter.drawPolygon(QPolygonF([QPointF(0, -tip), QPointF(side, -half * 0.05), QPointF(-side, -half * 0.05)]))
        painter.setFont(fonts.sans(scale.METADATA_PX, scale.SEMIBOLD))
        painter.setPen(colour(palette.text))
        painter.drawText(
            QRectF(-half, -half * 0.05, 2 * half, half * 0.9 + foot / 2), Qt.AlignmentFlag.AlignCenter, "N"
        )
