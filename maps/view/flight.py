"""The map flying to a place: 200 ms, eased; a cut when the way is longer than three screens."""

import math
import time

from PySide6.QtCore import QObject, QTimer, Signal

from maps.view.theme import scale
from maps.viewport import Viewport, normal_bearing

_FRAME_MS = 16


class Flight(QObject):
    """Gives the viewports on the way by `moved`; a new target or `stop` ends the flight under way."""

    moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._step)
        self._start: Viewport | None = None
        self._goal: Viewport | None = None
        self._began_s = 0.0

    @property
    def is_flying(self) -> bool:
        return self._timer.isActive()

    def fly(self, start: Viewport, goal: Viewport, *, calm_motion: bool) -> None:
        self._timer.stop()
        if calm_motion or is_far(start, goal):
            self.moved.emit(goal)
            return
        self._start, self._goal, self._began_s = start, goal, time.monotonic()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _step(self) -> None:
        assert self._start is not None
        assert self._goal is not None
        part = (time.monotonic() - self._began_s) * 1_000 / scale.FLY_MS
        if part >= 1.0:
            self._timer.stop()
        self.moved.emit(between(self._start, self._goal, part))


def is_far(start: Viewport, goal: Viewport) -> bool:
    """Over three screens away, at the wider of both scales, or as much closer or wider."""
    screen_m = max(start.scale, goal.scale) * max(start.width_px, start.height_px)
    way_m = math.hypot(goal.x_m - start.x_m, goal.y_m - start.y_m)
    zooms = abs(math.log2(goal.scale / start.scale))
    return way_m > scale.FLY_MAX_SCREENS * screen_m or zooms > 2 * scale.FLY_MAX_SCREENS


def between(start: Viewport, goal: Viewport, part: float) -> Viewport:
    """Eased out; the scale changes by equal factors, the turn by the shorter way. At 1 or more exactly the goal."""
    if part >= 1.0:
        return goal
    eased = 1.0 - (1.0 - max(0.0, part)) ** 3
    return Viewport(
        start.x_m + (goal.x_m - start.x_m) * eased,
        start.y_m + (goal.y_m - start.y_m) * eased,
        start.scale * (goal.scale / start.scale) ** eased,
        goal.width_px,
        goal.height_px,
        normal_bearing(start.bearing_deg + normal_bearing(goal.bearing_deg - start.bearing_deg) * eased),
    )
