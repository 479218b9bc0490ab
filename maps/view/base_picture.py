"""The static map under the live layers: drawn by the map worker, larger than the view.

It is shown shifted, scaled or turned until a better one is there. One picture is in the making at a time; when it
comes and the view has moved on, the next is asked for. All on the Qt thread but `on_done`, which the worker calls on a
thread of its own: it only emits.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from maps.picture import BaseImage
from maps.view.covering import SLACK_RATIO, Wanted, holds, lacks, paint_shown, widened
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

_REST_MS = 2_000
"""Between a picture that could not be drawn and the next try."""


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
        return self._image is not None and self._drawn is not None and holds(self._drawn.viewport, viewport, 0.0)

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Into device pixels of `viewport`; nothing when there is no picture at all."""
        image, drawn = self._image, self._drawn
        if image is None or drawn is None:
            return
        paint_shown(painter, image, drawn, viewport)
