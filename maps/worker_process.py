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

from maps.layer_messages import Interrupt
from maps.worker_messages import BrokenPipeTalkError, Job, Reply, Underway, receive_reply, send
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
        self._task: Task | None = None
        self._crashed_at: deque[float] = deque(maxlen=CRASHES_ALLOWED)
        self._starting = threading.Lock()
        self._speaking = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"map-worker-{role}", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def cancel(self, ticket: int) -> None:
        """Nobody is told of it any more; a job in hand is ended where the child listens, else done for nothing."""
        if self.queue.cancel(ticket):
            task, child = self._task, self._child
            if task is not None and task.stoppable and child is not None:
                self._tell(child, Interrupt(ticket))

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
        self._task = task
        outcome = self._outcome(task)
        if not self.queue.is_wanted:
            task.discard()
        elif isinstance(outcome, WorkerFault):
            task.discard()
            task.on_fault(outcome)
        else:
            task.on_reply(outcome)

    def _outcome(self, task: Task) -> Reply | WorkerFault:
        """Of the job, or of what is tried after a child died under it: a job of its own, or the same once more."""
        job: Job | None = task.job
        outcome = self._attempt(task, task.job)
        while isinstance(outcome, WorkerFault) and self.queue.is_wanted:
            if task.again is not None:
                job = task.again(outcome)
            elif outcome.code == "crashed":
                return self._attempt(task, task.job)
            else:
                job = None
            if job is None:
                break
            outcome = self._attempt(task, job)
        return outcome

    def _attempt(self, task: Task, job: Job) -> Reply | WorkerFault:
        child = self._living()
        if child is None:
            return WorkerFault("gave_up", f"{CRASHES_ALLOWED} crashes in {CRASH_WINDOW_S:.0f} s")
        outcome = self._talk(child, task, job)
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

    def _talk(self, child: "subprocess.Popen[bytes]", task: Task, job: Job) -> Reply | WorkerFault:
        alarm = _Alarm(child, task.deadline_s)
        try:
            reply = self._exchange(child, task, job, alarm)
        except (OSError, BrokenPipeTalkError) as error:
            return WorkerFault("timeout" if alarm.rang else "crashed", str(error))
        finally:
            alarm.stop()
        if reply is not None:
            return reply
        return WorkerFault("timeout" if alarm.rang else "crashed", self._last_words())

    def _exchange(self, child: "subprocess.Popen[bytes]", task: Task, job: Job, alarm: "_Alarm") -> Reply | None:
        _, replies = _pipes_of(child)
        self._tell(child, job)
        while isinstance(reply := receive_reply(replies), Underway):
            alarm.wind()
            if self.queue.is_wanted:
                task.on_reply(reply)
        return reply

    def _tell(self, child: "subprocess.Popen[bytes]", message: Job | Interrupt) -> None:
        jobs, _ = _pipes_of(child)
        with self._speaking:
            try:
                send(jobs, message)
            except (OSError, ValueError) as error:  # ValueError: the pipe of a child that is being buried
                if not isinstance(message, Interrupt):
                    raise BrokenPipeTalkError(str(error)) from error

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


class _Alarm:
    """Ends a child that has been silent for too long."""

    def __init__(self, child: "subprocess.Popen[bytes]", silence_s: float) -> None:
        self._child, self._silence_s = child, silence_s
        self.rang = False
        self._timer = threading.Timer(silence_s, self._ring)
        self._timer.start()

    def wind(self) -> None:
        self._timer.cancel()
        self._timer = threading.Timer(self._silence_s, self._ring)
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()

    def _ring(self) -> None:
        self.rang = True
        self._child.kill()


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
