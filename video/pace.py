"""Time for streams: a file is held to its own rate by the monotonic clock, a lost camera is retried ever slower."""

import threading
import time

from video.fault import Fault

SUSPENDED_S = 1.0
"""Later than this the clock is moved instead: the process slept or the machine cannot keep up."""
FIRST_RETRY_S = 1.0
LAST_RETRY_S = 30.0
REFUSED_RETRY_S = 60.0
"""A camera that refuses the password locks its account when asked too often."""


class Pacer:
    """Holds the frames of one file back until they are due, pass after pass."""

    def __init__(self, period_s: float) -> None:
        self.period_s = period_s
        self._start_s: float | None = None
        self._due_s = 0.0

    def begin_pass(self) -> None:
        """The next frame follows the last by one period, whatever its own time."""
        self._start_s = None

    def hold(self, t_s: float, stop: threading.Event) -> bool:
        """Wait until the frame is due; False when it is so late that it is to be dropped."""
        now_s = time.monotonic()
        if self._start_s is None:
            follows = self._due_s + self.period_s
            self._start_s = (follows if follows > now_s - SUSPENDED_S else now_s) - t_s
        self._due_s = self._start_s + t_s
        late_s = now_s - self._due_s
        if late_s > SUSPENDED_S:
            self._start_s += late_s
            return True
        if late_s > self.period_s:
            return False
        if late_s < 0:
            stop.wait(-late_s)
        return True


class Backoff:
    """How long to wait before a lost camera is tried again."""

    def __init__(self) -> None:
        self._next_s = FIRST_RETRY_S

    def after(self, fault: Fault, played_s: float) -> float:
        """A stream that held for half a minute starts over with the shortest wait."""
        if fault is Fault.REFUSED:
            return REFUSED_RETRY_S
        if played_s > LAST_RETRY_S:
            self._next_s = FIRST_RETRY_S
        wait_s, self._next_s = self._next_s, min(LAST_RETRY_S, self._next_s * 2)
        return wait_s
