from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.analytics import Analytics, RuleError
from video.camera import Camera, CameraLine, CameraRule, CameraZone
from video.rule_event import RuleEvent
from video.track import Track

FPS = 10
HEIGHT_PX = 40.0


def track(foot: tuple[float, float], number: int = 1, class_name: str = "person", age_s: float = 10.0) -> Track:
    x, y = foot
    return Track(number, class_name, 0.9, (x - 10, y - HEIGHT_PX, x + 10, y), age_s)


def walk(feet: Iterable[tuple[float, float] | None], number: int = 1, class_name: str = "person") -> Iterator[tuple]:
    """(t_s, tracks) of each frame; None is a frame in which it is not seen."""
    for index, foot in enumerate(feet):
        t_s = index / FPS
        yield t_s, ([] if foot is None else [track(foot, number, class_name, t_s)])


def together(*walks: Iterable[tuple]) -> Iterator[tuple]:
    """Several walks at once; they must be of one length."""
    for frames in zip(*walks, strict=True):
        yield frames[0][0], [one for _, tracks in frames for one in tracks]


def events_of(rule: object, frames: Iterable[tuple]) -> list:
    return [event for t_s, tracks in frames for event in rule.step(tracks, t_s)]  # type: ignore[attr-defined]


def names(events: Sequence) -> list[str]:
    return [event.event for event in events]


YARD = CameraZone("yard", ((100.0, 100.0), (300.0, 100.0), (300.0, 300.0), (100.0, 300.0)))
GATE = CameraLine("gate", ((200.0, 400.0), (200.0, 0.0)))
INSIDE, OUTSIDE = (200.0, 200.0), (400.0, 200.0)


def _rule(kind: str, **more: object) -> Analytics:
    rule = CameraRule(kind, kind, **({"zone": "yard"} | more))  # type: ignore[arg-type]
    return Analytics(Camera("one", "one", "", zones=(YARD,), lines=(GATE,), rules=(rule,)))


def _alarms(events: list[RuleEvent]) -> list[RuleEvent]:
    return [event for event in events if event.raises]


def test_that_three_seconds_of_presence_are_an_intrusion_and_less_is_none() -> None:
    assert not _alarms(events_of(_rule("intrusion"), walk([OUTSIDE] * 5 + [INSIDE] * 29 + [OUTSIDE] * 30)))
    events = _alarms(events_of(_rule("intrusion"), walk([OUTSIDE] * 5 + [INSIDE] * 40)))
    assert names(events) == ["intrusion"]
    assert events[0].t_s == pytest.approx(0.5 + 3.0)
    assert events[0].seconds == pytest.approx(3.0)
    assert events[0].track == 1


def test_that_entering_and_leaving_are_told_with_the_time_spent() -> None:
    events = events_of(_rule("intrusion"), walk([OUTSIDE] * 5 + [INSIDE] * 20 + [OUTSIDE] * 5))
    assert names(events) == ["zone.enter", "zone.leave"]


def test_that_a_short_gap_does_not_break_a_presence() -> None:
    seen = [INSIDE] * 15 + [None] * 10 + [INSIDE] * 10
    assert names(_alarms(events_of(_rule("intrusion"), walk(seen)))) == ["intrusion"]


def test_that_a_new_number_for_the_same_intruder_does_not_restart_the_clock() -> None:
    first, second = walk([INSIDE] * 18 + [None] * 17, 1), walk([None] * 18 + [INSIDE] * 17, 2)
    assert names(_alarms(events_of(_rule("intrusion"), together(first, second)))) == ["intrusion"]


def test_that_an_intrusion_is_told_once_and_ends_when_the_zone_is_empty() -> None:
    events = events_of(_rule("intrusion"), walk([INSIDE] * 100 + [None] * 40 + [INSIDE] * 50))
    assert [name for name in names(events) if name.startswith("intrusion")] == [
        "intrusion", "intrusion.end", "intrusion",
    ]  # fmt: skip


def test_that_trembling_on_the_edge_is_one_entry_at_most() -> None:
    edge = [(300.0 + 1.5 * (-1) ** index, 200.0) for index in range(80)]
    assert names(events_of(_rule("intrusion"), walk(edge))).count("zone.enter") <= 1


def test_that_a_reflection_of_two_frames_raises_nothing() -> None:
    assert events_of(_rule("intrusion", seconds=0.0), walk([INSIDE] * 2 + [None] * 40)) == []


def test_that_other_classes_do_not_intrude() -> None:
    assert not events_of(_rule("intrusion"), walk([INSIDE] * 60, class_name="dog"))


@given(st.lists(st.booleans(), min_size=10, max_size=150))
def test_that_every_end_of_an_intrusion_follows_a_beginning(inside: list[bool]) -> None:
    feet = [INSIDE if here else OUTSIDE for here in inside]
    told = [name for name in names(events_of(_rule("intrusion"), walk(feet))) if name.startswith("intrusion")]
    assert told == (["intrusion", "intrusion.end"] * len(told))[: len(told)]


