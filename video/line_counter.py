"""Counts objects that cross a line, by class and direction: `in` is from its left to its right.

A side is believed when the foot is clear of the line by a band, and a crossing counts when the way led through the line
itself, not round its end. So one who trembles on the line counts once, and one who turns back counts in and out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from video.camera import CameraLine
from video.outline import Point, passes_through, right_of_px
from video.presence import MIN_AGE_S, band_px
from video.track import Track

FORGOTTEN_S = 10.0
IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class Crossing:
    track: Track
    direction: str


@dataclass(frozen=True, slots=True)
class _Way:
    """`side` is the believed one (0 unknown), `raw` that of the last foot; `through` whether the last change was."""

    side: int
    raw: int
    foot: Point
    through: bool
    seen_s: float


class LineCounter:
    """No classes are all classes."""

    def __init__(self, line: CameraLine, classes: tuple[str, ...] = ()) -> None:
        self.line = line
        self._classes = frozenset(classes)
        self._ways: dict[int, _Way] = {}
        self.counts: dict[str, dict[str, int]] = {}

    def restart(self) -> None:
        """No object is one of before; the counts stay."""
        self._ways = {}

    def step(self, tracks: Iterable[Track], t_s: float) -> list[Crossing]:
        """Tracks of the frame at `t_s` -> the crossings it completes."""
        watched = (track for track in tracks if not self._classes or track.class_name in self._classes)
        crossings = [crossing for track in watched for crossing in self._follow(track, t_s)]
        for crossing in crossings:
            of_class = self.counts.setdefault(crossing.track.class_name, {IN: 0, OUT: 0})
            of_class[crossing.direction] += 1
        self._ways = {number: way for number, way in self._ways.items() if t_s - way.seen_s <= FORGOTTEN_S}
        return crossings

    def _follow(self, track: Track, t_s: float) -> tuple[Crossing, ...]:
        start, end = self.line.points[0], self.line.points[1]
        right_px = right_of_px(track.foot, start, end)
        way = self._moved(track.foot, _sign(right_px), self._ways.get(track.number))
        way = replace(way, seen_s=t_s)
        clear = abs(right_px) > band_px(track)
        if way.side == 0 and clear:
            way = replace(way, side=way.raw)
        crossed = clear and way.side != way.raw and track.age_s >= MIN_AGE_S
        if crossed:
            way = replace(way, side=way.raw)
        self._ways[track.number] = way
        return (Crossing(track, IN if way.side > 0 else OUT),) if crossed and way.through else ()

    def _moved(self, foot: Point, sign: int, before: _Way | None) -> _Way:
        if before is None:
            return _Way(0, sign, foot, through=False, seen_s=0.0)
        if sign in (0, before.raw):
            return replace(before, foot=foot) if sign else before
        start, end = self.line.points[0], self.line.points[1]
        through = before.raw != 0 and passes_through(before.foot, foot, start, end)
        return replace(before, raw=sign, foot=foot, through=through)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
