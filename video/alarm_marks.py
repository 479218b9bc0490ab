"""Which of a camera's tracks take part in an alarm now, and with what priority: so their boxes can say so."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from video.rule_event import ENTERED, LEFT, RuleEvent

MARKED_FOR_S = 5.0
"""An event that has no end, as a crossing, marks its track for so long."""
_NO_TRACK: frozenset[int] = frozenset()


@dataclass(slots=True)
class AlarmMarks:
    """Follows the events of one camera. In an active rule every track within its zone takes part."""

    _active: dict[str, int] = field(default_factory=dict[str, int])
    _inside: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    _single: dict[tuple[str, int], tuple[int, float]] = field(default_factory=dict[tuple[str, int], tuple[int, float]])
    raised_s: float = float("-inf")
    """When a rule last raised, in the stream's time."""

    def step(self, events: Sequence[RuleEvent], t_s: float) -> None:
        for event in events:
            self._take(event)
        self._single = {key: mark for key, mark in self._single.items() if t_s - mark[1] <= MARKED_FOR_S}

    def priority_of(self, track: int) -> int:
        """1..3, or 0 when the track takes part in nothing."""
        zones = [rank for rule, rank in self._active.items() if track in self._inside.get(rule, _NO_TRACK)]
        single = [rank for (_, number), (rank, _) in self._single.items() if number == track]
        return min(zones + single, default=0)

    def _take(self, event: RuleEvent) -> None:
        inside = self._inside.setdefault(event.rule, set())
        if event.event == ENTERED and event.track is not None:
            inside.add(event.track)
        elif event.event == LEFT and event.track is not None:
            inside.discard(event.track)
        elif event.raises:
            self._raise(event)
        elif event.ends:
            self._active.pop(event.rule, None)

    def _raise(self, event: RuleEvent) -> None:
        self.raised_s = event.t_s
        self._active[event.rule] = event.priority
        if event.track is not None:
            self._single[event.rule, event.track] = (event.priority, event.t_s)
