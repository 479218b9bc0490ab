"""A raster of any size, read at the resolution of the screen through its overviews, then pulled into Web Mercator.

What is read is a window in the file's own pixels with the `out_shape` of the nearest overview: a warp to the screen's
resolution would ignore the overviews. A large file without any is read from those that the cache holds of it.
"""

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError, RasterioIOError, WindowError
from rasterio.io import DatasetReader
from rasterio.transform import from_gcps
from rasterio.windows import Window

from maps.layer_messages import Places
from maps.source import Source
from maps.sources.file_format import Stamp, checked_file, format_of
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.mercator import Box, ToMercator, known_crs
from maps.sources.raster_warp import Values, grid_over, warped

RASTER_ERRORS = (RasterioError, RasterioIOError, CRSError, WindowError)
LARGE_PX = 40_000_000
"""A raster of more pixels than this needs overviews to be shown."""
PYRAMID_STEP = 4
"""The cache's copy is that much coarser than the file; finer views are read from the file itself."""
LARGEST_PX = 1 << 40
_SAMPLE_PX = 512


@dataclass(frozen=True, slots=True, eq=False)
class ReadPart:
    """What a box holds: `values` (bands, rows, columns) of the picture, and `alpha` 0..255."""

    values: Values
    alpha: NDArray[np.uint8]


def pyramid_path(stamp: Stamp, places: Places) -> Path:
    return Path(places.cache) / "overviews" / f"{stamp.text}.tif"


