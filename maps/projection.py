"""Between WGS 84 and the metres of a national grid or a UTM zone, by PROJ, and true distances on the ellipsoid.

Import this before SpatiaLite is loaded in a process: the other order crashes it.
"""

import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError

from maps.place import Place

Floats = NDArray[np.float64]
_WGS84 = "EPSG:4326"
_ELLIPSOID = pyproj.Geod(ellps="WGS84")


class UnknownProjectionError(ValueError):
    """The code names no coordinate system that PROJ knows, or one without metres on a plane."""


class OutOfAreaError(ValueError):
    """Points that the projection does not reach."""


class Projection:
    """A projected coordinate system, x east and y north, by its code such as `EPSG:32633`. Any thread."""

    def __init__(self, code: str) -> None:
        """Raises UnknownProjectionError."""
        try:
            crs = pyproj.CRS(code)
        except CRSError as error:
            message = f"{code}: no such coordinate system. Give an EPSG code such as EPSG:32614"
            raise UnknownProjectionError(message) from error
        if not crs.is_projected:
            message = f"{code} ({crs.name}) has no metres on a plane. Give a projected system such as EPSG:32614"
            raise UnknownProjectionError(message)
        self.code = code
        self._to_plane = pyproj.Transformer.from_crs(_WGS84, crs, always_xy=True)
        self._to_degrees = pyproj.Transformer.from_crs(crs, _WGS84, always_xy=True)

    def from_degrees(self, lat_deg: Floats, lon_deg: Floats) -> tuple[Floats, Floats]:
        """x, y of each point. Raises OutOfAreaError."""
        return _transformed(self._to_plane, lon_deg, lat_deg)

    def to_degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Latitude, longitude of each point. Raises OutOfAreaError."""
        lon_deg, lat_deg = _transformed(self._to_degrees, x, y)
        return lat_deg, lon_deg

    def from_place(self, place: Place) -> tuple[float, float]:
        x, y = self.from_degrees(np.array([place.lat_deg]), np.array([place.lon_deg]))
        return float(x[0]), float(y[0])

    def to_place(self, x: float, y: float) -> Place:
        lat_deg, lon_deg = self.to_degrees(np.array([x]), np.array([y]))
        return Place(float(lat_deg[0]), float(lon_deg[0]))


def _transformed(transformer: pyproj.Transformer, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    try:
        across, up = transformer.transform(x, y, errcheck=True)
    except ProjError as error:
        raise OutOfAreaError(f"outside the area of the projection: {error}") from error
    out = np.asarray(across, dtype=np.float64), np.asarray(up, dtype=np.float64)
    if not (np.isfinite(out[0]).all() and np.isfinite(out[1]).all()):
        raise OutOfAreaError("outside the area of the projection, or not a number")
    return out


def geodesic_m(one: Place, other: Place) -> float:
    """The shortest way on the WGS 84 ellipsoid (Karney 2013), good to nanometres."""
    _, _, metres = _ELLIPSOID.inv(one.lon_deg, one.lat_deg, other.lon_deg, other.lat_deg)
    return float(metres)
