"""What a painter of a layer is handed: where to paint, what part of the world it is, and in which light."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTransform

from maps.view.label_room import LabelRoom
from maps.view.theme import fonts, scale
from maps.view.theme.marks import Look, Mark, mark_pixmap, paint_mark
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport

_PLATE_OPACITY = 0.80


@dataclass(frozen=True, slots=True)
class Scene:
    """One frame. Coordinates are logical pixels of `viewport`; on paper everything is drawn as shapes and text."""

    painter: QPainter
    viewport: Viewport
    palette: Palette
    dpr: float
    pulse: float = 1.0
    """Opacity of what pulses now."""
    calm_motion: bool = False
    """Motion is reduced: two steady rings stand for the pulse."""
    on_paper: bool = False
    room: LabelRoom | None = None
    """On paper: where labels have found their places."""
    selected: Mapping[str, str] | None = None
    """Name of a layer -> id of its selected thing."""
    hidden: tuple[str, str] | None = None
    """Layer and id of what is not painted: a tool has it in hand and paints it itself."""

    def chosen(self, layer_name: str) -> str | None:
        return None if self.selected is None else self.selected.get(layer_name)

    def on(self, painter: QPainter) -> "Scene":
        """The same frame on another surface."""
        return replace(self, painter=painter)

    def hides(self, layer_name: str, identity: str) -> bool:
        return self.hidden == (layer_name, identity)

    def mark(self, mark: Mark, look: Look, x_px: float, y_px: float, size_px: float) -> None:
        if self.on_paper:
            paint_mark(self.painter, QPointF(x_px, y_px), mark, look, size_px, self.palette)
            return
        pixmap = mark_pixmap(mark, look, size_px, self.dpr, self.palette)
        half = pixmap.deviceIndependentSize() / 2
        self.painter.drawPixmap(QPointF(x_px - half.width(), y_px - half.height()), pixmap)

    def ring(self, x_px: float, y_px: float, radius_px: float, token: str) -> None:
        """A thin ring in a colour; the fill stays what it was: none."""
        self.painter.setPen(QPen(colour(token), scale.P1_RING_PEN_PX))
        self.painter.drawEllipse(QPointF(x_px, y_px), radius_px, radius_px)

    def leader(self, x_px: float, y_px: float, plate: QRectF, gap_px: float) -> None:
        """A fine line to a label that found its place farther away than beside its mark."""
        end = nearest(plate, x_px, y_px)
        if (end - QPointF(x_px, y_px)).manhattanLength() > 2 * gap_px:
            self.painter.setPen(QPen(colour(self.palette.text2), scale.BORDER_PX))
            self.painter.drawLine(QPointF(x_px, y_px), end)

    def label_size(self, text: str) -> QSizeF:
        """Of the plate of a label in the usual font."""
        measure = QFontMetricsF(fonts.sans(scale.METADATA_PX, scale.MEDIUM))
        return QSizeF(measure.horizontalAdvance(text) + scale.SPACE_12, measure.height() + scale.SPACE_4)

    def label(self, text: str, left_px: float, middle_px: float, token: str, font: QFont | None = None) -> QRectF:
        """Text on a plate of the map's own ground; answers the plate."""
        font = fonts.sans(scale.METADATA_PX, scale.MEDIUM) if font is None else font
        measure = QFontMetricsF(font)
        height = measure.height() + scale.SPACE_4
        plate = QRectF(left_px, middle_px - height / 2, measure.horizontalAdvance(text) + scale.SPACE_12, height)
        self.painter.setPen(colour(self.palette.halo, 0.0))
        self.painter.setBrush(colour(self.palette.halo, _PLATE_OPACITY))
        self.painter.drawRoundedRect(plate, scale.RADIUS_PX, scale.RADIUS_PX)
        self.painter.setFont(font)
        self.painter.setPen(colour(token))
        baseline = plate.top() + (height + measure.ascent() - measure.descent()) / 2
        self.painter.drawText(QPointF(plate.left() + scale.SPACE_8 - 2, baseline), text)
        return plate


def nearest(plate: QRectF, x_px: float, y_px: float) -> QPointF:
    """The point of the plate that is nearest to a place."""
    return QPointF(min(max(x_px, plate.left()), plate.right()), min(max(y_px, plate.top()), plate.bottom()))


def onscreen(
    viewport: Viewport, x_px: NDArray[np.float64], y_px: NDArray[np.float64], margin_px: float = 0.0
) -> NDArray[np.intp]:
    """Indexes of the points in view, a margin around it included; NaN places are nowhere."""
    inside = (x_px >= -margin_px) & (x_px <= viewport.width_px + margin_px)
    inside &= (y_px >= -margin_px) & (y_px <= viewport.height_px + margin_px)
    return np.flatnonzero(inside)


def map_transform(viewport: Viewport, origin_m: tuple[float, float]) -> QTransform:
    """From metres east and south of an origin to pixels: numbers stay small, so that Qt loses no decimetres."""
    cos, sin = (part / viewport.scale for part in viewport.turn)
    left, top = viewport.pixel_of_metres(*origin_m)
    return QTransform(cos, -sin, sin, cos, left, top)
