"""Everything the camera workers say, on its way to the store: alarms at once, sightings in batches.

Messages come on the workers' threads and are never kept waiting: events and states are queued without loss, sightings
up to a bound, the oldest of them given up first.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta

from desktop.services.alarms import Alarms
from desktop.services.camera_alarms import CameraAlarms
from desktop.services.clock import Now, Ticks, ticks_s, utc_now
from desktop.storage import sightings
from desktop.storage.fault import StoreError
from desktop.storage.sightings import SightingRow
from desktop.storage.store import Store
from video.messages import CameraEvents, CameraSightings, CameraState, FromWorker

LOOK_S = 0.5
SIGHTINGS_EVERY_S = 0.1
SIGHTINGS_WAITING = 2000
"""Frames; at sixteen cameras and ten frames a second, twelve seconds without a store."""
RETRY_S = 1.0
SIGHTINGS_KEPT = timedelta(days=1)

log = logging.getLogger(__name__)


class Surveillance:
    """A part of the node: `hear` is the crew's `on_message`; `start` and `stop` its thread."""

    def __init__(
        self,
        store: Store,
        alarms: Alarms,
        on_attend: Callable[[frozenset[str]], None] | None = None,
        now: Now = utc_now,
        ticks: Ticks = ticks_s,
    ) -> None:
        self._store, self._now, self._ticks = store, now, ticks
        self._camera_alarms = CameraAlarms(store, alarms, on_attend, now, ticks)
        self._words: deque[CameraEvents | CameraState | CameraSightings] = deque()
        self._seen: deque[CameraSightings] = deque(maxlen=SIGHTINGS_WAITING)
        self._passes: dict[str, int] = {}
        self._look_tick = float("-inf")
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._is_begun = self._is_faulty = False
        self._thread = threading.Thread(target=self._run, name="surveillance", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What was heard before is written first, if the store takes it."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(10.0)

    def hear(self, message: FromWorker) -> None:
        """Thread: any."""
        if isinstance(message, CameraSightings):
            self._seen.append(message)
            if self._passes.get(message.camera_id) == message.pass_number:
                return
            self._passes[message.camera_id] = message.pass_number
            self._words.append(message)
        elif isinstance(message, CameraEvents | CameraState):
            self._words.append(message)
            self._woken.set()

    def forget_old(self) -> int:
        """Sightings older than a day; a round of the node."""
        with self._store.write() as connection:
            return sightings.prune(connection, self._now() - SIGHTINGS_KEPT)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(SIGHTINGS_EVERY_S)
            self._woken.clear()
            if not self._try(self._step):
                self._stopped.wait(RETRY_S)
        self._try(self._step)

    def _try(self, act: Callable[[], None]) -> bool:
        """Said once when the store fails and once when it is back; nothing of what was heard is lost but sightings."""
        try:
            act()
        except StoreError as error:
            if not self._is_faulty:
                log.warning("what cameras say cannot be written: %s", error)
            self._is_faulty = True
            return False
        if self._is_faulty:
            log.info("what cameras say is written again")
        self._is_faulty = False
        return True

    def _step(self) -> None:
        if not self._is_begun:
            self._camera_alarms.begin()
            self._is_begun = True
        while self._words:
            self._tell(self._words[0])
            self._words.popleft()
        tick = self._ticks()
        if tick - self._look_tick >= LOOK_S:
            self._look_tick = tick
            self._camera_alarms.look()
        self._write_sightings()

    def _tell(self, word: CameraEvents | CameraState | CameraSightings) -> None:
        if isinstance(word, CameraSightings):
            self._camera_alarms.hear_pass(word.camera_id, word.pass_number)
        else:
            self._camera_alarms.hear(word)

    def _write_sightings(self) -> None:
        rows: list[SightingRow] = []
        while self._seen:
            rows += _rows(self._seen.popleft())
        if rows:
            with self._store.write() as connection:
                sightings.add(connection, rows)


def _rows(message: CameraSightings) -> Iterable[SightingRow]:
    """Those that stand somewhere: without a calibration an object has no place to be kept for."""
    for one in message.sightings:
        if one.place is not None or one.x_m is not None:
            yield SightingRow(
                message.camera_id,
                message.at,
                one.track,
                one.class_name,
                one.score,
                one.box,
                one.place,
                one.x_m,
                one.y_m,
            )
