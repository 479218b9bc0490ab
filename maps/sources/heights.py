"""Heights of the ground around a place, read from a raster (a DEM or DSM) onto a grid of metres. In the worker's child.

The grid's frame is the azimuthal equidistant plane of the place: x east and y north of it in metres, true from the
place outwards. The heights are the file's own: nothing is added or taken for another vertical datum.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import CRSError, RasterioError, RasterioIOError, WindowError
from rasterio.io import DatasetReader
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT
from rasterio.warp import calculate_default_transform

_SIGNS = {b"II*\0": "GTiff", b"MM\0*": "GTiff", b"II+\0": "GTiff", b"MM\0+": "GTiff", b"UHL1": "DTED"}
_ENDINGS = {".asc": "AAIGrid", ".bil": "EHdr", ".hgt": "SRTMHGT"}
"""Formats of one file, by its first bytes or its ending; a VRT or a service could lead anywhere."""
LARGEST_SIDE = 2048
"""Cells of the grid: 16 MB of float32."""
FINEST_M = 0.05


class HeightsRefusedError(ValueError):
    """A raster that gives no heights. `code`: missing, not_heights, no_crs, elsewhere, damaged."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True, eq=False)
class ReadHeights:
    """`heights_m` (side, side) float32, row 0 in the north, NaN where unknown; the middle of the grid is the place."""

    heights_m: NDArray[np.float32]
    step_m: float


def read_heights(path: Path, lat_deg: float, lon_deg: float, reach_m: float) -> ReadHeights:
    """A square of `reach_m` to each side of the place. Raises HeightsRefusedError."""
    try:
        with rasterio.open(path, driver=_driver_of(path)) as raster:
            return _read(raster, path.name, (lat_deg, lon_deg), reach_m)
    except (RasterioError, RasterioIOError, CRSError, WindowError) as error:
        raise HeightsRefusedError("damaged", f"{path.name}: {_one_line(error)}") from error


def _driver_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            sign = file.read(4)
    except OSError as error:
        raise HeightsRefusedError("missing", f"{path.name}: {error.strerror}") from error
    driver = _SIGNS.get(sign) or _ENDINGS.get(path.suffix.lower())
    if driver is None:
        raise HeightsRefusedError("not_heights", path.name)
    return driver


def _read(raster: DatasetReader, name: str, place: tuple[float, float], reach_m: float) -> ReadHeights:
    if raster.crs is None:
        raise HeightsRefusedError("no_crs", name)
    if raster.count != 1 or raster.dtypes[0] in {"uint8", "complex64", "complex128"}:
        raise HeightsRefusedError("not_heights", f"{name} has {raster.count} bands of {raster.dtypes[0]}")
    plane = CRS.from_proj4(f"+proj=aeqd +lat_0={place[0]:.9f} +lon_0={place[1]:.9f} +datum=WGS84 +units=m")
    step_m = max(_own_step_m(raster, plane), 2 * reach_m / LARGEST_SIDE, FINEST_M)
    side = 2 * math.ceil(reach_m / step_m) + 1
    corner_m = side * step_m / 2
    with WarpedVRT(
        raster,
        crs=plane,
        transform=from_origin(-corner_m, corner_m, step_m, step_m),
        width=side,
        height=side,
        resampling=Resampling.bilinear,
        nodata=math.nan,
        src_nodata=raster.nodata,
        dtype="float32",
    ) as view:
        heights_m: NDArray[np.float32] = view.read(1)
    if not np.isfinite(heights_m).any():
        raise HeightsRefusedError("elsewhere", name)
    return ReadHeights(heights_m, step_m)


def _own_step_m(raster: DatasetReader, plane: CRS) -> float:  # pyright: ignore[reportUnknownParameterType] - Cython
    """The raster's own resolution, in metres of the plane."""
    transform, _, _ = calculate_default_transform(raster.crs, plane, raster.width, raster.height, *raster.bounds)
    return abs(float(transform.a))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
