"""Outlines of zones for the index: x is longitude, y latitude, in degrees; one that crosses 180 degrees is unrolled.

A ring that leaps by more than half the world between two corners is taken to cross the antimeridian, and goes on beyond
180 there; whoever asks for a point asks for it 360 degrees further too.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.roads.graph import M_PER_DEG

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
_LEAST_RATIO = 0.5
"""Of the widest circle within a zone, what shrinking leaves at least."""
_CORNER_STEPS = 2
"""A round corner of ten metres need not be rounder."""


def polygon(rings: Sequence[Floats]) -> shapely.Geometry:
    """Of an outer ring and its holes, each (k, 2) latitude, longitude. Crossed rings are mended."""
    outer = _unrolled(rings[0][:, ::-1])
    holes = [_beside(_unrolled(ring[:, ::-1]), outer) for ring in rings[1:] if len(ring) >= 3]
    shape = shapely.Polygon(outer, holes)
    return shape if shape.is_valid else _areas_of(shapely.make_valid(shape))


def _unrolled(ring: Floats) -> Floats:
    leaps = np.diff(ring[:, 0])
    turns = np.concatenate(([0.0], np.cumsum(np.where(leaps > 180.0, -360.0, np.where(leaps < -180.0, 360.0, 0.0)))))
    x = ring[:, 0] + turns
    return np.column_stack((x + (360.0 if x.min() < -180.0 else 0.0), ring[:, 1]))


def _beside(hole: Floats, outer: Floats) -> Floats:
    """A hole is drawn in the same turn of the world as the ring around it."""
    away = round((outer[:, 0].mean() - hole[:, 0].mean()) / 360.0)
    return hole + np.array([360.0 * away, 0.0])


def _areas_of(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])


def shrunk(shapes: Shapes, metres: Floats) -> Shapes:
    """Each drawn in by so many metres, but never so far that nothing is left: a narrow zone keeps half its width."""
    return _redrawn(shapes, metres, inward=True)


def grown(shapes: Shapes, metres: Floats) -> Shapes:
    """Each drawn out by so many metres."""
    return _redrawn(shapes, metres, inward=False)


def _redrawn(shapes: Shapes, metres: Floats, *, inward: bool) -> Shapes:
    wanted = (metres > 0.0) & ~shapely.is_empty(shapes)
    out = shapes.copy()
    if wanted.any():
        flat, stretch = _flattened(shapes[wanted])
        by_m = metres[wanted]
        if inward:
            widest_m = shapely.length(shapely.maximum_inscribed_circle(flat)) * M_PER_DEG
            by_m = -np.minimum(by_m, widest_m * (1.0 - _LEAST_RATIO))
        out[wanted] = _scaled(shapely.buffer(flat, by_m / M_PER_DEG, quad_segs=_CORNER_STEPS), 1.0 / stretch)
    return out


def _flattened(shapes: Shapes) -> tuple[Shapes, Floats]:
    """With longitudes as long as latitudes, around the middle of each."""
    bounds = shapely.bounds(shapes)
    stretch = np.maximum(np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2)), 1e-6)
    return _scaled(shapes, stretch), stretch


def _scaled(shapes: Shapes, factor: Floats) -> Shapes:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    return shapely.set_coordinates(shapes.copy(), np.column_stack((xy[:, 0] * factor[owner], xy[:, 1])))
