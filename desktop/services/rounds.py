"""Work that comes round: each job every so many seconds, one after another on one thread."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Round:
    name: str
    every_s: float
    job: Callable[[], object]
    due_s: float = 0.0
    fault: str = field(default="")


class Rounds:
    """A job that fails with OSError (a store that cannot be reached, a full disk) is said once and tried again."""

    def __init__(self) -> None:
        self._rounds: list[Round] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)

    def add(self, name: str, every_s: float, job: Callable[[], object]) -> None:
        """At any time, from any thread. The first time is after one period."""
        self._rounds.append(Round(name, every_s, job, time.monotonic() + every_s))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=10.0)

    def _run(self) -> None:
        while not self._stopping.is_set() and self._rounds:
            turn = min(self._rounds, key=lambda one: one.due_s)
            if self._stopping.wait(max(0.0, turn.due_s - time.monotonic())):
                return
            _do(turn)
            turn.due_s = time.monotonic() + turn.every_s


def _do(turn: Round) -> None:
    try:
        turn.job()
    except OSError as error:
        if not turn.fault:
            log.warning("%s: %s", turn.name, error)
        turn.fault = str(error) or type(error).__name__
    else:
        if turn.fault:
            log.info("%s: goes on", turn.name)
        turn.fault = ""
