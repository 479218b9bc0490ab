"""Time for streams: files at their own rate, lost cameras ever slower."""

import threading
import time

import pytest

from video.fault import Fault
from video.pace import LAST_RETRY_S, REFUSED_RETRY_S, Backoff, Pacer


@pytest.fixture
def never() -> threading.Event:
    return threading.Event()


def test_that_frames_come_at_the_rate_of_the_file(never: threading.Event) -> None:
    pacer = Pacer(0.02)
    began_s = time.monotonic()
    shown = sum(pacer.hold(number * 0.02, never) for number in range(16))
    assert 0.28 <= time.monotonic() - began_s < 1.5
    assert shown >= 8


def test_that_a_second_pass_follows_the_first_by_one_period(never: threading.Event) -> None:
    pacer = Pacer(0.05)
    pacer.begin_pass()
    assert pacer.hold(0.0, never)
    began_s = time.monotonic()
    pacer.begin_pass()
    assert pacer.hold(7.0, never)
    assert 0.03 < time.monotonic() - began_s < 0.5


def test_that_a_late_frame_is_dropped_and_a_suspended_clip_goes_on(never: threading.Event) -> None:
    pacer = Pacer(0.05)
    assert pacer.hold(10.0, never)
    assert not pacer.hold(9.8, never)
    assert pacer.hold(8.0, never), "later than a second: the clock is moved"
    assert pacer.hold(8.01, never)


def test_that_a_stop_ends_the_wait() -> None:
    stop = threading.Event()
    stop.set()
    pacer = Pacer(0.05)
    pacer.hold(0.0, stop)
    began_s = time.monotonic()
    pacer.hold(60.0, stop)
    assert time.monotonic() - began_s < 1.0


def test_that_a_lost_camera_is_tried_ever_slower() -> None:
    backoff = Backoff()
    waits_s = [backoff.after(Fault.UNREACHABLE, 0.0) for _ in range(8)]
    assert waits_s == sorted(waits_s)
    assert waits_s[0] == 1.0
    assert waits_s[-1] == LAST_RETRY_S


def test_that_a_camera_that_held_is_tried_at_once_again() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.after(Fault.TIMEOUT, 0.0)
    assert backoff.after(Fault.TIMEOUT, played_s=100.0) == 1.0


def test_that_a_refused_password_is_tried_once_a_minute() -> None:
    assert Backoff().after(Fault.REFUSED, 0.0) == REFUSED_RETRY_S >= 60.0
