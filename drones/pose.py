"""Where a camera in the air was and how it looked, and the ground that a pixel of it shows.

Frame: metres east, north, up from an origin on the ground. The ground is a plane or a surface given by its heights.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drones.photo import Photo
from maps.place import EARTH_RADIUS_M, Place

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
        up = (self.height_px / 2 - pixels[:, 1]) / self.focal_px
        return np.column_stack([right, np.ones_like(right), up])


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
    lat = place.lat_deg + math.degrees(north_m / EARTH_RADIUS_M)
    lon = place.lon_deg + math.degrees(east_m / (EARTH_RADIUS_M * math.cos(math.radians(place.lat_deg))))
    return Place(lat, lon)


def metres_from(origin: Place, place: Place) -> tuple[float, float]:
    """East, north of `place` seen from `origin`: the inverse of `offset`."""
    north = math.radians(place.lat_deg - origin.lat_deg) * EARTH_RADIUS_M
    east = math.radians(place.lon_deg - origin.lon_deg) * EARTH_RADIUS_M * math.cos(math.radians(origin.lat_deg))
    return east, north


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
    """First crossing of the ray with the surface, from the camera down: the ray goes in steps, then by halves."""
    ray = pose.rays(np.array([[x_px, y_px]]))[0]
    if ray[2] > -0.02:
        return np.array([np.nan, np.nan])
    far = 1.5 * pose.height_m / -ray[2]
    steps = np.linspace(0.0, far, 2000)
    over = pose.height_m + ray[2] * steps - surface(ray[0] * steps, ray[1] * steps)
    below = np.flatnonzero(over <= 0)
    if not len(below) or below[0] == 0:
        return np.array([np.nan, np.nan])
    i = int(below[0])
    share = over[i - 1] / (over[i - 1] - over[i])
    reach = steps[i - 1] + share * (steps[i] - steps[i - 1])
    return ray[:2] * reach
