"""The picture of the map layers over the base map: drawn by the map worker, larger than the view, better step by step.

It is shown shifted or scaled until a better one is there, and turned where the map is (`upright`). One picture is in
the making at a time; when the view has moved on and the first part of it has come, it is given up for the next. All on
the Qt thread but what the worker calls, which only emits.
"""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from maps.layer_facts import LayerNews, LayerState
from maps.layer_preparing import Preparation, prepared_as
from maps.stack import Selection, Stack
from maps.stack_picture import StackPicture
from maps.view.base_picture import SLACK_RATIO, Wanted, lacks, lay, widened
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

_REST_MS = 2_000
"""Between a stack that could not be drawn at all and the next try."""


class StackImage(QObject):
    """`changed` when there is something new to paint; `told` with the LayerNews of every layer, by id."""

    changed = Signal()
    told = Signal(object)
    _arrived = Signal(int, object)
    _prepared = Signal(object)

    def __init__(self, worker: MapWorker | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._stack: Stack = ()
        self._selected: tuple[Selection, ...] = ()
        self._turn = 0
        self._ticket: int | None = None
        self._has_part = False
        self._is_outdated = False
        self._asked: Wanted | None = None
        self._wanted: Wanted | None = None
        self._drawn: Wanted | None = None
        self._image: QImage | None = None
        self._pixels: object = None
        self.news: dict[str, LayerNews] = {}
        self.fault: WorkerFault | None = None
        self.version = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._prepared.connect(self._on_prepared, Qt.ConnectionType.QueuedConnection)
        self._unwatch: Callable[[], None] | None = None

    @property
    def stack(self) -> Stack:
        return self._stack

    @property
    def is_ready(self) -> bool:
        """The final picture of this very view and stack is there, or there is nothing to draw."""
        if not any(layer.visible for layer in self._stack):
            return self._image is None
        done = self._image is not None and self._ticket is None and not self._is_outdated
        return done and self._wanted is not None and not lacks(self._wanted, self._drawn, 0.0)

    def set_stack(self, stack: Stack, selected: Sequence[Selection] = ()) -> None:
        """Other layers, looks or selections: what is shown stays until the new picture comes."""
        if stack == self._stack and tuple(selected) == self._selected:
            return
        if self._unwatch is None and self._worker is not None:
            self._unwatch = self._worker.layers.watch(self._prepared.emit)
        self._stack, self._selected = stack, tuple(selected)
        self.news = {layer.id: self.news[layer.id] for layer in stack if layer.id in self.news}
        self.draw_anew()

    def draw_anew(self) -> None:
        """What the sources hold may have changed."""
        self._give_up()
        self._is_outdated = True
        if not any(layer.visible for layer in self._stack):
            self._clear()
        self._ask()

    def _clear(self) -> None:
        self._image, self._pixels, self._drawn, self._is_outdated = None, None, None, False
        self.version += 1
        self.changed.emit()

    def want(self, viewport: Viewport, style: str, dpr: float) -> None:
        """Called with every view that is painted; asks the worker only when the picture in hand does not do."""
        self._wanted = Wanted(upright(viewport), style, dpr)
        if self._ticket is not None and self._has_part and lacks(self._wanted, self._asked, 0.0):
            self._give_up()
        self._ask()

    def _ask(self) -> None:
        wanted, worker = self._wanted, self._worker
        if wanted is None or worker is None or self._ticket is not None or self._rest.isActive():
            return
        if not any(layer.visible for layer in self._stack):
            return
        if not (self._is_outdated or lacks(wanted, self._drawn, SLACK_RATIO)):
            return
        self._turn += 1
        turn = self._turn
        self._asked = Wanted(widened(wanted.viewport), wanted.style, wanted.dpr)
        self._has_part, self._is_outdated = False, False
        self._ticket = -1
        self._ticket = worker.layers.draw(
            self._stack,
            self._asked.viewport,
            wanted.style,
            wanted.dpr,
            lambda outcome: self._arrived.emit(turn, outcome),
            selected=self._selected,
        )

    def _on_arrived(self, turn: int, outcome: object) -> None:
        if turn != self._turn:
            return
        if isinstance(outcome, StackPicture):
            self._take(outcome)
        elif isinstance(outcome, WorkerFault):
            self._ticket, self.fault, self._is_outdated = None, outcome, True
            self._rest.start()
        self.version += 1
        self.changed.emit()
        if self._wanted is not None:
            self.want(self._wanted.viewport, self._wanted.style, self._wanted.dpr)

    def _take(self, picture: StackPicture) -> None:
        self.fault, self._has_part = None, True
        if picture.is_final:
            self._ticket = None
        self._pixels = picture.pixels  # the array owns the memory the image shows
        self._image = QImage(
            picture.pixels.data,
            picture.width_px,
            picture.height_px,
            picture.width_px * 4,
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        self._drawn = self._asked
        self.news = {one.id: one for one in picture.news}
        self.told.emit(dict(self.news))

    def _on_prepared(self, change: Preparation) -> None:
        """A conversion went on: its layers say so; when it is over they are drawn anew."""
        ids = [layer.id for layer in self._stack if prepared_as(layer.source) == change.source]
        if not ids:
            return
        if change.is_over:
            self.draw_anew()
            return
        for layer_id in ids:
            self.news[layer_id] = LayerNews(layer_id, LayerState.PREPARING, done_ratio=change.done_ratio)
        self.told.emit(dict(self.news))

    def close(self) -> None:
        self._give_up()
        self._rest.stop()
        if self._unwatch is not None:
            self._unwatch()
        self._worker = None

    def _give_up(self) -> None:
        if self._ticket is not None and self._worker is not None:
            self._worker.cancel(self._ticket)
        self._ticket = None
        self._turn += 1

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Into device pixels of `viewport`, over what is there."""
        image, drawn = self._image, self._drawn
        if image is None or drawn is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, viewport.bearing_deg != 0.0)
        lay(painter, image, drawn, viewport)


def upright(viewport: Viewport) -> Viewport:
    """North up, and as large as a turned view needs it: sources are drawn upright and turned as they are shown."""
    if viewport.bearing_deg == 0.0:
        return viewport
    west, south, east, north = viewport.bounds_m
    wide, tall = math.ceil((east - west) / viewport.scale), math.ceil((north - south) / viewport.scale)
    return viewport.turned(0.0).resized(wide, tall)
