"""What of a city's ground matters to those who plan on it: its streets point by point, crossings, and buildings.

Pure values; the map worker's child reads them from the city file.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.viewport import MERCATOR_RADIUS_M

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""West, south, east, north in Mercator metres."""


@dataclass(frozen=True, slots=True, eq=False)
class CityGround:
    """`street_*`: n points along the streets, `step_m` apart; `street` is the index of each in `names`, in order.

    `names` and `ranks` are those of the m streets that are named, or of one class where they are not; a rank counts
    from 0, the most important. `building_*`: footprints by their middle, in square metres of ground.
    """

    street_lat_deg: Floats
    street_lon_deg: Floats
    street: NDArray[np.int32]
    names: NDArray[np.str_]
    ranks: NDArray[np.int32]
    step_m: float
    crossing_lat_deg: Floats
    crossing_lon_deg: Floats
    building_lat_deg: Floats
    building_lon_deg: Floats
    building_m2: Floats


def ground_of(arrays: dict[str, NDArray[Any]]) -> CityGround:
    """From the arrays of the worker. Raises KeyError."""
    street_lat, street_lon = degrees_of(arrays["street_x_m"], arrays["street_y_m"])
    crossing_lat, crossing_lon = degrees_of(arrays["crossing_x_m"], arrays["crossing_y_m"])
    building_lat, building_lon = degrees_of(arrays["building_x_m"], arrays["building_y_m"])
    return CityGround(
        street_lat_deg=street_lat,
        street_lon_deg=street_lon,
        street=arrays["street"],
        names=arrays["names"],
        ranks=arrays["ranks"],
        step_m=float(arrays["step_m"]),
        crossing_lat_deg=crossing_lat,
        crossing_lon_deg=crossing_lon,
        building_lat_deg=building_lat,
        building_lon_deg=building_lon,
        building_m2=arrays["building_m2"],
    )


def degrees_of(x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of Mercator metres."""
    lat_deg = np.degrees(np.arctan(np.sinh(y_m / MERCATOR_RADIUS_M)))
    return lat_deg, np.degrees(x_m / MERCATOR_RADIUS_M)
