"""A part of the world that one map shows and the other is asked to show."""

import math
from dataclasses import dataclass

from maps.place import Place
from maps.viewport import MAX_LATITUDE_DEG, Viewport, place_from_mercator, place_to_mercator


class BadExtentError(ValueError):
    """It is no part of the world: a number that is not finite, a latitude beyond the poles, no width."""


@dataclass(frozen=True, slots=True)
class Extent:
    """In degrees; `west_deg` over `east_deg` crosses the antimeridian. Raises BadExtentError."""

    south_deg: float
    west_deg: float
    north_deg: float
    east_deg: float

    def __post_init__(self) -> None:
        edges = (self.south_deg, self.west_deg, self.north_deg, self.east_deg)
        if not all(math.isfinite(edge) for edge in edges):
            raise BadExtentError(f"an edge is not finite: {edges}")
        if not -90.0 <= self.south_deg < self.north_deg <= 90.0:
            raise BadExtentError(f"south {self.south_deg:g}, north {self.north_deg:g}")
        if not (-180.0 <= self.west_deg <= 180.0 and -180.0 <= self.east_deg <= 180.0) or self.width_deg <= 0.0:
            raise BadExtentError(f"west {self.west_deg:g}, east {self.east_deg:g}")

    @property
    def width_deg(self) -> float:
        across = self.east_deg - self.west_deg
        return across + 360.0 if across < 0.0 else across

    @property
    def centre(self) -> Place:
        """Of the picture: in the middle of a Mercator map, not of the degrees."""
        _, south_m = place_to_mercator(Place(self._seen(self.south_deg), 0.0))
        _, north_m = place_to_mercator(Place(self._seen(self.north_deg), 0.0))
        lat_deg = place_from_mercator(0.0, (south_m + north_m) / 2).lat_deg
        return Place(lat_deg, (self.west_deg + self.width_deg / 2 + 180.0) % 360.0 - 180.0)

    @staticmethod
    def _seen(lat_deg: float) -> float:
        """As far as a Mercator map reaches."""
        return max(-MAX_LATITUDE_DEG, min(MAX_LATITUDE_DEG, lat_deg))

    def width_m(self, width_px: int, height_px: int) -> float:
        """Ground across a view of so many pixels that shows all of it."""
        west_m, south_m = place_to_mercator(Place(self._seen(self.south_deg), -self.width_deg / 2))
        east_m, north_m = place_to_mercator(Place(self._seen(self.north_deg), self.width_deg / 2))
        across_m = max(east_m - west_m, (north_m - south_m) * width_px / height_px)
        return across_m * math.cos(math.radians(self.centre.lat_deg))


def extent_of(view: Viewport) -> Extent:
    """What a map shows; the whole round of the world where it shows more than that."""
    west_m, south_m, east_m, north_m = view.bounds_m
    south, north = place_from_mercator(0.0, south_m).lat_deg, place_from_mercator(0.0, north_m).lat_deg
    world_m = place_to_mercator(Place(0.0, 180.0))[0] * 2
    if east_m - west_m >= world_m:
        return Extent(south, -180.0, north, 180.0)
    return Extent(south, place_from_mercator(west_m, 0.0).lon_deg, north, place_from_mercator(east_m, 0.0).lon_deg)
