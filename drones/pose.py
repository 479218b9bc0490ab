"""Where a camera in the air was and how it looked, and the ground that a pixel of it shows.

Frame: metres east, north, up from an origin on the ground. The ground is a plane or a surface given by its heights.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drones.lens import Lens
from drones.photo import Photo
from maps.place import Place

WGS84_A_M, WGS84_E2 = 6_378_137.0, 6.694379990141e-3
"""Semi-major axis and square of the first eccentricity (NGA.STND.0036, table 3.1)."""
DEEPEST_HEIGHTS = 4.0
"""How deep the ground may fall below the camera, in heights over the ground right under it."""
RAY_STEPS = 4000
Floats = NDArray[np.float64]
Surface = Callable[[Floats, Floats], Floats]
"""Heights in metres over the plane for arrays of metres east, north; NaN where unknown."""


class AboveHorizonError(ValueError):
    """The pixel looks at the sky, or so flat that its ground is not known."""

    def __init__(self, x_px: float, y_px: float) -> None:
        super().__init__(f"pixel {x_px:.0f},{y_px:.0f} shows no ground: choose one below the horizon")


@dataclass(frozen=True, slots=True)
class Pose:
    """`place` is under the camera, `height_m` over the ground there; yaw from north, pitch -90 straight down."""

    place: Place
    height_m: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    focal_px: float
    width_px: int
    height_px: int
    lens: Lens | None = None

    @classmethod
    def of(cls, photo: Photo) -> "Pose":
        return cls(
            photo.place,
            photo.height_m,
            photo.yaw_deg,
            photo.pitch_deg,
            photo.roll_deg,
            photo.focal_px,
            photo.width_px,
            photo.height_px,
            photo.lens,
        )

    @property
    def gsd_cm(self) -> float:
        """Ground sampling distance at the picture's middle, across the line of sight."""
        slant = self.height_m / max(0.05, math.sin(math.radians(-self.pitch_deg)))
        return slant / self.focal_px * 100

    def ground_m(self, pixels: Floats) -> Floats:
        """(n, 2) pixels -> (n, 2) metres east, north of `place` on the plane; NaN above the horizon."""
        rays = self.rays(pixels)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(rays[:, 2] < -0.02, -self.height_m / rays[:, 2], np.nan)
        return rays[:, :2] * reach[:, None]

    def rays(self, pixels: Floats) -> Floats:
        """(n, 2) pixels -> (n, 3) directions east, north, up (not of unit length)."""
        return self.camera_rays(pixels) @ rotation(self.yaw_deg, self.pitch_deg, self.roll_deg).T

    def camera_rays(self, pixels: Floats) -> Floats:
        """(n, 3) directions right, ahead, up in the camera's own frame, 1 ahead."""
        right = (pixels[:, 0] - self.width_px / 2) / self.focal_px
        down = (pixels[:, 1] - self.height_px / 2) / self.focal_px
        if self.lens is not None:
            right, down = self.lens.straight(right, down)
        return np.column_stack([right, np.ones_like(right), -down])


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Floats:
    """Matrix from right, ahead, up of the camera to east, north, up of the ground."""
    yaw, pitch, roll = (math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg))
    cy, sy, cp, sp, cr, sr = (f(a) for a in (yaw, pitch, roll) for f in (math.cos, math.sin))
    turn = np.array([[cy, sy, 0.0], [-sy, cy, 0.0], [0.0, 0.0, 1.0]])
    tilt = np.array([[1.0, 0.0, 0.0], [0.0, cp, -sp], [0.0, sp, cp]])
    bank = np.array([[cr, 0.0, sr], [0.0, 1.0, 0.0], [-sr, 0.0, cr]])
    return turn @ tilt @ bank


def offset(place: Place, east_m: float, north_m: float) -> Place:
    """A place some metres away; exact enough within a few kilometres."""
    meridian_m, parallel_m = _radii_m(place.lat_deg)
    return Place(place.lat_deg + math.degrees(north_m / meridian_m), place.lon_deg + math.degrees(east_m / parallel_m))


def metres_from(origin: Place, place: Place) -> tuple[float, float]:
    """East, north of `place` seen from `origin`: the inverse of `offset`."""
    meridian_m, parallel_m = _radii_m(origin.lat_deg)
    north = math.radians(place.lat_deg - origin.lat_deg) * meridian_m
    return math.radians(place.lon_deg - origin.lon_deg) * parallel_m, north


def _radii_m(lat_deg: float) -> tuple[float, float]:
    """Of curvature along the meridian, and of the parallel, on the WGS 84 ellipsoid: a sphere is 0.4 % off."""
    sine = math.sin(math.radians(lat_deg))
    bulge = 1 - WGS84_E2 * sine * sine
    meridian_m = WGS84_A_M * (1 - WGS84_E2) / bulge**1.5
    return meridian_m, WGS84_A_M / math.sqrt(bulge) * math.cos(math.radians(lat_deg))


def footprint(pose: Pose) -> tuple[Place, ...]:
    """The ground the photo shows as a closed ring; the part above the horizon is cut off at a flat angle."""
    width, height = float(pose.width_px), float(pose.height_px)
    top = _first_ground_row(pose)
    corners = np.array([[0, top], [width, top], [width, height], [0, height], [0, top]])
    return tuple(offset(pose.place, float(e), float(n)) for e, n in pose.ground_m(corners) if math.isfinite(e))


def _first_ground_row(pose: Pose) -> float:
    """The uppermost row whose ground is nearer than six heights away at both sides."""
    rows = np.linspace(0.0, pose.height_px * 0.95, 40)
    sides = [pose.ground_m(np.column_stack([np.full_like(rows, x), rows])) for x in (0.0, float(pose.width_px))]
    near = [np.hypot(*side.T) < 6 * pose.height_m for side in sides]
    good = np.flatnonzero(near[0] & near[1])
    return float(rows[good[0]]) if len(good) else pose.height_px * 0.95


def locate(pose: Pose, x_px: float, y_px: float, surface: Surface | None = None) -> Place:
    """Where on the ground a pixel is; raises AboveHorizonError."""
    ground = _on_surface(pose, x_px, y_px, surface) if surface else pose.ground_m(np.array([[x_px, y_px]]))[0]
    if not np.isfinite(ground).all():
        raise AboveHorizonError(x_px, y_px)
    return offset(pose.place, float(ground[0]), float(ground[1]))


def _on_surface(pose: Pose, x_px: float, y_px: float, surface: Surface) -> Floats:
    """First crossing of the ray with the surface, from the camera down, between two steps of the ray."""
    ray = pose.rays(np.array([[x_px, y_px]]))[0]
    if ray[2] > -0.02:
        return np.array([np.nan, np.nan])
    far = DEEPEST_HEIGHTS * pose.height_m / -ray[2]
    steps = np.linspace(0.0, far, RAY_STEPS)
    over = pose.height_m + ray[2] * steps - surface(ray[0] * steps, ray[1] * steps)
    below = np.flatnonzero(over <= 0)
    if not len(below) or below[0] == 0:
        return np.array([np.nan, np.nan])
    i = int(below[0])
    share = over[i - 1] / (over[i - 1] - over[i])
    reach = steps[i - 1] + share * (steps[i] - steps[i - 1])
    return ray[:2] * reach
