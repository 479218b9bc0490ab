"""All rules and lines of one camera over its tracks: a frame's tracks in, events and counts out. No I/O, no clock."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from video.camera import Camera, CameraLine, CameraRule
from video.line_counter import OUT, LineCounter
from video.outline import Point
from video.rule_event import CROSSED, RuleEvent, RuleKind, event_of
from video.still_rules import Minders, Stopped
from video.track import Track
from video.zone_rules import Crowd, Dwell, Intrusion

Ring = tuple[Point, ...]
Counts = dict[str, dict[str, dict[str, int]]]
"""Line -> class -> `in` and `out`."""


class RuleError(ValueError):
    """A camera's rule names a zone, a line or a kind that there is not."""


class Rule(Protocol):
    """A state machine: tracks of successive frames in, times never going back."""

    def step(self, tracks: Sequence[Track], t_s: float) -> list[RuleEvent]: ...


class Crossing:
    """An object crosses the line; a `wrong_way` rule speaks only of those from its right to its left."""

    def __init__(self, rule: CameraRule, line: CameraLine) -> None:
        self._rule = rule
        self._counter = LineCounter(line, rule.classes)
        self._wrong_way = rule.kind == RuleKind.WRONG_WAY

    def step(self, tracks: Sequence[Track], t_s: float) -> list[RuleEvent]:
        event = self._rule.kind if self._wrong_way else CROSSED
        return [
            replace(event_of(self._rule, event, t_s, crossing.track), direction=crossing.direction)
            for crossing in self._counter.step(tracks, t_s)
            if crossing.direction == OUT or not self._wrong_way
        ]


ZONE_RULES: dict[str, Callable[[CameraRule, Ring], Rule]] = {
    RuleKind.INTRUSION: Intrusion,
    RuleKind.DWELL: Dwell,
    RuleKind.CROWD: Crowd,
    RuleKind.STOPPED: Stopped,
    RuleKind.LEFT_OBJECT: lambda rule, ring: Stopped(rule, ring, Minders()),
}
LINE_RULES = frozenset({RuleKind.CROSSING, RuleKind.WRONG_WAY})


class Analytics:
    """Lines count without any rule. Raises RuleError for a rule that cannot be built."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._counters = tuple(LineCounter(line) for line in camera.lines)
        self._rules = self._fresh()

    @property
    def counts(self) -> Counts:
        return {counter.line.name: counter.counts for counter in self._counters}

    def restart(self) -> None:
        """A new pass of a clip: times begin again and no object is one of before; counts stay."""
        self._rules = self._fresh()
        for counter in self._counters:
            counter.restart()

    def step(self, tracks: Sequence[Track], t_s: float) -> list[RuleEvent]:
        for counter in self._counters:
            counter.step(tracks, t_s)
        return [event for rule in self._rules for event in rule.step(tracks, t_s)]

    def _fresh(self) -> tuple[Rule, ...]:
        return tuple(_built(rule, self._camera) for rule in self._camera.rules)


def check_rules(camera: Camera) -> None:
    """Raises RuleError when a rule names what the camera has not."""
    Analytics(camera)


def _built(rule: CameraRule, camera: Camera) -> Rule:
    if rule.kind in LINE_RULES:
        return Crossing(rule, _line(rule, camera))
    if rule.kind not in ZONE_RULES:
        known = ", ".join(kind.value for kind in RuleKind)
        raise RuleError(f"rule {rule.name!r}: there is no kind {rule.kind!r}. Kinds: {known}")
    return ZONE_RULES[rule.kind](rule, _ring(rule, camera))


def _line(rule: CameraRule, camera: Camera) -> CameraLine:
    found = next((line for line in camera.lines if line.name == rule.line), None)
    if found is None:
        raise RuleError(f"rule {rule.name!r}: the camera has no line {rule.line!r}. Draw it, or correct the name")
    return found


def _ring(rule: CameraRule, camera: Camera) -> Ring:
    """An empty ring, the whole frame, for a rule without a zone."""
    if not rule.zone:
        return ()
    found = next((zone for zone in camera.zones if zone.name == rule.zone), None)
    if found is None:
        raise RuleError(f"rule {rule.name!r}: the camera has no zone {rule.zone!r}. Draw it, or correct the name")
    return found.polygon
