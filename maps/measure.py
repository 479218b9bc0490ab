"""Distances and areas on the WGS 84 ellipsoid, by PROJ's geodesics (Karney 2013): what the measuring tool says.

Import this before SpatiaLite is loaded in a process, as `maps.projection`.
"""

from collections.abc import Sequence

import numpy as np
import pyproj

from maps.place import Place
from maps.projection import geodesic_m
from maps.shape import Shape, ShapeKind

_ELLIPSOID = pyproj.Geod(ellps="WGS84")
CIRCLE_STEPS = 72


def segments_m(places: Sequence[Place], *, closed: bool = False) -> tuple[float, ...]:
    """The length of each segment; of a closed one also the way back to the first place."""
    ends = [*places[1:], places[0]] if closed and len(places) > 2 else places[1:]
    return tuple(geodesic_m(one, other) for one, other in zip(places, ends, strict=False))


def area_m2(places: Sequence[Place]) -> float:
    """Within the ring of geodesics through the places; either way round. Fewer than three places hold nothing."""
    if len(places) < 3:
        return 0.0
    area, _perimeter = _ELLIPSOID.polygon_area_perimeter(
        [place.lon_deg for place in places], [place.lat_deg for place in places]
    )
    return abs(float(area))


def circle(middle: Place, edge: Place) -> tuple[Place, ...]:
    """The ring of places as far from the middle as the edge is."""
    return circle_of(middle, geodesic_m(middle, edge))


def circle_of(middle: Place, radius_m: float) -> tuple[Place, ...]:
    bearings = np.linspace(0.0, 360.0, CIRCLE_STEPS, endpoint=False)
    lon, lat, _ = _ELLIPSOID.fwd(
        np.full(CIRCLE_STEPS, middle.lon_deg),
        np.full(CIRCLE_STEPS, middle.lat_deg),
        bearings,
        np.full(CIRCLE_STEPS, radius_m),
    )
    return tuple(Place(float(at_lat), float(at_lon)) for at_lat, at_lon in zip(lat, lon, strict=True))


def ring_of(shape: Shape) -> tuple[Place, ...]:
    """The places to draw: those of the shape, or the ring of a circle."""
    return circle(*shape.places) if shape.kind is ShapeKind.CIRCLE else shape.places


def length_m(shape: Shape) -> float:
    """Of a line or an arrow; the perimeter of an area; the radius of a circle; 0 of a point."""
    return sum(segments_m(shape.places, closed=shape.is_closed))


def covered_m2(shape: Shape) -> float:
    """Of an area or a circle, else 0."""
    return area_m2(ring_of(shape)) if shape.kind in {ShapeKind.AREA, ShapeKind.CIRCLE} else 0.0
