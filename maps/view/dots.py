"""Thousands of small dots at once: numpy writes them straight into the pixels of an image.

A QPainter call per dot (or a fragment object per dot) costs a microsecond each in Python; this costs some tens of
nanoseconds. The image must be opaque 32 bits (Format_RGB32); shape (height, width).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]
Floats = NDArray[np.float64]
_EVEN, _ODD = np.uint32(0x00FF00FF), np.uint32(0x0000FF00)
_OPAQUE = np.uint32(0xFF000000)
_SOLID_FROM = 0.75
_FAINT_BELOW = 0.12
_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Disc:
    """A dot's pixels around its own: `solid` offsets, and `edge` offsets with how much of them it covers (of 256)."""

    reach: int
    solid: tuple[tuple[int, int], ...]
    edge: tuple[tuple[int, int, int], ...]


@lru_cache(maxsize=32)
def disc(diameter_px: float) -> Disc:
    """The disc of a diameter; by sampling each pixel 8 x 8 times. An even one is centred on a corner of its pixel."""
    reach = int(np.ceil(diameter_px / 2))
    middle = 0.5 if round(diameter_px) % 2 == 0 else 0.0
    steps = (np.arange(_SAMPLES) + 0.5) / _SAMPLES - 0.5
    solid: list[tuple[int, int]] = []
    edge: list[tuple[int, int, int]] = []
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            inside = np.hypot(dx + middle + steps[None, :], dy + middle + steps[:, None]) <= diameter_px / 2
            covered = float(inside.mean())
            if covered >= _SOLID_FROM:
                solid.append((dx, dy))
            elif covered >= _FAINT_BELOW:
                edge.append((dx, dy, round(covered * 256)))
    return Disc(reach, tuple(solid), tuple(edge))


def visible(x_px: Floats, y_px: Floats, width_px: int, height_px: int, margin_px: int = 0) -> NDArray[np.bool_]:
    """Which points lie in the picture, kept `margin_px` off its edges."""
    inside = x_px >= margin_px
    inside &= x_px < width_px - margin_px
    inside &= y_px >= margin_px
    inside &= y_px < height_px - margin_px
    return inside


def stamp(pixels: Pixels, x_px: Floats, y_px: Floats, diameter_px: float, ink: NDArray[np.uint32] | int) -> None:
    """Draw a dot at each place, in one colour (0xAARRGGBB) or one for each. Dots that touch the edge are left out."""
    height, width = pixels.shape
    shape = disc(diameter_px)
    inside = visible(x_px, y_px, width, height, shape.reach)
    at = y_px[inside].astype(np.intp) * width + x_px[inside].astype(np.intp)
    colours = ink[inside] if isinstance(ink, np.ndarray) else np.uint32(ink)
    flat = pixels.reshape(-1)
    for dx, dy, part in shape.edge:
        _blend(flat, at + (dy * width + dx), colours, part)
    for dx, dy in shape.solid:
        flat[at + (dy * width + dx)] = colours


def _blend(flat: Pixels, at: NDArray[np.intp], colours: NDArray[np.uint32] | np.uint32, part: int) -> None:
    """Two channels of 8 bits at a time, as 16-bit lanes of one word."""
    ground = flat[at]
    rest, mine = np.uint32(256 - part), np.uint32(part)
    even = ((ground & _EVEN) * rest + (colours & _EVEN) * mine) >> np.uint32(8)
    odd = ((ground & _ODD) >> np.uint32(8)) * rest + ((colours & _ODD) >> np.uint32(8)) * mine
    flat[at] = (even & _EVEN) | (odd & _ODD) | _OPAQUE
