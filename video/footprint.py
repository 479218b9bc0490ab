"""The ground that a camera sees, as a ring on the map: one place for all who draw it or ask who saw a spot.

Of a calibrated camera it is the border of its frame on the ground, cut where the calibration ends and where a pixel
covers more than `COARSEST_M`; of others the sector of the mount. What stands in between is `video.coverage`'s.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from maps.place import EARTH_RADIUS_M
from maps.projection import OutOfAreaError, Projection
from video.calibration import LOCAL, GroundPlane, fit
from video.camera import CalibrationPoints, Camera, Mount
from video.outline import Point

Floats = npt.NDArray[np.float64]

COARSEST_M = 0.5
"""A person is then three pixels high: nothing is made of them any more."""
SECTOR_STEPS = 12
USUAL_FRAMES = ((640, 480), (800, 600), (1280, 720), (1920, 1080), (2560, 1440), (3840, 2160))
"""Guessed from when nobody said how large the picture is."""
FULL_HD = (1920, 1080)
_HALVINGS = 40
_SIDE_PARTS = 8


def footprint_of(camera: Camera) -> Floats:
    """Ring (k, 2) of latitude and longitude, not closed; empty where nothing says what it sees.

    A calibration that cannot be used leaves the sector of the mount.
    """
    if camera.calibration is not None and camera.calibration.crs != LOCAL:
        ring = _calibrated(camera.calibration, frame_of(camera))
        if len(ring) >= 3:
            return ring
    return sector(camera.mount) if camera.mount is not None else np.zeros((0, 2))


def frame_of(camera: Camera) -> tuple[int, int]:
    """Its picture's width and height; where nobody said, the least usual one that holds all that is marked in it."""
    if camera.frame_px is not None:
        return camera.frame_px
    marked = _marked(camera)
    if not marked:
        return FULL_HD
    right, foot = max(x for x, _ in marked), max(y for _, y in marked)
    held = (frame for frame in USUAL_FRAMES if right <= frame[0] and foot <= frame[1])
    return next(held, (math.ceil(right), math.ceil(foot)))


def _marked(camera: Camera) -> list[Point]:
    points = camera.calibration.points if camera.calibration else ()
    rings = [*(zone.polygon for zone in camera.zones), *(line.points for line in camera.lines), *camera.masks]
    return [*((point.px, point.py) for point in points), *(corner for ring in rings for corner in ring)]


def sector(mount: Mount) -> Floats:
    """The camera, then the arc of its range from left to right."""
    half_deg = min(mount.fov_deg, 350.0) / 2
    bearings = np.radians(mount.heading_deg + np.linspace(-half_deg, half_deg, SECTOR_STEPS))
    north_deg = np.degrees(mount.range_m / EARTH_RADIUS_M)
    east_deg = north_deg / max(1e-6, math.cos(math.radians(mount.place.lat_deg)))
    arc = np.column_stack(
        (mount.place.lat_deg + north_deg * np.cos(bearings), mount.place.lon_deg + east_deg * np.sin(bearings))
    )
    return np.vstack(([mount.place.lat_deg, mount.place.lon_deg], arc))


def _calibrated(points: CalibrationPoints, frame_px: tuple[int, int]) -> Floats:
    try:
        ring = ground_ring(fit(points), frame_px)
        lat_deg, lon_deg = Projection(points.crs).to_degrees(ring[:, 0], ring[:, 1])
    except (ValueError, OutOfAreaError):  # a calibration that was refused elsewhere, or one off the grid's area
        return np.zeros((0, 2))
    return np.column_stack((lat_deg, lon_deg))


def ground_ring(plane: GroundPlane, frame_px: tuple[int, int], coarsest_m: float = COARSEST_M) -> Floats:
    """Ring (k, 2) of x and y in the units of the calibration; empty when the frame shows no ground."""
    seen = cut(_corners(frame_px), plane.matrix[2], useful_depth(plane, frame_px, coarsest_m))
    found = (plane.ground(pixel) for pixel in _dense(seen))
    return np.array([point for point in found if point is not None], np.float64).reshape(-1, 2)


