"""What part of the world a picture shows: centre, scale and size in pixels, in Web Mercator (EPSG:3857).

Pure arithmetic, no Qt and no pyproj: the canvas uses it in every frame, the map worker for every picture.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maps.place import Place

MERCATOR_RADIUS_M = 6_378_137.0
"""Semi-major axis of WGS 84, the sphere of EPSG:3857."""
MAX_LATITUDE_DEG = 85.05112878
"""Where the square of Web Mercator ends."""


def to_mercator(
    lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Web Mercator x, y in metres of the projection, not the ground; latitudes are clipped to the square."""
    lat = np.radians(np.clip(lat_deg, -MAX_LATITUDE_DEG, MAX_LATITUDE_DEG))
    return MERCATOR_RADIUS_M * np.radians(lon_deg), MERCATOR_RADIUS_M * np.arcsinh(np.tan(lat))


def place_to_mercator(place: Place) -> tuple[float, float]:
    lat = math.radians(max(-MAX_LATITUDE_DEG, min(MAX_LATITUDE_DEG, place.lat_deg)))
    return MERCATOR_RADIUS_M * math.radians(place.lon_deg), MERCATOR_RADIUS_M * math.asinh(math.tan(lat))


def place_from_mercator(x_m: float, y_m: float) -> Place:
    lon_deg = (math.degrees(x_m / MERCATOR_RADIUS_M) + 180.0) % 360.0 - 180.0
    return Place(math.degrees(math.atan(math.sinh(y_m / MERCATOR_RADIUS_M))), lon_deg)


@dataclass(frozen=True, slots=True)
class Viewport:
    """Centre in Mercator metres, `scale` in Mercator metres per pixel, size in device-independent pixels."""

    x_m: float
    y_m: float
    scale: float
    width_px: int
    height_px: int

    @classmethod
    def around(cls, centre: Place, width_m: float, width_px: int, height_px: int) -> "Viewport":
        """`width_m` is measured on the ground at the centre."""
        x_m, y_m = place_to_mercator(centre)
        stretch = 1.0 / math.cos(math.radians(centre.lat_deg))
        return cls(x_m, y_m, width_m * stretch / width_px, width_px, height_px)

    @property
    def centre(self) -> Place:
        return place_from_mercator(self.x_m, self.y_m)

    @property
    def ground_m_per_px(self) -> float:
        return self.scale * math.cos(math.radians(self.centre.lat_deg))

    @property
    def zoom(self) -> float:
        """Zoom level as vector maps count it: the world is 512 pixels wide at 0."""
        return math.log2(2.0 * math.pi * MERCATOR_RADIUS_M / 512.0 / self.scale)

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north in Mercator metres."""
        half_w, half_h = self.width_px * self.scale / 2, self.height_px * self.scale / 2
        return self.x_m - half_w, self.y_m - half_h, self.x_m + half_w, self.y_m + half_h

    def to_pixels(
        self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        west, _, _, north = self.bounds_m
        return (x_m - west) / self.scale, (north - y_m) / self.scale

    def pixel_of(self, place: Place) -> tuple[float, float]:
        west, _, _, north = self.bounds_m
        x_m, y_m = place_to_mercator(place)
        return (x_m - west) / self.scale, (north - y_m) / self.scale

    def place_at(self, x_px: float, y_px: float) -> Place:
        west, _, _, north = self.bounds_m
        return place_from_mercator(west + x_px * self.scale, north - y_px * self.scale)

    def panned(self, dx_px: float, dy_px: float) -> "Viewport":
        """The view after the picture was dragged by dx, dy pixels."""
        return replace(self, x_m=self.x_m - dx_px * self.scale, y_m=self.y_m + dy_px * self.scale)

    def zoomed(self, factor: float, x_px: float, y_px: float) -> "Viewport":
        """Closer by `factor` (over 1) with the point under the pixel held still."""
        dx_px, dy_px = x_px - self.width_px / 2, self.height_px / 2 - y_px
        shift = self.scale * (1.0 - 1.0 / factor)
        return replace(self, x_m=self.x_m + dx_px * shift, y_m=self.y_m + dy_px * shift, scale=self.scale / factor)

    def resized(self, width_px: int, height_px: int) -> "Viewport":
        return replace(self, width_px=width_px, height_px=height_px)
