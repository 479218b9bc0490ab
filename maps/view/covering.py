"""Whether a picture in hand does for a view, and how it is shown when it does not quite: shifted, scaled or turned."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from maps.view.theme import scale
from maps.viewport import Viewport

SLACK_RATIO = 0.4
"""The next picture is asked for when less than this part of the margin is left."""
_ROUNDING_PX = 1e-3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the picture must show: the view and its light."""

    viewport: Viewport
    style: str
    dpr: float


def lacks(wanted: Wanted, drawn: Wanted | None, slack: float) -> bool:
    """Whether a picture of `drawn` does not do for `wanted` with that part of the margin to spare."""
    if drawn is None or drawn.style != wanted.style or drawn.dpr != wanted.dpr:
        return True
    shown, view = drawn.viewport, wanted.viewport
    if abs(shown.scale / view.scale - 1.0) > scale.SAME_SCALE or shown.bearing_deg != view.bearing_deg:
        return True
    return not holds(shown, view, slack * scale.BASE_MARGIN_RATIO * view.width_px)


def holds(shown: Viewport, view: Viewport, spare_px: float) -> bool:
    """Whether all corners of the view lie in the shown picture, `spare_px` off its edges."""
    corners = (shown.pixel_of_metres(*corner) for corner in view.corners_m())
    low, wide, tall = spare_px - _ROUNDING_PX, shown.width_px - spare_px, shown.height_px - spare_px
    return all(low <= x <= wide + _ROUNDING_PX and low <= y <= tall + _ROUNDING_PX for x, y in corners)


def widened(viewport: Viewport) -> Viewport:
    """The same place and scale with a margin over each edge."""
    grow = 1.0 + 2.0 * scale.BASE_MARGIN_RATIO
    return viewport.resized(round(viewport.width_px * grow), round(viewport.height_px * grow))


def upright(viewport: Viewport) -> Viewport:
    """North up, around all that a turned view shows; the view itself when it is not turned."""
    if viewport.bearing_deg == 0.0:
        return viewport
    west, south, east, north = viewport.bounds_m
    width_px, height_px = round((east - west) / viewport.scale), round((north - south) / viewport.scale)
    return viewport.turned(0.0).resized(width_px, height_px)


def paint_shown(painter: QPainter, image: QImage, drawn: Wanted, viewport: Viewport) -> None:
    """A picture of `drawn` where it lies in `viewport`, in device pixels."""
    shown, dpr = drawn.viewport, drawn.dpr
    ratio = shown.scale / viewport.scale
    if abs(ratio - 1.0) < scale.SAME_SCALE and shown.bearing_deg == viewport.bearing_deg:
        left, top = viewport.pixel_of_metres(*shown.metres_at(0.0, 0.0))
        painter.drawImage(round(left * dpr), round(top * dpr), image)
        return
    middle_x, middle_y = viewport.pixel_of_metres(shown.x_m, shown.y_m)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=shown.bearing_deg != viewport.bearing_deg)
    painter.translate(middle_x * dpr, middle_y * dpr)
    painter.rotate(shown.bearing_deg - viewport.bearing_deg)
    painter.scale(ratio, ratio)
    painter.drawImage(QPointF(-image.width() / 2, -image.height() / 2), image)
    painter.restore()
