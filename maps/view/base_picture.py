"""The static map under the live layers: drawn by the map worker, larger than the view.

It is shown shifted or scaled until a better one is there. One picture is in the making at a time; when it comes and the
view has moved on, the next is asked for. All on the Qt thread but `on_done`, which the worker calls on a thread of its
own: it only emits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from maps.picture import BaseImage
from maps.view.theme import scale
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

_REST_MS = 2_000
"""Between a picture that could not be drawn and the next try."""
SLACK_RATIO = 0.4
"""The next picture is asked for when less than this part of the margin is left."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the picture must show: the view and its light."""

    viewport: Viewport
    style: str
    dpr: float


class BasePicture(QObject):
    """`changed` when there is something new to paint, a picture or a fault."""

    changed = Signal()
    _arrived = Signal(int, object)

    def __init__(self, worker: MapWorker | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._city: tuple[Path, ...] = ()
        self._turn = 0
        self._ticket: int | None = None
        self._asked: Wanted | None = None
        self._wanted: Wanted | None = None
        self._drawn: Wanted | None = None
        self._image: QImage | None = None
        self._pixels: object = None
        self.fault: WorkerFault | None = None
        self.version = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def city(self) -> tuple[Path, ...]:
        return self._city

    @property
    def has_city(self) -> bool:
        return bool(self._city)

    @property
    def is_ready(self) -> bool:
        """A picture of this very view, sharp and whole, is there."""
        return self._image is not None and self._wanted is not None and not lacks(self._wanted, self._drawn, 0.0)

    def set_city(self, files: Sequence[Path]) -> None:
        """Other city files, first below, or the same ones imported again: the old picture is gone."""
        self._drop_ticket()
        self._city = tuple(files)
        self._image, self._pixels, self._drawn, self.fault = None, None, None, None
        self.version += 1
        self._ask()
        self.changed.emit()

    def want(self, viewport: Viewport, style: str, dpr: float) -> None:
        """Called with every view that is painted; asks the worker only when the picture in hand does not do."""
        self._wanted = Wanted(viewport, style, dpr)
        self._ask()

    def _ask(self) -> None:
        wanted = self._wanted
        if wanted is None or not self._city or self._worker is None or self._is_busy:
            return
        if not lacks(wanted, self._drawn, SLACK_RATIO):
            return
        self._turn += 1
        turn = self._turn
        self._asked = Wanted(widened(wanted.viewport), wanted.style, wanted.dpr)
        self._ticket = -1
        self._ticket = self._worker.render_base(
            self._city,
            self._asked.viewport,
            wanted.style,
            wanted.dpr,
            lambda outcome: self._arrived.emit(turn, outcome),
        )

    @property
    def _is_busy(self) -> bool:
        """A picture is in the making, or the last one failed a moment ago."""
        return self._ticket is not None or self._rest.isActive()

    def _on_arrived(self, turn: int, outcome: object) -> None:
        if turn != self._turn:
            return
        self._ticket = None
        if isinstance(outcome, BaseImage):
            self._take(outcome)
        elif isinstance(outcome, WorkerFault):
            self.fault = outcome
            self._rest.start()
        self.version += 1
        self.changed.emit()
        self._ask()

    def _take(self, outcome: BaseImage) -> None:
        self.fault = None
        self._pixels = outcome.pixels  # the array owns the memory the image shows
        self._image = QImage(
            outcome.pixels.data, outcome.width_px, outcome.height_px, outcome.width_px * 4, QImage.Format.Format_RGB32
        )
        self._drawn = self._asked

    def close(self) -> None:
        self._drop_ticket()
        self._rest.stop()
        self._worker = None

    def _drop_ticket(self) -> None:
        if self._ticket is not None and self._worker is not None:
            self._worker.cancel(self._ticket)
        self._ticket = None
        self._turn += 1

    def covers(self, viewport: Viewport) -> bool:
        """Whether the picture in hand, sharp or not, reaches over the whole view."""
        if self._image is None or self._drawn is None:
            return False
        west, south, east, north = viewport.bounds_m
        box = self._drawn.viewport.bounds_m
        return box[0] <= west and box[1] <= south and box[2] >= east and box[3] >= north

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Into device pixels of `viewport`; nothing when there is no picture at all."""
        image, drawn = self._image, self._drawn
        if image is None or drawn is None:
            return
        ratio = drawn.viewport.scale / viewport.scale
        west, _, _, north = viewport.bounds_m
        left, _, _, top = drawn.viewport.bounds_m
        x_px, y_px = (left - west) / viewport.scale * drawn.dpr, (north - top) / viewport.scale * drawn.dpr
        if abs(ratio - 1.0) < scale.SAME_SCALE:
            painter.drawImage(round(x_px), round(y_px), image)
        else:
            target = QRectF(QPointF(x_px, y_px), image.deviceIndependentSize() * ratio)
            painter.drawImage(target, image)


def lacks(wanted: Wanted, drawn: Wanted | None, slack: float) -> bool:
    """Whether a picture of `drawn` does not do for `wanted` with that part of the margin to spare."""
    if drawn is None or drawn.style != wanted.style or drawn.dpr != wanted.dpr:
        return True
    if abs(drawn.viewport.scale / wanted.viewport.scale - 1.0) > scale.SAME_SCALE:
        return True
    spare_m = slack * scale.BASE_MARGIN_RATIO * wanted.viewport.width_px * wanted.viewport.scale
    west, south, east, north = wanted.viewport.bounds_m
    box = drawn.viewport.bounds_m
    return west - spare_m < box[0] or south - spare_m < box[1] or east + spare_m > box[2] or north + spare_m > box[3]


def widened(viewport: Viewport) -> Viewport:
    """The same place and scale with a margin over each edge."""
    grow = 1.0 + 2.0 * scale.BASE_MARGIN_RATIO
    return viewport.resized(round(viewport.width_px * grow), round(viewport.height_px * grow))
