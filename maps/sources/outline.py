"""Areas of a map file as rings of degrees: exteriors, largest first, without corners that nobody could see."""

import numpy as np
import shapely

from maps.city_ground import degrees_of
from maps.features import Ring
from maps.viewport import place_from_mercator

GRAIN_M = 1.0
"""Mercator metres a simplified outline may lie beside the true one."""
MOST_CORNERS = 4_000
MOST_PARTS = 64
_DECIMALS = 7


def rings_of(shape: shapely.Geometry) -> tuple[Ring, ...]:
    """Holes are left out: who stands in one is within the outline."""
    parts = [part for part in shapely.get_parts(shapely.simplify(shape, GRAIN_M)) if isinstance(part, shapely.Polygon)]
    largest = sorted(parts, key=lambda part: -part.area)[:MOST_PARTS]
    return tuple(ring for part in largest if len(ring := _ring(part)) >= 3)


def _ring(part: shapely.Polygon) -> Ring:
    grain_m = GRAIN_M
    exterior = part.exterior
    while len(exterior.coords) > MOST_CORNERS:
        grain_m *= 2
        exterior = part.exterior.simplify(grain_m)
    xy = shapely.get_coordinates(exterior)[:-1]
    lat_deg, lon_deg = degrees_of(xy[:, 0], xy[:, 1])
    return tuple(zip(np.round(lat_deg, _DECIMALS).tolist(), np.round(lon_deg, _DECIMALS).tolist(), strict=True))


def middle_of(shape: shapely.Geometry) -> tuple[float, float]:
    """A point inside, in degrees."""
    inside = shapely.point_on_surface(shape)
    at = place_from_mercator(shapely.get_x(inside), shapely.get_y(inside))
    return round(at.lat_deg, _DECIMALS), round(at.lon_deg, _DECIMALS)
