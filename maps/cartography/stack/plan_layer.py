"""Draws an image by its control points: a floor plan, an old map, a photo of one."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maps.cartography.stack.canvas import Canvas
from maps.cartography.stack.layer_picture import LayerPicture, Surroundings
from maps.source import Plan
from maps.sources.file_format import checked_file
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import Floats, world_copies
from maps.sources.photo import PhotoRefusedError, decode_photo
from maps.sources.plan_fit import Fit, fit_plan
from maps.stack import StackLayer

_LARGEST_PX = 8192
_GRID_PX = 16
"""Every so many pixels the place is computed; between them it is a straight line."""


def draw_plan(layer: StackLayer, canvas: Canvas, around: Surroundings) -> Iterator[LayerPicture]:
    plan = layer.source.reading
    if not isinstance(plan, Plan):
        raise LayerFaultError("no_points", layer.name)
    path, stamp = checked_file(layer.source.address, around.places)
    pixels, ratio = around.shelf.keep_by(f"plan {stamp.text}", lambda: _image(path))
    fit, picture = fit_plan(plan), canvas.blank()
    for shift in world_copies(canvas.frame.frame_m):
        picture = np.maximum(picture, _laid(canvas, pixels, fit, ratio, shift))
    yield LayerPicture.of(picture)


def _image(path: Path) -> tuple[NDArray[np.uint8], float]:
    """BGRA and how many of its pixels stand for one of the file's. Raises LayerFaultError."""
    try:
        photo = decode_photo(path, _LARGEST_PX)
    except PhotoRefusedError as error:
        raise LayerFaultError("damaged" if error.code == "not_a_photo" else error.code, error.detail) from error
    pixels = np.frombuffer(photo.bgra, dtype=np.uint8).reshape(photo.height_px, photo.width_px, 4)
    return pixels, photo.width_px / photo.source_width_px


def _laid(canvas: Canvas, pixels: NDArray[np.uint8], fit: Fit, ratio: float, shift: float) -> NDArray[np.uint8]:
    """Pulled from the image by a mesh of the picture: exact at its corners, bent by less than a pixel between."""
    west, _, _, north = canvas.frame.frame_m
    step_m = canvas.m_per_device_px
    columns = np.unique(np.append(np.arange(0, canvas.width, _GRID_PX), canvas.width))
    rows = np.unique(np.append(np.arange(0, canvas.height, _GRID_PX), canvas.height))
    grid = np.stack(np.meshgrid(west - shift + columns * step_m, north - rows * step_m), axis=-1)
    at = fit.to_pixels(grid.reshape(-1, 2)).reshape(len(rows), len(columns), 2) * ratio
    source = Image.fromarray(pixels, "RGBA")
    mesh = [
        ((int(columns[j]), int(rows[i]), int(columns[j + 1]), int(rows[i + 1])), _quad(at, i, j))
        for i in range(len(rows) - 1)
        for j in range(len(columns) - 1)
        if _meets(at[i : i + 2, j : j + 2].reshape(-1, 2), source.size)
    ]
    if not mesh:
        return canvas.blank()
    size = canvas.width, canvas.height
    return np.asarray(source.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR))


def _quad(at: Floats, i: int, j: int) -> tuple[float, ...]:
    corners = at[i, j], at[i + 1, j], at[i + 1, j + 1], at[i, j + 1]
    return tuple(float(part) for corner in corners for part in corner)


def _meets(corners: Floats, size: tuple[int, int]) -> bool:
    if not np.isfinite(corners).all():
        return False
    low, high = corners.min(axis=0), corners.max(axis=0)
    return bool(high[0] > 0 and high[1] > 0 and low[0] < size[0] and low[1] < size[1])
