"""What lies over every map: the scale bar with a round number, whose data it is, and why there is no base map."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from maps.place import Place
from maps.view.scene import Scene
from maps.view.theme import fonts, scale
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport

_PLATE_OPACITY = 0.80
_ROUND = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A length that is 1, 2 or 5 times a power of ten, on the ground and in pixels."""

    length_m: float
    length_px: float

    @property
    def words(self) -> str:
        if self.length_m >= 1_000:
            return f"{self.length_m / 1_000:g} km"
        return f"{self.length_m:g} m" if self.length_m >= 1 else f"{self.length_m * 100:g} cm"


def scale_bar(viewport: Viewport, max_px: float = scale.SCALE_BAR_MAX_PX) -> ScaleBar:
    """The longest round length that fits, true at the middle of the view."""
    m_per_px = viewport.ground_m_per_px
    longest_m = max_px * m_per_px
    power = 10.0 ** math.floor(math.log10(longest_m))
    length_m = max(step * power for step in _ROUND if step * power <= longest_m * (1 + 1e-9))
    return ScaleBar(length_m, length_m / m_per_px)


def paint_scale_bar(painter: QPainter, bar: ScaleBar, left_px: float, foot_px: float, palette: Palette) -> None:
    """A line with its length at the right, on a plate of the map's own ground; `foot_px` is the line's height."""
    font = fonts.sans(scale.METADATA_PX, scale.MEDIUM)
    words_px = QFontMetricsF(font).horizontalAdvance(bar.words)
    width = bar.length_px + words_px + 3 * scale.SPACE_8
    paint_plate(painter, QRectF(left_px - scale.SPACE_8, foot_px - scale.SPACE_16, width, scale.SPACE_24), palette)
    tick = scale.SPACE_4
    painter.setPen(QPen(colour(palette.text), scale.SCALE_BAR_PEN_PX))
    corners = ((0.0, -tick), (0.0, 0.0), (bar.length_px, 0.0), (bar.length_px, -tick))
    painter.drawPolyline(QPolygonF([QPointF(left_px + x, foot_px + y) for x, y in corners]))
    painter.setFont(font)
    painter.drawText(QPointF(left_px + bar.length_px + scale.SPACE_8, foot_px + 1), bar.words)


def paint_attribution(painter: QPainter, words: str, right_px: float, foot_px: float, palette: Palette) -> None:
    if not words:
        return
    font = fonts.sans(scale.METADATA_PX)
    width = QFontMetricsF(font).horizontalAdvance(words)
    box = QRectF(right_px - width - scale.SPACE_8, foot_px - scale.SPACE_16, width + scale.SPACE_8, scale.SPACE_16)
    paint_plate(painter, box, palette)
    painter.setFont(font)
    painter.setPen(colour(palette.text3))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def paint_found(scene: Scene, place: Place, words: str) -> None:
    """A white ring around the place with its name beside it, open, so that what lies there is still seen."""
    painter, palette = scene.painter, scene.palette
    x_px, y_px = scene.viewport.pixel_of(place)
    for token, width in ((palette.halo, scale.SKETCH_HALO_PX), (palette.focus, scale.FOCUS_RING_PX)):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(token), width))
        painter.drawEllipse(QPointF(x_px, y_px), scale.FOUND_RING_PX, scale.FOUND_RING_PX)
    scene.label(words, x_px + scale.FOUND_RING_PX + scale.SPACE_8, y_px, palette.text)


def paint_notice(painter: QPainter, lines: tuple[str, ...], viewport: Viewport, palette: Palette) -> None:
    """A card in the upper middle: what is missing, and what to do about it."""
    title, text = fonts.sans(scale.BODY_PX, scale.SEMIBOLD), fonts.sans(scale.SECONDARY_PX)
    width = (
        max(QFontMetricsF(title if row == 0 else text).horizontalAdvance(line) for row, line in enumerate(lines))
        + 2 * scale.SPACE_16
    )
    height = scale.SPACE_24 * len(lines) + scale.SPACE_16
    box = QRectF((viewport.width_px - width) / 2, scale.SPACE_32, width, height)
    paint_card_frame(painter, box, palette)
    for row, line in enumerate(lines):
        painter.setFont(title if row == 0 else text)
        painter.setPen(colour(palette.text if row == 0 else palette.text2))
        place = QRectF(box.left(), box.top() + scale.SPACE_8 + row * scale.SPACE_24, width, scale.SPACE_24)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, line)


def paint_plate(painter: QPainter, box: QRectF, palette: Palette) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(palette.halo, _PLATE_OPACITY))
    painter.drawRoundedRect(box, scale.RADIUS_PX, scale.RADIUS_PX)


def paint_card_frame(painter: QPainter, box: QRectF, palette: Palette) -> None:
    half = scale.BORDER_PX / 2
    painter.setPen(QPen(colour(palette.border), scale.BORDER_PX))
    painter.setBrush(colour(palette.raised))
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), scale.CARD_RADIUS_PX, scale.CARD_RADIUS_PX)
