"""From a widget to a service and back: the work runs in the services thread, its answer comes on the Qt thread.

One executor of one worker owns the acts; an answer whose asker has been closed is dropped quietly.
"""

import itertools
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

_log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
OnAnswer = Callable[[Any], None]
OnFault = Callable[[Exception], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    owner: QObject
    on_answer: OnAnswer
    on_fault: OnFault


class Ask(QObject):
    """`ask(owner, work, on_answer, on_fault)`: `on_answer` and `on_fault` run on the Qt thread, or never."""

    _done = Signal(int)

    def __init__(self, parent: QObject | None = None, name: str = "services") -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting: dict[int, _Waiting] = {}
        self._answers: dict[int, Future[Any]] = {}
        self._tickets = itertools.count()
        self._closed = False
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def __call__(
        self,
        owner: QObject,
        work: Callable[[], Answer],
        on_answer: Callable[[Answer], None],
        on_fault: OnFault,
    ) -> None:
        """Queue `work`; called on the Qt thread. After `close` nothing is asked any more."""
        if self._closed:
            return
        ticket = next(self._tickets)
        self._waiting[ticket] = _Waiting(owner, on_answer, on_fault)
        future = self._worker.submit(work)
        self._answers[ticket] = future
        future.add_done_callback(lambda _future: self._say_done(ticket))

    def _say_done(self, ticket: int) -> None:
        if isValid(self):
            self._done.emit(ticket)

    @Slot(int)
    def _deliver(self, ticket: int) -> None:
        waiting, future = self._waiting.pop(ticket), self._answers.pop(ticket)
        if future.cancelled() or not isValid(waiting.owner):
            return
        fault = future.exception()
        if fault is None:
            waiting.on_answer(future.result())
        elif isinstance(fault, Exception):
            _log.info("asked and refused: %s", fault)
            waiting.on_fault(fault)

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        self._closed = True
        self._worker.shutdown(wait=True, cancel_futures=True)


class Relay(QObject):
    """Brings callbacks of other threads (the map worker's, the node link's) to the Qt thread."""

    _called = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._called.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @Slot(object, object)
    def _run(self, callback: OnAnswer, answer: object) -> None:
        callback(answer)

    def wrap(self, callback: OnAnswer) -> OnAnswer:
        """A callable for any thread; `callback` runs on the Qt thread, or never when the relay has gone."""

        def carry(answer: object) -> None:
            if isValid(self):
                self._called.emit(callback, answer)

        return carry
