"""Rules about what stands still: a stopped vehicle, an object left alone. State machines on tracks, no I/O."""

import math
from collections.abc import Sequence
from dataclasses import replace

from video.camera import CameraRule
from video.outline import Point
from video.presence import ZoneWatch
from video.rule_event import END, RuleEvent, event_of
from video.stillness import Stand, StillWatch
from video.track import Track

REACH_OF_HEIGHT = 1.5
"""A person so near, in heights of that person, still minds the object."""


class Minders:
    """Since when no person is near a thing."""

    def __init__(self) -> None:
        self._minded_s: dict[int, float] = {}

    def alone(self, stands: Sequence[Stand], tracks: Sequence[Track], t_s: float) -> list[Stand]:
        """The same things, each `since` it has been still and alone."""
        people = [track for track in tracks if track.class_name == "person"]
        before = self._minded_s
        self._minded_s = {}
        for stand in stands:
            number = stand.track.number
            minded = any(_minds(person, stand.track) for person in people)
            self._minded_s[number] = t_s if minded else before.get(number, -math.inf)
        return [replace(stand, since_s=max(stand.since_s, self._minded_s[stand.track.number])) for stand in stands]


class Stopped:
    """An object in the zone stands still (with `minders`: and alone) for `seconds`; over when it moves or is gone."""

    def __init__(self, rule: CameraRule, ring: tuple[Point, ...], minders: Minders | None = None) -> None:
        self._rule = rule
        self._watch = ZoneWatch(ring, rule.classes)
        self._still = StillWatch()
        self._minders = minders
        self._raised: dict[int, Track] = {}

    def step(self, tracks: Sequence[Track], t_s: float) -> list[RuleEvent]:
        self._watch.step(tracks, t_s)
        self._still.step(tracks, t_s)
        inside = {stay.track.number for stay in self._watch.stays}
        stands = [stand for stand in self._still.stands if stand.track.number in inside]
        if self._minders is not None:
            stands = self._minders.alone(stands, tracks, t_s)
        due = {stand.track.number: stand for stand in stands if t_s - stand.since_s >= self._rule.seconds}
        return self._changed(due, t_s)

    def _changed(self, due: dict[int, Stand], t_s: float) -> list[RuleEvent]:
        ended = [track for number, track in self._raised.items() if number not in due]
        fresh = [stand for number, stand in due.items() if number not in self._raised]
        self._raised = {number: stand.track for number, stand in due.items()}
        began = [
            replace(event_of(self._rule, self._rule.kind, t_s, stand.track), seconds=t_s - stand.since_s)
            for stand in fresh
        ]
        return [event_of(self._rule, self._rule.kind + END, t_s, track) for track in ended] + began


def _minds(person: Track, thing: Track) -> bool:
    return math.dist(person.foot, thing.foot) < REACH_OF_HEIGHT * person.height_px
