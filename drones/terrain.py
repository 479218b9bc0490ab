"""The ground under a photo when its heights are known: which height of the camera goes with them, and how sure that is.

A DEM gives heights over its own zero; a photo gives two heights of the camera. `alt_m` is over the ellipsoid, or over
what the barometer took for the sea: with an RTK fix it is good to centimetres, without one it is tens of metres off.
`height_m` is over the take-off point, which nobody wrote down. So:

* with an RTK fix, the camera stands at `alt_m` over the DEM's zero, as long as the take-off point that the two heights
  imply (`alt_m` less `height_m`) is a height that the DEM has around the flight. Where it is not, the DEM counts from
  another zero (the geoid), and the rule below holds. In steep country a DEM over the geoid is not told that way: give
  one over the ellipsoid, as photogrammetry makes from the same flight;
* without, the ground right below the camera is taken to lie as high as the take-off point: relief counts, and the
  step between take-off and there does not. That step is in the error that is said.
"""

from dataclasses import dataclass, replace

import numpy as np

from drones.photo import Photo
from drones.pose import Floats, Pose, Surface, metres_from
from maps.heights import HeightGrid

SAME_ZERO_M = 5.0
"""How far beyond the heights around the flight the take-off point may lie: the reach of the DEM is not all there is."""
RTK_ERROR_M, RELIEF_ERROR_M = 0.5, 6.0
"""What the camera's height over the DEM is worth: with an RTK fix (the DEM's own error), and without."""
REACH_HEIGHTS = 8.0
LEAST_REACH_M, LARGEST_REACH_M = 300.0, 4_000.0


class HeightsUnknownError(ValueError):
    """The DEM has no height under the camera, or lies above it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The pose with its height over the ground below it, the surface over that ground (None: a plane), its error."""

    pose: Pose
    surface: Surface | None
    error_m: float


def reach_m(photo: Photo) -> float:
    """How far around the photo heights are needed: past what it shows below a flat angle."""
    return min(LARGEST_REACH_M, max(LEAST_REACH_M, REACH_HEIGHTS * photo.height_m))


def stand(photo: Photo, pose: Pose, grid: HeightGrid) -> Standing:
    """Put the camera over the heights. Raises HeightsUnknownError."""
    east_m, north_m = metres_from(grid.centre, pose.place)
    below_m = float(grid.at(np.array([east_m]), np.array([north_m]))[0])
    if not np.isfinite(below_m):
        message = f"{photo.path.name}: the DEM has no height under the camera. Give one that covers the flight"
        raise HeightsUnknownError(message)
    by_altitude = photo.has_rtk and photo.alt_m > below_m and _has_take_off(photo, grid)
    height_m = photo.alt_m - below_m if by_altitude else pose.height_m

    def surface(east: Floats, north: Floats) -> Floats:
        return grid.at(east + east_m, north + north_m) - below_m

    return Standing(replace(pose, height_m=height_m), surface, RTK_ERROR_M if by_altitude else RELIEF_ERROR_M)


def _has_take_off(photo: Photo, grid: HeightGrid) -> bool:
    take_off_m = photo.alt_m - photo.height_m
    lowest_m, highest_m = float(np.nanmin(grid.heights_m)), float(np.nanmax(grid.heights_m))
    return lowest_m - SAME_ZERO_M <= take_off_m <= highest_m + SAME_ZERO_M
