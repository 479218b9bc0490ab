"""What cannot be known now, as darkness over the map: it never colours, and it hatches where nothing tells at all."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPolygonF

from maps.layer import Fog
from maps.view.painters.painter import LayerPainter
from maps.view.scene import Scene, map_transform
from maps.view.theme.palette import FOG, FOG_HATCH_OPACITY, FOG_OPACITY, colour
from maps.viewport import Viewport

_DARK_FROM = 200
"""Of 255: from here on nothing tells, and the place is hatched."""


class FogPainter(LayerPainter[Fog]):
    def __init__(self, layer: Fog) -> None:
        super().__init__(layer)
        rows, columns = layer.darkness.shape
        self._box = QRectF(0.0, 0.0, columns * layer.cell_m, rows * layer.cell_m)
        self._picture = _picture(layer.darkness)
        self._mask = _mask(layer.darkness)

    def paint(self, scene: Scene) -> None:
        painter = scene.painter
        transform = map_transform(scene.viewport, (self.layer.west_m, self.layer.north_m))
        painter.save()
        self._paint_beyond(scene, transform.map(QPolygonF(self._box)))
        painter.setTransform(transform, combine=True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._box, self._picture)
        painter.restore()
        self._paint_hatch(scene, transform.mapRect(self._box))

    def _paint_beyond(self, scene: Scene, known: QPolygonF) -> None:
        """All around the grid."""
        outside = QPainterPath()
        outside.addRect(QRectF(0, 0, scene.viewport.width_px, scene.viewport.height_px))
        inside = QPainterPath()
        inside.addPolygon(known)
        inside.closeSubpath()
        scene.painter.setPen(Qt.PenStyle.NoPen)
        scene.painter.setBrush(colour(FOG, FOG_OPACITY))
        scene.painter.drawPath(outside.subtracted(inside))

    def _paint_hatch(self, scene: Scene, box: QRectF) -> None:
        """Lines of one width at every scale, where the mask lets them through."""
        del box
        width, height = scene.viewport.width_px, scene.viewport.height_px
        lines = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        lines.fill(Qt.GlobalColor.transparent)
        brush = QPainter(lines)
        brush.fillRect(lines.rect(), QBrush(colour(scene.palette.text3, FOG_HATCH_OPACITY), Qt.BrushStyle.BDiagPattern))
        brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        brush.setTransform(map_transform(scene.viewport, (self.layer.west_m, self.layer.north_m)))
        brush.drawImage(self._box, self._mask)
        brush.end()
        scene.painter.drawImage(QPointF(0, 0), lines)

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:  # noqa: ARG002
        """It lies over all: what stands in it is hit."""
        return None

    def words(self, index: int) -> tuple[str, ...]:  # noqa: ARG002 - nothing of it is ever hit
        return ()

    def identity(self, index: int) -> str:
        return str(index)

    def index_of(self, identity: str | None) -> int | None:  # noqa: ARG002 - as above
        return None

    def place_m(self, index: int) -> tuple[float, float]:  # noqa: ARG002 - as above
        return self.layer.west_m, self.layer.north_m


def _picture(darkness: np.ndarray) -> QImage:
    """Black with the darkness as its opacity."""
    ink = colour(FOG).rgb() & 0x00FFFFFF
    alpha = np.rint(darkness.astype(np.float32) * FOG_OPACITY).astype(np.uint32)
    return _image((alpha << np.uint32(24)) | np.uint32(ink))


def _mask(darkness: np.ndarray) -> QImage:
    """Opaque where something tells: the hatch is taken away there."""
    told = darkness < _DARK_FROM
    return _image(np.where(told, np.uint32(0xFF000000), np.uint32(0)))


def _image(pixels: np.ndarray) -> QImage:
    rows, columns = pixels.shape
    whole = np.ascontiguousarray(pixels, np.uint32)
    made = QImage(whole.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # a copy: the array goes
