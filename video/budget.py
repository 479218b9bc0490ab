"""Who may be analysed now, when the processor does not carry every camera at its full rate.

Watched and alarmed cameras are always analysed, and what they cost comes out of the same budget; what is left goes to
the others in turn, the one that waited longest first. A tenth of the budget is theirs whatever is watched, so that
no camera is ever blind. Times are seconds of the monotonic clock, costs seconds of processor.
"""

from collections.abc import Iterable
from dataclasses import dataclass

OTHERS_SHARE = 0.1
LARGEST_SAVING_S = 0.5
"""Unused budget is kept for this long at most, so that a quiet minute does not pay for a burst."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A camera that has a fresh frame: when it was last analysed, and whether somebody needs it at its full rate."""

    camera_id: str
    analysed_s: float
    pressing: bool


class DetectorBudget:
    """Not thread-safe: the analysis thread owns it."""

    def __init__(self, cores: float, now_s: float) -> None:
        self._cores = cores
        self._now_s = now_s
        self._common_s = self._others_s = 0.0

    def next_one(self, waiting: Iterable[Waiting], now_s: float) -> Waiting | None:
        """The camera to analyse now: pressing ones first, then the longest waiting while the budget lasts."""
        self._earn(now_s)
        affordable = [one for one in waiting if one.pressing or self._common_s > 0 or self._others_s > 0]
        if not affordable:
            return None
        return min(affordable, key=lambda one: (not one.pressing, one.analysed_s))

    def spend(self, cost_s: float, *, pressing: bool) -> None:
        """Charge what an analysis took; debts are bounded like savings."""
        if not pressing and self._common_s <= 0:
            self._others_s -= cost_s
            return
        self._common_s = max(self._common_s - cost_s, -LARGEST_SAVING_S * self._cores)

    def _earn(self, now_s: float) -> None:
        earned_s = max(0.0, now_s - self._now_s) * self._cores
        self._now_s = now_s
        most_s = LARGEST_SAVING_S * self._cores
        self._common_s = min(most_s, self._common_s + earned_s * (1 - OTHERS_SHARE))
        self._others_s = min(most_s * OTHERS_SHARE, self._others_s + earned_s * OTHERS_SHARE)


class Rate:
    """Events per second over the last few seconds."""

    WINDOW_S = 4.0

    def __init__(self) -> None:
        self._times_s: list[float] = []

    def add(self, now_s: float) -> None:
        self._times_s.append(now_s)

    def per_second(self, now_s: float) -> float:
        """Mean of the gaps in the window; a gap that lasts longer than the mean counts as it grows."""
        self._times_s = [time_s for time_s in self._times_s if now_s - time_s <= self.WINDOW_S]
        if len(self._times_s) < 2:
            return len(self._times_s) / self.WINDOW_S
        gaps, first_s, last_s = len(self._times_s) - 1, self._times_s[0], self._times_s[-1]
        mean_s = (last_s - first_s) / gaps
        return gaps / max(last_s - first_s, now_s - first_s - mean_s, 1e-6)
