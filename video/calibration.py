"""From pixels to the ground: a homography fitted to points known in the frame and on the ground, and how far it errs.

It holds for a flat ground and a camera that does not move. What lies above the horizon, or much farther than the
farthest point of the calibration, is nowhere. Coordinates are moved to their own middle before any arithmetic: UTM
northings of seven digits would lose the millimetres.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from maps.place import Place
from maps.projection import OutOfAreaError, Projection
from video.camera import CalibrationPoints, ControlPoint
from video.outline import Point

Floats = npt.NDArray[np.float64]

MIN_POINTS = 4
MIN_SPREAD = 0.02
"""Least height of a triangle of control points, as a share of their extent, that still fixes a plane."""
REACH = 4.0
"""Seen ground ends at so many times the depth of the farthest control point."""
MOST_TRIED = 12
LOCAL = "local"


class CalibrationError(ValueError):
    """The points do not fix a ground plane; the message says which to add or correct."""


@dataclass(frozen=True, slots=True)
class GroundPlane:
    """`matrix` maps pixels to ground minus `origin`; its third row is positive on the seen side of the horizon."""

    crs: str
    matrix: Floats
    origin: Point
    least_depth: float
    """Smallest value of the third row that still counts as seen ground."""

    def ground(self, pixel: Point) -> Point | None:
        """x, y in the units of the CRS; None above the horizon and beyond the reach."""
        x, y, depth = (float(value) for value in self.matrix @ np.array([*pixel, 1.0]))
        if depth < self.least_depth:
            return None
        return x / depth + self.origin[0], y / depth + self.origin[1]

    def horizon(self, width_px: float) -> tuple[Point, Point] | None:
        """Where the horizon meets the left and the right edge of the frame; None when it is upright."""
        a, b, c = (float(value) for value in self.matrix[2])
        if abs(b) * width_px < abs(a):
            return None
        return (0.0, -c / b), (width_px, -(c + a * width_px) / b)

    def footprint(self, width_px: float, height_px: float) -> tuple[Point, ...]:
        """Ring of the seen ground, x and y of the CRS; empty when the frame shows none."""
        frame = [(0.0, 0.0), (width_px, 0.0), (width_px, height_px), (0.0, height_px)]
        seen = _clipped(frame, self.matrix[2], self.least_depth * (1 + 1e-9))
        found = (self.ground(pixel) for pixel in _dense(seen))
        return tuple(point for point in found if point is not None)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Metres. `loo_each_m` has None where the others alone do not fix a plane; `loo_m` is the rms of the rest."""

    residuals_m: tuple[float, ...]
    rms_m: float
    loo_each_m: tuple[float | None, ...]
    loo_m: float | None


class GroundView:
    """A calibrated camera: pixel to Place, or to metres of its own frame when the calibration is `local`."""

    def __init__(self, points: CalibrationPoints) -> None:
        self.plane = fit(points)
        self._projection = None if points.crs == LOCAL else Projection(points.crs)

    def place(self, pixel: Point) -> Place | None:
        ground = self.plane.ground(pixel)
        if ground is None or self._projection is None:
            return None
        try:
            return self._projection.to_place(*ground)
        except OutOfAreaError:
            return None

    def local_m(self, pixel: Point) -> Point | None:
        return self.plane.ground(pixel) if self._projection is None else None

    def footprint(self, width_px: float, height_px: float) -> tuple[Place, ...]:
        """Ring of the ground the frame shows; empty for a `local` calibration."""
        if self._projection is None:
            return ()
        return tuple(self._projection.to_place(x, y) for x, y in self.plane.footprint(width_px, height_px))


def check_crs(crs: str) -> None:
    """Raises UnknownProjectionError unless it is `local` or a projected system."""
    if crs != LOCAL:
        Projection(crs)


def fit(points: CalibrationPoints) -> GroundPlane:
    """Least squares on the ground; raises CalibrationError for a set that fixes no plane, or a mirrored one."""
    _check(points.points)
    pixels, ground = _arrays(points.points)
    to_unit, from_ground = _to_unit(pixels), _to_unit(ground - ground[0])
    unit_matrix = _homography(_moved(to_unit, pixels), _moved(from_ground, ground - ground[0]))
    matrix = np.linalg.inv(from_ground) @ unit_matrix @ to_unit
    depths = _homogeneous(pixels) @ matrix[2]
    if not (np.all(depths > 0) or np.all(depths < 0)):
        raise CalibrationError("the points lie on both sides of the horizon they give. Check the order of the points")
    matrix = matrix / (np.median(depths))
    if points.crs != LOCAL and np.linalg.det(matrix) > 0:
        raise CalibrationError("the ground is mirrored. x must be east and y north: are they exchanged?")
    least = float(np.min(_homogeneous(pixels) @ matrix[2])) / REACH
    return GroundPlane(points.crs, matrix, (float(ground[0][0]), float(ground[0][1])), least)


