"""Between the metres of the ground and the pixels of a frame, for painters that draw shapes made once.

Shapes keep their numbers small, around an origin nearby: Qt's rasteriser loses decimetres at Mercator's large ones.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from maps.viewport import Viewport, to_mercator

Floats = NDArray[np.float64]
Origin = tuple[float, float]


def projected(ring: Floats) -> Floats:
    """(k, 2) Mercator metres of latitudes and longitudes."""
    return np.column_stack(to_mercator(ring[:, 0], ring[:, 1]))


def polygon_around(origin_m: Origin, ring_m: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, -y) for x, y in (ring_m - np.array(origin_m)).tolist()])


def box_of(ring_m: Floats) -> Floats:
    """West, south, east, north."""
    return np.concatenate((ring_m.min(axis=0), ring_m.max(axis=0)))


def boxes_in_view(boxes_m: Floats, viewport: Viewport) -> NDArray[np.intp]:
    """Indexes of the boxes (n, 4) that touch the view."""
    if not len(boxes_m):
        return np.zeros(0, np.intp)
    west, south, east, north = viewport.bounds_m
    inside = (boxes_m[:, 2] >= west) & (boxes_m[:, 0] <= east) & (boxes_m[:, 3] >= south) & (boxes_m[:, 1] <= north)
    return np.flatnonzero(inside)
