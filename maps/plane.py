"""A flat frame of metres around a place: x east, y north, true from the place outwards to some kilometres.

By the radii of curvature of the ellipsoid at the place: within 2 cm at 500 m, 20 cm at 2 km. Pure arithmetic.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from maps.place import Place

Floats = NDArray[np.float64]
SEMI_MAJOR_M = 6_378_137.0
"""WGS 84."""
ECCENTRICITY_SQUARED = 6.694_379_990_14e-3


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Between degrees and metres around `centre`."""

    centre: Place
    _m_per_lat_deg: float = field(init=False, repr=False)
    _m_per_lon_deg: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        sine = math.sin(math.radians(self.centre.lat_deg))
        shrink = 1.0 - ECCENTRICITY_SQUARED * sine * sine
        meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / shrink**1.5
        normal_m = SEMI_MAJOR_M / math.sqrt(shrink)
        across = max(1e-9, math.cos(math.radians(self.centre.lat_deg)))
        object.__setattr__(self, "_m_per_lat_deg", math.radians(meridian_m))
        object.__setattr__(self, "_m_per_lon_deg", math.radians(normal_m * across))

    def from_degrees(self, lat_deg: Floats, lon_deg: Floats) -> tuple[Floats, Floats]:
        """East and north of the centre; the shorter way round the Earth."""
        turn = (lon_deg - self.centre.lon_deg + 180.0) % 360.0 - 180.0
        return turn * self._m_per_lon_deg, (lat_deg - self.centre.lat_deg) * self._m_per_lat_deg

    def to_degrees(self, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude."""
        lon_deg = self.centre.lon_deg + east_m / self._m_per_lon_deg
        return self.centre.lat_deg + north_m / self._m_per_lat_deg, (lon_deg + 180.0) % 360.0 - 180.0

    def from_place(self, place: Place) -> tuple[float, float]:
        east_m, north_m = self.from_degrees(np.array([place.lat_deg]), np.array([place.lon_deg]))
        return float(east_m[0]), float(north_m[0])

    def to_place(self, east_m: float, north_m: float) -> Place:
        lat_deg, lon_deg = self.to_degrees(np.array([east_m]), np.array([north_m]))
        return Place(float(lat_deg[0]), float(lon_deg[0]))
