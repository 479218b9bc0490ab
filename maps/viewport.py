"""What part of the world a picture shows: centre, scale, turn and size in pixels, in Web Mercator (EPSG:3857).

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


def normal_bearing(deg: float) -> float:
    """The same direction in -180 (left out) to 180."""
    turned = (deg + 180.0) % 360.0 - 180.0
    return 180.0 if turned == -180.0 else turned


@dataclass(frozen=True, slots=True)
class Viewport:
    """Centre in Mercator metres, `scale` in Mercator metres per pixel, size in device-independent pixels.

    `bearing_deg` is the direction of the compass that is up in the picture: 0 north, 90 east.
    """

    x_m: float
    y_m: float
    scale: float
    width_px: int
    height_px: int
    bearing_deg: float = 0.0

    @classmethod
    def around(
        cls, centre: Place, width_m: float, width_px: int, height_px: int, bearing_deg: float = 0.0
    ) -> "Viewport":
        """`width_m` is measured on the ground at the centre."""
        x_m, y_m = place_to_mercator(centre)
        stretch = 1.0 / math.cos(math.radians(centre.lat_deg))
        return cls(x_m, y_m, width_m * stretch / width_px, width_px, height_px, bearing_deg)

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
    def turn(self) -> tuple[float, float]:
        """Cosine and sine of the bearing, exact for a map with north up."""
        if self.bearing_deg == 0.0:
            return 1.0, 0.0
        angle = math.radians(self.bearing_deg)
        return math.cos(angle), math.sin(angle)

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north in Mercator metres of the upright box around all that is seen."""
        cos, sin = (abs(part) for part in self.turn)
        half_w = (self.width_px * cos + self.height_px * sin) * self.scale / 2
        half_h = (self.width_px * sin + self.height_px * cos) * self.scale / 2
        return self.x_m - half_w, self.y_m - half_h, self.x_m + half_w, self.y_m + half_h

    @property
    def frame_m(self) -> tuple[float, float, float, float]:
        """The picture's own left, foot, right and top in the Mercator plane turned by the bearing about its origin."""
        cos, sin = self.turn
        across, up = self.x_m * cos - self.y_m * sin, self.x_m * sin + self.y_m * cos
        half_w, half_h = self.width_px * self.scale / 2, self.height_px * self.scale / 2
        return across - half_w, up - half_h, across + half_w, up + half_h

    def to_pixels(
        self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self.bearing_deg == 0.0:
            west, _, _, north = self.bounds_m
            return (x_m - west) / self.scale, (north - y_m) / self.scale
        cos, sin = (part / self.scale for part in self.turn)
        east, north = x_m - self.x_m, y_m - self.y_m
        return self.width_px / 2 + (east * cos - north * sin), self.height_px / 2 - (east * sin + north * cos)

    def pixel_of_metres(self, x_m: float, y_m: float) -> tuple[float, float]:
        cos, sin = self.turn
        east, north = (x_m - self.x_m) / self.scale, (y_m - self.y_m) / self.scale
        return self.width_px / 2 + east * cos - north * sin, self.height_px / 2 - east * sin - north * cos

    def metres_at(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Mercator metres under a pixel."""
        cos, sin = self.turn
        across, up = (x_px - self.width_px / 2) * self.scale, (self.height_px / 2 - y_px) * self.scale
        return self.x_m + across * cos + up * sin, self.y_m - across * sin + up * cos

    def pixel_of(self, place: Place) -> tuple[float, float]:
        return self.pixel_of_metres(*place_to_mercator(place))

    def place_at(self, x_px: float, y_px: float) -> Place:
        return place_from_mercator(*self.metres_at(x_px, y_px))

    def corners_m(self) -> tuple[tuple[float, float], ...]:
        """Mercator metres of the picture's corners, clockwise from the upper left."""
        right, foot = self.width_px, self.height_px
        return tuple(self.metres_at(x, y) for x, y in ((0, 0), (right, 0), (right, foot), (0, foot)))

    def panned(self, dx_px: float, dy_px: float) -> "Viewport":
        """The view after the picture was dragged by dx, dy pixels."""
        x_m, y_m = self.metres_at(self.width_px / 2 - dx_px, self.height_px / 2 - dy_px)
        return replace(self, x_m=x_m, y_m=y_m)

    def zoomed(self, factor: float, x_px: float, y_px: float) -> "Viewport":
        """Closer by `factor` (over 1) with the point under the pixel held still."""
        (x_m, y_m), part = self.metres_at(x_px, y_px), 1.0 - 1.0 / factor
        return replace(
            self,
            x_m=self.x_m + (x_m - self.x_m) * part,
            y_m=self.y_m + (y_m - self.y_m) * part,
            scale=self.scale / factor,
        )

    def turned(self, bearing_deg: float) -> "Viewport":
        """With that bearing, about its middle."""
        return replace(self, bearing_deg=normal_bearing(bearing_deg))

    def resized(self, width_px: int, height_px: int) -> "Viewport":
        return replace(self, width_px=width_px, height_px=height_px)
