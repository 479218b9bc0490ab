"""Pictures that the map worker made: rows of BGRA, mapped from the file in which they came.

The file is unlinked as soon as it is mapped: the pixels live exactly as long as the array, whatever dies.
"""

import mmap
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.viewport import Viewport

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class BaseImage:
    """The static map of a viewport: `pixels` (height_px, width_px, 4) BGRA premultiplied, opaque, read only."""

    viewport: Viewport
    width_px: int
    height_px: int
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A decoded photo, upright: `pixels` (height_px, width_px, 4) BGRA, opaque; `source_*_px` its full upright size."""

    path: Path
    width_px: int
    height_px: int
    source_width_px: int
    source_height_px: int
    pixels: Pixels


def take_picture(path: Path, width_px: int, height_px: int) -> Pixels:
    """Maps the file and unlinks it. Raises ValueError when its size is not that of the picture, OSError."""
    with path.open("rb") as file:
        path.unlink()
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if len(memory) != width_px * height_px * 4:
        message = f"a picture of {len(memory)} bytes for {width_px} x {height_px}"
        raise ValueError(message)
    return np.frombuffer(memory, dtype=np.uint8).reshape(height_px, width_px, 4)
