"""Draws a raster: its own colours, three bands as colours, or one band by a ramp, with relief or without."""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maps.cartography.stack.canvas import Canvas, Pixels
from maps.cartography.stack.compose import lay_over
from maps.cartography.stack.density import ramp_table
from maps.cartography.stack.layer_picture import LayerPicture, Surroundings
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import Box, world_copies
from maps.sources.raster_file import LARGE_PX, RasterFile, ReadPart
from maps.sources.raster_warp import Values
from maps.stack import Blend, StackLayer
from maps.symbology import AsItIs, Bands, OneBand, Stretch, Symbology

_STEPS = 256
_COARSE = 4
_SAMPLES_ACROSS = 24
_SAMPLING_S = 0.5
_SUN = (315.0, 45.0)
"""Azimuth and height of the light of a relief, as on paper maps."""


def draw_raster(layer: StackLayer, canvas: Canvas, around: Surroundings) -> Iterator[LayerPicture]:
    raster = around.shelf.raster(layer.source, around.places)
    painter = Painter(raster, layer.symbology, around)
    boxes = [(shift, _moved(canvas.frame.frame_m, -shift)) for shift in world_copies(canvas.frame.frame_m)]
    if raster.wants_overviews and _is_too_much(raster, boxes, (canvas.width, canvas.height)):
        yield _finished(_sampled(painter, canvas, boxes[0][1])).but(is_preparing=True, keeps=False)
        return
    if not around.whole:
        yield _finished(_read(painter, canvas, boxes, _COARSE)).but(is_final=False)
    yield _finished(_read(painter, canvas, boxes, 1))


def _finished(picture: Pixels) -> LayerPicture:
    return LayerPicture.of(picture)


def _moved(box: Box, shift: float) -> Box:
    return box[0] + shift, box[1], box[2] + shift, box[3]


def _is_too_much(raster: RasterFile, boxes: list[tuple[float, Box]], size: tuple[int, int]) -> bool:
    return max(raster.native_px(box, size) for _, box in boxes) > LARGE_PX


