"""A heat map of points, blended into the pixels of the ground: amounts by the cividis ramp at 60 %."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maps.view.dots import Floats, Pixels
from maps.view.theme.palette import CIVIDIS, HEAT_OPACITY, colour

_STEPS = 64
_KERNEL = np.array([1.0, 4.0, 6.0, 4.0, 1.0]) / 16.0
_BRIGHTEST_SHARE = 99.5
"""The percentile of cells that gets the last colour: one crowded cell must not darken all others."""
Counts = NDArray[np.float64]


def stamp_heat(pixels: Pixels, x_px: Floats, y_px: Floats, cell_px: int) -> None:
    """Count points by cell, smooth, colour, and blend over `pixels` (height, width) of 0xAARRGGBB."""
    height, width = pixels.shape
    counts = _smooth(_count(x_px, y_px, width, height, cell_px))
    full = float(np.percentile(counts[counts > 0], _BRIGHTEST_SHARE)) if counts.any() else 1.0
    strength = np.sqrt(np.clip(counts / full, 0.0, 1.0))
    ramp = _ramp()[(strength * (_STEPS - 1)).astype(np.intp)]
    opacity = (HEAT_OPACITY * 256 * np.clip(strength * 4.0, 0.0, 1.0)).astype(np.uint32)
    _blend_cells(pixels, ramp, opacity, cell_px)


def _count(x_px: Floats, y_px: Floats, width: int, height: int, cell_px: int) -> Counts:
    columns, rows = -(-width // cell_px), -(-height // cell_px)
    inside = (x_px >= 0) & (x_px < width) & (y_px >= 0) & (y_px < height)
    cells = (y_px[inside] / cell_px).astype(np.intp) * columns + (x_px[inside] / cell_px).astype(np.intp)
    return np.bincount(cells, minlength=columns * rows).astype(np.float64).reshape(rows, columns)


def _smooth(counts: Counts) -> Counts:
    padded = np.pad(counts, 2)
    rows = sum(part * padded[:, shift : shift + counts.shape[1]] for shift, part in enumerate(_KERNEL))
    assert isinstance(rows, np.ndarray)
    both = sum(part * rows[shift : shift + counts.shape[0]] for shift, part in enumerate(_KERNEL))
    assert isinstance(both, np.ndarray)
    return both


def _blend_cells(pixels: Pixels, ramp: Pixels, opacity: Pixels, cell_px: int) -> None:
    """Row of cells by row of cells: the work stays in the cache."""
    width = pixels.shape[1]
    ink, part = (np.repeat(cells, cell_px, axis=1)[:, :width] for cells in (ramp, opacity))
    even_ink, odd_ink = (ink & 0x00FF00FF) * part, ((ink & 0x0000FF00) >> 8) * part
    rest = 256 - part
    for row in np.flatnonzero(opacity.any(axis=1)):
        ground = pixels[row * cell_px : (row + 1) * cell_px]
        even = ((ground & 0x00FF00FF) * rest[row] + even_ink[row]) >> 8
        odd = ((ground & 0x0000FF00) >> 8) * rest[row] + odd_ink[row]
        ground[:] = (even & 0x00FF00FF) | (odd & 0x0000FF00) | 0xFF000000


@lru_cache(maxsize=1)
def _ramp() -> Pixels:
    stops = np.array([[colour(step).red(), colour(step).green(), colour(step).blue()] for step in CIVIDIS], np.float64)
    at = np.linspace(0, len(stops) - 1, _STEPS)
    red, green, blue = (
        np.interp(at, np.arange(len(stops)), stops[:, part]).round().astype(np.uint32) for part in range(3)
    )
    return (red << np.uint32(16)) | (green << np.uint32(8)) | blue | np.uint32(0xFF000000)
