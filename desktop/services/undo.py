"""Undo: what an operator has done lately, each act with the act that takes it back, the last one first.

What only changed the city's own record is undone; what has left the building (a unit was sent) is countered, and its
words say so. The counter-act goes through the same use cases as any act: rights, versions and the journal hold for it,
and a row `undo.undone` or `undo.countered` is written after it. Kept in memory, per operator, while the console runs.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from uuid_utils import uuid7

from desktop.domain.events import UndoEvent
from desktop.domain.operator import Operator
from desktop.storage import journal
from desktop.storage.store import Store

MOST_KEPT = 50
"""Of an operator; older acts are history."""
Counter = Callable[[Operator], object]


class NothingToUndoError(LookupError):
    """The operator has done nothing that can be taken back."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """`act` is the use case that was done, `name` what it was done to in the operator's words, `subject` its id.

    `counter` takes it back: it is called once, on a services thread, with the operator who undoes, and may raise what
    any use case raises; then the act is done for and is not offered again. `leaves` says that the act has left the
    building: it is countered, not undone.
    """

    act: str
    subject: str
    name: str
    counter: Counter
    leaves: bool = False
    id: str = field(default_factory=lambda: str(uuid7()))


class Undos:
    """Thread: any."""

    def __init__(self, store: Store, writer: str = "console") -> None:
        self._store, self._writer = store, writer
        self._lock = threading.Lock()
        self._done: dict[str, deque[Undoable]] = {}

    def keep(self, operator: Operator, undoable: Undoable) -> Undoable:
        """Remember what the operator has just done."""
        with self._lock:
            self._done.setdefault(operator.id, deque(maxlen=MOST_KEPT)).append(undoable)
        return undoable

    def last(self, operator: Operator) -> Undoable | None:
        with self._lock:
            done = self._done.get(operator.id)
            return done[-1] if done else None

    def undo(self, operator: Operator, undoable_id: str | None = None) -> Undoable:
        """Take back the last act, or that one while it is remembered. Raises NothingToUndoError, and what that raises.

        An act that can no longer be taken back (another hand was there first) is forgotten: it would bar the way to
        those before it.
        """
        undoable = self._take(operator, undoable_id)
        undoable.counter(operator)
        step = "countered" if undoable.leaves else "undone"
        with self._store.write() as connection:
            event = UndoEvent(step, undoable.act, undoable.subject, operator.login)
            journal.append(connection, event, self._writer)
        return undoable

    def _take(self, operator: Operator, undoable_id: str | None) -> Undoable:
        with self._lock:
            done = self._done.get(operator.id, deque())
            found = next((one for one in reversed(done) if undoable_id in {None, one.id}), None)
            if found is None:
                raise NothingToUndoError
            done.remove(found)
            return found
