"""Between the metres of the ground and the pixels of a frame, for painters that draw shapes made once.

Shapes keep their numbers small, around an origin nearby: Qt's rasteriser loses decimetres at Mercator's large ones.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF, QTransform

from maps.viewport import Viewport, place_to_mercator, to_mercator

Floats = NDArray[np.float64]
Origin = tuple[float, float]
_FAR_M = 1_000.0


def ground_transform(viewport: Viewport, origin_m: Origin) -> QTransform:
    """From metres east and south of an origin to pixels, whatever way the map is turned."""
    x_m = np.array([origin_m[0], origin_m[0] + _FAR_M, origin_m[0]])
    y_m = np.array([origin_m[1], origin_m[1], origin_m[1] - _FAR_M])
    (left, east_x, south_x), (top, east_y, south_y) = (part.tolist() for part in viewport.to_pixels(x_m, y_m))
    return QTransform(
        (east_x - left) / _FAR_M,
        (east_y - top) / _FAR_M,
        (south_x - left) / _FAR_M,
        (south_y - top) / _FAR_M,
        left,
        top,
    )


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


def metres_under(viewport: Viewport, x_px: float, y_px: float) -> Origin:
    return place_to_mercator(viewport.place_at(x_px, y_px))
