import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from video.analysis import Analysis
from video.camera import Camera
from video.detector import Detections, Detector, joined
from video.letterbox import Letterbox
from video.region import Region, region_of
from video.stream import Stream
from video.suppression import overlap_of

Shared = Callable[[str], Path]
FRAMES = 25


@pytest.fixture(scope="session")
def detector(imported_model: Path) -> Detector:
    return Detector.open(imported_model, threads=0)


@pytest.fixture(scope="session")
def street(shared: Shared) -> list[np.ndarray]:
    with Stream(str(shared("video/vtest.avi"))) as stream:
        return [frame.bgr() for frame in itertools.islice(stream.frames(), FRAMES)]


def _people(found: Detections, least: float) -> np.ndarray:
    return found.boxes[(found.classes == 0) & (found.scores > least)]


def test_that_the_pedestrians_of_a_real_street_are_found(detector: Detector, street: list) -> None:
    found = detector.detect([street[0]])[0]
    assert len(_people(found, 0.5)) == 3
    assert ((found.boxes >= 0) & (found.boxes <= [768, 576, 768, 576])).all()


def test_that_a_region_finds_what_the_whole_frame_finds_there(detector: Detector, street: list) -> None:
    whole = detector.detect([street[10]])[0]
    fit = detector.letterbox(street[10].shape)
    for person in _people(whole, 0.5):
        region = region_of(tuple(person.tolist()), [], fit, 32)
        assert region is not None
        found = detector.detect([street[10]], [region])[0]
        assert found.region == region
        assert overlap_of(person[None], _people(found, 0.4))[0] > 0.8


def test_that_frames_of_many_sizes_are_taken_in_one_call(detector: Detector, street: list) -> None:
    found = detector.detect([street[0], np.ascontiguousarray(street[0][:300]), np.zeros((33, 47, 3), np.uint8)])
    assert len(found) == 3
    assert len(found[2]) == 0


def test_that_a_detector_that_may_not_grow_sees_the_whole_until_it_is_told_to(detector: Detector, street: list) -> None:
    worker = Detector(detector.model, growing=False)
    region = region_of((300, 200, 340, 280), [], worker.letterbox(street[0].shape), 32)
    assert isinstance(region, Region)
    assert worker.detect([street[0]], [region])[0].region is None
    assert worker.wants_growth
    worker.grow()
    assert not worker.wants_growth
    assert worker.detect([street[0]], [region])[0].region == region


def test_that_looking_at_parts_loses_nobody(detector: Detector, street: list, shared: Shared) -> None:
    """Every sure person of a look at the whole frame is tracked when only what changed is looked at."""
    with Analysis(str(shared("video/vtest.avi")), Camera("one", "one", ""), detector) as analysis:
        observed = [one for _, one in itertools.islice(analysis.observations(), FRAMES)]
    wanted = found = 0
    for frame, seen in list(zip(street, observed, strict=True))[3:]:
        people = _people(detector.detect([frame])[0], 0.6)
        boxes = [one.box for one in seen.sightings if one.class_name == "person"]
        wanted += len(people)
        found += int((overlap_of(people, np.array(boxes, np.float32).reshape(-1, 4)) > 0.5).sum())
    assert wanted > 50
    assert found / wanted > 0.97


def test_that_held_boxes_found_again_are_not_doubled() -> None:
    box = np.array([[10, 10, 50, 90]], np.float32)
    one = Detections(box, np.array([0.9], np.float32), np.array([0], np.int32))
    again = Detections(box + 3, np.array([0.8], np.float32), np.array([0], np.int32))
    assert len(joined(one, again)) == 1
    assert len(joined(one, Detections(box + 100, again.scores, again.classes))) == 2


def test_that_an_input_of_one_size_is_laid_with_bars() -> None:
    assert Letterbox.of((576, 768), 640, 32, fixed=(640, 640)).top_px == 80
