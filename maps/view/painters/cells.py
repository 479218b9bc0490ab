"""Too many points to tell apart, counted by cells that stay put while the map is dragged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from maps.view.scene import Scene
from maps.view.theme import fonts, scale
from maps.view.theme.palette import colour
from maps.viewport import Viewport

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The mean place of each cell's points in pixels, and how many they are."""

    x_px: Floats
    y_px: Floats
    count: NDArray[np.intp]


def cells_of(viewport: Viewport, x_m: Floats, y_m: Floats) -> Cells:
    """Cells are squares of Mercator metres whose side is a power of two: the same ones at every pan."""
    side_m = 2.0 ** np.ceil(np.log2(scale.CLUSTER_CELL_PX * viewport.scale))
    west, south, east, north = viewport.bounds_m
    seen = np.flatnonzero(
        (x_m >= west - side_m) & (x_m <= east + side_m) & (y_m >= south - side_m) & (y_m <= north + side_m)
    )
    column, row = np.floor(x_m[seen] / side_m).astype(np.int64), np.floor(y_m[seen] / side_m).astype(np.int64)
    _, where, count = np.unique((column << 32) ^ (row & 0xFFFFFFFF), return_inverse=True, return_counts=True)
    mean_x = np.bincount(where, x_m[seen]) / count
    mean_y = np.bincount(where, y_m[seen]) / count
    x_px, y_px = viewport.to_pixels(mean_x, mean_y)
    return Cells(x_px, y_px, count)


def paint_cells(scene: Scene, cells: Cells) -> None:
    """Grey discs with their counts: nothing here needs anybody."""
    painter, font = scene.painter, fonts.sans(scale.METADATA_PX, scale.MEDIUM)
    painter.setFont(font)
    for x_px, y_px, count in zip(cells.x_px.tolist(), cells.y_px.tolist(), cells.count.tolist(), strict=True):
        words = short_count(count)
        half = scale.CLUSTER_PX / 2 * (1.0 if len(words) < 4 else 1.25)
        painter.setPen(QPen(colour(scene.palette.border), scale.BORDER_PX))
        painter.setBrush(colour(scene.palette.panel))
        painter.drawEllipse(QPointF(x_px, y_px), half, half)
        painter.setPen(colour(scene.palette.text2))
        painter.drawText(QRectF(x_px - half, y_px - half, 2 * half, 2 * half), Qt.AlignmentFlag.AlignCenter, words)


def short_count(count: int) -> str:
    """As it fits a disc: 999, 1.2k, 45k."""
    if count < 1_000:
        return str(count)
    return f"{count / 1_000:.1f}k" if count < 10_000 else f"{count // 1_000}k"