def accuracy(points: CalibrationPoints) -> Accuracy:
    """How far the points lie from where the plane puts them, and from where the others would put each."""
    plane = fit(points)
    residuals = tuple(_error_m(plane, point) for point in points.points)
    each = tuple(_left_out_m(points, index) for index in range(len(points.points)))
    known = [error for error in each if error is not None]
    return Accuracy(residuals, _rms(residuals), each, _rms(known) if known else None)


def _left_out_m(points: CalibrationPoints, index: int) -> float | None:
    others = points.points[:index] + points.points[index + 1 :]
    try:
        return _error_m(fit(CalibrationPoints(points.crs, others)), points.points[index])
    except CalibrationError:
        return None


def _error_m(plane: GroundPlane, point: ControlPoint) -> float:
    x, y, depth = (float(value) for value in plane.matrix @ np.array([point.px, point.py, 1.0]))
    return math.hypot(x / depth + plane.origin[0] - point.x, y / depth + plane.origin[1] - point.y)


def _rms(errors: Sequence[float]) -> float:
    return math.sqrt(sum(error * error for error in errors) / len(errors))


def _check(points: Sequence[ControlPoint]) -> None:
    if len(points) < MIN_POINTS:
        raise CalibrationError(f"{len(points)} points, and a plane needs at least {MIN_POINTS}. Add points")
    values = [value for point in points for value in (point.px, point.py, point.x, point.y)]
    if not all(math.isfinite(value) for value in values):
        raise CalibrationError("a coordinate is not a number. Correct the points")
    step = -(-len(points) // MOST_TRIED)
    for four in combinations(points[::step], 4):
        pixels, ground = _arrays(four)
        if _spread(pixels) > MIN_SPREAD and _spread(ground) > MIN_SPREAD:
            return
    raise CalibrationError("no four of the points form a quadrangle: too many lie in a row. Add points off that row")


def _spread(four: Floats) -> float:
    """Least height among the triangles of four points, as a share of their extent."""
    extent = float(np.ptp(four, axis=0).max())
    if extent == 0:
        return 0.0
    return min(_height(four[list(three)]) for three in combinations(range(4), 3)) / extent


def _height(three: Floats) -> float:
    sides = [float(np.hypot(*(three[i] - three[j]))) for i, j in ((0, 1), (1, 2), (2, 0))]
    (ax, ay), (bx, by) = three[1] - three[0], three[2] - three[0]
    return abs(float(ax * by - ay * bx)) / max(*sides, 1e-300)


def _arrays(points: Sequence[ControlPoint]) -> tuple[Floats, Floats]:
    pixels = np.array([(point.px, point.py) for point in points], np.float64)
    return pixels, np.array([(point.x, point.y) for point in points], np.float64)


def _homography(pixels: Floats, ground: Floats) -> Floats:
    """Least squares of the distances on the ground (direct linear transform, refined)."""
    from video.cv import cv2  # noqa: PLC0415 - who only shows calibrations of others' making need not load it

    found: Any = cv2.findHomography(pixels, ground, 0)[0]
    if found is None:
        raise CalibrationError("the points fix no plane. Choose points farther apart, not in a row")
    return np.asarray(found, np.float64)


def _to_unit(points: Floats) -> Floats:
    """The similarity that brings points around the origin at a mean distance of one (Hartley 1997)."""
    middle = points.mean(axis=0)
    scale = 1.0 / max(float(np.hypot(*(points - middle).T).mean()), 1e-300)
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]], np.float64)


def _moved(similarity: Floats, points: Floats) -> Floats:
    return (_homogeneous(points) @ similarity.T)[:, :2]


def _homogeneous(points: Floats) -> Floats:
    return np.column_stack([points, np.ones(len(points))])


def _clipped(ring: Sequence[Point], plane: Floats, least: float) -> list[Point]:
    """The part of a convex ring where plane . (x, y, 1) >= least (Sutherland and Hodgman 1974)."""
    depths = [float(plane @ np.array([x, y, 1.0])) - least for x, y in ring]
    clipped: list[Point] = []
    for index, (x, y) in enumerate(ring):
        before_x, before_y = ring[index - 1]
        before, now = depths[index - 1], depths[index]
        if (before >= 0) != (now >= 0):
            share = before / (before - now)
            clipped.append((before_x + share * (x - before_x), before_y + share * (y - before_y)))
        if now >= 0:
            clipped.append((x, y))
    return clipped


def _dense(ring: Sequence[Point], parts: int = 6) -> list[Point]:
    """Each side in parts: straight in the frame is straight on the ground, but not evenly so."""
    sides = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return [
        (x1 + (x2 - x1) * part / parts, y1 + (y2 - y1) * part / parts)
        for (x1, y1), (x2, y2) in sides
        for part in range(parts)
    ]
