"""The generated town as a GeoJSON file with OSM's tags: what `city import` reads, as it reads a real extract."""

import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from desktop.services.exercise import crossings, names
from desktop.services.exercise.blocks import Ground
from desktop.services.exercise.city import CENTRE, GroundPlan
from maps.place import EARTH_RADIUS_M, Place


def to_degrees(points_m: np.ndarray) -> np.ndarray:
    """(n, 2) metres east, north of the centre -> (n, 2) lon, lat; exact enough over the few kilometres of a town."""
    lat = CENTRE.lat_deg + np.degrees(points_m[:, 1] / EARTH_RADIUS_M)
    lon = CENTRE.lon_deg + np.degrees(points_m[:, 0] / (EARTH_RADIUS_M * np.cos(np.radians(CENTRE.lat_deg))))
    return np.column_stack([lon, lat])


def metres_at(place: Place) -> np.ndarray:
    """(2,) metres east, north of the centre: the inverse of `place_at`."""
    north = np.radians(place.lat_deg - CENTRE.lat_deg) * EARTH_RADIUS_M
    east = np.radians(place.lon_deg - CENTRE.lon_deg) * EARTH_RADIUS_M * np.cos(np.radians(CENTRE.lat_deg))
    return np.array([east, north])


def place_at(x_m: float, y_m: float) -> Place:
    lon_deg, lat_deg = to_degrees(np.array([[x_m, y_m]]))[0]
    return Place(float(lat_deg), float(lon_deg))


Tagged = tuple[dict[str, str], shapely.Geometry]
STOREYS = (1, 1, 1, 1, 2, 2, 2, 2, 3, 4)
"""Of ten buildings of such a town."""


def write(plan: GroundPlan, ground: Ground, path: Path, more: Iterable[Tagged] = ()) -> None:
    """`more` are features beside those of the plan, with OSM's tags."""
    features = [
        {"type": "Feature", "properties": tags, "geometry": _geometry(shape)}
        for tags, shape in (*_features(plan, ground), *more)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _storeys(house: shapely.Polygon) -> int:
    """Always the same of the same house; flats and shops stand around the centre."""
    near = max(0.0, 1.0 - house.centroid.distance(shapely.Point(0, 0)) / 600.0)
    return STOREYS[zlib.crc32(house.wkb) % len(STOREYS)] + round(2 * near)


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    return json.loads(shapely.to_geojson(shapely.transform(shape, to_degrees)))


def _features(plan: GroundPlan, ground: Ground) -> Iterator[tuple[dict[str, str], shapely.Geometry]]:
    yield {"boundary": "administrative", "admin_level": "8", "name": names.CITY_NAME}, plan.limit
    yield {"natural": "water", "water": "river", "name": names.RIVER}, plan.water
    yield {"waterway": "river", "name": names.RIVER}, plan.river
    yield {"railway": "rail", "name": names.RAILWAY}, plan.railway
    for name, park in ground.parks:
        yield {"leisure": "park", "name": name}, park
    for house in ground.buildings:
        yield {"building": "yes", "building:levels": str(_storeys(house))}, house
    for street in crossings.cut(plan.streets):
        yield {"highway": street.rank, "name": street.name}, street.line
    for area in plan.neighbourhoods:
        yield {"place": "suburb", "name": area.name}, area.ground.representative_point()
