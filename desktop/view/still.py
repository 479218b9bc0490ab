"""A picture of the map without a window: the console's own canvas, painted once its base map is there. Qt thread."""

import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop.services.cities import attribution_of
from desktop.services.still import Frame, Still
from desktop.view.exercise import ExercisePlate, paint_hatch
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.whole_file import write_whole
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

_PATIENCE_S = 30.0
_LOOK_MS = 10


class MapNotDrawnError(RuntimeError):
    """The map worker gave no base map; `code` as of WorkerFault."""

    def __init__(self, fault: WorkerFault) -> None:
        super().__init__(str(fault))
        self.code = fault.code
        self.detail = fault.detail


def draw(worker: MapWorker, data: Path, still: Still, frame: Frame) -> QImage:
    """In the theme in force. Raises MapNotDrawnError."""
    canvas = MapCanvas(worker)
    faults: list[WorkerFault] = []
    canvas.faulted.connect(faults.append)
    try:
        canvas.resize(frame.width_px, frame.height_px)
        canvas.set_calm_motion(calm=True)
        canvas.set_city([data / one.file for one in still.base_maps], attribution_of(still.base_maps))
        for layer in still.layers:
            canvas.set_layer(layer)
        canvas.grab()  # a widget takes its size when it is first painted
        canvas.fly_to(frame.centre, frame.width_m)
        if still.base_maps:
            _wait_for_base(canvas, faults)
        picture = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    finally:
        canvas.shut()
        canvas.deleteLater()
    if still.is_exercise:
        _mark_exercise(picture)
    return picture


def write_png(picture: QImage, path: Path) -> None:
    """Whole or not at all. Raises OSError."""
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    write_whole(path, bytes(store.data()))


def _wait_for_base(canvas: MapCanvas, faults: list[WorkerFault]) -> None:
    """The canvas asks for its picture when it is first painted."""
    canvas.grab()
    deadline_s = time.monotonic() + _PATIENCE_S
    while not canvas.is_base_ready and not faults:
        if time.monotonic() > deadline_s:
            raise MapNotDrawnError(WorkerFault("timeout"))
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _LOOK_MS)
    if faults:
        raise MapNotDrawnError(faults[0])


def _mark_exercise(picture: QImage) -> None:
    """Burnt in: the picture leaves the console, and nothing in it is real."""
    painter = QPainter(picture)
    paint_hatch(painter, picture.size())
    plate = ExercisePlate()
    left = (picture.width() - plate.width()) // 2
    painter.drawPixmap(QPoint(left, scale.EXERCISE_FRAME_PX + scale.SPACE_8), plate.grab())
    painter.end()
