"""Assets of one kind: cameras as numbered squares; lamps, meters and containers as grey dots that grow to icons.

A calm thing is a small grey dot: what needs somebody is drawn by the alarm layer above it.
"""

import functools
import re

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from maps.layer import AssetMarks, MarkState
from maps.view.dots import Pixels, stamp
from maps.view.painters.cells import cells_of, paint_cells
from maps.view.painters.painter import PointPainter
from maps.view.scene import Scene, onscreen
from maps.view.stamps import paint_stamps
from maps.view.theme import fonts, icons, scale
from maps.view.theme.marks import paint_camera
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport

CAMERA = "camera"
ICONS = {"luminaire": "lamp", "meter": "gauge", "container": "bin", "cabinet": "cabinet", "station": "gauge"} | {
    "tree": "tree",
    "stop": "bus",
}
_HOLLOW_DOTS = frozenset({"meter", "cabinet", "tree", "stop"})
_NUMBER = re.compile(r"^\D*?0*(\d+)$")


class AssetPainter(PointPainter[AssetMarks]):
    @property
    def ids(self) -> tuple[str, ...]:
        return self.layer.ids

    def words(self, index: int) -> tuple[str, ...]:
        return (self.layer.codes[index],)

    def stamp(self, pixels: Pixels, viewport: Viewport, dpr: float, palette: Palette) -> None:
        if self.layer.kind == CAMERA or shows_icons(viewport):
            return
        x_px, y_px = self.pixels(viewport)
        if _crowded(viewport, x_px, y_px):
            return
        calm = self.layer.state == MarkState.CALM
        size = scale.ASSET_DOT_PX * dpr
        stamp(pixels, x_px[calm] * dpr, y_px[calm] * dpr, size, colour(palette.text3).rgba())
        stamp(pixels, x_px[~calm] * dpr, y_px[~calm] * dpr, size, colour(palette.border).rgba())

    def paint(self, scene: Scene) -> None:
        x_px, y_px = self.pixels(scene.viewport)
        if self.layer.kind == CAMERA:
            self._paint_cameras(scene, x_px, y_px)
        elif _crowded(scene.viewport, x_px, y_px):
            paint_cells(scene, cells_of(scene.viewport, self.x_m, self.y_m))
        elif shows_icons(scene.viewport, on_paper=scene.on_paper):
            self._paint_icons(scene, x_px, y_px)
        elif scene.on_paper:
            self._paint_dots(scene, x_px, y_px)
        self._paint_chosen(scene, x_px, y_px)

    def _paint_cameras(self, scene: Scene, x_px: np.ndarray, y_px: np.ndarray) -> None:
        edge = -scale.CAMERA_MARK_PX if scene.on_paper else scale.CAMERA_MARK_PX  # on paper none that the edge cuts
        for index in onscreen(scene.viewport, x_px, y_px, edge):
            paint_camera(
                scene.painter,
                QPointF(float(x_px[index]), float(y_px[index])),
                camera_number(self.layer.codes[index]),
                stale=bool(self.layer.state[index] != MarkState.CALM),
                palette=scene.palette,
            )

    def _paint_icons(self, scene: Scene, x_px: np.ndarray, y_px: np.ndarray) -> None:
        seen = onscreen(scene.viewport, x_px, y_px, scale.ASSET_ICON_PX)
        name = ICONS.get(self.layer.kind, "place")
        for stale, token in ((False, scene.palette.text2), (True, scene.palette.border)):
            some = seen[(self.layer.state[seen] != MarkState.CALM) == stale]
            if scene.on_paper:
                _paint_shapes(scene, icons.outline(name, scale.ASSET_ICON_PX), token, x_px[some], y_px[some])
            else:
                pixmap = icons.pixmap(name, scale.ASSET_ICON_PX, scene.dpr, token)
                paint_stamps(scene.painter, pixmap, x_px[some], y_px[some])

    def _paint_dots(self, scene: Scene, x_px: np.ndarray, y_px: np.ndarray) -> None:
        for index in onscreen(scene.viewport, x_px, y_px):
            at = QPointF(float(x_px[index]), float(y_px[index]))
            paint_dot(scene.painter, at, self.layer.kind, scene.palette)

    def _paint_chosen(self, scene: Scene, x_px: np.ndarray, y_px: np.ndarray) -> None:
        index = self.index_of(scene.chosen(self.layer.name))
        if index is None:
            return
        scene.painter.setBrush(Qt.BrushStyle.NoBrush)
        scene.painter.setPen(QPen(colour(scene.palette.focus), scale.FOCUS_RING_PX))
        radius = scale.CAMERA_MARK_PX / 2 + scale.FOCUS_RING_PX + scale.FOCUS_GAP_PX
        scene.painter.drawEllipse(QPointF(float(x_px[index]), float(y_px[index])), radius, radius)
        if self.layer.kind != CAMERA:
            left = float(x_px[index]) + radius + scale.SPACE_4
            scene.label(
                self.layer.codes[index], left, float(y_px[index]), scene.palette.text, fonts.sans(scale.METADATA_PX)
            )


