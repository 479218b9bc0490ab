"""One camera's decode thread: files end or play again, frames never pile up, faults are said."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from video.camera import Camera
from video.fault import Fault
from video.feed import CameraFeed
from video.frame_slot import SlotReader
from video.slot_writer import SlotWriter


@contextmanager
def playing(camera: Camera, slots: Path) -> Iterator[tuple[CameraFeed, list[tuple[bool, Fault | None]]]]:
    said: list[tuple[bool, Fault | None]] = []
    feed = CameraFeed(
        camera,
        SlotWriter(slots, camera.id),
        threading.Event(),
        lambda one: said.append((one.standing.online, one.standing.fault)),
    )
    feed.start()
    try:
        yield feed, said
    finally:
        feed.stop()
        feed.join(10)


def wait_for(condition: Callable[[], object], seconds: float = 10.0) -> None:
    until_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until_s, "it did not come"
        time.sleep(0.005)


def test_that_a_file_plays_at_its_rate_and_ends_offline(clip: Path, tmp_path: Path) -> None:
    began_s = time.monotonic()
    with playing(Camera("one", "One", str(clip)), tmp_path) as (_, said):
        wait_for(lambda: len(said) == 2)
    assert said == [(True, None), (False, Fault.ENDED)]
    assert 1.2 < time.monotonic() - began_s < 6.0


def test_that_a_looped_file_begins_again_as_another_pass(clip: Path, tmp_path: Path) -> None:
    passes: list[int] = []
    with playing(Camera("one", "One", str(clip), loop=True, analysed_fps=10.0), tmp_path) as (feed, said):

        def see() -> bool:
            sample = feed.take()
            if sample is not None:
                passes.append(sample.pass_number)
            return bool(passes) and passes[-1] == 3

        wait_for(see)
    assert said == [(True, None)]
    assert passes == sorted(passes)
    assert passes.count(2) >= 10


def test_that_frames_nobody_takes_do_not_pile_up(clip: Path, tmp_path: Path) -> None:
    reader = SlotReader(tmp_path, "one")
    with playing(Camera("one", "One", str(clip), loop=True), tmp_path) as (feed, _):
        wait_for(feed.has_sample)
        shown: list[float] = []

        def see() -> bool:
            reader.watch()
            frame = reader.newest()
            if frame is not None:
                shown.append(frame.t_s)
            return len(shown) >= 8

        wait_for(see)
        sample = feed.take()
    assert sample is not None
    assert time.monotonic_ns() - sample.captured_ns < 2e9


def test_that_an_analysed_frame_is_shown_with_its_own_boxes(clip: Path, tmp_path: Path) -> None:
    reader = SlotReader(tmp_path, "one")
    with playing(Camera("one", "One", str(clip), loop=True, analysed_fps=10.0), tmp_path) as (feed, _):
        wait_for(feed.has_sample)
        sample = feed.take()
        assert sample is not None
        feed.show_analysed(sample, sample.frame.bgr(), ())
        frame = reader.newest()
    assert frame is not None
    assert frame.captured_ns >= sample.captured_ns
    assert frame.measured == (frame.captured_ns == sample.captured_ns)


def test_that_a_file_that_is_not_there_is_said_and_tried_again(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "later.avi"
    with playing(Camera("one", "One", str(path), loop=True), tmp_path) as (_, said):
        wait_for(lambda: said)
        assert said == [(False, Fault.BAD_ADDRESS)]
        path.write_bytes(clip.read_bytes())
        wait_for(lambda: len(said) == 2)
    assert said[1] == (True, None)
