import numpy as np
import pytest

from video.letterbox import Letterbox
from video.motion import WHOLE_AFTER_S, MotionGate
from video.region import region_of


def _street(square: tuple[int, int] | None = None, noise: int = 0) -> np.ndarray:
    dice = np.random.default_rng(noise)
    frame = np.full((576, 768, 3), 90, np.uint8) + dice.integers(0, 5, (576, 768, 3), np.uint8)
    if square is not None:
        x, y = square
        frame[y : y + 40, x : x + 16] = 200
    return frame


def _settled(masks: tuple = ()) -> MotionGate:
    gate = MotionGate(masks)
    assert gate.moved(_street(), 0.0)
    gate.looked(0.0)
    return gate


def test_that_noise_is_not_motion() -> None:
    gate = _settled()
    assert not any(gate.moved(_street(noise=index), 0.1 * index) for index in range(1, 15))


def test_that_a_small_person_opens_the_gate_and_is_framed() -> None:
    gate = _settled()
    assert gate.moved(_street((300, 200)), 0.1)
    assert gate.changed is not None
    left, top, right, bottom = gate.changed
    assert left <= 303
    assert top <= 203
    assert right >= 313
    assert bottom >= 237
    assert right - left < 40


def test_that_slow_motion_adds_up_until_it_is_seen() -> None:
    gate = _settled()
    assert gate.moved(_street((300, 200)), 0.1)
    gate.looked(0.1)
    assert any(gate.moved(_street((300 + index, 200)), 0.1 + index * 0.05) for index in range(12))


def test_that_what_was_looked_at_is_not_news_but_the_rest_is() -> None:
    gate = _settled()
    whole = Letterbox.of((576, 768), 640, 32)
    assert gate.moved(_street((300, 200)), 0.1)
    assert gate.changed
    region = region_of(gate.changed, [], whole, 32)
    gate.looked(0.1, region)
    assert not gate.moved(_street((300, 200)), 0.2)
    assert gate.moved(_street((700, 500)), 0.3)


def test_that_a_whole_look_is_due_from_time_to_time() -> None:
    gate = _settled()
    assert not gate.moved(_street(), WHOLE_AFTER_S - 0.1)
    assert gate.moved(_street(), WHOLE_AFTER_S)
    assert gate.changed is None


@pytest.mark.parametrize(("y", "seen"), [(200, False), (450, True)])
def test_that_motion_under_a_mask_is_nobodys_matter(y: int, seen: bool) -> None:
    gate = _settled((((0.0, 0.0), (768.0, 0.0), (768.0, 400.0), (0.0, 400.0)),))
    assert gate.moved(_street((300, y)), 0.1) is seen
