"""The corners of rings and paths under a pixel: what a tool is drawn to."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maps.viewport import Viewport

Floats = NDArray[np.float64]


def nearest_corner(
    paths_m: Sequence[Floats], viewport: Viewport, at_px: tuple[float, float], reach_px: float
) -> tuple[float, float] | None:
    """Of paths (k, 2) in Mercator metres the corner nearest to a pixel, or None where none is within reach."""
    if not paths_m:
        return None
    corners = np.concatenate(paths_m)
    x_m, y_m = viewport.metres_at(*at_px)
    off = np.hypot(corners[:, 0] - x_m, corners[:, 1] - y_m)
    nearest = int(np.argmin(np.where(np.isnan(off), np.inf, off)))
    if math.isnan(off[nearest]) or off[nearest] > reach_px * viewport.scale:
        return None
    return float(corners[nearest, 0]), float(corners[nearest, 1])
