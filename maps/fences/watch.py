"""Who is inside which zone, from one look to the next: entered, left, stayed too long.

Around its outline a zone has a band as wide as its hysteresis on either side; in the band everything stays as it was,
so that the noise of GPS at an edge says nothing. Inside begins at the outline drawn in, outside beyond the one drawn
out. What is seen for the first time is inside when it is within the outline itself. Pairs of subject and zone are kept
as sorted numbers; a look costs what has moved, not what is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.fences.index import FenceIndex, Pairs
from maps.fences.zones import Shapes, grown, shrunk

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
_BITS = 24
"""Of a pair's number, those of the zone: 16 million of them."""
_SLOW_DEG = 6e-5
"""About six metres: of who goes no farther from look to look it pays to know how far nothing can change."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one look found, each as (subject, zone) pairs."""

    entered: Pairs
    left: Pairs
    dwelt: Pairs


class FenceWatch:
    """Subjects are numbered from 0 and may become more. Thread: one.

    `dwell_s` of a zone: who is inside for so long has dwelt, once for each stay; infinite where nobody asks.
    """

    def __init__(self, shapes: Shapes, hysteresis_m: Floats, dwell_s: Floats) -> None:
        self._dwell_s = dwell_s
        self._tree = shapely.STRtree(shapes)
        self._index, self._outer = FenceIndex(shrunk(shapes, hysteresis_m)), FenceIndex(grown(shapes, hysteresis_m))
        self._x = self._y = np.empty(0)
        self._seen_x = self._seen_y = self._room = np.empty(0)
        """Where each subject was looked at, and how far from there nothing can have changed."""
        self._core = self._inside = self._band = np.empty(0, dtype=np.int64)
        self._since_s = np.empty(0)
        self._has_dwelt = np.empty(0, dtype=np.bool_)

    def inside(self) -> Pairs:
        return _pairs(self._inside)

    @property
    def since_s(self) -> Floats:
        """The second that each pair of `inside` began."""
        return self._since_s

    def restore(self, pairs: Sequence[tuple[int, int, float]]) -> None:
        """Subject, zone and the second it entered: what was known before the first look."""
        known = sorted((subject << _BITS | zone, since_s) for subject, zone, since_s in pairs)
        self._inside = np.array([pair for pair, _ in known], dtype=np.int64)
        self._since_s = np.array([since_s for _, since_s in known])
        self._has_dwelt = np.zeros(len(known), dtype=np.bool_)
        self._band = self._inside

    def look(self, lat_deg: Floats, lon_deg: Floats, now_s: float) -> Look:
        """Where every subject is now; NaN for one that is gone: it has left without having been seen to."""
        was = len(self._x)
        x, y = lon_deg.astype(np.float64), lat_deg.astype(np.float64)
        moved = np.ones(len(x), dtype=np.bool_)
        moved[:was] = ~((x[:was] == self._x) & (y[:was] == self._y))
        fresh = self._fresh(x, was)
        came, went = self._see(x, y, moved)
        entered = came[~_among(came, self._inside)]
        if fresh.any():
            entered = np.union1d(entered, self._within(x, y, np.flatnonzero(fresh)))
            entered = entered[~_among(entered, self._inside)]
        self._move_band(came, went, entered)
        left = self._left(x, y, moved)
        self._x, self._y = x, y
        self._keep(entered, left, now_s)
        return Look(_pairs(entered), _pairs(left), self._dwelt(now_s))

    def _fresh(self, x: Floats, was: int) -> Flags:
        """Seen now and not before."""
        fresh = ~np.isnan(x)
        fresh[:was] &= np.isnan(self._x)
        if len(self._inside) and not was:  # restored: of those something is known
            known = np.unique(self._inside >> _BITS)
            fresh[known[known < len(x)]] = False
        return fresh

    def _see(self, x: Floats, y: Floats, moved: Flags) -> tuple[Longs, Longs]:
        """Bring the pairs that are inside the drawn-in outlines up to date; gives what came and what went.

        Who is still within its room, or still nowhere, need not be looked at.
        """
        self._make_room(len(x))
        far = ~(np.hypot(x - self._seen_x, y - self._seen_y) < self._room) & moved
        some = np.flatnonzero(far)
        leaf = self._index.leaves(x[some], y[some])
        found = self._pairs_of(self._index, x, y, some, leaf)
        came, went = _differences(self._core[far[self._core >> _BITS]], found)
        self._core = _changed(self._core, came, went)
        self._note_room(x, y, some, leaf)
        return came, went

    def _make_room(self, count: int) -> None:
        more = count - len(self._room)
        if more:
            nowhere = np.full(more, np.nan)
            self._seen_x, self._seen_y = np.append(self._seen_x, nowhere), np.append(self._seen_y, nowhere)
            self._room = np.append(self._room, np.zeros(more))

    def _note_room(self, x: Floats, y: Floats, some: Places, leaf: Places) -> None:
        slow = np.hypot(x[some] - self._seen_x[some], y[some] - self._seen_y[some]) < _SLOW_DEG
        self._room[some] = 0.0
        some_slow = some[slow]
        if len(some_slow) and not self._index.wraps:
            self._room[some_slow] = self._index.room(x[some_slow], y[some_slow], leaf[slow])
        self._seen_x[some], self._seen_y[some] = x[some], y[some]

    def _pairs_of(self, index: FenceIndex, x: Floats, y: Floats, some: Places, leaf: Places | None = None) -> Longs:
        pairs = index.pairs(x[some], y[some], leaf)
        found = some[pairs.point] << _BITS | pairs.zone
        if not index.wraps:
            return found
        beyond = index.pairs(x[some] + 360.0, y[some])
        return np.union1d(found, some[beyond.point] << _BITS | beyond.zone)

    def _within(self, x: Floats, y: Floats, some: Places) -> Longs:
        """By the outlines themselves."""
        found: list[Longs] = []
        for turn in (0.0, 360.0) if self._index.wraps else (0.0,):
            point, zone = self._tree.query(shapely.points(x[some] + turn, y[some]), predicate="within")
            found.append(some[point] << _BITS | zone)
        return np.unique(np.concatenate(found))

    def _move_band(self, came: Longs, went: Longs, entered: Longs) -> None:
        """Pairs that are inside by what they were, though not within the drawn-in outline."""
        lingering = np.concatenate((went[_among(went, self._inside)], entered[~_among(entered, self._core)]))
        self._band = np.union1d(self._band[~_among(self._band, came)], lingering)

    def _left(self, x: Floats, y: Floats, moved: Flags) -> Longs:
        """Of the band, who is beyond the outline drawn out, or gone."""
        doubtful = self._band[moved[self._band >> _BITS]]  # who stands still stays what it was
        subjects = np.unique(doubtful >> _BITS)
        left = doubtful[~_among(doubtful, self._pairs_of(self._outer, x, y, subjects))]
        self._band = self._band[~_among(self._band, left)]
        return left

    def _keep(self, entered: Longs, left: Longs, now_s: float) -> None:
        gone = np.searchsorted(self._inside, left)
        gone = gone[_among(left, self._inside)]
        inside, since_s = np.delete(self._inside, gone), np.delete(self._since_s, gone)
        has_dwelt = np.delete(self._has_dwelt, gone)
        entered = entered[~_among(entered, left)]
        at = np.searchsorted(inside, entered)
        self._inside = np.insert(inside, at, entered)
        self._since_s, self._has_dwelt = np.insert(since_s, at, now_s), np.insert(has_dwelt, at, values=False)

    def _dwelt(self, now_s: float) -> Pairs:
        zone = self._inside & ((1 << _BITS) - 1)
        due = ~self._has_dwelt & (now_s - self._since_s >= self._dwell_s[zone])
        self._has_dwelt |= due
        return _pairs(self._inside[due])


def _pairs(numbers: Longs) -> Pairs:
    return Pairs((numbers >> _BITS).astype(np.intp), (numbers & ((1 << _BITS) - 1)).astype(np.intp))


def _among(some: Longs, sorted_: Longs) -> Flags:
    """Which of `some` are in `sorted_`."""
    if not len(sorted_):
        return np.zeros(len(some), dtype=np.bool_)
    place = np.minimum(np.searchsorted(sorted_, some), len(sorted_) - 1)
    return sorted_[place] == some


def _differences(old: Longs, new: Longs) -> tuple[Longs, Longs]:
    """Of two sorted sets: what only the new one has, and what only the old one had."""
    both = np.sort(np.concatenate((old, new)), kind="stable")  # timsort sees two runs and merges them
    twice = both[1:] == both[:-1]
    single = np.ones(len(both), dtype=np.bool_)
    single[1:] &= ~twice
    single[:-1] &= ~twice
    changed = both[single]
    is_new = _among(changed, new)
    return changed[is_new], changed[~is_new]


def _changed(sorted_: Longs, came: Longs, went: Longs) -> Longs:
    kept = np.delete(sorted_, np.searchsorted(sorted_, went))
    return np.insert(kept, np.searchsorted(kept, came), came)
