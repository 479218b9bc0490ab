"""Asks one question at a time; of those that come meanwhile only the newest is asked, and only its answer is heard."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from desktop.view.ask import Ask

Work = Callable[[], Any]
OnAnswer = Callable[[Any], None]
OnFault = Callable[[Exception], None]


class LatestAsk(QObject):
    """On the Qt thread; the work runs in a worker of its own. An older answer is dropped without a word."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ask = Ask(self, "search")
        self._running = False
        self._next: tuple[Work, OnAnswer, OnFault] | None = None

    def __call__(self, work: Work, on_answer: OnAnswer, on_fault: OnFault) -> None:
        self._next = (work, on_answer, on_fault)
        self._start()

    def _start(self) -> None:
        if self._running or self._next is None:
            return
        (work, on_answer, on_fault), self._next = self._next, None
        self._running = True
        self._ask(self, work, lambda answer: self._end(on_answer, answer), lambda fault: self._end(on_fault, fault))

    def _end(self, hear: Callable[[Any], None], heard: Any) -> None:
        self._running = False
        if self._next is None:
            hear(heard)
        else:
            self._start()

    def close(self) -> None:
        self._next = None
        self._ask.close()
