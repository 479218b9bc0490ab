"""What a rule of a camera says, with what an operator needs to see why."""

from dataclasses import dataclass
from enum import StrEnum

from maps.place import Place
from video.camera import CameraRule
from video.outline import Point
from video.track import Track


class RuleKind(StrEnum):
    INTRUSION = "intrusion"
    DWELL = "dwell"
    CROSSING = "crossing"
    CROWD = "crowd"
    STOPPED = "stopped"
    WRONG_WAY = "wrong_way"
    LEFT_OBJECT = "left_object"


ENTERED = "zone.enter"
LEFT = "zone.leave"
CROSSED = "line.cross"
END = ".end"
"""`intrusion` says that it began, `intrusion.end` that its cause is gone."""


@dataclass(frozen=True, slots=True)
class RuleEvent:
    """`event` is zone.enter, zone.leave, line.cross, a kind of rule, or a kind with `.end`. Times as the frames' own.

    `foot` is in pixels; `place` is there for a calibrated camera. `seconds` is how long it lasted so far.
    """

    event: str
    kind: str
    rule: str
    t_s: float
    zone: str = ""
    line: str = ""
    direction: str = ""
    track: int | None = None
    class_name: str = ""
    foot: Point | None = None
    place: Place | None = None
    seconds: float | None = None
    count: int | None = None
    priority: int = 1

    @property
    def raises(self) -> bool:
        """Whether an alarm is due."""
        return self.event in (self.kind, CROSSED)

    @property
    def ends(self) -> bool:
        """Whether the cause of an alarm of this rule and track is gone."""
        return self.event.endswith(END)


def event_of(rule: CameraRule, event: str, t_s: float, track: Track | None = None) -> RuleEvent:
    """An event of `rule`, about `track` where one object caused it."""
    return RuleEvent(
        event=event,
        kind=rule.kind,
        rule=rule.name,
        t_s=t_s,
        zone=rule.zone,
        line=rule.line,
        track=track.number if track else None,
        class_name=track.class_name if track else "",
        foot=track.foot if track else None,
        priority=rule.priority,
    )
