"""Which objects stand still, and since when: the foot stays near where it stood."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from video.outline import Point
from video.presence import HOLD_S
from video.track import Track

STILL_OF_HEIGHT = 0.15
MIN_STILL_PX = 3.0


@dataclass(frozen=True, slots=True)
class Stand:
    """An object and the point from which it has not gone away since `since_s`."""

    track: Track
    anchor: Point
    since_s: float
    seen_s: float


class StillWatch:
    """`stands` has every object, the moving too: theirs began just now."""

    def __init__(self) -> None:
        self._stands: dict[int, Stand] = {}

    @property
    def stands(self) -> tuple[Stand, ...]:
        return tuple(self._stands.values())

    def step(self, tracks: Iterable[Track], t_s: float) -> None:
        for track in tracks:
            before = self._stands.get(track.number)
            if before is None or math.dist(track.foot, before.anchor) > _still_px(track):
                self._stands[track.number] = Stand(track, track.foot, t_s, t_s)
            else:
                self._stands[track.number] = replace(before, track=track, seen_s=t_s)
        self._stands = {key: stand for key, stand in self._stands.items() if t_s - stand.seen_s <= HOLD_S}


def _still_px(track: Track) -> float:
    return max(MIN_STILL_PX, STILL_OF_HEIGHT * track.height_px)
