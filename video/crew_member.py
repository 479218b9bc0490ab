"""One worker process and the thread that looks after it: starts it, listens, kills it when it hangs, starts it again.

A worker that died is back at once. After five deaths in a minute its cameras are degraded: one try a minute, the rest
of the city untouched.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, cast

from msgspec.msgpack import Decoder

from video import pipe
from video.address import redacted
from video.messages import Begin, FromWorker, ToWorker
from video.pipe import PipeBrokenError, PipeTimeoutError

log = logging.getLogger(__name__)

DEATHS_LIMIT = 5
DEATHS_WINDOW_S = 60.0
DEGRADED_RETRY_S = 60.0
FIRST_WORD_S = 20.0
"""A worker that says nothing so long after its start hangs."""
SILENCE_S = 5.0
STOP_S = 3.0
SOON_S = 0.05


class CrewMember:
    """`on_message` and `on_death` are called on the member's own thread; `on_death` is told whether it is degraded."""

    def __init__(
        self, begin: Begin, on_message: Callable[[FromWorker], None], on_death: Callable[["CrewMember", bool], None]
    ) -> None:
        self.begin = begin
        self._on_message = on_message
        self._on_death = on_death
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._write_lock = threading.Lock()
        self._deaths_s: list[float] = []
        self._decoder: Decoder[FromWorker] = Decoder(FromWorker)
        self._thread = threading.Thread(target=self._look_after, name="camera crew", daemon=True)

    @property
    def pid(self) -> int | None:
        """The worker's process, when there is one."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the worker, gently first, and wait for the thread."""
        self._stopping.set()
        process = self._process
        if process is not None:
            _end(process)
        self._thread.join(STOP_S * 2)

    def retire(self) -> None:
        """Start no other worker; called on the member's own thread, when the last has ended."""
        self._stopping.set()

    def tell(self, message: ToWorker) -> None:
        """Say something to the worker; a dead one is told what it must know when it is started again."""
        process = self._process
        if process is None or process.stdin is None:
            return
        with self._write_lock, contextlib.suppress(PipeBrokenError):
            pipe.send(cast("BinaryIO", process.stdin), message)

    def _look_after(self) -> None:
        while not self._stopping.is_set():
            process = _spawn()
            listener = threading.Thread(target=self._log_words, args=(process,), daemon=True)
            listener.start()
            self._introduce(process)
            self._listen(process)
            _reap(process)
            listener.join(STOP_S)
            if not self._stopping.is_set():
                self._stopping.wait(self._bury(process))

    def _introduce(self, process: subprocess.Popen[bytes]) -> None:
        """Tell a new worker its cameras before anything else may be told to it."""
        with self._write_lock:
            with contextlib.suppress(PipeBrokenError):
                pipe.send(cast("BinaryIO", process.stdin), self.begin)
            self._process = process
        if self._stopping.is_set():
            _end(process)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Give every message on until the worker ends or hangs."""
        source = cast("BinaryIO", process.stdout)
        patience_s = FIRST_WORD_S
        while True:
            try:
                self._on_message(pipe.receive(source, self._decoder, patience_s))
            except PipeTimeoutError:
                log.warning("camera worker %s hangs: it is killed", process.pid)
                return
            except PipeBrokenError:
                return
            patience_s = SILENCE_S

    def _bury(self, process: subprocess.Popen[bytes]) -> float:
        """Count the death and give how long to wait before the next start."""
        now_s = time.monotonic()
        self._deaths_s = [at_s for at_s in self._deaths_s if now_s - at_s < DEATHS_WINDOW_S] + [now_s]
        degraded = len(self._deaths_s) >= DEATHS_LIMIT
        log.warning("camera worker %s ended with %s", process.pid, process.returncode)
        self._on_death(self, degraded)
        return DEGRADED_RETRY_S if degraded else SOON_S

    def _log_words(self, process: subprocess.Popen[bytes]) -> None:
        """Log what the worker and its libraries print, without secrets."""
        urls = [camera.url for camera in self.begin.cameras]
        with cast("BinaryIO", process.stderr) as printed:
            for line in printed:
                words = redacted(line.decode(errors="replace").rstrip(), urls)
                if words:
                    log.info("camera worker %s: %s", process.pid, words)


def _spawn() -> subprocess.Popen[bytes]:
    """Start a worker. Few malloc arenas: each reserves 64 MiB of the addresses it is limited to."""
    environment = os.environ | {"MALLOC_ARENA_MAX": "2", "OMP_WAIT_POLICY": "PASSIVE"}
    return subprocess.Popen(
        [sys.executable, "-m", "video.worker", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=environment,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """A worker ends when its input closes; one that does not is killed."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_S)
        return
    process.kill()


def _reap(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of it (by its own id) and close our ends."""
    if process.poll() is None:
        process.kill()
    process.wait()
    for end in (process.stdin, process.stdout):
        if end is not None:
            with contextlib.suppress(OSError):
                end.close()
