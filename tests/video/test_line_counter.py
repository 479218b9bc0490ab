import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from video.camera import CameraLine
from video.line_counter import IN, OUT, LineCounter
from video.track import Track

UPWARD = CameraLine("gate", ((100.0, 200.0), (100.0, 0.0)))
"""One who looks from its first point to its second has x above 100 at the right hand."""
BAND_PX = 2.0


def _tracks(path: list[tuple[float, float]], number: int = 1, fps: float = 10.0) -> list[tuple[float, Track]]:
    return [
        (index / fps, Track(number, "person", 0.9, (x - 10, y - 40, x + 10, y), index / fps))
        for index, (x, y) in enumerate(path)
    ]


def _count(path: list[tuple[float, float]], line: CameraLine = UPWARD) -> dict[str, int]:
    counter = LineCounter(line)
    for t_s, track in _tracks(path):
        counter.step([track], t_s)
    return counter.counts.get("person", {IN: 0, OUT: 0})


def _walk(start: float, end: float, y: float = 100.0, steps: int = 30) -> list[tuple[float, float]]:
    return [(start + (end - start) * index / (steps - 1), y) for index in range(steps)]


def test_that_from_left_to_right_is_in_and_back_is_out() -> None:
    assert _count(_walk(50, 150)) == {IN: 1, OUT: 0}
    assert _count(_walk(150, 50)) == {IN: 0, OUT: 1}
    assert _count(_walk(50, 150) + _walk(150, 50)) == {IN: 1, OUT: 1}


def test_that_one_who_trembles_on_the_line_counts_once() -> None:
    trembling = [(100 + 1.5 * (-1) ** index, 100.0) for index in range(60)]
    assert _count(_walk(50, 99) + trembling + _walk(101, 150)) == {IN: 1, OUT: 0}


def test_that_going_round_the_end_of_the_line_does_not_count() -> None:
    round_the_end = [*_walk(50, 51, 100, 5), *_walk(51, 150, 250), *_walk(150, 149, 100, 5)]
    assert _count(round_the_end) == {IN: 0, OUT: 0}


def test_that_a_crossing_in_the_first_frames_counts_once_the_track_is_old_enough() -> None:
    assert _count([(80.0, 100.0), (120.0, 100.0), *_walk(125, 160, steps=5)]) == {IN: 1, OUT: 0}


def test_that_a_track_that_dies_young_does_not_count() -> None:
    assert _count([(80.0, 100.0), (120.0, 100.0)]) == {IN: 0, OUT: 0}


def test_that_a_gap_over_the_line_still_counts() -> None:
    counter = LineCounter(UPWARD)
    frames = _tracks(_walk(50, 150))
    for t_s, track in frames[:10] + frames[20:]:
        counter.step([track], t_s)
    assert counter.counts == {"person": {IN: 1, OUT: 0}}


def test_that_classes_are_counted_apart_and_others_left_out() -> None:
    counter = LineCounter(UPWARD, ("car",))
    for t_s, track in _tracks(_walk(50, 150)):
        car = Track(2, "car", 0.9, track.box, track.age_s)
        counter.step([track, car], t_s)
    assert counter.counts == {"car": {IN: 1, OUT: 0}}


@given(
    st.lists(st.tuples(st.floats(0, 200), st.floats(20, 180)), min_size=8, max_size=60),
    st.floats(0, 2 * math.pi),
)
def test_that_in_less_out_is_where_it_ended_against_where_it_began(path: list, turn: float) -> None:
    """Along a line without end, counts are never more than the changes of side and always agree with the last one."""
    across, along = math.cos(turn), math.sin(turn)
    line = CameraLine("endless", ((100 - 9e3 * across, 100 - 9e3 * along), (100 + 9e3 * across, 100 + 9e3 * along)))
    counts = _count(path, line)
    sides = [(x - 100) * -along + (y - 100) * across for x, y in path]
    clear = [side for side in sides if abs(side) > BAND_PX + 1e-6]
    near = [side for side in sides if BAND_PX - 1e-6 < abs(side) < BAND_PX + 1e-6]
    if not near and clear and abs(sides[-1]) > BAND_PX:
        began, ended = clear[0] > 0, clear[-1] > 0
        assert counts[IN] - counts[OUT] == int(ended) - int(began)
    changes = sum((one > 0) != (two > 0) for one, two in itertools.pairwise(clear))
    assert near or counts[IN] + counts[OUT] <= changes
