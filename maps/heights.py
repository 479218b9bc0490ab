"""Heights of the ground around a place, as a grid of metres that any floor may ask. Pure values, no GDAL."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.place import Place

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class HeightGrid:
    """`heights_m` (side, side), row 0 in the north, `step_m` apart, NaN where unknown; its middle is `centre`.

    The frame is the azimuthal equidistant plane of the centre: x east, y north in metres. The zero of the heights is
    that of the file they came from.
    """

    centre: Place
    heights_m: NDArray[np.float32]
    step_m: float

    def at(self, east_m: Floats, north_m: Floats) -> Floats:
        """Bilinear between the four cells around each point; NaN outside, or where one of the four is unknown."""
        middle, last = (len(self.heights_m) - 1) / 2, len(self.heights_m) - 1
        column, row = middle + east_m / self.step_m, middle - north_m / self.step_m
        inside = (column >= 0) & (row >= 0) & (column <= last) & (row <= last)
        left = np.clip(np.nan_to_num(column), 0, last - 1).astype(np.intp)
        top = np.clip(np.nan_to_num(row), 0, last - 1).astype(np.intp)
        right, down = column - left, row - top
        cells = self.heights_m
        upper = cells[top, left] * (1 - right) + cells[top, left + 1] * right
        lower = cells[top + 1, left] * (1 - right) + cells[top + 1, left + 1] * right
        return np.where(inside, upper * (1 - down) + lower * down, np.nan)

    @property
    def at_centre_m(self) -> float:
        return float(self.at(np.zeros(1), np.zeros(1))[0])