def paint_dot(painter: QPainter, at: QPointF, kind: str, palette: Palette) -> None:
    """On paper, where no card tells what a dot is, each kind has a shape: it is told apart without any colour."""
    shape = _dot_shape(kind).translated(at)
    painter.setPen(QPen(colour(palette.text3), scale.PAGE_DOT_PEN_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush if kind in _HOLLOW_DOTS else colour(palette.text3))
    painter.drawPath(shape)


@functools.cache
def _dot_shape(kind: str) -> QPainterPath:
    half, path = scale.PAGE_DOT_PX / 2, QPainterPath()
    if kind in {"container", "cabinet"}:
        path.addRect(QRectF(-half, -half, 2 * half, 2 * half))
    elif kind == "station":
        path.addPolygon(QPolygonF([QPointF(0, -1.2 * half), QPointF(1.2 * half, half), QPointF(-1.2 * half, half)]))
        path.closeSubpath()
    elif kind == "tree":
        path.addPolygon(QPolygonF([QPointF(0, 1.2 * half), QPointF(1.2 * half, -half), QPointF(-1.2 * half, -half)]))
        path.closeSubpath()
    elif kind == "stop":
        corners = (QPointF(0, -1.4 * half), QPointF(1.4 * half, 0), QPointF(0, 1.4 * half), QPointF(-1.4 * half, 0))
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()
    elif kind in {"luminaire", "meter"}:
        path.addEllipse(QPointF(0, 0), half, half)
    else:
        for end in (QPointF(half, half), QPointF(half, -half)):
            path.moveTo(-end)
            path.lineTo(end)
    return path


def _paint_shapes(scene: Scene, shape: QPainterPath, token: str, x_px: np.ndarray, y_px: np.ndarray) -> None:
    for x, y in zip(x_px.tolist(), y_px.tolist(), strict=True):
        scene.painter.fillPath(shape.translated(x, y), colour(token))


def camera_number(code: str) -> str:
    """What fits the square: `C-04` is `C4`, `PTZ-112` is `112`."""
    found = _NUMBER.match(code)
    if found is None:
        return code[:3]
    number = found.group(1)
    return f"{code[0]}{number}" if len(number) < 3 and code[:1].isalpha() else number


def shows_icons(viewport: Viewport, *, on_paper: bool = False) -> bool:
    """On paper, which nobody can zoom, dots leave the names of streets readable longer."""
    return viewport.zoom >= (scale.PAGE_ICON_FROM_ZOOM if on_paper else scale.ASSET_ICON_FROM_ZOOM)


def _crowded(viewport: Viewport, x_px: np.ndarray, y_px: np.ndarray) -> bool:
    limit = scale.CLUSTER_FROM_POINTS
    return len(x_px) > limit and len(onscreen(viewport, x_px, y_px)) > limit
