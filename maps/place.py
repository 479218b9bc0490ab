"""A point on Earth. Latitude comes before longitude everywhere but inside GeoJSON and WKT code."""

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8
"""Mean Earth radius, IUGG 1980 (Moritz, Geodetic Reference System 1980)."""


class NotOnEarthError(ValueError):
    """Coordinates that are not finite or lie outside -90..90, -180..180."""


@dataclass(frozen=True, slots=True)
class Place:
    """WGS 84 latitude and longitude in degrees; refuses what is not finite or not on Earth."""

    lat_deg: float
    lon_deg: float

    def __post_init__(self) -> None:
        on_earth = -90.0 <= self.lat_deg <= 90.0 and -180.0 <= self.lon_deg <= 180.0
        if not on_earth:  # NaN fails every comparison
            message = f"not a place on Earth: latitude {self.lat_deg}, longitude {self.lon_deg}"
            raise NotOnEarthError(message)

    def distance_m(self, other: "Place") -> float:
        """Great-circle distance (haversine) on the mean sphere: within 0.6 % of the ellipsoid's."""
        lat_a, lat_b = math.radians(self.lat_deg), math.radians(other.lat_deg)
        half_lat = (lat_b - lat_a) / 2
        half_lon = math.radians(other.lon_deg - self.lon_deg) / 2
        chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))