def test_that_dwelling_counts_for_each_by_himself() -> None:
    first, second = walk([INSIDE] * 60 + [OUTSIDE] * 20, 1), walk([OUTSIDE] * 40 + [INSIDE] * 40, 2)
    events = events_of(_rule("dwell", seconds=5.0), together(first, second))
    assert [(event.event, event.track) for event in events if event.kind in event.event] == [
        ("dwell", 1), ("dwell.end", 1),
    ]  # fmt: skip


def test_that_a_crowd_is_as_many_as_the_limit_at_once() -> None:
    def crowd(present: int) -> list[RuleEvent]:
        walks = [walk([INSIDE] * 50, number) for number in range(1, present + 1)]
        return _alarms(events_of(_rule("crowd", limit=4, seconds=2.0), together(*walks)))

    assert crowd(3) == []
    assert [(event.event, event.count) for event in crowd(4)] == [("crowd", 4)]


def test_that_a_crowd_that_thins_out_ends() -> None:
    walks = [walk([INSIDE] * 40 + [OUTSIDE] * 40, number) for number in (1, 2, 3)]
    events = events_of(_rule("crowd", limit=3, seconds=1.0), together(*walks))
    assert names(events) == ["crowd", "crowd.end"]


def test_that_a_vehicle_that_stops_is_told_and_ends_when_it_drives_on() -> None:
    driving = [(110.0 + 5 * index, 200.0) for index in range(20)]
    away = [(205.0 + 8 * index, 200.0) for index in range(10)]
    path = driving + [(205.0, 200.0)] * 60 + away
    events = events_of(_rule("stopped", classes=("car",), seconds=5.0), walk(path, class_name="car"))
    assert names(events) == ["stopped", "stopped.end"]
    assert not events_of(_rule("stopped", classes=("car",), seconds=5.0), walk(driving * 3, class_name="car"))


def test_that_only_the_wrong_way_is_told() -> None:
    right = [(150.0 + 4 * index, 200.0) for index in range(25)]
    rule = {"zone": "", "line": "gate", "classes": ("car",)}
    assert events_of(_rule("wrong_way", **rule), walk(right, class_name="car")) == []
    events = events_of(_rule("wrong_way", **rule), walk(right[::-1], class_name="car"))
    assert [(event.event, event.direction) for event in events] == [("wrong_way", "out")]


def test_that_a_crossing_is_told_with_its_direction() -> None:
    path = [(150.0 + 4 * index, 200.0) for index in range(25)]
    events = events_of(_rule("crossing", zone="", line="gate"), walk(path))
    assert [(event.event, event.direction, event.line) for event in events] == [("line.cross", "in", "gate")]


BAG = {"classes": ("backpack",), "seconds": 5.0}


def test_that_a_bag_whose_owner_walks_off_is_left() -> None:
    owner = walk([(210.0, 200.0)] * 30 + [(210.0 + 10 * index, 200.0) for index in range(70)], 1)
    bag = walk([INSIDE] * 100, 2, "backpack")
    events = events_of(_rule("left_object", **BAG), together(owner, bag))
    assert [(event.event, event.track) for event in events] == [("left_object", 2)]
    assert events[0].t_s > 3.0 + 5.0


def test_that_a_bag_beside_its_owner_is_not_left() -> None:
    owner, bag = walk([(210.0, 200.0)] * 100, 1), walk([INSIDE] * 100, 2, "backpack")
    events = events_of(_rule("left_object", **BAG), together(owner, bag))
    assert events == []


def test_that_a_line_counts_without_any_rule() -> None:
    analytics = Analytics(Camera("one", "one", "", lines=(GATE,)))
    assert events_of(analytics, walk([(150.0 + 4 * index, 200.0) for index in range(25)])) == []
    assert analytics.counts == {"gate": {"person": {"in": 1, "out": 0}}}


def test_that_counts_stay_when_a_clip_begins_again() -> None:
    analytics = Analytics(Camera("one", "one", "", lines=(GATE,)))
    for _ in range(2):
        events_of(analytics, walk([(150.0 + 4 * index, 200.0) for index in range(25)]))
        analytics.restart()
    assert analytics.counts == {"gate": {"person": {"in": 2, "out": 0}}}


@pytest.mark.parametrize(
    ("kind", "more"), [("intrusion", {"zone": "moon"}), ("crossing", {"line": "moon"}), ("dance", {})]
)
def test_that_a_rule_that_names_what_is_not_there_is_refused(kind: str, more: dict[str, str]) -> None:
    with pytest.raises(RuleError, match=r"moon|dance"):
        _rule(kind, **more)
