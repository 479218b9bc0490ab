"""What time it is: aware UTC for what is written down, the monotonic clock for timers. Tests hand in their own."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
Ticks = Callable[[], float]
"""Seconds of a clock that never steps; only differences mean anything."""

ticks_s: Ticks = time.monotonic


def utc_now() -> datetime:
    return datetime.now(UTC)
