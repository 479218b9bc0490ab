"""The jobs that wait for a child: in order, bounded, and in a lane only the newest."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from maps.worker_messages import Job, Reply

LONGEST = 256
"""Jobs that may wait: a screen of thumbnails and some more."""


@dataclass(frozen=True, slots=True)
class WorkerFault:
    """Why there is no result. `code` is for words, `detail` for the log.

    Of the worker: crashed, timeout, gave_up (too many crashes), lost, overflow. The others are the child's refusals:
    undrawable, memory, no_space, not_written, and those of maps.sources (missing, damaged ...).
    """

    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A job and whom to tell: of progress and the result, or of a fault, or `discard` when nobody wants it any more.

    `lane` names what a newer job makes pointless; an empty one stands for itself. `deadline_s` is how long the child
    may be silent. `again` gives the job for another try after a child died under it, None for no more; without it the
    same job is tried once more. `stoppable`: its child listens while it works, and ends the job when told.
    """

    ticket: int
    job: Job
    on_reply: Callable[[Reply], None]
    on_fault: Callable[[WorkerFault], None]
    discard: Callable[[], None]
    deadline_s: float
    lane: str = ""
    again: Callable[[WorkerFault], Job | None] | None = None
    stoppable: bool = False


class TaskQueue:
    """Any thread puts and cancels, the worker's thread takes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: OrderedDict[int, Task] = OrderedDict()
        self._in_hand = 0
        self._cancelled_in_hand = False
        self._closed = False

    def put(self, task: Task) -> None:
        """Of a lane's older jobs none remains; when the queue is full the oldest job is given up."""
        with self._changed:
            self._forget_lane(task.lane)
            given_up = self._waiting.popitem(last=False)[1] if len(self._waiting) >= LONGEST else None
            self._waiting[task.ticket] = task
            self._changed.notify()
        if given_up is not None:
            given_up.on_fault(WorkerFault("overflow"))

    def take(self) -> Task | None:
        """The oldest job, waiting for one; None after `close`."""
        with self._changed:
            self._in_hand = 0
            while not self._waiting and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            self._in_hand, task = self._waiting.popitem(last=False)
            self._cancelled_in_hand = False
            return task

    def cancel(self, ticket: int) -> bool:
        """Nobody is told of it any more. True when the child has it in hand."""
        with self._changed:
            self._waiting.pop(ticket, None)
            self._cancelled_in_hand |= ticket == self._in_hand
            return ticket == self._in_hand

    @property
    def is_wanted(self) -> bool:
        """Whether the job in hand still has somebody waiting for it."""
        with self._changed:
            return not self._cancelled_in_hand and not self._closed

    @property
    def is_closed(self) -> bool:
        with self._changed:
            return self._closed

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()

    def _forget_lane(self, lane: str) -> None:
        for ticket in [ticket for ticket, task in self._waiting.items() if lane and task.lane == lane]:
            del self._waiting[ticket]
