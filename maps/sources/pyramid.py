"""Overviews of a large raster that has none: a coarser copy in the cache, made once, strip by strip."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.enums import MaskFlags, Resampling
from rasterio.io import DatasetReader, DatasetWriter

from maps.layer_messages import Places
from maps.source import Source
from maps.sources.raster_file import PYRAMID_STEP, RasterFile, faults, pyramid_path, window_of
from maps.whole_file import draft_of

_ROWS = 256
_LEVELS = (2, 4, 8, 16, 32, 64)


def build_pyramid(source: Source, places: Places, on_progress: Callable[[float], None]) -> Path:
    """Raises LayerFaultError, OSError. There is nothing to do when it exists."""
    raster = RasterFile(source, places)
    target = pyramid_path(raster.stamp, places)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with draft_of(target) as draft, faults(raster.path):
        _write(raster, draft, on_progress)
    on_progress(1.0)
    return target


def _write(raster: RasterFile, draft: Path, on_progress: Callable[[float], None]) -> None:
    dataset, is_paletted = raster.dataset, raster.is_paletted
    width, height = -(-dataset.width // PYRAMID_STEP), -(-dataset.height // PYRAMID_STEP)
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": width,
        "height": height,
        "count": dataset.count,
        "dtype": dataset.dtypes[0],
        "crs": dataset.crs,
        "transform": _coarser(dataset.transform, dataset.width / width, dataset.height / height),
        "nodata": dataset.nodata,
        "tiled": True,
        "blockxsize": _ROWS,
        "blockysize": _ROWS,
        "compress": "deflate",
        "zlevel": 1,
        "bigtiff": "IF_SAFER",
    }
    method = Resampling.nearest if is_paletted else Resampling.average
    with rasterio.open(draft, "w", **profile) as out:
        out.colorinterp = dataset.colorinterp
        if is_paletted:
            out.write_colormap(1, dataset.colormap(1))
        for row in range(0, height, _ROWS):
            _copy_strip(dataset, out, row, method)
            on_progress(0.9 * min(1.0, (row + _ROWS) / height))
        out.build_overviews([level for level in _LEVELS if min(width, height) // level > _ROWS // 4], method)


def _coarser(own: Affine, across: float, down: float) -> Affine:
    return Affine(own.a * across, own.b * down, own.c, own.d * across, own.e * down, own.f)


def _copy_strip(dataset: DatasetReader, out: DatasetWriter, row: int, method: Resampling) -> None:
    rows = min(_ROWS, out.height - row)
    source_row = row * PYRAMID_STEP
    window = window_of(0, source_row, dataset.width, min(rows * PYRAMID_STEP, dataset.height - source_row))
    shape = (rows, out.width)
    target = window_of(0, row, out.width, rows)
    out.write(dataset.read(window=window, out_shape=(dataset.count, *shape), resampling=method), window=target)
    if MaskFlags.per_dataset in dataset.mask_flag_enums[0] and MaskFlags.alpha not in dataset.mask_flag_enums[0]:
        mask = dataset.read_masks(1, window=window, out_shape=shape)
        out.write_mask(np.asarray(mask > 0), window=target)
