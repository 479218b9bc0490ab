"""How ingest is doing: what came, what was kept, and how long it took, as counts that only grow."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SHORTEST_MS = 0.5
SHORTEST_S = SHORTEST_MS / 1000
STEP = 1.15
"""Each class of durations is 15 % wider than the one before; 90 of them reach two minutes and a half."""
CLASSES = 90
EDGES_S = tuple(SHORTEST_S * STEP**index for index in range(CLASSES - 1))
"""The longest duration of each class but the last, which has all that is longer."""


@dataclass(slots=True)
class Durations:
    """A histogram whose copies can be subtracted: the durations between two moments are a difference of counts."""

    counts: list[int] = field(default_factory=lambda: [0] * CLASSES)

    def add(self, durations_s: Iterable[float]) -> None:
        counts = self.counts
        for duration_s in durations_s:
            counts[bisect_left(EDGES_S, duration_s)] += 1


def quantile_ms(counts: Sequence[int], share: float, before: Sequence[int] = ()) -> float:
    """The duration that `share` of them did not exceed, rounded up to its class; 0 where there were none."""
    fresh = [now - then for now, then in zip(counts, before, strict=True)] if before else list(counts)
    wanted, seen = share * sum(fresh), 0
    for index, count in enumerate(fresh):
        seen += count
        if count and seen >= wanted:
            return SHORTEST_MS * STEP**index
    return 0.0


@dataclass(slots=True)
class Meter:
    """Written by the thread that stores, read by the heartbeat.

    `delays` run from arrival here to the commit, `ages` from the source's own time to the commit.
    """

    stored: int = 0
    duplicates: int = 0
    refused: int = 0
    commits: int = 0
    last_commit_ms: float = 0.0
    fault: str = ""
    delays: Durations = field(default_factory=Durations)
    ages: Durations = field(default_factory=Durations)
