"""How often somebody may speak: a bucket of tokens that fills evenly."""

from collections.abc import Callable
from time import monotonic

PER_SECOND = 20.0
AT_ONCE = 40.0


class Pace:
    """`take()` is False for what comes too fast."""

    def __init__(self, ticks: Callable[[], float] = monotonic) -> None:
        self._ticks = ticks
        self._tokens, self._at = AT_ONCE, ticks()

    def take(self) -> bool:
        now = self._ticks()
        self._tokens = min(AT_ONCE, self._tokens + (now - self._at) * PER_SECOND)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
