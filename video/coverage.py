"""What of the ground a camera sees and how large, cell by cell, over the heights of what stands around it.

A mounted camera looks from its mount, through its field of view and as far as it says; a calibrated one through its
own homography. A calibrated camera that nobody has placed is taken to see all of its footprint: where from is unknown.
"""

import math

import numpy as np
import numpy.typing as npt

from maps.heights import HeightGrid
from maps.place import Place
from maps.plane import LocalPlane
from maps.projection import OutOfAreaError, Projection
from maps.viewshed import Seen, Viewshed, cells_around, is_ground, line_of_sight, viewshed_of
from video.calibration import LOCAL, CalibrationError, GroundPlane, fit
from video.camera import Camera, Mount
from video.footprint import COARSEST_M, footprint_of, frame_of, pixels_of, px_per_m_of, useful_depth

Floats = npt.NDArray[np.float64]

PERSON_M = 0.0
"""What is looked at stands on the ground: its feet must be seen."""
WIDE_DEG = 100.0
"""A wider lens is no pinhole: its pixels are spread over the angle."""
_MARGIN_M = 2.0


def standpoint(camera: Camera) -> tuple[Place, float] | None:
    """Where the heights are needed: the middle of a square and how far it reaches to each side. None: nowhere."""
    ring = footprint_of(camera)
    if not len(ring):
        return None
    centre = camera.mount.place if camera.mount is not None else Place(*(float(part) for part in ring.mean(axis=0)))
    east_m, north_m = LocalPlane(centre).from_degrees(ring[:, 0], ring[:, 1])
    return centre, float(np.max(np.abs(np.concatenate([east_m, north_m])))) + _MARGIN_M


def coverage_of(camera: Camera, surface: HeightGrid, *, is_terrain: bool = False) -> Viewshed:
    """Over a surface around its standpoint: heights over the ground, or with `is_terrain` those of a surface model.

    Of heights over the ground only the ground counts; a surface model does not say what is roof.
    """
    east_m, north_m = cells_around(len(surface.heights_m), surface.step_m)
    px_per_m = _px_per_m(camera, surface.centre, east_m, north_m)
    looked_at = px_per_m > 0
    if not is_terrain:
        looked_at &= is_ground(surface)
    if camera.mount is None:
        nothing = np.zeros(looked_at.shape, np.bool_)
        return viewshed_of(surface.centre, surface.step_m, np.where(looked_at, px_per_m, 0.0), nothing)
    eye_m = camera.mount.height_m + (_foot_m(surface) if is_terrain else 0.0)
    seen = line_of_sight(surface, eye_m, looked_at, PERSON_M)
    return viewshed_of(surface.centre, surface.step_m, np.where(seen, px_per_m, 0.0), looked_at & ~seen)


def _foot_m(surface: HeightGrid) -> float:
    """The ground under the camera: the lower quarter of what a surface model has within three metres of it."""
    middle, reach = len(surface.heights_m) // 2, max(1, round(3.0 / surface.step_m))
    near = surface.heights_m[middle - reach : middle + reach + 1, middle - reach : middle + reach + 1]
    known = near[np.isfinite(near)]
    return float(np.percentile(known, 25)) if len(known) else 0.0


def _px_per_m(camera: Camera, centre: Place, east_m: Floats, north_m: Floats) -> Floats:
    if camera.calibration is not None and camera.calibration.crs != LOCAL:
        try:
            return _calibrated(camera, centre, east_m, north_m)
        except (CalibrationError, OutOfAreaError):  # as its footprint: the sector of the mount stands for it
            pass
    if camera.mount is None:
        return np.zeros(east_m.shape)
    return _mounted(camera.mount, frame_of(camera)[0], east_m, north_m)


def _calibrated(camera: Camera, centre: Place, east_m: Floats, north_m: Floats) -> Floats:
    assert camera.calibration is not None
    plane = fit(camera.calibration)
    lat_deg, lon_deg = LocalPlane(centre).to_degrees(east_m.ravel(), north_m.ravel())
    x, y = Projection(camera.calibration.crs).from_degrees(lat_deg, lon_deg)
    inside = _in_frame(plane, frame_of(camera), x, y)
    return np.where(inside, px_per_m_of(plane, x, y), 0.0).reshape(east_m.shape)


def _in_frame(plane: GroundPlane, frame_px: tuple[int, int], x: Floats, y: Floats) -> Seen:
    u, v, depth = pixels_of(plane, x, y)
    least = useful_depth(plane, frame_px, COARSEST_M)
    inside: Seen = (depth >= least) & (u >= 0) & (v >= 0) & (u <= frame_px[0]) & (v <= frame_px[1])
    return inside


def _mounted(mount: Mount, width_px: int, east_m: Floats, north_m: Floats) -> Floats:
    """Within the sector; a pinhole's pixels by the depth along its axis, a wide lens's by the angle."""
    far_m = np.hypot(east_m, north_m)
    aside = np.radians((np.degrees(np.arctan2(east_m, north_m)) - mount.heading_deg + 180.0) % 360.0 - 180.0)
    half = math.radians(min(mount.fov_deg, 360.0)) / 2
    slant_m = np.maximum(np.hypot(far_m, mount.height_m), 0.1)
    if mount.fov_deg >= WIDE_DEG:
        px_per_m = width_px / (2 * half * slant_m)
    else:
        px_per_m = width_px / (2 * math.tan(half) * slant_m * np.maximum(np.cos(aside), 0.1))
    inside = (np.abs(aside) <= half) & (far_m <= mount.range_m)
    return np.where(inside, px_per_m, 0.0)
