"""The ground of a frame: the base picture, the map layers over it and the small dots, kept until one of them changes.

A pulsing ring, a card or a moving unit paints over it; only a new view, picture or layer of dots makes a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from maps.layer import Layer
from maps.view.base_picture import BasePicture
from maps.view.painters import LayerPainter
from maps.view.stack_image import StackImage
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport


@dataclass(frozen=True, slots=True)
class _Recipe:
    viewport: Viewport
    dpr: float
    theme: str
    base_version: int
    stack_version: int
    painters: tuple[int, ...]


class Ground:
    """One image as large as the view, reused from frame to frame."""

    def __init__(self) -> None:
        self._image = QImage()
        self._made_by: _Recipe | None = None
        self._painters: tuple[LayerPainter[Layer], ...] = ()

    def image(
        self,
        base: BasePicture,
        stack: StackImage,
        painters: Sequence[LayerPainter[Layer]],
        viewport: Viewport,
        dpr: float,
        palette: Palette,
    ) -> QImage:
        recipe = _Recipe(
            viewport, dpr, palette.name, base.version, stack.version, tuple(id(painter) for painter in painters)
        )
        if recipe != self._made_by:
            self._make_room(viewport, dpr)
            self._draw_base(base, stack, viewport, palette)
            pixels = _pixels(self._image)
            for painter in painters:
                painter.stamp(pixels, viewport, dpr, palette)
            self._image.setDevicePixelRatio(dpr)
            self._painters = tuple(painters)  # alive, so that no new painter gets an old one's id
            self._made_by = recipe
        return self._image

    def _make_room(self, viewport: Viewport, dpr: float) -> None:
        width, height = max(1, round(viewport.width_px * dpr)), max(1, round(viewport.height_px * dpr))
        if (self._image.width(), self._image.height()) != (width, height):
            self._image = QImage(width, height, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(1.0)

    def _draw_base(self, base: BasePicture, stack: StackImage, viewport: Viewport, palette: Palette) -> None:
        if not base.covers(viewport):
            self._image.fill(colour(palette.shade))
        painter = QPainter(self._image)
        base.paint(painter, viewport)
        stack.paint(painter, viewport)
        painter.end()


def _pixels(image: QImage) -> NDArray[np.uint32]:
    """The image's own memory as (height, width) of 0xAARRGGBB."""
    memory = np.frombuffer(image.bits(), np.uint32)
    return memory.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()]
