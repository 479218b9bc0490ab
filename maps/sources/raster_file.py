"""A raster of any size, read at the resolution of the screen: through its overviews, warped into Web Mercator.

It is warped at its own resolution and read with `out_shape`: a warp to the screen's resolution would ignore the
overviews (39 against 556 ms). A large file without overviews is read from the ones that the cache holds of it.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import CRSError, RasterioError, RasterioIOError, WindowError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from maps.layer_messages import Places
from maps.source import Source
from maps.sources.file_format import Stamp, checked_file, format_of
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.mercator import Box, known_crs

RASTER_ERRORS = (RasterioError, RasterioIOError, CRSError, WindowError)
LARGE_PX = 40_000_000
"""A raster of more pixels than this needs overviews to be shown."""
PYRAMID_STEP = 4
"""The cache's copy is that much coarser than the file; finer views are read from the file itself."""
LARGEST_PX = 1 << 40
_SAMPLE_PX = 512
_MERCATOR = "EPSG:3857"
Values = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class ReadPart:
    """What a box holds: `values` (bands, rows, columns), `alpha` 0..255, at `left`, `top` of the picture."""

    values: Values
    alpha: NDArray[np.uint8]
    left: int
    top: int


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
        with faults(self.path):
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

    def bounds_m(self) -> Box:
        with self._warped(self.dataset) as view:
            return tuple(float(edge) for edge in view.bounds)  # type: ignore[return-value]

    def read(self, box: Box, size: tuple[int, int], bands: tuple[int, ...], *, coarse: int = 1) -> ReadPart | None:
        """Bands of a box of Web Mercator that is `size` (columns, rows) in the picture; None: nothing lies there.

        `coarse` reads that many times fewer rows and columns and repeats them.
        """
        for band in bands:
            if not 1 <= band <= self.dataset.count:
                raise LayerFaultError("no_column", f"band {band} of {self.dataset.count}")
        with faults(self.path), self._of_scale(box, size, coarse) as dataset, self._warped(dataset) as view:
            return _read(view, box, size, bands, coarse)

    def native_px(self, box: Box) -> float:
        """How many pixels of the file lie in a box."""
        with faults(self.path), self._warped(self.dataset) as view:
            part = _overlap(view, box)
            return part.width * part.height if part is not None else 0.0

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

    @contextmanager
    def _of_scale(self, box: Box, size: tuple[int, int], coarse: int) -> Generator[DatasetReader]:
        """The file, or its coarser copy in the cache where that is fine enough for the picture."""
        if self.has_overviews or not self._pyramid.exists():
            yield self.dataset
            return
        with self._warped(self.dataset) as view:
            own_m = abs(view.transform.a)
        if (box[2] - box[0]) / size[0] * coarse < own_m * PYRAMID_STEP * 0.75:
            yield self.dataset
            return
        with rasterio.open(self._pyramid) as dataset:
            yield dataset

    @contextmanager
    def _warped(self, dataset: DatasetReader) -> Generator[WarpedVRT]:
        add_alpha = not self.alpha_band
        nearest = self.is_paletted
        with WarpedVRT(
            dataset,
            src_crs=self.crs(),
            crs=_MERCATOR,
            resampling=Resampling.nearest if nearest else Resampling.bilinear,
            add_alpha=add_alpha,
            warp_mem_limit=128,
        ) as view:
            yield view


@contextmanager
def faults(path: Path) -> Generator[None]:
    """What rasterio says of a file, as a fault of its layer."""
    try:
        yield
    except RASTER_ERRORS as error:
        raise LayerFaultError("damaged", f"{path.name}: {one_line(error)}") from error


def _overlap(view: WarpedVRT, box: Box) -> Window | None:
    """The part of a box that the raster covers, in its pixels."""
    left, bottom, right, top = view.bounds
    west, south, east, north = max(left, box[0]), max(bottom, box[1]), min(right, box[2]), min(top, box[3])
    if west >= east or south >= north:
        return None
    step_x, step_y = view.transform.a, -view.transform.e
    return window_of((west - left) / step_x, (top - north) / step_y, (east - west) / step_x, (north - south) / step_y)


def _read(view: WarpedVRT, box: Box, size: tuple[int, int], bands: tuple[int, ...], coarse: int) -> ReadPart | None:
    window = _overlap(view, box)
    if window is None:
        return None
    step_x, step_y = (box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1]
    west = view.bounds[0] + window.col_off * view.transform.a
    north = view.bounds[3] + window.row_off * view.transform.e
    left, top = max(0, round((west - box[0]) / step_x)), max(0, round((box[3] - north) / step_y))
    width = min(size[0] - left, max(1, round(window.width * view.transform.a / step_x)))
    height = min(size[1] - top, max(1, round(-window.height * view.transform.e / step_y)))
    if width <= 0 or height <= 0:
        return None
    shape = (max(1, height // coarse), max(1, width // coarse))
    size_read = (len(bands) + 1, *shape)
    values = view.read((*bands, view.count), window=window, out_shape=size_read, resampling=view.resampling)
    if coarse > 1:
        values = _repeated(values, height, width)
    alpha = values[-1]
    opaque = np.nan_to_num(alpha) > 0 if values.dtype != np.uint8 else alpha
    return ReadPart(values[:-1], _as_alpha(opaque), left, top)


def _as_alpha(opaque: Values) -> NDArray[np.uint8]:
    return (opaque * np.uint8(255)).astype(np.uint8) if opaque.dtype == np.bool_ else opaque.astype(np.uint8)


def _repeated(values: Values, height: int, width: int) -> Values:
    rows = np.minimum(np.arange(height) * values.shape[1] // height, values.shape[1] - 1)
    columns = np.minimum(np.arange(width) * values.shape[2] // width, values.shape[2] - 1)
    return values[:, rows[:, None], columns[None, :]]


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
