"""The map of the page: base picture, layers as vectors, a thin frame, and the hatch of an exercise."""

from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF

from maps.layer import Layer
from maps.picture import BaseImage
from maps.view.furniture import paint_attribution
from maps.view.page.values import PageView
from maps.view.painters import LayerPainter
from maps.view.pile import Pile
from maps.view.scene import Scene
from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour
from maps.viewport import Viewport

Drawn = tuple[LayerPainter[Layer], ...]


def page_box() -> QRectF:
    """Inside the margins."""
    margin = scale.PAGE_MARGIN_MM * scale.PAGE_PX_PER_MM
    width, height = (side * scale.PAGE_PX_PER_MM for side in scale.PAGE_MM)
    return QRectF(margin, margin, width - 2 * margin, height - 2 * margin)


def map_box() -> QRectF:
    return page_box().adjusted(0, 0, 0, -scale.PAGE_BAR_MM * scale.PAGE_PX_PER_MM)


def bar_box() -> QRectF:
    page = page_box()
    height = scale.PAGE_BAR_MM * scale.PAGE_PX_PER_MM
    return QRectF(page.left(), page.bottom() - height, page.width(), height)


def paint_map(
    painter: QPainter,
    viewport: Viewport,
    layers: tuple[Layer, ...],
    base: BaseImage | None,
    view: PageView,
    attribution: str,
) -> Drawn:
    """Answers the painters, from which the legend is made."""
    box, pile = map_box(), Pile()
    for layer in layers:
        pile.put(layer)
    painter.save()
    painter.setClipRect(box)
    painter.fillRect(box, colour(LIGHT.halo))
    painter.translate(box.topLeft())
    _paint_base(painter, viewport, base)
    scene = Scene(painter, viewport, LIGHT, scale.PAGE_RATIO, on_paper=True)
    for layer_painter in pile:
        layer_painter.paint(scene)
    painter.restore()
    _paint_edge(painter, box, view, attribution)
    return pile.order


def _paint_edge(painter: QPainter, box: QRectF, view: PageView, attribution: str) -> None:
    inset = scale.SPACE_4
    if view.is_exercise:
        paint_exercise(painter, box)
        inset += scale.PAGE_HATCH_PX
    paint_attribution(painter, attribution, box.right() - inset, box.bottom() - inset, LIGHT)
    painter.setPen(QPen(colour(LIGHT.text), scale.BORDER_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _paint_base(painter: QPainter, viewport: Viewport, base: BaseImage | None) -> None:
    whole = QRectF(0, 0, viewport.width_px, viewport.height_px)
    if base is None:
        painter.setFont(fonts.sans(scale.BODY_PX))
        painter.setPen(colour(LIGHT.text2))
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, _("Printed without a base map"))
        return
    stride = base.width_px * 4
    image = QImage(base.pixels.data, base.width_px, base.height_px, stride, QImage.Format.Format_RGB32)
    painter.drawImage(whole, image)


def paint_exercise(painter: QPainter, box: QRectF) -> None:
    """A hatched frame inside the box and a plate at its upper edge: nobody takes it for real."""
    painter.save()
    _paint_hatch(painter, box)
    words = _("EXERCISE · NOTHING IS REAL")
    font = fonts.sans(scale.TITLE_PX, scale.SEMIBOLD)
    width = QFontMetricsF(font).horizontalAdvance(words) + scale.SPACE_32
    plate = QRectF(box.center().x() - width / 2, box.top(), width, scale.SPACE_32)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(LIGHT.exercise))
    painter.drawRect(plate)
    painter.setFont(font)
    painter.setPen(colour(LIGHT.exercise_ink))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def _paint_hatch(painter: QPainter, box: QRectF) -> None:
    band = scale.PAGE_HATCH_PX
    ring = QPainterPath()
    ring.addRect(box)
    ring.addRect(box.adjusted(band, band, -band, -band))
    painter.save()
    painter.setClipPath(ring, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, colour(LIGHT.exercise_ink))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(LIGHT.exercise))
    left = box.left() - box.height()
    while left < box.right():
        corners = ((left, box.bottom()), (left + band, box.bottom()))
        shifted = ((left + band + box.height(), box.top()), (left + box.height(), box.top()))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in (*corners, *shifted)]))
        left += 2 * band
    painter.restore()
