"""The boxes of a sheet as Qt has them, in pixels of the page."""

from PySide6.QtCore import QRectF

from maps.sheet import PX_PER_MM, Box


def px(box: Box) -> QRectF:
    return QRectF(box.left_mm * PX_PER_MM, box.top_mm * PX_PER_MM, box.width_mm * PX_PER_MM, box.height_mm * PX_PER_MM)


def row(box: QRectF, top_px: float, high_px: float) -> QRectF:
    """A line's box, `top_px` under the upper edge."""
    return QRectF(box.left(), box.top() + top_px, box.width(), high_px)
