"""Zones of the store as the engine takes them.

Imports shapely (33 ms, 3 MB), which like every geo wheel must be loaded before SpatiaLite: at the top, never late.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from desktop.domain.geofence import Crossing, Geofence, Ring
from maps.fences.watch import FenceWatch
from maps.fences.zones import Floats, polygon


def watch_of(fences: Sequence[Geofence]) -> FenceWatch:
    """A watch whose zone i is `fences[i]`."""
    shapes = np.empty(len(fences), dtype=object)
    for number, fence in enumerate(fences):
        parts = [polygon([_ring(ring) for ring in rings]) for rings in fence.polygons]
        shapes[number] = parts[0] if len(parts) == 1 else shapely.union_all(np.array(parts, dtype=object))
    band_m = np.array([fence.hysteresis_m for fence in fences], dtype=np.float64)
    return FenceWatch(shapes, band_m, np.array([_dwell_s(fence) for fence in fences]))


def _dwell_s(fence: Geofence) -> float:
    return fence.dwell_s if Crossing.DWELL in (*fence.raises, *fence.notes) else float("inf")


def _ring(places: Ring) -> Floats:
    return np.array([(place.lat_deg, place.lon_deg) for place in places], dtype=np.float64)
