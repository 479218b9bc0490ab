"""The layer tree as it will be: what the store told, and over it the acts that are on their way to the store.

So that a key can be pressed again at once: the next act is made from the tree that this one leaves. Pure.
"""

import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from desktop.domain.layer_tree import Step, TreeChange
from desktop.domain.map_layer import LayerEntry

LONGEST_S = 2.0
"""After so long the store's word is taken, whatever was expected of it."""


@dataclass(slots=True)
class _Act:
    change: TreeChange
    written_s: float | None = None


class Unsettled:
    """One per console, on its Qt thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, LayerEntry] = {}
        self._acts: dict[int, _Act] = {}
        self._numbers = itertools.count()

    def take(self, entries: Iterable[LayerEntry]) -> None:
        """What the store has now."""
        self._known = {entry.id: entry for entry in entries}
        self.settle()

    def begin(self, change: TreeChange) -> int:
        """The act is on its way; its number, for `written` and `failed`."""
        number = next(self._numbers)
        self._acts[number] = _Act(replace(change, steps=tuple(_foreseen(step) for step in change.steps)))
        return number

    def written(self, number: int, change: TreeChange) -> None:
        if number in self._acts:
            self._acts[number] = _Act(change, self._clock())
            self.settle()

    def failed(self, number: int) -> None:
        self._acts.pop(number, None)

    def settle(self) -> None:
        """Forget the acts that the store has told of."""
        self._acts = {number: act for number, act in self._acts.items() if not self._is_settled(act)}

    @property
    def is_settled(self) -> bool:
        return not self._acts

    @property
    def entries(self) -> list[LayerEntry]:
        seen = dict(self._known)
        for act in self._acts.values():
            for step in act.change.steps:
                self._lay_over(seen, step)
        return list(seen.values())

    def _lay_over(self, seen: dict[str, LayerEntry], step: Step) -> None:
        if _is_gone(step):
            assert step.before is not None
            known = self._known.get(step.before.id)
            if known is None or known.version <= step.before.version:
                seen.pop(step.before.id, None)
        elif step.after is not None:
            known = self._known.get(step.after.id)
            if known is None or known.version < step.after.version:
                seen[step.after.id] = step.after

    def _is_settled(self, act: _Act) -> bool:
        if act.written_s is None:
            return False
        return self._clock() - act.written_s > LONGEST_S or all(self._has_come(step) for step in act.change.steps)

    def _has_come(self, step: Step) -> bool:
        if _is_gone(step):
            assert step.before is not None
            return step.before.id not in self._known
        assert step.after is not None
        known = self._known.get(step.after.id)
        return known is not None and known.version >= step.after.version


def _is_gone(step: Step) -> bool:
    """Removed, or a built-in entry that is again as it came."""
    return step.after is None or (step.before is not None and step.before.is_stored and not step.after.is_stored)


def _foreseen(step: Step) -> Step:
    """With the version that the store will give it."""
    if step.after is None or _is_gone(step):
        return step
    before = step.after.version if step.before is None else step.before.version
    return Step(step.before, replace(step.after, version=before + 1))
