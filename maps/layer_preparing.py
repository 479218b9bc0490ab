"""What layers need before they are shown in full, done once and in the background: conversions and overviews.

One child per source, at most two at a time; a source that failed is not tried again for a minute, or until it is
forgiven.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from maps.layer_messages import Places, PrepareDone, PrepareJob, Secrets
from maps.source import Source
from maps.worker_answers import fault_of
from maps.worker_children import MEMORY_MB, Children
from maps.worker_process import WorkerProcess
from maps.worker_queue import WorkerFault

_SILENCE_S = 1800.0
_AT_A_TIME = 2
_REST_S = 60.0
_NEARLY = 0.99


def prepared_as(source: Source) -> Source:
    """What is prepared for a source: one conversion serves all layers of a file, in whatever system they are said."""
    return msgspec.structs.replace(source, sublayer="", crs="", credentials="")


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far a source, as `prepared_as` gives it, is. Done when `done_ratio` is 1 without a fault."""

    source: Source
    done_ratio: float
    fault: WorkerFault | None = None
    told_s: float = 0.0
    """By the monotonic clock."""

    @property
    def is_over(self) -> bool:
        return self.fault is not None or self.done_ratio >= 1.0


class Preparations:
    """`on_change` is called on threads of the children."""

    def __init__(self, children: Children, on_change: Callable[[Preparation], None]) -> None:
        self._children = children
        self._on_change = on_change
        self._lock = threading.Lock()
        self._known: dict[str, Preparation] = {}
        self._waiting: deque[PrepareJob] = deque()
        self._running: dict[str, WorkerProcess] = {}
        self._stopped: set[str] = set()
        self._closed = False

    def of(self, source: Source) -> Preparation | None:
        with self._lock:
            return self._known.get(prepared_as(source).key)

    def want(self, source: Source, places: Places, secrets: Secrets) -> None:
        """Begins it when it has not been begun, nor ended a moment ago."""
        source = prepared_as(source)
        with self._lock:
            known = self._known.get(source.key)
            if (
                self._closed
                or source.key in self._stopped
                or (known is not None and not (known.is_over and time.monotonic() - known.told_s > _REST_S))
            ):
                return
            self._known[source.key] = Preparation(source, 0.0)
            self._waiting.append(PrepareJob(source, places, secrets))
        self._begin()

    def stop(self, source: Source) -> None:
        """A person wants it no more: it ends with the fault `stopped`, and is not begun again until it is forgotten.

        Waits for the end of its child.
        """
        source = prepared_as(source)
        with self._lock:
            self._waiting = deque(job for job in self._waiting if job.source.key != source.key)
            process = self._running.get(source.key)
            self._stopped.add(source.key)
        if process is not None:
            process.close()
        else:
            self._tell(source, 0.0, WorkerFault("stopped"))

    def forget(self, source: Source) -> None:
        """It may be tried again."""
        source = prepared_as(source)
        with self._lock:
            known = self._known.get(source.key)
            if known is not None and known.is_over:
                del self._known[source.key]
                self._stopped.discard(source.key)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._waiting.clear()
            running = list(self._running.values())
        for process in running:
            process.close()

    def _begin(self) -> None:
        with self._lock:
            if self._closed or not self._waiting or len(self._running) >= _AT_A_TIME:
                return
            job = self._waiting.popleft()
            process = self._children.fresh("prepare", MEMORY_MB["prepare"])
            self._running[job.source.key] = process
        threading.Thread(target=self._tend, args=(job, process), name="map-prepare", daemon=True).start()

    def _tend(self, job: PrepareJob, process: WorkerProcess) -> None:
        outcome = self._children.wait_for(
            process, job, _SILENCE_S, lambda ratio: self._tell(job.source, min(ratio, _NEARLY))
        )
        with self._lock:
            self._running.pop(job.source.key, None)
        process.close()
        if isinstance(outcome, PrepareDone):
            self._tell(job.source, 1.0)
        else:
            self._tell(job.source, 0.0, fault_of(outcome))
        self._begin()

    def _tell(self, source: Source, ratio: float, fault: WorkerFault | None = None) -> None:
        with self._lock:
            if self._closed:
                return
            if source.key in self._stopped and not (fault is None and ratio >= 1.0):
                ratio, fault = 0.0, WorkerFault("stopped")
            done = Preparation(source, ratio, fault, time.monotonic())
            self._known[source.key] = done
        self._on_change(done)
