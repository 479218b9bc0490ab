"""Which boxes wear the colour of an alarm."""

from video.alarm_marks import MARKED_FOR_S, AlarmMarks
from video.rule_event import CROSSED, ENTERED, LEFT, RuleEvent


def event(name: str, track: int | None, t_s: float = 0.0, kind: str = "intrusion", priority: int = 1) -> RuleEvent:
    return RuleEvent(name, kind, f"rule of {kind}", t_s, track=track, priority=priority)


def test_that_all_within_the_zone_take_part_while_the_rule_is_active() -> None:
    marks = AlarmMarks()
    marks.step([event(ENTERED, 1), event(ENTERED, 2)], 0.0)
    assert marks.priority_of(1) == 0
    marks.step([event("intrusion", 1, 3.0)], 3.0)
    assert [marks.priority_of(track) for track in (1, 2, 3)] == [1, 1, 0]
    marks.step([event(LEFT, 2, 20.0)], 20.0)
    assert [marks.priority_of(track) for track in (1, 2)] == [1, 0]
    marks.step([event("intrusion.end", None, 30.0)], 30.0)
    assert marks.priority_of(1) == 0


def test_that_a_crossing_marks_its_track_for_a_moment() -> None:
    marks = AlarmMarks()
    marks.step([event(CROSSED, 4, 1.0, "crossing", priority=3)], 1.0)
    assert marks.priority_of(4) == 3
    marks.step([], 1.0 + MARKED_FOR_S + 0.1)
    assert marks.priority_of(4) == 0


def test_that_the_worst_alarm_gives_the_colour() -> None:
    marks = AlarmMarks()
    crossing = event(CROSSED, 4, 1.0, "crossing", priority=3)
    marks.step([crossing, event("wrong_way", 4, 1.0, "wrong_way", priority=2)], 1.0)
    assert marks.priority_of(4) == 2
