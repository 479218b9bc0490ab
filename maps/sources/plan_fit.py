"""An image bent onto the ground by pairs of points: affine by least squares, or a homography, with its residuals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.source import ControlPoint, Plan, PlanFit
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import Floats
from maps.viewport import to_mercator

LEAST = {PlanFit.AFFINE: 3, PlanFit.HOMOGRAPHY: 4}
_THIN = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """`matrix` (3, 3): pixels of the image to metres of Web Mercator, both from `origin_m`.

    `residuals_m` are distances on the ground between where a point was set and where the image puts it.
    """

    matrix: Floats
    origin_m: Floats
    residuals_m: tuple[float, ...]

    def to_metres(self, pixels: Floats) -> Floats:
        return _through(self.matrix, pixels) + self.origin_m

    def to_pixels(self, metres: Floats) -> Floats:
        return _through(np.asarray(np.linalg.inv(self.matrix), dtype=np.float64), metres - self.origin_m)


def fit_plan(plan: Plan) -> Fit:
    """Raises LayerFaultError no_points: too few, or on one line."""
    points = plan.points
    if len(points) < LEAST[plan.fit]:
        raise LayerFaultError("no_points", f"{len(points)} of {LEAST[plan.fit]}")
    pixels = np.array([(point.x_px, point.y_px) for point in points], dtype=np.float64)
    metres = _metres(points)
    if not (np.isfinite(pixels).all() and np.isfinite(metres).all()):
        raise LayerFaultError("no_points", "a control point is no place")
    origin = metres.mean(axis=0)
    if _is_line(pixels) or _is_line(metres - origin):
        raise LayerFaultError("no_points", "the control points lie on one line")
    matrix = _affine(pixels, metres - origin) if plan.fit is PlanFit.AFFINE else _homography(pixels, metres - origin)
    if abs(np.linalg.det(matrix)) < 1e-12:
        raise LayerFaultError("no_points", "the control points lie on one line")
    ground = np.cos(np.radians(points[0].lat_deg))
    off = np.linalg.norm(_through(matrix, pixels) - (metres - origin), axis=1) * ground
    return Fit(matrix, origin, tuple(float(distance) for distance in off))


def _metres(points: tuple[ControlPoint, ...]) -> Floats:
    lat, lon = (np.array([getattr(point, name) for point in points]) for name in ("lat_deg", "lon_deg"))
    return np.column_stack(to_mercator(lat, lon))


def _is_line(points: Floats) -> bool:
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return bool(spread[1] <= _THIN * max(spread[0], 1e-12))


def _affine(pixels: Floats, metres: Floats) -> Floats:
    design = np.column_stack([pixels, np.ones(len(pixels))])
    solution, *_ = np.linalg.lstsq(design, metres, rcond=None)
    return np.vstack([solution.T, [0.0, 0.0, 1.0]])


def _homography(pixels: Floats, metres: Floats) -> Floats:
    """Direct linear transform on normalised points (Hartley and Zisserman 2004, algorithm 4.2)."""
    from_px, from_m = _normalising(pixels), _normalising(metres)
    ones = np.ones((len(pixels), 1))
    x, u = np.hstack([pixels, ones]) @ from_px.T, np.hstack([metres, ones]) @ from_m.T
    rows = np.zeros((2 * len(pixels), 9))
    rows[0::2, 3:6], rows[0::2, 6:9] = -x, u[:, 1:2] * x
    rows[1::2, 0:3], rows[1::2, 6:9] = x, -u[:, 0:1] * x
    _, _, basis = np.linalg.svd(rows)
    matrix = np.linalg.inv(from_m) @ basis[-1].reshape(3, 3) @ from_px
    return matrix / matrix[2, 2] if abs(matrix[2, 2]) > 1e-15 else matrix


def _normalising(points: Floats) -> NDArray[np.float64]:
    middle = points.mean(axis=0)
    scale = np.sqrt(2.0) / max(float(np.linalg.norm(points - middle, axis=1).mean()), 1e-12)
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1.0]])


def _through(matrix: Floats, points: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        mapped = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
        return mapped[:, :2] / mapped[:, 2:]
