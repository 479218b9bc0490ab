"""The frame slot: what is read is one whole frame with its own boxes, whatever the writer does meanwhile."""

import multiprocessing
import os
import stat
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from video import slot_layout
from video.fault import Fault
from video.frame_slot import FrameNote, SlotBox, SlotReader, SlotStatus, remove_orphans
from video.slot_layout import SlotError, slot_path
from video.slot_writer import SlotWriter, encode_boxes

CAMERA = "camera-1"


def note(t_s: float = 0.0, boxes: tuple[SlotBox, ...] = ()) -> FrameNote:
    return FrameNote(t_s, time.monotonic_ns(), time.time(), boxes, measured=True)


def picture(width_px: int, height_px: int, value: int) -> np.ndarray:
    return np.full((height_px, width_px, 3), value, np.uint8)


def box(track: int, priority: int = 0) -> SlotBox:
    return SlotBox(track, "person", 0.9, (1.0, 2.0, 3.0, 4.0), priority, 22.77, -102.58)


def test_that_a_frame_is_read_with_its_boxes(tmp_path: Path) -> None:
    writer, reader = SlotWriter(tmp_path, CAMERA), SlotReader(tmp_path, CAMERA)
    writer.write(note(1.5, (box(7, priority=1),)), picture(64, 48, 200))
    frame = reader.newest()
    assert frame is not None
    assert (frame.width_px, frame.height_px, frame.t_s, frame.boxes) == (64, 48, 1.5, (box(7, priority=1),))
    assert frame.pixels.shape == (48, 64, 4)
    assert (frame.pixels[..., :3] == 200).all()
    assert frame.age_s() < 1.0


def test_that_the_same_frame_is_not_given_twice(tmp_path: Path) -> None:
    writer, reader = SlotWriter(tmp_path, CAMERA), SlotReader(tmp_path, CAMERA)
    assert reader.newest() is None
    writer.write(note(), picture(8, 8, 1))
    assert reader.newest() is not None
    assert reader.newest() is None
    writer.write(note(), picture(8, 8, 2))
    assert reader.newest() is not None


def test_that_only_its_owner_may_open_a_slot(tmp_path: Path) -> None:
    writer = SlotWriter(tmp_path, CAMERA)
    assert stat.S_IMODE(writer.path.stat().st_mode) == 0o600


def test_that_an_id_cannot_name_a_path_outside_the_folder(tmp_path: Path) -> None:
    assert slot_path(tmp_path, "../../etc/passwd").parent == tmp_path


def test_that_a_reader_marks_the_camera_as_watched(tmp_path: Path) -> None:
    writer, reader = SlotWriter(tmp_path, CAMERA), SlotReader(tmp_path, CAMERA)
    assert not writer.watched()
    reader.watch()
    assert writer.watched()


def test_that_what_the_worker_says_of_the_camera_is_read(tmp_path: Path) -> None:
    writer, reader = SlotWriter(tmp_path, CAMERA), SlotReader(tmp_path, CAMERA)
    writer.say(SlotStatus(False, Fault.REFUSED, 3.0, has_model=False, looped=True, analysed_fps=4.5))
    status = reader.status()
    assert status is not None
    assert (status.online, status.fault, status.looped, status.has_model) == (False, Fault.REFUSED, True, False)
    assert status.analysed_fps == 4.5
    assert 3.0 <= status.since_s < 4.0


def test_that_a_change_of_resolution_is_followed(tmp_path: Path) -> None:
    writer, reader = SlotWriter(tmp_path, CAMERA, 64, 48), SlotReader(tmp_path, CAMERA)
    writer.write(note(), picture(64, 48, 1))
    assert reader.newest() is not None
    reader.watch()
    writer.write(note(), picture(1280, 720, 2))
    reader._looked_s = 0.0
    frame = reader.newest()
    assert frame is not None
    assert frame.pixels.shape == (720, 1280, 4)
    assert writer.watched()


def test_that_a_reader_follows_a_new_worker(tmp_path: Path) -> None:
    reader = SlotReader(tmp_path, CAMERA)
    SlotWriter(tmp_path, CAMERA).write(note(), picture(8, 8, 1))
    first = reader.newest()
    SlotWriter(tmp_path, CAMERA).write(note(), picture(8, 8, 2))
    reader._looked_s = 0.0
    second = reader.newest()
    assert first is not None
    assert second is not None
    assert second.generation != first.generation
    assert (second.pixels[..., :3] == 2).all()


def test_that_a_thinned_copy_stays_wide_enough(tmp_path: Path) -> None:
    writer, reader = SlotWriter(tmp_path, CAMERA), SlotReader(tmp_path, CAMERA)
    writer.write(note(), picture(1920, 1080, 5))
    frame = reader.newest(enough_px=408)
    assert frame is not None
    assert frame.step == 4
    assert frame.pixels.shape == (270, 480, 4)
    assert frame.width_px == 1920


def test_that_slots_of_dead_workers_are_removed_and_of_living_ones_kept(tmp_path: Path) -> None:
    SlotWriter(tmp_path, "alive")
    worker = multiprocessing.get_context("spawn").Process(target=_make_slot, args=(tmp_path,))
    worker.start()
    worker.join(20)
    (tmp_path / "rubbish.slot").write_bytes(b"x")
    assert remove_orphans(tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == [slot_path(tmp_path, "alive").name]


def _make_slot(folder: Path) -> None:
    SlotWriter(folder, "dead")


def test_that_a_file_that_is_no_slot_is_not_opened(tmp_path: Path) -> None:
    slot_path(tmp_path, CAMERA).write_bytes(os.urandom(8192))
    reader = SlotReader(tmp_path, CAMERA)
    assert reader.newest() is None
    assert reader.status() is None


def test_that_a_slot_without_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SlotError, match="no room"):
        SlotWriter(tmp_path, CAMERA, 1 << 24, 1 << 24)
    assert not list(tmp_path.iterdir())


@given(count=st.integers(0, 2000), alarmed=st.integers(0, 20))
def test_that_alarmed_boxes_are_kept_when_there_are_too_many(count: int, alarmed: int) -> None:
    boxes = tuple(box(n) for n in range(count)) + tuple(box(10_000 + n, priority=1) for n in range(alarmed))
    encoded = encode_boxes(boxes)
    assert len(encoded) <= slot_layout.BOXES_BYTES
    assert encoded.count(b"person") >= min(len(boxes), alarmed)


def _write_fast(folder: Path, stop: Event) -> None:
    """Frames whose pixels and boxes all tell the same number."""
    writer = SlotWriter(folder, CAMERA, 320, 240)
    number = 0
    while not stop.is_set():
        number = number % 250 + 1
        width_px = 160 + number % 2 * 160
        boxes = tuple(SlotBox(number, "person", number / 250, (0.0, 0.0, 0.0, 0.0)) for _ in range(number % 20))
        writer.write(note(float(number), boxes), picture(width_px, 240, number))


def test_that_no_read_is_torn_under_a_fast_writer_in_another_process(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    worker = context.Process(target=_write_fast, args=(tmp_path, stop))
    worker.start()
    reader, read, until_s = SlotReader(tmp_path, CAMERA), 0, time.monotonic() + 20
    while read < 1500 and time.monotonic() < until_s:
        frame = reader.newest()
        if frame is None:
            continue
        read += 1
        number = int(frame.t_s)
        assert frame.width_px == 160 + number % 2 * 160
        assert (frame.pixels[..., :3] == number).all()
        assert [each.track for each in frame.boxes] == [number] * (number % 20)
    stop.set()
    worker.join(20)
    assert read >= 200
