"""Lines along streets: the way a unit takes, the way it would take, and streets that are closed.

A route is a quiet grey line that lies on the streets without hiding their names; one that is only proposed is dashed. A
closed street is barred like the barrier that stands on it, so that it is told without colour.
"""

from gettext import gettext as _

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen, QPolygonF

from maps.layer import Paths
from maps.view.painters.painter import LayerPainter
from maps.view.scene import Scene, map_transform
from maps.view.theme import scale
from maps.view.theme.palette import colour
from maps.viewport import Viewport, to_mercator

Floats = NDArray[np.float64]
_PROPOSED_DASHES = [2.2, 1.4]
_BARS = [0.55, 0.75]
"""Of the bar's own width: a bar, a gap."""
_ROUTE_OPACITY, _BAR_OPACITY, _HALO_OPACITY = 0.9, 0.85, 0.85


class PathPainter(LayerPainter[Paths]):
    def __init__(self, layer: Paths) -> None:
        super().__init__(layer)
        self._lines_m = [np.column_stack(to_mercator(line[:, 0], line[:, 1])) for line in layer.lines]
        first = self._lines_m[0][0] if self._lines_m else np.zeros(2)
        self._origin_m = float(first[0]), float(first[1])
        self._polylines = [self._polyline(line) for line in self._lines_m]

    def _polyline(self, line_m: Floats) -> QPolygonF:
        """Around an origin nearby: Qt's rasteriser would lose decimetres at Mercator's large numbers."""
        return QPolygonF([QPointF(x, -y) for x, y in (line_m - np.array(self._origin_m)).tolist()])

    def paint(self, scene: Scene) -> None:
        shown = [self._polylines[index] for index in self._seen(scene.viewport)]
        if not shown:
            return
        painter = scene.painter
        painter.save()
        painter.setTransform(map_transform(scene.viewport, self._origin_m), combine=True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in _pens(scene, self.layer.role):
            painter.setPen(pen)
            for polyline in shown:
                painter.drawPolyline(polyline)
        painter.restore()

    def _seen(self, viewport: Viewport) -> list[int]:
        west, south, east, north = viewport.bounds_m
        boxes = ((index, line.min(axis=0), line.max(axis=0)) for index, line in enumerate(self._lines_m))
        return [
            index
            for index, low, high in boxes
            if high[0] >= west and low[0] <= east and high[1] >= south and low[1] <= north
        ]

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:
        """A closed street under the pixel; a route is no thing to be chosen."""
        if self.layer.role != "closure":
            return None
        at_m = np.array(viewport.metres_at(x_px, y_px))
        off_px = [_off(line, at_m) / viewport.scale for line in self._lines_m]
        nearest = int(np.argmin(off_px)) if off_px else 0
        return (nearest, off_px[nearest]) if off_px and off_px[nearest] <= scale.HIT_RADIUS_PX else None

    def words(self, index: int) -> tuple[str, ...]:
        title = tuple(self.layer.titles[index].split("\n"))
        return (_("Closed street"), *title) if self.layer.role == "closure" else title

    def identity(self, index: int) -> str:
        return self.layer.ids[index]

    def index_of(self, identity: str | None) -> int | None:
        try:
            return None if identity is None else self.layer.ids.index(identity)
        except ValueError:
            return None

    def place_m(self, index: int) -> tuple[float, float]:
        line = self._lines_m[index]
        x_m, y_m = line[len(line) // 2]
        return float(x_m), float(y_m)


def _pens(scene: Scene, role: str) -> tuple[QPen, ...]:
    """One over the other, the ground's own colour first, so that the line parts from what it lies on."""
    palette = scene.palette
    if role == "closure":
        bars = _pen(scene, palette.text, _BAR_OPACITY, scale.CLOSURE_PEN_PX, _BARS)
        bars.setCapStyle(Qt.PenCapStyle.FlatCap)
        halo = _pen(scene, palette.halo, 1.0, scale.CLOSURE_PEN_PX + 2 * scale.CLOSURE_CORE_PX)
        return halo, bars, _pen(scene, palette.text, _BAR_OPACITY, scale.CLOSURE_CORE_PX)
    halo = _pen(scene, palette.halo, _HALO_OPACITY, scale.ROUTE_PEN_PX + 2 * scale.ROUTE_HALO_PX)
    dashes = _PROPOSED_DASHES if role == "proposed" else None
    return halo, _pen(scene, palette.text2, _ROUTE_OPACITY, scale.ROUTE_PEN_PX, dashes)


def _pen(scene: Scene, token: str, opacity: float, width_px: float, dashes: list[float] | None = None) -> QPen:
    """A pen that the map's scale leaves alone; its width counts in device pixels."""
    pen = QPen(colour(token, opacity), width_px * scene.dpr)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if dashes is None else Qt.PenCapStyle.FlatCap)
    if dashes is not None:
        pen.setDashPattern(dashes)
    return pen


def _off(line_m: Floats, at_m: Floats) -> float:
    """From a point to a line, in metres of Mercator."""
    start, step = line_m[:-1], np.diff(line_m, axis=0)
    square = (step**2).sum(axis=1)
    share = np.clip(((at_m - start) * step).sum(axis=1) / np.where(square > 0.0, square, 1.0), 0.0, 1.0)
    return float(np.hypot(*(start + step * share[:, None] - at_m).T).min())
