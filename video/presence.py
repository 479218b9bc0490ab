"""Who is in a zone and since when: foot point against the ring, with hysteresis, a least age and patience for gaps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from video.outline import Point, depth_px
from video.track import Track

MIN_AGE_S = 0.3
"""A track younger than this raises nothing: reflections and noise seldom live so long."""
HOLD_S = 2.0
"""One who is not seen, behind a lorry or missed by the detector, stays present so long."""
BAND_OF_HEIGHT = 0.05
MIN_BAND_PX = 2.0


@dataclass(frozen=True, slots=True)
class Stay:
    """One object in the zone. `known` once it was old enough to count."""

    track: Track
    since_s: float
    seen_s: float
    known: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What one frame changed; `left` are stays that ended."""

    entered: tuple[Stay, ...]
    left: tuple[Stay, ...]


def band_px(track: Track) -> float:
    """Half the width of the strip in which a foot on an edge changes nothing; boxes tremble with their size."""
    return max(MIN_BAND_PX, BAND_OF_HEIGHT * track.height_px)


class ZoneWatch:
    """`stays` are those now in the zone. An empty ring is the whole frame; no classes are all classes."""

    def __init__(self, ring: tuple[Point, ...], classes: tuple[str, ...]) -> None:
        self._depth_px: Callable[[Point], float] = (lambda foot: depth_px(foot, ring)) if ring else _everywhere
        self._classes = frozenset(classes)
        self._stays: dict[int, Stay] = {}

    @property
    def stays(self) -> tuple[Stay, ...]:
        return tuple(stay for stay in self._stays.values() if stay.known)

    def step(self, tracks: Iterable[Track], t_s: float) -> Change:
        """Tracks of the frame at `t_s`; times do not go back."""
        entered = tuple(stay for track in tracks if self._watches(track) for stay in self._seen(track, t_s))
        gone = [stay for stay in self._stays.values() if t_s - stay.seen_s > HOLD_S or not self._inside(stay)]
        for stay in gone:
            del self._stays[stay.track.number]
        return Change(entered, tuple(stay for stay in gone if stay.known))

    def _watches(self, track: Track) -> bool:
        return not self._classes or track.class_name in self._classes or track.number in self._stays

    def _seen(self, track: Track, t_s: float) -> tuple[Stay, ...]:
        """The stay when this frame makes it known."""
        before = self._stays.get(track.number)
        if before is None:
            if self._depth_px(track.foot) < band_px(track):
                return ()
            before = Stay(track, t_s, t_s, known=False)
        known = before.known or track.age_s >= MIN_AGE_S
        now = replace(before, track=track, seen_s=t_s, known=known)
        self._stays[track.number] = now
        return (now,) if known and not before.known else ()

    def _inside(self, stay: Stay) -> bool:
        return self._depth_px(stay.track.foot) > -band_px(stay.track)


def _everywhere(_: Point) -> float:
    return float("inf")
