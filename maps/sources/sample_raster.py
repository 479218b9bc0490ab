"""Makes a cloud-optimised GeoTIFF of any size to measure with: `python -m maps.sources.sample_raster FILE SIDE_PX`.

An orthophoto's worth of detail, three bands, JPEG, in a UTM zone: what a survey of a city hands over.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from affine import Affine

from maps.sources.raster_file import window_of

CRS, CORNER_M, STEP_M = "EPSG:32614", (480_000.0, 2_150_000.0), 0.1
_STRIP = 512


def make(path: Path, side_px: int) -> None:
    """Raises OSError, RasterioError."""
    plain = path.with_suffix(".plain.tif")
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": side_px,
        "height": side_px,
        "count": 3,
        "dtype": "uint8",
        "crs": CRS,
        "transform": Affine(STEP_M, 0.0, CORNER_M[0], 0.0, -STEP_M, CORNER_M[1]),
        "tiled": True,
        "blockxsize": _STRIP,
        "blockysize": _STRIP,
        "compress": "jpeg",
        "photometric": "ycbcr",
        "bigtiff": "yes",
    }
    try:
        with rasterio.open(plain, "w", **profile) as out:
            for row in range(0, side_px, _STRIP):
                rows = min(_STRIP, side_px - row)
                out.write(_strip(row, rows, side_px), window=window_of(0, row, side_px, rows))
        rasterio.shutil.copy(plain, path, driver="COG", COMPRESS="JPEG", NUM_THREADS="ALL_CPUS", BIGTIFF="YES")
    finally:
        plain.unlink(missing_ok=True)


def _strip(row: int, rows: int, side_px: int) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """Fields, streets and grain."""
    y, x = np.arange(row, row + rows)[:, None], np.arange(side_px)[None, :]
    field = ((x // 700 * 37 + y // 900 * 53) % 120).astype(np.uint8)
    street = ((x % 700 < 60) | (y % 900 < 60)).astype(np.uint8)
    grain = ((x * 7 + y * 13) % 17).astype(np.uint8)
    bands = [field + grain + street * 80, field // 2 + 90 + grain, 70 + grain * 2 + street * 60]
    return np.stack(bands).astype(np.uint8)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
