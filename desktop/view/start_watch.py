"""Watches a console come up: when its first map is painted, when everything is there, and what it then weighs."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from maps.view.canvas import MapCanvas

_LOOK_MS = 10
_SETTLE_S = 2.0
"""After everything is there: what the opening needed for a moment is given back."""
_PATIENCE_S = 40.0


@dataclass(slots=True)
class Start:
    """Moments are seconds of the wall clock, as a process's own beginning is; memory is in bytes."""

    moments: dict[str, float] = field(default_factory=dict[str, float])
    memory: dict[str, int] = field(default_factory=dict[str, int])


class StartWatch(QObject):
    """Closes the window when it has seen enough, or after its patience. `is_filled` says that all is there."""

    def __init__(self, window: QWidget, canvas: MapCanvas, is_filled: Callable[[], bool]) -> None:
        super().__init__(window)
        self.start = Start()
        self._window, self._canvas, self._is_filled = window, canvas, is_filled
        self._until_s = time.monotonic() + _PATIENCE_S
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._mark("window")
            if self._canvas.is_base_ready:
                QTimer.singleShot(0, self, lambda: self._mark("first_painted_map"))
        return super().eventFilter(watched, event)

    def _mark(self, name: str) -> None:
        self.start.moments.setdefault(name, time.time())

    def _look(self) -> None:
        moments = self.start.moments
        if self._is_filled():
            self._mark("filled")
        settled = "first_painted_map" in moments and time.time() - moments.get("filled", time.time()) > _SETTLE_S
        if settled:
            self._weigh()
        if settled or time.monotonic() > self._until_s:
            self._timer.stop()
            self._window.close()

    def _weigh(self) -> None:
        import psutil  # noqa: PLC0415 - no console needs it but one that is weighed

        process = psutil.Process()
        own = process.memory_info().rss
        workers = sum(child.memory_info().rss for child in process.children(recursive=True))
        self.start.memory |= {"rss": own, "workers": workers, "sum": own + workers}
