"""The static map under the live layers: drawn by the map worker, larger than the view.

It is shown shifted, scaled or turned until a better one is there. One picture is in the making at a time; when it
comes and the view has moved on, the next is asked for. All on the Qt thread but `on_done`, which the worker calls on a
thread of its own: it only emits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
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
_ROUNDING_PX = 1e-3


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
        return self._image is not None and self._drawn is not None and _holds(self._drawn.viewport, viewport, 0.0)

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        """Into device pixels of `viewport`; nothing when there is no picture at all."""
        image, drawn = self._image, self._drawn
        if image is None or drawn is None:
            return
        lay(painter, image, drawn, viewport)


def lacks(wanted: Wanted, drawn: Wanted | None, slack: float) -> bool:
    """Whether a picture of `drawn` does not do for `wanted` with that part of the margin to spare."""
    if drawn is None or drawn.style != wanted.style or drawn.dpr != wanted.dpr:
        return True
    shown, view = drawn.viewport, wanted.viewport
    if abs(shown.scale / view.scale - 1.0) > scale.SAME_SCALE or shown.bearing_deg != view.bearing_deg:
        return True
    return not _holds(shown, view, slack * scale.BASE_MARGIN_RATIO * view.width_px)


def _holds(shown: Viewport, view: Viewport, spare_px: float) -> bool:
    """Whether all corners of the view lie in the shown picture, `spare_px` off its edges."""
    corners = (shown.pixel_of_metres(*corner) for corner in view.corners_m())
    low, wide, tall = spare_px - _ROUNDING_PX, shown.width_px - spare_px, shown.height_px - spare_px
    return all(low <= x <= wide + _ROUNDING_PX and low <= y <= tall + _ROUNDING_PX for x, y in corners)


def lay(painter: QPainter, image: QImage, drawn: Wanted, viewport: Viewport) -> None:
    """A picture of `drawn` into device pixels of `viewport`, as it is or scaled and turned."""
    shown, dpr = drawn.viewport, drawn.dpr
    ratio = shown.scale / viewport.scale
    if abs(ratio - 1.0) < scale.SAME_SCALE and shown.bearing_deg == viewport.bearing_deg:
        left, top = viewport.pixel_of_metres(*shown.metres_at(0.0, 0.0))
        painter.drawImage(round(left * dpr), round(top * dpr), image)
        return
    middle_x, middle_y = viewport.pixel_of_metres(shown.x_m, shown.y_m)
    painter.save()
    painter.translate(middle_x * dpr, middle_y * dpr)
    painter.rotate(shown.bearing_deg - viewport.bearing_deg)
    painter.scale(ratio, ratio)
    painter.drawImage(QPointF(-image.width() / 2, -image.height() / 2), image)
    painter.restore()


def widened(viewport: Viewport) -> Viewport:
    """The same place and scale with a margin over each edge."""
    grow = 1.0 + 2.0 * scale.BASE_MARGIN_RATIO
    return viewport.resized(round(viewport.width_px * grow), round(viewport.height_px * grow))
