"""One child of the map worker and the thread that tends it: starts it, gives it one job at a time, starts it again.

A job whose child dies under it is given to the next child once; a child that dies five times in a minute is left
alone for the rest of that minute and every job gets a fault. The thread that started a child outlives it, since the
kernel kills the child with that thread.
"""

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from maps.worker_messages import BrokenPipeTalkError, Progress, Reply, receive_reply, send
from maps.worker_queue import Task, TaskQueue, WorkerFault

CRASHES_ALLOWED = 5
CRASH_WINDOW_S = 60.0
_STOP_S = 1.0
_LARGEST_LOG_BYTES = 1 << 18
_LOG_TAIL_BYTES = 600


class WorkerProcess:
    """`queue` is public: jobs are put and cancelled there. Callbacks run on this object's thread."""

    def __init__(self, role: str, log: Path, memory_mb: int, on_crash: Callable[[WorkerFault], None]) -> None:
        self.queue = TaskQueue()
        self._command = [sys.executable, "-m", "maps.worker", role, str(os.getpid()), str(memory_mb)]
        self._log = log
        self._on_crash = on_crash
        self._child: subprocess.Popen[bytes] | None = None
        self._crashed_at: deque[float] = deque(maxlen=CRASHES_ALLOWED)
        self._starting = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"map-worker-{role}", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def close(self) -> None:
        """Ends the child at once, whatever it does, and waits for the thread."""
        self.queue.close()
        with self._starting:
            if self._child is not None:
                self._child.kill()
        self._thread.join(timeout=10.0)

    def _run(self) -> None:
        self._living()
        while (task := self.queue.take()) is not None:
            self._do(task)
            self._trim_log()
        if self._child is not None:
            _reap(self._child)

    def _do(self, task: Task) -> None:
        outcome: Reply | WorkerFault = self._attempt(task)
        if isinstance(outcome, WorkerFault) and outcome.code == "crashed" and self.queue.is_wanted:
            outcome = self._attempt(task)
        if not self.queue.is_wanted:
            task.discard()
        elif isinstance(outcome, WorkerFault):
            task.discard()
            task.on_fault(outcome)
        else:
            task.on_reply(outcome)

    def _attempt(self, task: Task) -> Reply | WorkerFault:
        child = self._living()
        if child is None:
            return WorkerFault("gave_up", f"{CRASHES_ALLOWED} crashes in {CRASH_WINDOW_S:.0f} s")
        outcome = self._talk(child, task)
        if isinstance(outcome, WorkerFault):
            self._bury(child, outcome)
        return outcome

    def _living(self) -> "subprocess.Popen[bytes] | None":
        """The child, a new one when it is gone; None when too many have died of late, or when all is closing."""
        with self._starting:
            if self._child is None and not self._is_spent() and not self.queue.is_closed:
                with self._log.open("ab") as log:
                    pipe = subprocess.PIPE
                    self._child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=log)
            return self._child

    def _is_spent(self) -> bool:
        full = len(self._crashed_at) == CRASHES_ALLOWED
        return full and time.monotonic() - self._crashed_at[0] < CRASH_WINDOW_S

    def _talk(self, child: "subprocess.Popen[bytes]", task: Task) -> Reply | WorkerFault:
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        alarm = threading.Timer(task.deadline_s, give_up)
        alarm.start()
        try:
            reply = self._exchange(child, task)
        except (OSError, BrokenPipeTalkError) as error:
            return WorkerFault("timeout" if late.is_set() else "crashed", str(error))
        finally:
            alarm.cancel()
        if reply is not None:
            return reply
        return WorkerFault("timeout" if late.is_set() else "crashed", self._last_words())

    def _exchange(self, child: "subprocess.Popen[bytes]", task: Task) -> Reply | None:
        jobs, replies = _pipes_of(child)
        send(jobs, task.job)
        while isinstance(reply := receive_reply(replies), Progress):
            if self.queue.is_wanted:
                task.on_reply(reply)
        return reply

    def _bury(self, child: "subprocess.Popen[bytes]", fault: WorkerFault) -> None:
        child.kill()
        _reap(child)
        with self._starting:
            self._child = None
        if not self.queue.is_closed:
            self._crashed_at.append(time.monotonic())
            self._on_crash(fault)

    def _last_words(self) -> str:
        """The end of the child's log: what it, or a library of its, said last."""
        try:
            text = self._log.read_bytes()[-_LOG_TAIL_BYTES:].decode("utf-8", "replace")
        except OSError:
            return ""
        lines = [line for line in text.splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def _trim_log(self) -> None:
        if self._log.stat().st_size > _LARGEST_LOG_BYTES:
            os.truncate(self._log, 0)


def _pipes_of(child: "subprocess.Popen[bytes]") -> tuple[BinaryIO, BinaryIO]:
    if child.stdin is None or child.stdout is None:
        raise BrokenPipeTalkError("a child without pipes")
    return child.stdin, child.stdout  # type: ignore[return-value]  # Popen names them IO[bytes]


def _reap(child: "subprocess.Popen[bytes]") -> None:
    """Ends it by closing its input, or by force, and leaves no zombie and no open pipe."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # its buffer could not be flushed to a dead child
    try:
        child.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
