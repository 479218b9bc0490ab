"""One timer for all tiles of a console: at most 25 looks a second, and never more time in one than a frame has.

A tile that is not seen is neither read nor marked as watched, so its camera gives its turn to others.
"""

import time
from collections import deque
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

PERIOD_MS = 40
LOOK_BUDGET_S = 0.008
"""Half a frame of the screen: tiles not reached are first at the next look."""


class Looker(Protocol):
    """A tile."""

    def isVisible(self) -> bool: ...
    def look(self) -> None: ...


class TileClock(QObject):
    """Tiles join when they are shown and leave when they are hidden. Runs only while there are any."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: deque[Looker] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self._look)

    def join(self, tile: Looker) -> None:
        if tile not in self._tiles:
            self._tiles.append(tile)
        self._timer.start()

    def leave(self, tile: Looker) -> None:
        if tile in self._tiles:
            self._tiles.remove(tile)
        if not self._tiles:
            self._timer.stop()

    def _look(self) -> None:
        until_s = time.monotonic() + LOOK_BUDGET_S
        for _ in range(len(self._tiles)):
            tile = self._tiles[0]
            self._tiles.rotate(-1)
            if tile.isVisible():
                tile.look()
            if time.monotonic() > until_s:
                return