def _read(painter: "Painter", canvas: Canvas, boxes: list[tuple[float, Box]], coarse: int) -> Pixels:
    """`coarse` times fewer rows and columns, made as large as the picture again: a blurred one in a moment."""
    size = max(1, canvas.width // coarse), max(1, canvas.height // coarse)
    picture = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    for _, box in boxes:
        part = painter.raster.read(box, size, painter.bands)
        if part is not None:
            m_per_px = canvas.frame.ground_m_per_px * canvas.frame.width_px / size[0]
            lay_over(picture, painter.coloured(part, m_per_px), 0, 0, 1.0, Blend.NORMAL)
    if coarse == 1:
        return picture
    blurred = Image.fromarray(picture, "RGBA").resize((canvas.width, canvas.height), Image.Resampling.BILINEAR)
    return np.asarray(blurred)


def _sampled(painter: "Painter", canvas: Canvas, box: Box) -> Pixels:
    """A mosaic of single pixels, until there are overviews: as many as half a second gives."""
    picture, began_s = canvas.blank(), time.monotonic()
    step = max(8, canvas.width // _SAMPLES_ACROSS)
    step_m = canvas.m_per_device_px
    spots = [(column, row) for row in range(0, canvas.height, step) for column in range(0, canvas.width, step)]
    for column, row in np.random.default_rng(1).permutation(np.array(spots)).tolist():
        if time.monotonic() - began_s > _SAMPLING_S:
            break
        x_m, y_m = box[0] + (column + step / 2) * step_m, box[3] - (row + step / 2) * step_m
        part = painter.raster.read((x_m, y_m - step_m / 64, x_m + step_m / 64, y_m), (1, 1), painter.bands)
        if part is not None:
            picture[row : row + step, column : column + step] = painter.coloured(part, step_m)[0, 0]
    return picture


class Painter:
    """Colours what was read, by the symbology; what the file does not fit is refused."""

    def __init__(self, raster: RasterFile, look: Symbology, around: Surroundings) -> None:
        self.raster = raster
        self._look = look
        self._around = around
        self.bands = self._bands()

    def _bands(self) -> tuple[int, ...]:
        if isinstance(self._look, OneBand):
            return (self._look.band,)
        if self.raster.is_paletted or self.raster.colour_bands < 3:
            return (1,)
        if isinstance(self._look, Bands):
            return self._look.red, self._look.green, self._look.blue
        if isinstance(self._look, AsItIs):
            return 1, 2, 3
        raise LayerFaultError("not_a_table", type(self._look).__name__)

    def coloured(self, part: ReadPart, m_per_px: float) -> Pixels:
        """BGRA premultiplied."""
        colours = self._colours(part.values, m_per_px)
        alpha = part.alpha
        out = np.empty((*alpha.shape, 4), dtype=np.uint8)
        product = colours.astype(np.uint16) * alpha[..., None]
        out[..., :3] = (product + 128 + ((product + 128) >> 8)) >> 8
        out[..., 3] = alpha
        return out

    def _colours(self, values: Values, m_per_px: float) -> NDArray[np.uint8]:
        """(rows, columns, 3) of blue, green, red."""
        look = self._look
        if isinstance(look, OneBand):
            low, high = self._limits(look.band, look.stretch, look.low, look.high)
            colours = ramp_table(look.ramp)[_shares(values[0], low, high, _STEPS)]
            return _in_relief(colours, values[0], m_per_px) if look.relief else colours
        if self.raster.is_paletted:
            return self._palette()[np.clip(values[0], 0, 255).astype(np.intp)]
        stretch = look.stretch if isinstance(look, Bands) else Stretch.NONE
        low_high = (look.low, look.high) if isinstance(look, Bands) else (0.0, 255.0)
        channels = [
            self._channel(band, channel, stretch, low_high)
            for band, channel in zip(reversed(self.bands), values[::-1], strict=True)
        ]
        colours = np.stack(channels * 3 if len(channels) == 1 else channels, axis=-1)
        return _greyed(colours, look.saturation) if isinstance(look, AsItIs) and look.saturation < 1.0 else colours

    def _channel(self, band: int, values: Values, stretch: Stretch, low_high: tuple[float, float]) -> NDArray[np.uint8]:
        if stretch is Stretch.NONE and values.dtype == np.uint8:
            return values
        low, high = self._limits(band, Stretch.CUT if stretch is Stretch.NONE else stretch, *low_high)
        return _shares(values, low, high, 256).astype(np.uint8)

    def _limits(self, band: int, stretch: Stretch, low: float, high: float) -> tuple[float, float]:
        if stretch is Stretch.FIXED:
            return low, high
        if stretch is Stretch.NONE:
            return 0.0, 255.0
        return self._around.shelf.keep_by(
            f"{self.raster.stamp.text} {band} {stretch}", lambda: limits(self.raster.sample(band), stretch)
        )

    def _palette(self) -> NDArray[np.uint8]:
        table = np.zeros((256, 3), dtype=np.uint8)
        for value, colour in self.raster.dataset.colormap(1).items():
            if 0 <= value < 256:
                table[value] = colour[2::-1]
        return table


def limits(sample: Values, stretch: Stretch) -> tuple[float, float]:
    """The values that get the first and the last colour."""
    if not len(sample):
        return 0.0, 1.0
    if stretch is Stretch.WHOLE:
        return float(sample.min()), float(sample.max())
    low, high = np.percentile(sample, (2.0, 98.0))
    return float(low), float(high)


def _shares(values: Values, low: float, high: float, steps: int) -> NDArray[np.intp]:
    share = (np.nan_to_num(values.astype(np.float32), nan=low, posinf=high, neginf=low) - low) / max(high - low, 1e-12)
    return (np.clip(share, 0.0, 1.0) * (steps - 1)).astype(np.intp)


def _in_relief(colours: NDArray[np.uint8], heights: Values, m_per_px: float) -> NDArray[np.uint8]:
    """Lit as by Horn (1981), from the north-west, on the colours of the ramp."""
    known = np.nan_to_num(heights.astype(np.float32), nan=float(np.nanmedian(heights)) if heights.size else 0.0)
    if min(known.shape) < 2:
        return colours
    down, across = np.gradient(known, max(m_per_px, 1e-6))
    azimuth, height = np.radians(360.0 - _SUN[0] + 90.0), np.radians(_SUN[1])
    slope, aspect = np.arctan(np.hypot(across, down)), np.arctan2(down, -across)
    light = np.sin(height) * np.cos(slope) + np.cos(height) * np.sin(slope) * np.cos(azimuth - aspect)
    return (colours * np.clip(0.35 + 0.92 * light, 0.0, 1.0)[..., None]).astype(np.uint8)


def _greyed(colours: NDArray[np.uint8], saturation: float) -> NDArray[np.uint8]:
    """Towards its own brightness (ITU-R BT.601), as design asks of what is no alarm."""
    light = colours @ np.array([0.114, 0.587, 0.299], dtype=np.float32)
    return (light[..., None] + (colours - light[..., None]) * saturation).astype(np.uint8)
