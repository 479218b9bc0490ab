"""The worker's side of a frame slot: make the file, write each frame over the oldest, say how the camera is."""

import mmap
import os
import time
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from video import slot_layout as layout
from video.cv import cv2
from video.fault import Fault
from video.frame_slot import FrameNote, SlotBox, SlotStatus
from video.slot_layout import SlotError, slot_path

WATCHED_FOR_S = 2.0
_FAULTS = tuple(Fault)


def encode_boxes(boxes: tuple[SlotBox, ...]) -> bytes:
    """As many boxes as the room holds, alarmed ones first."""
    encoded = msgspec.msgpack.encode(boxes)
    while len(encoded) > layout.BOXES_BYTES:
        boxes = tuple(sorted(boxes, key=lambda box: box.priority or 9))[: len(boxes) * 3 // 4]
        encoded = msgspec.msgpack.encode(boxes)
    return encoded


class SlotWriter:
    """The worker's side. One thread at a time writes; raises SlotError when the folder has no room."""

    def __init__(self, folder: Path, camera_id: str, width_px: int = 640, height_px: int = 480) -> None:
        self.path = slot_path(folder, camera_id)
        self._sequence = 0
        self._make(width_px * height_px * 4)

    def write(self, note: FrameNote, bgr: NDArray[np.uint8]) -> int:
        """Put an (h, w, 3) picture in place of the oldest, as BGRA; gives its sequence."""
        height_px, width_px = bgr.shape[:2]
        pixel_bytes = height_px * width_px * 4
        if pixel_bytes > self._pixel_bytes:
            self._remake(pixel_bytes)
        self._sequence += 1
        buffer = self._buffers[self._sequence % layout.BUFFERS]
        record = layout.record_of(buffer)
        boxes = encode_boxes(note.boxes)
        record["begin"][0] = self._sequence
        _fill(record, note, (height_px, width_px), len(boxes))
        buffer[layout.PAGE_BYTES : layout.PAGE_BYTES + len(boxes)] = np.frombuffer(boxes, np.uint8)
        place = buffer[layout.PIXELS_AT : layout.PIXELS_AT + pixel_bytes].reshape(height_px, width_px, 4)
        cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA, dst=place)
        record["end"][0] = self._sequence
        self._header["newest"][0] = self._sequence
        return self._sequence

    def say(self, status: SlotStatus) -> None:
        """Tell readers how the camera is; `since_s` is how long it has been so."""
        header = self._header
        header["online"][0] = status.online
        header["fault"][0] = 0 if status.fault is None else 1 + _FAULTS.index(status.fault)
        header["since_ns"][0] = time.monotonic_ns() - int(status.since_s * 1e9)
        header["has_model"][0] = 2 if status.has_model is None else status.has_model
        header["looped"][0], header["moving"][0] = status.looped, status.moving
        header["analysed_fps"][0] = status.analysed_fps

    def watched(self) -> bool:
        """Whether somebody looked within the last two seconds."""
        return time.monotonic_ns() - int(self._header["watched_ns"][0]) < WATCHED_FOR_S * 1e9

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def _make(self, pixel_bytes: int) -> None:
        one_buffer = layout.buffer_bytes(pixel_bytes)
        fresh = self.path.with_suffix(f".{os.getpid()}")
        memory = _create(fresh, layout.file_bytes(one_buffer))
        self._pixel_bytes = one_buffer - layout.PIXELS_AT
        self._buffers = layout.buffers_of(memory, one_buffer)
        self._header = layout.header_of(memory)
        self._header["generation"][0] = time.monotonic_ns()
        self._header["writer_pid"][0] = os.getpid()
        self._header["writer_started"][0] = layout.started_ticks(os.getpid())
        self._header["buffer_bytes"][0] = one_buffer
        self._header["has_model"][0] = 2
        self._header["magic"][0] = layout.MAGIC
        fresh.replace(self.path)

    def _remake(self, pixel_bytes: int) -> None:
        """Change to a larger file, as when the camera changes its resolution; what was said is said on."""
        old = self._header.copy()
        self._make(pixel_bytes)
        for name in ("watched_ns", "online", "fault", "since_ns", "has_model", "looped", "moving", "analysed_fps"):
            self._header[name][0] = old[name][0]


def _fill(record: layout.Record, note: FrameNote, shape: tuple[int, int], boxes_bytes: int) -> None:
    record["height_px"][0], record["width_px"][0] = shape
    record["t_s"][0], record["captured_ns"][0] = note.t_s, note.captured_ns
    record["captured_at"][0], record["measured"][0] = note.captured_at, note.measured
    record["boxes_bytes"][0] = boxes_bytes


def _create(path: Path, size_bytes: int) -> NDArray[np.uint8]:
    """Make a file of the size, all of it really there: a hole that cannot be filled would kill the writer (SIGBUS)."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            os.posix_fallocate(file.fileno(), 0, size_bytes)
            return np.frombuffer(mmap.mmap(file.fileno(), size_bytes), np.uint8)
    except OSError as error:
        path.unlink(missing_ok=True)
        message = f"{path.parent}: no room for a frame slot of {size_bytes} bytes: {error.strerror}. Free some space"
        raise SlotError(message) from error
