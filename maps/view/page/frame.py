"""The map of a page: base map, layers as vectors with labels that keep clear of each other, grid, and a thin frame."""

from dataclasses import dataclass
from gettext import gettext as _

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from maps.layer import AlarmMarks, AssetMarks, Layer
from maps.picture import BaseImage
from maps.view.furniture import paint_plate
from maps.view.label_room import SOFT, LabelRoom
from maps.view.page.boxes import px
from maps.view.page.grid import paint_grid_lines, paint_grid_values
from maps.view.page.text import CENTRE, width_of, write
from maps.view.page.values import MapPart
from maps.view.painters import LayerPainter
from maps.view.painters.assets import CAMERA
from maps.view.painters.painter import PointPainter
from maps.view.pile import Pile
from maps.view.scene import Scene, onscreen
from maps.view.theme import fonts, scale
from maps.view.theme.palette import LIGHT, colour
from maps.viewport import Viewport

Drawn = tuple[LayerPainter[Layer], ...]


def painters_of(part: MapPart) -> Drawn:
    """In the order in which they are painted; the legend is made of them too."""
    pile = Pile()
    for layer in part.layers:
        pile.put(layer)
    return pile.order


def settled(part: MapPart, *, has_base: bool) -> "Settled":
    """Decides where all labels go; before the base map is asked for, whose names then keep clear of them."""
    drawn, viewport = painters_of(part), part.ground.viewport
    room = _room(part, drawn, viewport, has_base=has_base)
    scene = _scene(QPainter(), part, room)
    for layer_painter in reversed(drawn):
        layer_painter.settle(scene)
    return Settled(part, drawn, room, has_base)


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A map part with its painters, and its labels in their places."""

    part: MapPart
    drawn: Drawn
    room: LabelRoom
    has_base: bool

    @property
    def clear(self) -> tuple[tuple[float, float, float, float], ...]:
        """What the names of the base map keep clear of: x, y in EPSG:3857, width and height in pixels."""
        west, _, _, north = self.part.ground.viewport.bounds_m
        scale_m = self.part.ground.viewport.scale
        middles = ((box, box.center()) for box in self.room.hard_boxes())
        return tuple(
            (west + at.x() * scale_m, north - at.y() * scale_m, box.width(), box.height()) for box, at in middles
        )


def paint_map(painter: QPainter, shown: Settled, base: BaseImage | None, ratio: float) -> None:
    """`ratio` device pixels a pixel of the page. What has a base but no picture of it gets it laid under as vectors."""
    part, box, viewport = shown.part, px(shown.part.ground.sheet.map), shown.part.ground.viewport
    painter.save()
    painter.setClipRect(box)
    painter.translate(box.topLeft())
    if base is not None:
        _paint_picture(painter, viewport, base)
    elif not shown.has_base:
        painter.fillRect(_whole(viewport), colour(LIGHT.halo))
    grid = part.lines
    if grid is not None:
        paint_grid_lines(painter, grid, viewport)
    scene = _scene(painter, part, shown.room, ratio)
    for layer_painter in shown.drawn:
        layer_painter.paint(scene)
    _paint_edge_words(painter, part, viewport, has_base=shown.has_base)
    painter.restore()
    if grid is not None:
        paint_grid_values(painter, grid, viewport, part.ground.sheet)
    painter.setPen(QPen(colour(LIGHT.text), scale.BORDER_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    if grid is not None:
        painter.drawRect(px(part.ground.sheet.band))


def _scene(painter: QPainter, part: MapPart, room: LabelRoom, ratio: float = 1.0) -> Scene:
    viewport, chosen = part.ground.viewport, part.selected
    return Scene(painter, viewport, LIGHT, ratio, on_paper=True, room=room, selected=chosen)


def _whole(viewport: Viewport) -> QRectF:
    return QRectF(0, 0, viewport.width_px, viewport.height_px)


def _paint_picture(painter: QPainter, viewport: Viewport, base: BaseImage) -> None:
    stride = base.width_px * 4
    image = QImage(base.pixels.data, base.width_px, base.height_px, stride, QImage.Format.Format_RGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(_whole(viewport), image)


# what labels keep clear of


def _room(part: MapPart, drawn: Drawn, viewport: Viewport, *, has_base: bool) -> LabelRoom:
    edge = scale.SPACE_4
    room = LabelRoom(_whole(viewport).adjusted(edge, edge, -edge, -edge))
    room.block(_edge_words_box(part, viewport, has_base=has_base)[1])
    for layer_painter in drawn:
        if isinstance(layer_painter, PointPainter):
            _block_marks(room, layer_painter, viewport)
    return room


def _block_marks(room: LabelRoom, layer_painter: "PointPainter[Layer]", viewport: Viewport) -> None:
    layer = layer_painter.layer
    side, weight = float(scale.MAP_MARK_PX), 1.0
    if isinstance(layer, AssetMarks):
        side, weight = (scale.CAMERA_MARK_PX, 1.0) if layer.kind == CAMERA else (scale.ASSET_ICON_PX, SOFT)
    x_px, y_px = layer_painter.pixels(viewport)
    for index in onscreen(viewport, x_px, y_px, side).tolist():
        reach = side
        if isinstance(layer, AlarmMarks) and layer.priority[index] == 1 and not layer.acknowledged[index]:
            reach = 2.0 * scale.P1_RING_RADIUS_PX
        room.block(QRectF(float(x_px[index]) - reach / 2, float(y_px[index]) - reach / 2, reach, reach), weight)


# whose data it is, or why there is none


def _edge_words_box(part: MapPart, viewport: Viewport, *, has_base: bool) -> tuple[str, QRectF]:
    words = part.attribution if has_base else _("Printed without a base map")
    if not words:
        return "", QRectF()
    width = width_of(words, fonts.sans(scale.METADATA_PX)) + scale.SPACE_8
    corner = QPointF(viewport.width_px - width - scale.SPACE_4, viewport.height_px - scale.SPACE_16 - scale.SPACE_4)
    return words, QRectF(corner, QSizeF(width, scale.SPACE_16))


def _paint_edge_words(painter: QPainter, part: MapPart, viewport: Viewport, *, has_base: bool) -> None:
    words, box = _edge_words_box(part, viewport, has_base=has_base)
    if words:
        paint_plate(painter, box, LIGHT)
        write(painter, box, words, fonts.sans(scale.METADATA_PX), LIGHT.text2, CENTRE)
