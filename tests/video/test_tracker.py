import numpy as np

from video.detector import Detections
from video.tracker import Tracker

NAMES = ("person", "car", "truck")


def _seen(*objects: tuple[float, float, float, int]) -> Detections:
    """x, y of the upper left corner, score and class of boxes of 40 by 80."""
    boxes = np.array([(x, y, x + 40, y + 80) for x, y, _, _ in objects], np.float32).reshape(-1, 4)
    scores = np.array([score for _, _, score, _ in objects], np.float32)
    return Detections(boxes, scores, np.array([label for *_, label in objects], np.int32))


def _numbers(tracker: Tracker, frames: list[Detections], start_s: float = 0.0) -> list[list[int]]:
    return [[track.number for track in tracker.update(seen, start_s + index / 10)] for index, seen in enumerate(frames)]


def test_that_one_who_walks_keeps_a_number() -> None:
    frames = [_seen((10.0 + 6 * index, 50.0, 0.8, 0)) for index in range(30)]
    assert {number for numbers in _numbers(Tracker(NAMES, 10), frames) for number in numbers} == {1}


def test_that_one_who_is_hidden_for_a_second_keeps_the_number() -> None:
    walk = [_seen((10.0 + 3 * index, 50.0, 0.8, 0)) for index in range(40)]
    frames = walk[:15] + [_seen()] * 10 + walk[25:]
    assert {number for numbers in _numbers(Tracker(NAMES, 10), frames) for number in numbers} == {1}


def test_that_a_faint_box_starts_no_track_but_keeps_one_alive() -> None:
    assert not any(_numbers(Tracker(NAMES, 10), [_seen((10, 10, 0.3, 0))] * 10))
    fading = [_seen((10, 10, 0.8, 0))] * 5 + [_seen((10, 10, 0.2, 0))] * 10
    assert all(_numbers(Tracker(NAMES, 10), fading)[1:])


def test_that_a_vehicle_taken_for_another_kind_keeps_number_and_class() -> None:
    frames = [_seen((10.0 + 2 * index, 50, 0.8, 1 if index % 4 else 2)) for index in range(20)]
    tracker = Tracker(NAMES, 10)
    tracks = [tracker.update(seen, index / 10) for index, seen in enumerate(frames)]
    assert {track.number for frame in tracks for track in frame} == {1}
    assert tracks[-1][0].class_name == "car"


def test_that_a_person_and_a_car_in_one_place_are_two() -> None:
    frames = [_seen((10, 50, 0.8, 0), (10, 50, 0.8, 1))] * 10
    assert [len(numbers) for numbers in _numbers(Tracker(NAMES, 10), frames)][-1] == 2


def test_that_a_clip_that_begins_again_reuses_no_number() -> None:
    tracker = Tracker(NAMES, 10)
    frames = [_seen((10, 50, 0.8, 0))] * 5
    assert _numbers(tracker, frames)[-1] == [1]
    assert _numbers(tracker, frames)[-1] == [2]


def test_that_a_frame_given_twice_is_no_error() -> None:
    tracker = Tracker(NAMES, 10)
    for t_s in (0.0, 0.1, 0.1, 0.1, 0.2):
        tracks = tracker.update(_seen((10, 50, 0.8, 0)), t_s)
    assert [track.number for track in tracks] == [1]


def test_that_the_foot_is_the_middle_of_the_lower_edge() -> None:
    tracker = Tracker(NAMES, 10)
    tracker.update(_seen((10, 50, 0.8, 0)), 0.0)
    assert tracker.update(_seen((10, 50, 0.8, 0)), 0.1)[0].foot == (30.0, 130.0)
