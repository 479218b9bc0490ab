"""A camera worker: a process that hosts many cameras, `python -m video.worker PARENT_PID`, spoken to over its pipes.

Threads: one that decodes for each camera, one that analyses for all of them (it alone owns the detector), one that
sends, and the main thread, which listens to the parent and says how each camera is. Pictures show before the detector
is loaded and when there is none. What nobody foresaw ends the process: its parent starts another.
"""

import contextlib
import logging
import os
import sys
import threading
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from msgspec.msgpack import Decoder

from video import address, confinement, pipe
from video.feed import CameraFeed
from video.messages import Attend, Beat, Begin, CameraState, CameraStep, ModelState, ToWorker, UseModel
from video.outbox import Outbox
from video.pipe import PipeBrokenError, PipeTimeoutError
from video.slot_writer import SlotWriter
from video.turns import Turns

log = logging.getLogger(__name__)

TICK_S = 0.25
BEAT_S = 1.0
STUCK_S = 30.0
"""A step of the analysis that takes longer never ends."""
UNFORESEEN_EXIT, STUCK_EXIT = 70, 71


class Worker:
    """All of one process; made by the first message."""

    def __init__(self, begin: Begin, outbox: Outbox) -> None:
        self._outbox = outbox
        self._wake = threading.Event()
        slots = Path(begin.slots)
        self._feeds = tuple(
            CameraFeed(camera, SlotWriter(slots, camera.id), self._wake, self._tell_standing)
            for camera in begin.cameras
        )
        self._turns = Turns(self._feeds, begin.options, self._wake, outbox.put)
        self._beat_s = 0.0
        if begin.model is None:
            outbox.put(ModelState(""))
        else:
            self._turns.use(Path(begin.model))

    def run(self, source: BinaryIO) -> None:
        """Work until the parent closes its end."""
        self._turns.confine()
        for feed in self._feeds:
            feed.start()
        threading.Thread(target=self._turns.run, name="analysis", daemon=True).start()
        decoder = Decoder(ToWorker)
        while True:
            self._tick()
            try:
                self._obey(pipe.receive(source, decoder, TICK_S))
            except PipeTimeoutError:
                continue
            except PipeBrokenError:
                break
        for feed in self._feeds:
            feed.slot.remove()

    def _obey(self, message: ToWorker) -> None:
        if isinstance(message, UseModel):
            self._turns.use(Path(message.model))
        elif isinstance(message, Attend):
            self._turns.attend(message.camera_ids)

    def _tick(self) -> None:
        for feed in self._feeds:
            feed.check_silence()
        self._turns.say()
        if self._turns.busy_s() > STUCK_S:
            log.error("the analysis is stuck: the worker ends")
            os._exit(STUCK_EXIT)
        now_s = time.monotonic()
        if now_s - self._beat_s >= BEAT_S:
            self._beat_s = now_s
            self._outbox.put(Beat(time.process_time(), self._turns.cpu_s, self._turns.rates()))

    def _tell_standing(self, feed: CameraFeed) -> None:
        standing = feed.standing
        step = CameraStep.ONLINE if standing.online else CameraStep.OFFLINE
        self._outbox.put(CameraState(feed.camera.id, step, datetime.now(UTC), standing.fault or ""))


def main() -> int:
    confinement.die_with_parent(int(sys.argv[1]))
    confinement.limit_addresses(confinement.START_LIMIT_BYTES)
    source, target = _take_pipes()
    threading.excepthook = _end_all
    try:
        begin = pipe.receive(source, Decoder(ToWorker))
    except PipeBrokenError:
        return 0
    if not isinstance(begin, Begin):
        return UNFORESEEN_EXIT
    logging.basicConfig(level=begin.options.log_level, format="%(name)s: %(message)s", stream=sys.stderr)
    _redact_logs(begin)
    outbox = Outbox(target)
    threading.Thread(target=partial(_deliver, outbox), name="outbox", daemon=True).start()
    Worker(begin, outbox).run(source)
    sys.stderr.flush()
    os._exit(0)  # the detector's threads would be torn down under it


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for messages; what libraries print to standard output goes to standard error."""
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    target = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return source, target


def _redact_logs(begin: Begin) -> None:
    urls = tuple(camera.url for camera in begin.cameras)

    def clean(record: logging.LogRecord) -> bool:
        record.msg, record.args = address.redacted(record.getMessage(), urls), ()
        return True

    for handler in logging.getLogger().handlers:
        handler.addFilter(clean)


def _deliver(outbox: Outbox) -> None:
    with contextlib.suppress(PipeBrokenError):
        outbox.deliver()
    os._exit(0)


def _end_all(failure: threading.ExceptHookArgs) -> None:
    """A thread failed in a way nobody foresaw: say where, and end the whole process."""
    trace: TracebackType | None = failure.exc_traceback
    log.critical("a thread failed", exc_info=(failure.exc_type, failure.exc_value or Exception(), trace))
    sys.stderr.flush()
    os._exit(UNFORESEEN_EXIT)


if __name__ == "__main__":
    raise SystemExit(main())
