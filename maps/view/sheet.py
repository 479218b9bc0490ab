"""A sheet of the map: layers of sources that lie directly on each other, drawn by the map worker as one picture.

The picture is larger than the view and is shown shifted, scaled or turned until a better one is there. The worker sends
better and better pictures of one request; a request that the view has left behind is given up, at most some eight times
a second, so that a source that does not answer holds nobody up. All on the Qt thread but `on_picture`, which the worker
calls on a thread of its own: it only emits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QTransform

from maps.layer_facts import LayerNews
from maps.stack import Selection, Stack
from maps.stack_picture import StackPicture
from maps.view.theme import scale
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

_REST_MS, _TURN_MS = 2_000, 120
"""Between a picture that could not be drawn and the next try; and between two requests while the view moves."""
_SLACK_RATIO = 0.4
_SAME_SCALE, _ROUNDING = 1e-9, 1e-6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sheet must show."""

    viewport: Viewport
    style: str
    dpr: float


class Sheet(QObject):
    """`changed` when there is something new to paint, `told(news)` how its layers fare."""

    changed = Signal()
    told = Signal(object)
    _arrived = Signal(int, object)

    def __init__(self, worker: MapWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker: MapWorker | None = worker
        self._stack: Stack = ()
        self._selected: tuple[Selection, ...] = ()
        self._turn = 0
        self._ticket: int | None = None
        self._wanted: Wanted | None = None
        self._asked: Wanted | None = None
        self._drawn: Wanted | None = None
        self._image: QImage | None = None
        self._pixels: object = None
        self._is_final, self._is_old = False, False
        """Whether the last picture was the last of its request; whether something else is wanted since."""
        self.news: tuple[LayerNews, ...] = ()
        self.fault: WorkerFault | None = None
        self.version = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._pause = QTimer(self, singleShot=True, interval=_TURN_MS)
        self._rest.timeout.connect(self._ask)
        self._pause.timeout.connect(self._ask)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def stack(self) -> Stack:
        return self._stack

    @property
    def is_ready(self) -> bool:
        """The final picture of this very view is there, or cannot come."""
        if self.fault is not None:
            return True
        drawn, wanted = self._drawn, self._wanted
        return self._is_final and drawn is not None and wanted is not None and not needs(wanted, drawn, 0.0)

    def put(self, stack: Stack, selected: Sequence[Selection] = ()) -> None:
        """Other layers, or the same in another look: the old picture stays until the new one is there."""
        chosen = tuple(one for one in selected if any(layer.id == one.layer_id for layer in stack))
        if (stack, chosen) != (self._stack, self._selected):
            self._stack, self._selected = stack, chosen
            self.redraw()

    def redraw(self) -> None:
        """What is shown is out of date: a source was prepared, or is to be tried again."""
        self._drop_ticket()
        self._is_final, self.fault, self._asked = False, None, None
        self._is_old = True
        self._rest.stop()
        self._pause.start()

    def want(self, viewport: Viewport, style: str, dpr: float) -> None:
        """Called with every view that is painted; asks the worker only when the picture in hand does not do."""
        wanted = Wanted(viewport, style, dpr)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if not self._pause.isActive():
            self._ask()

    def _ask(self) -> None:
        wanted = self._wanted
        if wanted is None or self._worker is None or not self._stack or self._rest.isActive():
            return
        if not self._is_old and self._is_final and not needs(wanted, self._drawn, _SLACK_RATIO):
            return
        if self._ticket is not None and self._asked is not None and not needs(wanted, self._asked, _SLACK_RATIO):
            return  # the one in the making will do
        self._drop_ticket()
        self._turn += 1
        turn = self._turn
        self._asked = Wanted(widened(wanted.viewport), wanted.style, wanted.dpr)
        self._ticket = -1
        self._ticket = self._worker.layers.draw(
            self._stack,
            self._asked.viewport,
            wanted.style,
            wanted.dpr,
            lambda outcome: self._arrived.emit(turn, outcome),
            selected=self._selected,
        )
        self._pause.start()

    def _on_arrived(self, turn: int, outcome: object) -> None:
        if turn != self._turn or self._ticket is None:
            return
        if isinstance(outcome, StackPicture):
            self._take(outcome)
        elif isinstance(outcome, WorkerFault):
            self.fault, self._ticket = outcome, None
            self._rest.start()
        self.version += 1
        self.changed.emit()

    def _take(self, picture: StackPicture) -> None:
        self.fault, self._drawn, self._is_old = None, self._asked, False
        self._pixels = picture.pixels  # the array owns the memory the image shows
        form = QImage.Format.Format_ARGB32_Premultiplied
        self._image = QImage(picture.pixels.data, picture.width_px, picture.height_px, picture.width_px * 4, form)
        self._is_final = picture.is_final
        if picture.is_final:
            self._ticket = None
        self.news = picture.news
        self.told.emit(picture.news)
        if picture.is_final and not self._pause.isActive():
            self._ask()

    def paint(self, painter: QPainter, viewport: Viewport, dpr: float) -> None:
        """In logical pixels of `viewport`; nothing when there is no picture at all."""
        if self._image is not None and self._drawn is not None:
            paint_drawn(painter, self._image, self._drawn.viewport, viewport, dpr)

    def close(self) -> None:
        self._drop_ticket()
        self._rest.stop()
        self._pause.stop()
        self._worker = None

    def _drop_ticket(self) -> None:
        if self._ticket is not None and self._worker is not None:
            self._worker.layers.cancel(self._ticket)
        self._ticket = None
        self._turn += 1


def needs(wanted: Wanted, drawn: Wanted | None, slack: float) -> bool:
    """Whether a picture of `drawn` does not do for `wanted`, with `slack` of its margin left."""
    if drawn is None or drawn.style != wanted.style or drawn.dpr != wanted.dpr:
        return True
    view = wanted.viewport
    if abs(drawn.viewport.scale / view.scale - 1.0) > _SAME_SCALE:
        return True
    spare_m = (slack * scale.BASE_MARGIN_RATIO * view.width_px - _ROUNDING) * view.scale
    west, south, east, north = view.bounds_m
    box = drawn.viewport.bounds_m
    return west - spare_m < box[0] or south - spare_m < box[1] or east + spare_m > box[2] or north + spare_m > box[3]


def widened(viewport: Viewport) -> Viewport:
    """North up, at the same scale, around all that is seen, with a margin over each edge."""
    west, south, east, north = viewport.bounds_m
    grow = (1.0 + 2.0 * scale.BASE_MARGIN_RATIO) / viewport.scale
    return Viewport(
        viewport.x_m, viewport.y_m, viewport.scale, round((east - west) * grow), round((north - south) * grow)
    )


def paint_drawn(painter: QPainter, image: QImage, drawn: Viewport, viewport: Viewport, dpr: float) -> None:
    """A picture of one view into another: by where its corners lie, so that any scale and turn is right."""
    west, south, east, north = drawn.bounds_m
    x, y = viewport.to_pixels(np.array([west, east, west]), np.array([north, north, south]))
    right, down = QPointF(x[1] - x[0], y[1] - y[0]), QPointF(x[2] - x[0], y[2] - y[0])
    width, height = drawn.width_px, drawn.height_px
    is_upright = abs(right.y()) + abs(down.x()) < _ROUNDING
    if is_upright and abs(right.x() / width - 1.0) < _SAME_SCALE:
        image.setDevicePixelRatio(dpr)
        painter.drawImage(QPointF(round(x[0] * dpr) / dpr, round(y[0] * dpr) / dpr), image)
        return
    painter.save()
    across, up = right / width, down / height
    painter.setTransform(QTransform(across.x(), across.y(), up.x(), up.y(), float(x[0]), float(y[0])), combine=True)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, width, height), image)
    painter.restore()
