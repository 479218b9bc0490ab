"""One camera's decode thread: keeps its stream open, holds a file to its own rate, and offers the newest frame.

Frames never pile up: the one offered for analysis is replaced by a newer one, and a frame that comes too late is
dropped. A frame offered for analysis is shown with its boxes once they are known; the frames between are shown at
once, their boxes carried on.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from video import address
from video.camera import Camera
from video.carry import Measured
from video.fault import Fault
from video.frame_slot import FrameNote, SlotBox
from video.pace import Backoff, Pacer
from video.slot_layout import SlotError
from video.slot_writer import SlotWriter
from video.stream import Pixels, Stream, StreamError, StreamFrame

log = logging.getLogger(__name__)

UNWATCHED_SHOWN_S = 1.0
"""The slot of a camera that nobody watches is renewed at least this often."""
SILENT_S = 3.0
JITTER_S = 0.02
"""A frame so little before its turn is taken: the next may be a whole period late."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A frame offered for analysis; `pass_number` changes when the film starts again and all tracks end."""

    frame: StreamFrame
    pass_number: int
    captured_ns: int
    captured_at: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How the camera is, since when on the monotonic clock."""

    online: bool
    fault: Fault | None
    since_s: float


class CameraFeed:
    """`on_change` is called with each new standing, on the feed's own thread or the worker's."""

    def __init__(
        self, camera: Camera, slot: SlotWriter, wake: threading.Event, on_change: Callable[["CameraFeed"], None]
    ) -> None:
        self.camera = camera
        self.slot = slot
        self.standing = Standing(online=False, fault=None, since_s=time.monotonic())
        self._wake = wake
        self._on_change = on_change
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._sample: Sample | None = None
        self._measured = Measured(0.0)
        self._pass_number = 0
        self._last_frame_s = time.monotonic()
        self._next_sample_s = 0.0
        self._shown_ns = 0
        self._thread = threading.Thread(target=self._run, name=f"feed {camera.id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does within its timeouts."""
        self._stop.set()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def cpu_s(self) -> float:
        """Processor time of the decode thread so far."""
        ident = self._thread.ident
        if ident is None or not self._thread.is_alive():
            return 0.0
        try:
            return time.clock_gettime(time.pthread_getcpuclockid(ident))
        except OSError:
            return 0.0

    def has_sample(self) -> bool:
        return self._sample is not None

    def take(self) -> Sample | None:
        """Take the newest frame that is due for analysis."""
        with self._lock:
            sample, self._sample = self._sample, None
        return sample

    def show_analysed(self, sample: Sample, bgr: Pixels, boxes: tuple[SlotBox, ...]) -> None:
        """Put an analysed frame on show with its own boxes, unless a newer one is there already."""
        with self._lock:
            if sample.pass_number != self._pass_number:
                return
            self._measured = self._measured.followed_by(sample.frame.t_s, boxes)
            self._show(sample, bgr, boxes, measured=True)

    def check_silence(self) -> None:
        """Say that an open stream gives no frames; called by the worker's main thread."""
        if self.standing.online and time.monotonic() - self._last_frame_s > SILENT_S:
            self._stand(online=False, fault=Fault.SILENT)

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stop.is_set():
            began_s = time.monotonic()
            fault = self._play()
            if fault is None:
                return
            self._stand(online=False, fault=fault)
            if fault is Fault.ENDED and not address.is_live(self.camera.url):
                return
            self._stop.wait(backoff.after(fault, time.monotonic() - began_s))

    def _play(self) -> Fault | None:
        """Play until stopped (None) or until the stream fails or ends."""
        pacer: Pacer | None = None
        try:
            while not self._stop.is_set():
                with Stream(self.camera.url) as stream:
                    if not address.is_live(self.camera.url):
                        pacer = pacer or Pacer(1.0 / stream.rate_fps)
                    if not self._play_once(stream, pacer):
                        return Fault.UNREADABLE
                if not self.camera.loop:
                    return Fault.ENDED
        except StreamError as error:
            return error.fault
        except SlotError as error:
            log.warning("%s", error)
            return Fault.NO_ROOM
        except MemoryError:
            return Fault.MEMORY
        return None

    def _play_once(self, stream: Stream, pacer: Pacer | None) -> bool:
        """Give whether there was any frame."""
        self._begin_pass()
        if pacer is not None:
            pacer.begin_pass()
        count = 0
        for frame in stream.frames():
            count += 1
            if self._stop.is_set():
                break
            if pacer is None or pacer.hold(frame.t_s, self._stop):
                self._receive(frame)
        return count > 0

    def _begin_pass(self) -> None:
        with self._lock:
            self._pass_number += 1
            self._sample = None
            self._measured = Measured(0.0)

    def _receive(self, frame: StreamFrame) -> None:
        now_s = self._last_frame_s = time.monotonic()
        if not self.standing.online:
            self._stand(online=True, fault=None)
        sample = Sample(frame, self._pass_number, time.monotonic_ns(), time.time())
        waits_for_boxes = now_s >= self._next_sample_s - JITTER_S and self._offer(sample, now_s)
        if not waits_for_boxes and self._is_wanted(now_s):
            bgr = frame.bgr()
            with self._lock:
                self._show(sample, bgr, self._measured.at(frame.t_s), measured=False)

    def _offer(self, sample: Sample, now_s: float) -> bool:
        """Offer a frame for analysis; False when the one before was not taken, so that the picture must not wait.

        The analysed rate is kept on average, without catching up after a pause.
        """
        period_s = 1.0 / max(0.1, self.camera.analysed_fps)
        self._next_sample_s = max(self._next_sample_s + period_s, now_s + period_s / 2)
        with self._lock:
            in_time = self._sample is None
            self._sample = sample
        self._wake.set()
        return in_time

    def _is_wanted(self, now_s: float) -> bool:
        return self.slot.watched() or now_s - self._shown_ns / 1e9 > UNWATCHED_SHOWN_S

    def _show(self, sample: Sample, bgr: Pixels, boxes: tuple[SlotBox, ...], *, measured: bool) -> None:
        if sample.captured_ns <= self._shown_ns:
            return
        self._shown_ns = sample.captured_ns
        self.slot.write(FrameNote(sample.frame.t_s, sample.captured_ns, sample.captured_at, boxes, measured), bgr)

    def _stand(self, *, online: bool, fault: Fault | None) -> None:
        if (online, fault) == (self.standing.online, self.standing.fault):
            return
        self.standing = Standing(online, fault, time.monotonic())
        self._on_change(self)
