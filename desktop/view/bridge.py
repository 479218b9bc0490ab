"""From the tape to Qt: deltas of the picture, made in its own thread, reach the widgets batched, on the Qt thread.

Positions, values and layers coalesce to the newest; alarms and incidents never do. A batch is taken at most thirty
times a second, and nothing is emitted for what nobody was told of.
"""

import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.services.picture_delta import PictureDelta, Snapshot
from desktop.view.situation import Situation, Topic
from maps.layer import Layer

BATCH_MS = 33


class Bridge(QObject):
    """`told(topics)`, `layer_made(Layer)`, `layer_gone(name)`: all on the Qt thread."""

    told = Signal(object)
    layer_made = Signal(object)
    layer_gone = Signal(str)
    _woken = Signal()

    def __init__(self, situation: Situation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._situation = situation
        self._lock = threading.Lock()
        self._waiting: deque[tuple[PictureDelta, Snapshot | None]] = deque()
        self._is_woken = False
        self._timer = QTimer(self, singleShot=True, interval=BATCH_MS)
        self._timer.timeout.connect(self._flush)
        self._woken.connect(self._arm, Qt.ConnectionType.QueuedConnection)

    def receive(self, delta: PictureDelta, snapshot_of: Callable[[], Snapshot]) -> None:
        """On the picture's thread. Where a table was read anew its snapshot is taken here, off the Qt thread."""
        snapshot = snapshot_of() if delta.whole or delta.again else None
        with self._lock:
            self._waiting.append((delta, snapshot))
            was_woken, self._is_woken = self._is_woken, True
        if not was_woken:
            self._woken.emit()

    @Slot()
    def _arm(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _flush(self) -> None:
        with self._lock:
            batch = list(self._waiting)
            self._waiting.clear()
            self._is_woken = False
        topics: set[Topic] = set()
        layers: dict[str, Layer | None] = {}
        for delta, snapshot in batch:
            topics |= self._take(delta, snapshot)
            _collect(layers, delta, snapshot)
        self._tell(frozenset(topics), layers)

    def _take(self, delta: PictureDelta, snapshot: Snapshot | None) -> frozenset[Topic]:
        if snapshot is None:
            return self._situation.advance(delta)
        if delta.whole:
            return self._situation.take_whole(snapshot)
        topics = self._situation.advance(delta)
        self._situation.take_tables(snapshot)
        return topics

    def _tell(self, topics: frozenset[Topic], layers: dict[str, Layer | None]) -> None:
        for name, layer in layers.items():
            if layer is None:
                self.layer_gone.emit(name)
            else:
                self.layer_made.emit(layer)
        if topics:
            self.told.emit(topics)


def _collect(layers: dict[str, Layer | None], delta: PictureDelta, snapshot: Snapshot | None) -> None:
    """The newest value of each layer; None for one that is gone."""
    if delta.whole and snapshot is not None:
        layers.clear()
        layers.update(snapshot.layers)
    layers.update(dict.fromkeys(delta.gone_layers))
    layers.update({layer.name: layer for layer in delta.layers})
