"""The ground in numbered cells, so that what was near a spot can be looked up by a number.

Cells are of equal degrees: they get narrower towards the poles, and a search asks for as many more of them.
"""

import math
from dataclasses import dataclass

from maps.place import EARTH_RADIUS_M, Place

MOST_CELLS = 2_000
"""Around one spot: near a pole a circle has no end of cells."""


@dataclass(frozen=True, slots=True)
class Cells:
    """`step_deg` divides 180 evenly."""

    step_deg: float

    def cell(self, lat_deg: float, lon_deg: float) -> int:
        return self._number(math.floor(lat_deg / self.step_deg), math.floor(lon_deg / self.step_deg))

    def around(self, place: Place, radius_m: float) -> list[int]:
        """Every cell that a circle meets; the nearest MOST_CELLS of a row where they would be more."""
        reach_deg = math.degrees(radius_m / EARTH_RADIUS_M)
        south, north = (max(-90.0, min(90.0, place.lat_deg + side * reach_deg)) for side in (-1, 1))
        narrowest = min(math.cos(math.radians(south)), math.cos(math.radians(north)))
        wide_deg = min(180.0, reach_deg / max(narrowest, 1e-9))
        rows = range(math.floor(south / self.step_deg), math.floor(north / self.step_deg) + 1)
        most = max(1, MOST_CELLS // len(rows) // 2)
        middle = math.floor(place.lon_deg / self.step_deg)
        west = max(middle - most, math.floor((place.lon_deg - wide_deg) / self.step_deg))
        east = min(middle + most, math.floor((place.lon_deg + wide_deg) / self.step_deg))
        return [self._number(row, column) for row in rows for column in range(west, east + 1)]

    def along(self, begin: Place, end: Place) -> list[int]:
        """The cells of the straight way, in its order, each once."""
        east_deg = (end.lon_deg - begin.lon_deg + 540.0) % 360.0 - 180.0
        longest_deg = max(abs(end.lat_deg - begin.lat_deg), abs(east_deg))
        steps = max(1, math.ceil(longest_deg / self.step_deg * 4))
        parts = (step / steps for step in range(steps + 1))
        passed = (
            self.cell(begin.lat_deg + part * (end.lat_deg - begin.lat_deg), begin.lon_deg + part * east_deg)
            for part in parts
        )
        return list(dict.fromkeys(passed))

    def _number(self, row: int, column: int) -> int:
        """Columns go on over the antimeridian."""
        columns = round(360.0 / self.step_deg)
        return (row + columns // 4) * columns + (column + columns // 2) % columns