class RasterFile:
    """An open raster; close it by dropping it. Raises LayerFaultError damaged, no_crs, not_a_map."""

    def __init__(self, source: Source, places: Places) -> None:
        self.path, self.stamp = checked_file(source.address, places)
        form = format_of(self.path)
        if not (form.is_raster or form.name == "mbtiles"):
            raise LayerFaultError("not_a_map", self.path.name)
        self._driver = form.driver
        self._crs = source.crs
        self._pyramid = pyramid_path(self.stamp, places)
        with faults(self.path), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # it is told as a question
            self.dataset: DatasetReader = rasterio.open(self.path, driver=form.driver)
        if self.dataset.width * self.dataset.height > LARGEST_PX or self.dataset.count < 1:
            raise LayerFaultError("too_large", f"{self.dataset.width} x {self.dataset.height}")

    @property
    def is_paletted(self) -> bool:
        return self.dataset.count == 1 and self.dataset.colorinterp[0] is ColorInterp.palette

    @property
    def alpha_band(self) -> int:
        """Counted from 1; 0 when there is none."""
        kinds = self.dataset.colorinterp
        return kinds.index(ColorInterp.alpha) + 1 if ColorInterp.alpha in kinds else 0

    @property
    def colour_bands(self) -> int:
        return self.dataset.count - (1 if self.alpha_band else 0)

    @property
    def has_overviews(self) -> bool:
        return bool(self.dataset.overviews(1))

    @property
    def wants_overviews(self) -> bool:
        large = self.dataset.width * self.dataset.height > LARGE_PX
        return large and not self.has_overviews and not self._pyramid.exists()

    def crs(self) -> str:
        """Raises LayerFaultError no_crs."""
        own = self.dataset.crs
        if own is not None and self._has_place:
            return known_crs(own.to_wkt()).to_wkt()
        if own is None and not self._has_place:
            raise LayerFaultError("no_points", self.path.name)
        return known_crs(self._crs).to_wkt()

    @property
    def _has_place(self) -> bool:
        transform = self.dataset.transform
        return not transform.is_identity or bool(self.dataset.gcps[0])

    @property
    def places(self) -> bool:
        """Whether it says where its pixels lie, in whatever system."""
        return self._has_place

    @cached_property
    def _reach(self) -> ToMercator:
        return ToMercator(known_crs(self.crs()))

    @cached_property
    def _transform(self) -> Affine:
        """The file's own, or the best that fits its control points."""
        gcps, _ = self.dataset.gcps
        return from_gcps(gcps) if self.dataset.transform.is_identity and gcps else self.dataset.transform

    def bounds_m(self) -> Box:
        """Of its edges and inner points. Raises LayerFaultError no_crs, damaged."""
        across, down = np.linspace(0, self.dataset.width, 17), np.linspace(0, self.dataset.height, 17)
        column, row = (part.ravel() for part in np.meshgrid(across, down))
        own = self._transform
        points = np.column_stack([own.a * column + own.b * row + own.c, own.d * column + own.e * row + own.f])
        placed = self._reach.points(points)
        placed = placed[np.isfinite(placed).all(axis=1)]
        if not len(placed):
            raise LayerFaultError("damaged", f"{self.path.name} lies nowhere on Earth")
        (west, south), (east, north) = placed.min(axis=0), placed.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def read(self, box: Box, size: tuple[int, int], bands: tuple[int, ...]) -> ReadPart | None:
        """Bands of a box of Web Mercator that is `size` (columns, rows) in the picture; None: nothing lies there."""
        for band in bands:
            if not 1 <= band <= self.dataset.count:
                raise LayerFaultError("no_column", f"band {band} of {self.dataset.count}")
        grid = grid_over(box, size, self._reach, self._transform)
        part = grid.window((self.dataset.width, self.dataset.height))
        if part is None:
            return None
        step = max(1.0, grid.pixels_a_pixel())
        with faults(self.path):
            values, mask, shrunk = self._read_part(part, bands, step)
        mesh = grid.mesh(part, shrunk)
        if not mesh:
            return None
        pulled, alpha = warped(values, mask, mesh, size, smooth=not self.is_paletted)
        return ReadPart(pulled, alpha)

    def _read_part(
        self, part: tuple[int, int, int, int], bands: tuple[int, ...], step: float
    ) -> tuple[Values, NDArray[np.uint8], tuple[float, float]]:
        """A part of the file with its mask, shrunk to the overview that is nearest to `step` of its pixels."""
        left, top, width, height = part
        level = 2.0 ** round(np.log2(step)) if step > 1 else 1.0
        shape = max(1, round(height / level)), max(1, round(width / level))
        if self._pyramid.exists() and not self.has_overviews and level >= PYRAMID_STEP:
            with rasterio.open(self._pyramid) as coarser:
                ratio = coarser.width / self.dataset.width, coarser.height / self.dataset.height
                window = window_of(left * ratio[0], top * ratio[1], width * ratio[0], height * ratio[1])
                values, mask = _with_mask(coarser, window, bands, shape)
        else:
            values, mask = _with_mask(self.dataset, window_of(left, top, width, height), bands, shape)
        return values, mask, (width / shape[1], height / shape[0])

    def native_px(self, box: Box, size: tuple[int, int]) -> float:
        """How many pixels of the file are seen in a box."""
        grid = grid_over(box, size, self._reach, self._transform)
        part = grid.window((self.dataset.width, self.dataset.height))
        return float(part[2]) * part[3] if part is not None else 0.0

    def sample(self, band: int) -> Values:
        """Values of the whole raster, coarsely, without those that are none."""
        with faults(self.path), self._coarsest() as dataset:
            step = max(1, dataset.width // _SAMPLE_PX, dataset.height // _SAMPLE_PX)
            shape = (max(1, dataset.height // step), max(1, dataset.width // step))
            if dataset.width * dataset.height > LARGE_PX and not dataset.overviews(1):
                shape = (64, 64)
                values = _scattered(dataset, band)
            else:
                values = dataset.read(band, out_shape=shape, masked=True).compressed()
        return values[np.isfinite(values)]

    @contextmanager
    def _coarsest(self) -> Generator[DatasetReader]:
        if self._pyramid.exists():
            with rasterio.open(self._pyramid) as dataset:
                yield dataset
        else:
            yield self.dataset


def warm_up() -> None:
    """GDAL's own set-up takes a moment the first time: before anybody waits for a picture."""
    place = Affine(1.0, 0.0, 1.0, 0.0, -1.0, 1.0)
    shape: dict[str, Any] = {"width": 1, "height": 1, "count": 1, "dtype": "uint8", "transform": place}
    with rasterio.open("/vsimem/warm.tif", "w", driver="GTiff", **shape) as made:
        made.write(np.zeros((1, 1, 1), dtype=np.uint8))


@contextmanager
def faults(path: Path) -> Generator[None]:
    """What rasterio says of a file, as a fault of its layer."""
    try:
        yield
    except RASTER_ERRORS as error:
        raise LayerFaultError("damaged", f"{path.name}: {one_line(error)}") from error


def _with_mask(
    dataset: DatasetReader, window: Window, bands: tuple[int, ...], shape: tuple[int, int]
) -> tuple[Values, NDArray[np.uint8]]:
    values = dataset.read(bands, window=window, out_shape=(len(bands), *shape))
    mask = _mask(dataset, window, values)
    if values.dtype.kind == "f":
        mask = np.where(np.isfinite(values).all(axis=0), mask, np.uint8(0)).astype(np.uint8)
    return values, mask


def _mask(dataset: DatasetReader, window: Window, values: Values) -> NDArray[np.uint8]:
    """Of alpha, of nodata, of the file's own mask; not by `dataset_mask`, which reads a second at full resolution."""
    flags, shape = dataset.mask_flag_enums[0], values.shape[1:]
    if MaskFlags.alpha in flags:
        alpha = dataset.colorinterp.index(ColorInterp.alpha) + 1
        read = dataset.read(alpha, window=window, out_shape=shape)
        return read if read.dtype == np.uint8 else np.where(read > 0, 255, 0).astype(np.uint8)
    if MaskFlags.nodata in flags and dataset.nodata is not None:
        known = (values != dataset.nodata).any(axis=0)
        return np.where(known, 255, 0).astype(np.uint8)
    if MaskFlags.per_dataset in flags:
        return np.asarray(dataset.read_masks(1, window=window, out_shape=shape), dtype=np.uint8)
    return np.full(shape, 255, dtype=np.uint8)


def _scattered(dataset: DatasetReader, band: int) -> Values:
    """Small windows spread over a large raster without overviews: each costs one block."""
    found: list[Values] = []
    for row in np.linspace(0, max(0, dataset.height - 8), 8).astype(int):
        for column in np.linspace(0, max(0, dataset.width - 8), 8).astype(int):
            window = window_of(int(column), int(row), min(8, dataset.width), min(8, dataset.height))
            found.append(dataset.read(band, window=window, masked=True).compressed())
    return np.concatenate(found)


def window_of(column: float, row: float, width: float, height: float) -> Window:
    return Window(column, row, width, height)  # pyright: ignore[reportCallIssue] - attrs makes its constructor
