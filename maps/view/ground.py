"""The ground of a frame: base map, sheets of layers and live outlines in their order, and the dots of marks over them.

Kept until one of them changes: a pulsing ring, a card or a moving unit paints over it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QImage, QPainter

from maps.arrangement import Arrangement, BasePart, LivePart, SheetPart
from maps.layer import Layer
from maps.layer_facts import LayerNews
from maps.stack import Selection
from maps.view.base_picture import BasePicture
from maps.view.painters import LayerPainter
from maps.view.pile import Pile
from maps.view.scene import Scene
from maps.view.stack_image import StackImage
from maps.view.theme.palette import Palette, colour
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

AnyPainter = LayerPainter[Layer]


@dataclass(frozen=True, slots=True)
class _Recipe:
    viewport: Viewport
    dpr: float
    theme: str
    base_version: int
    arrangement: Arrangement
    sheets: tuple[int, ...]
    painters: tuple[int, ...]
    chosen: tuple[str | None, ...]


class Ground(QObject):
    """`changed` when a sheet has something new to paint, `told(news)` how layers of it fare."""

    changed = Signal()
    told = Signal(object)

    def __init__(self, worker: MapWorker | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._image = QImage()
        self._made_by: _Recipe | None = None
        self._painters: tuple[AnyPainter, ...] = ()
        self._sheets: list[StackImage] = []
        self.arrangement = Arrangement()

    # what it shows

    def arrange(self, arrangement: Arrangement, selected: Sequence[Selection] = ()) -> None:
        """Sheets keep their picture as long as they are there, by their number from below."""
        self.arrangement = arrangement
        stacks = arrangement.sheets if self._worker is not None else ()
        while len(self._sheets) < len(stacks):
            sheet = StackImage(self._worker, self)
            sheet.changed.connect(self.changed)
            sheet.told.connect(lambda news: self.told.emit(tuple(news.values())))
            self._sheets.append(sheet)
        for spare in self._sheets[len(stacks) :]:
            spare.close()
            spare.deleteLater()
        del self._sheets[len(stacks) :]
        for sheet, stack in zip(self._sheets, stacks, strict=True):
            sheet.set_stack(stack, [one for one in selected if any(layer.id == one.layer_id for layer in stack)])

    def redraw(self) -> None:
        """Every sheet anew."""
        for sheet in self._sheets:
            sheet.draw_anew()

    @property
    def news(self) -> tuple[LayerNews, ...]:
        return tuple(one for sheet in self._sheets for one in sheet.news.values())

    @property
    def fault(self) -> WorkerFault | None:
        """Why a sheet could not be drawn at all."""
        return next((sheet.fault for sheet in self._sheets if sheet.fault is not None), None)

    @property
    def shows_base(self) -> bool:
        return any(isinstance(part, BasePart) for part in self.arrangement.ground)

    @property
    def is_ready(self) -> bool:
        """All its sheets are those of the view that was painted last."""
        return all(sheet.is_ready for sheet in self._sheets)

    def close(self) -> None:
        for sheet in self._sheets:
            sheet.close()

    # the picture

    def image(self, base: BasePicture, pile: Pile, scene: Scene) -> QImage:
        """One image as large as the view, reused from frame to frame. `scene` says what is seen; its painter rests."""
        viewport, dpr, palette = scene.viewport, scene.dpr, scene.palette
        for sheet in self._sheets:
            sheet.want(viewport, "night" if palette.is_dark else "day", dpr)
        live = [painter for part in self.arrangement.ground if (painter := self._live(part, pile, viewport))]
        stamped = pile.stamped(viewport)
        recipe = _Recipe(
            viewport,
            dpr,
            palette.name,
            base.version,
            self.arrangement,
            tuple(sheet.version for sheet in self._sheets),
            tuple(id(painter) for painter in (*live, *stamped)),
            tuple(scene.chosen(painter.layer.name) for painter in live),
        )
        if recipe != self._made_by:
            self._make_room(viewport, dpr)
            self._draw_ground(base, pile, scene)
            self._draw_dots(stamped, pile, viewport, dpr, palette)
            self._painters = (*live, *stamped)  # alive, so that no new painter gets an old one's id
            self._made_by = recipe
        return self._image

    def _live(self, part: object, pile: Pile, viewport: Viewport) -> AnyPainter | None:
        return pile.in_scale(part.name, viewport) if isinstance(part, LivePart) else None

    def _make_room(self, viewport: Viewport, dpr: float) -> None:
        width, height = max(1, round(viewport.width_px * dpr)), max(1, round(viewport.height_px * dpr))
        if (self._image.width(), self._image.height()) != (width, height):
            self._image = QImage(width, height, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(dpr)

    def _draw_ground(self, base: BasePicture, pile: Pile, scene: Scene) -> None:
        lowest = self.arrangement.ground[:1]
        if lowest != (BasePart(),) or not base.covers(scene.viewport):
            self._image.fill(colour(scene.palette.shade))
        sheets = iter(self._sheets)
        for part in self.arrangement.ground:
            if isinstance(part, BasePart):
                self._draw_base(base, scene.viewport, part.opacity, scene.dpr)
            elif isinstance(part, SheetPart):
                self._draw_sheet(next(sheets, None), scene)
            elif (painter := self._live(part, pile, scene.viewport)) is not None:
                self._draw_live(painter, scene, part.opacity)

    def _draw_base(self, base: BasePicture, viewport: Viewport, opacity: float, dpr: float) -> None:
        self._image.setDevicePixelRatio(1.0)  # the base is painted in device pixels
        painter = QPainter(self._image)
        painter.setOpacity(opacity)
        base.paint(painter, viewport)
        painter.end()
        self._image.setDevicePixelRatio(dpr)

    def _draw_sheet(self, sheet: StackImage | None, scene: Scene) -> None:
        if sheet is not None:
            self._image.setDevicePixelRatio(1.0)  # as the base
            painter = QPainter(self._image)
            sheet.paint(painter, scene.viewport)
            painter.end()
            self._image.setDevicePixelRatio(scene.dpr)

    def _draw_live(self, layer_painter: AnyPainter, scene: Scene, opacity: float) -> None:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(opacity)
        layer_painter.paint(scene.on(painter))
        painter.end()

    def _draw_dots(
        self, stamped: Sequence[AnyPainter], pile: Pile, viewport: Viewport, dpr: float, palette: Palette
    ) -> None:
        self._image.setDevicePixelRatio(1.0)
        for painter in stamped:
            opacity = pile.opacity_of(painter.layer.name)
            if opacity >= 1.0:
                painter.stamp(_pixels(self._image), viewport, dpr, palette)
                continue
            with_dots = self._image.copy()  # dots are written opaque: faded ones come by mixing two grounds
            painter.stamp(_pixels(with_dots), viewport, dpr, palette)
            mixing = QPainter(self._image)
            mixing.setOpacity(opacity)
            mixing.drawImage(QPoint(0, 0), with_dots)
            mixing.end()
        self._image.setDevicePixelRatio(dpr)


def _pixels(image: QImage) -> NDArray[np.uint32]:
    """The image's own memory as (height, width) of 0xAARRGGBB."""
    memory = np.frombuffer(image.bits(), np.uint32)
    return memory.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()]
