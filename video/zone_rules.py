"""Rules about who is in a zone: intrusion, dwell, crowd. State machines on tracks: no pictures, no clock, no I/O."""

import math
from collections.abc import Sequence
from dataclasses import replace

from video.camera import CameraRule
from video.outline import Point
from video.presence import HOLD_S, Change, ZoneWatch
from video.rule_event import END, ENTERED, LEFT, RuleEvent, event_of
from video.track import Track


class Intrusion:
    """Somebody is in the zone for `seconds`, whoever it is: one event until the zone is empty again."""

    def __init__(self, rule: CameraRule, ring: tuple[Point, ...]) -> None:
        self._rule = rule
        self._watch = ZoneWatch(ring, rule.classes)
        self._since_s: float | None = None
        self._raised = False

    def step(self, tracks: Sequence[Track], t_s: float) -> list[RuleEvent]:
        events = _doors(self._rule, self._watch.step(tracks, t_s), t_s)
        stays = self._watch.stays
        if not stays:
            ended = [event_of(self._rule, self._rule.kind + END, t_s)] if self._raised else []
            self._since_s, self._raised = None, False
            return events + ended
        first = min(stays, key=lambda stay: stay.since_s)
        self._since_s = first.since_s if self._since_s is None else min(self._since_s, first.since_s)
        lasted_s = t_s - self._since_s
        if lasted_s >= self._rule.seconds and not self._raised:
            self._raised = True
            events.append(replace(event_of(self._rule, self._rule.kind, t_s, first.track), seconds=lasted_s))
        return events


class Dwell:
    """One object stays in the zone for `seconds`: one event a stay."""

    def __init__(self, rule: CameraRule, ring: tuple[Point, ...]) -> None:
        self._rule = rule
        self._watch = ZoneWatch(ring, rule.classes)
        self._raised: set[int] = set()

    def step(self, tracks: Sequence[Track], t_s: float) -> list[RuleEvent]:
        change = self._watch.step(tracks, t_s)
        events = _doors(self._rule, change, t_s)
        for stay in change.left:
            if stay.track.number in self._raised:
                self._raised.discard(stay.track.number)
                events.append(event_of(self._rule, self._rule.kind + END, t_s, stay.track))
        for stay in self._watch.stays:
            if t_s - stay.since_s >= self._rule.seconds and stay.track.number not in self._raised:
                self._raised.add(stay.track.number)
                event = event_of(self._rule, self._rule.kind, t_s, stay.track)
                events.append(replace(event, seconds=t_s - stay.since_s))
        return events


class Crowd:
    """At least `limit` objects are in the zone for `seconds`; over when there were fewer for a while."""

    def __init__(self, rule: CameraRule, ring: tuple[Point, ...]) -> None:
        self._rule = rule
        self._watch = ZoneWatch(ring, rule.classes)
        self._full_since_s: float | None = None
        self._full_seen_s = -math.inf
        self._raised = False

    def step(self, tracks: Sequence[Track], t_s: float) -> list[RuleEvent]:
        self._watch.step(tracks, t_s)
        count = len(self._watch.stays)
        if count >= max(1, self._rule.limit):
            self._full_seen_s = t_s
            self._full_since_s = t_s if self._full_since_s is None else self._full_since_s
        elif t_s - self._full_seen_s > HOLD_S:
            self._full_since_s = None
        return self._changed(count, t_s)

    def _changed(self, count: int, t_s: float) -> list[RuleEvent]:
        if self._full_since_s is None:
            was, self._raised = self._raised, False
            return [replace(event_of(self._rule, self._rule.kind + END, t_s), count=count)] if was else []
        lasted_s = t_s - self._full_since_s
        if self._raised or lasted_s < self._rule.seconds or self._full_seen_s < t_s:
            return []
        self._raised = True
        return [replace(event_of(self._rule, self._rule.kind, t_s), count=count, seconds=lasted_s)]


def _doors(rule: CameraRule, change: Change, t_s: float) -> list[RuleEvent]:
    entered = [event_of(rule, ENTERED, t_s, stay.track) for stay in change.entered]
    left = [replace(event_of(rule, LEFT, t_s, stay.track), seconds=stay.seen_s - stay.since_s) for stay in change.left]
    return entered + left