def useful_depth(plane: GroundPlane, frame_px: tuple[int, int], coarsest_m: float) -> float:
    """The least depth of the plane from which on no pixel of the frame covers more, by halving."""
    frame = _corners(frame_px)
    low, high = plane.least_depth * (1 + 1e-9), max(_depth(plane, corner) for corner in frame)
    if _is_fine(plane, frame, low, coarsest_m):
        return low
    if not _is_fine(plane, frame, high, coarsest_m):
        return math.inf  # not even the nearest ground is fine enough
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _is_fine(plane, frame, middle, coarsest_m):
            high = middle
        else:
            low = middle
    return high


def _is_fine(plane: GroundPlane, frame: Sequence[Point], depth: float, coarsest_m: float) -> bool:
    """Where the part of the frame from that depth on ends, its grain is largest."""
    return all(grain_m(plane, corner) <= coarsest_m for corner in cut(frame, plane.matrix[2], depth))


def _depth(plane: GroundPlane, pixel: Point) -> float:
    return float(plane.matrix[2] @ np.array([*pixel, 1.0]))


def grain_m(plane: GroundPlane, pixel: Point) -> float:
    """The longest way on the ground across one pixel; infinite at the horizon and above it."""
    x, y, depth = (float(value) for value in plane.matrix @ np.array([*pixel, 1.0]))
    if depth <= 0:
        return math.inf
    slopes = (plane.matrix[:2, :2] - np.outer((x / depth, y / depth), plane.matrix[2, :2])) / depth
    return float(np.linalg.norm(slopes, 2))


def pixels_of(plane: GroundPlane, x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Where ground points are in the frame, and the depth of each: not above 0 behind the camera."""
    back = np.linalg.inv(plane.matrix)
    u, v, share = back @ np.vstack([x - plane.origin[0], y - plane.origin[1], np.ones(len(x))])
    with np.errstate(divide="ignore"):
        depth = np.where(share != 0, 1.0 / np.where(share != 0, share, 1.0), np.inf)
    return u * depth, v * depth, depth


def px_per_m_of(plane: GroundPlane, x: Floats, y: Floats) -> Floats:
    """How many pixels a metre across the view takes at each ground point that is in front of the camera."""
    back = np.linalg.inv(plane.matrix)
    u, v, depth = pixels_of(plane, x, y)
    a, b = (back[0, 0] - u * back[2, 0]) * depth, (back[0, 1] - u * back[2, 1]) * depth
    c, d = (back[1, 0] - v * back[2, 0]) * depth, (back[1, 1] - v * back[2, 1]) * depth
    half, twist = (a * a + b * b + c * c + d * d) / 2, a * d - b * c
    largest = np.sqrt(half + np.sqrt(np.maximum(half * half - twist * twist, 0.0)))
    return np.where(depth > 0, largest, 0.0)


def _corners(frame_px: tuple[int, int]) -> list[Point]:
    width, height = float(frame_px[0]), float(frame_px[1])
    return [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]


def cut(ring: Sequence[Point], plane: Floats, least: float) -> list[Point]:
    """The part of a convex ring where plane . (x, y, 1) >= least (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for index, corner in enumerate(ring):
        before, now = _over(ring[index - 1], plane, least), _over(corner, plane, least)
        if (before >= 0) != (now >= 0):
            kept.append(_between(ring[index - 1], corner, before / (before - now)))
        if now >= 0:
            kept.append(corner)
    return kept


def _over(pixel: Point, plane: Floats, least: float) -> float:
    return float(plane @ np.array([*pixel, 1.0])) - least


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def _dense(ring: Sequence[Point]) -> list[Point]:
    """Each side in parts: straight in the frame is straight on the ground, but not evenly so."""
    sides = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return [_between(one, other, part / _SIDE_PARTS) for one, other in sides for part in range(_SIDE_PARTS)]
