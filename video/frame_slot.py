"""The newest frame of a camera for whoever looks beside it: a file one worker writes and any number of readers map.

Each of its three buffers holds a picture (BGRA, so that Qt paints it without converting) and the boxes of that very
frame. A reader never waits and never blocks the writer: it copies, then checks that the buffer was not written
meanwhile. Readers leave one mark, the time they last looked, by which the worker gives watched cameras their full
rate. Owner only. The writer's side is `video.slot_writer`.
"""

import mmap
import os
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from video import slot_layout as layout
from video.fault import Fault
from video.slot_layout import slot_path

_FAULTS = tuple(Fault)
_LOOK_AGAIN_S = 0.25
"""How often a reader looks whether a new worker has put another file in its place."""


class SlotBox(msgspec.Struct, frozen=True, array_like=True):
    """What was seen, in pixels of the source frame; `priority` 1..3 while it takes part in an alarm, else 0."""

    track: int
    class_name: str
    score: float
    box: tuple[float, float, float, float]
    priority: int = 0
    lat_deg: float | None = None
    lon_deg: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SlotFrame:
    """A picture (h, w, 4) BGRA of a reader's own, with the boxes of that very frame.

    `step` is by how much the picture was thinned when read; boxes stay in pixels of the source.
    `measured` is false where boxes were carried on from the last analysed frame by their own motion.
    """

    generation: int
    sequence: int
    width_px: int
    height_px: int
    step: int
    t_s: float
    captured_ns: int
    captured_at: float
    measured: bool
    boxes: tuple[SlotBox, ...]
    pixels: NDArray[np.uint8]

    def age_s(self) -> float:
        return (time.monotonic_ns() - self.captured_ns) / 1e9


@dataclass(frozen=True, slots=True)
class SlotStatus:
    """What the worker says of the camera; `analysed_fps` is what it reaches now.

    `has_model` is None while the detector is being loaded; `moving` says that the picture changes, model or not.
    """

    online: bool
    fault: Fault | None
    since_s: float
    has_model: bool | None
    looped: bool
    analysed_fps: float
    moving: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FrameNote:
    """What is written beside the pixels."""

    t_s: float
    captured_ns: int
    captured_at: float
    boxes: tuple[SlotBox, ...] = ()
    measured: bool = False


_boxes_decoder = msgspec.msgpack.Decoder(tuple[SlotBox, ...])


class SlotReader:
    """The console's side: may be made before there is a slot, and follows the camera through restarts of its worker."""

    def __init__(self, folder: Path, camera_id: str) -> None:
        self._path = slot_path(folder, camera_id)
        self._inode = -1
        self._looked_s = 0.0
        self._header: layout.Record | None = None
        self._buffers: list[NDArray[np.uint8]] = []
        self._seen = (0, 0)

    def watch(self) -> None:
        """Say that somebody looks at this camera now; it holds for two seconds."""
        self._follow()
        if self._header is not None:
            self._header["watched_ns"][0] = time.monotonic_ns()

    def status(self) -> SlotStatus | None:
        """What the worker last said; None while there is no slot."""
        self._follow()
        header = self._header
        if header is None:
            return None
        fault = int(header["fault"][0])
        return SlotStatus(
            online=bool(header["online"][0]),
            fault=_FAULTS[fault - 1] if 0 < fault <= len(_FAULTS) else None,
            since_s=(time.monotonic_ns() - int(header["since_ns"][0])) / 1e9,
            has_model=(False, True, None)[min(2, int(header["has_model"][0]))],
            looped=bool(header["looped"][0]),
            analysed_fps=float(header["analysed_fps"][0]),
            moving=bool(header["moving"][0]),
        )

    def newest(self, enough_px: int | None = None) -> SlotFrame | None:
        """Copy the newest frame if it was not given before; None when there is nothing new.

        With `enough_px` the copy is thinned while it stays at least that wide.
        """
        self._follow()
        for _ in range(layout.BUFFERS):
            if self._header is None:
                return None
            sequence = int(self._header["newest"][0])
            name = (int(self._header["generation"][0]), sequence)
            if sequence == 0 or name == self._seen:
                return None
            frame = _copy(self._buffers[sequence % layout.BUFFERS], name, enough_px)
            if frame is not None:
                self._seen = name
                return frame
        return None

    def close(self) -> None:
        self._header, self._buffers, self._inode = None, [], -1

    def _follow(self) -> None:
        now_s = time.monotonic()
        if now_s - self._looked_s < _LOOK_AGAIN_S:
            return
        self._looked_s = now_s
        try:
            inode = self._path.stat().st_ino
        except OSError:
            return
        if inode != self._inode:
            self._open()

    def _open(self) -> None:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return
        try:
            status = os.fstat(descriptor)
            memory = np.frombuffer(mmap.mmap(descriptor, status.st_size), np.uint8)
        except (OSError, ValueError):
            return
        finally:
            os.close(descriptor)
        self._adopt(memory, status.st_ino)

    def _adopt(self, memory: NDArray[np.uint8], inode: int) -> None:
        header = layout.header_of(memory)
        one_buffer = int(header["buffer_bytes"][0])
        if int(header["magic"][0]) != layout.MAGIC or layout.file_bytes(one_buffer) != len(memory):
            return
        self._inode, self._header, self._buffers = inode, header, layout.buffers_of(memory, one_buffer)


def _copy(buffer: NDArray[np.uint8], name: tuple[int, int], enough_px: int | None) -> SlotFrame | None:
    """Copy record, boxes and pixels; None when the writer was in this buffer meanwhile."""
    generation, sequence = name
    live = layout.record_of(buffer)
    if int(live["end"][0]) != sequence:
        return None
    record = live[0].copy()
    width_px, height_px = int(record["width_px"]), int(record["height_px"])
    pixel_bytes, boxes_bytes = width_px * height_px * 4, int(record["boxes_bytes"])
    if pixel_bytes > len(buffer) - layout.PIXELS_AT or boxes_bytes > layout.BOXES_BYTES:
        return None
    step = max(1, width_px // enough_px) if enough_px else 1
    encoded = buffer[layout.PAGE_BYTES : layout.PAGE_BYTES + boxes_bytes].tobytes()
    whole = buffer[layout.PIXELS_AT : layout.PIXELS_AT + pixel_bytes].reshape(height_px, width_px, 4)
    pixels = np.array(whole[::step, ::step], order="C")
    if int(live["begin"][0]) != sequence:
        return None
    return SlotFrame(
        generation=generation,
        sequence=sequence,
        width_px=width_px,
        height_px=height_px,
        step=step,
        t_s=float(record["t_s"]),
        captured_ns=int(record["captured_ns"]),
        captured_at=float(record["captured_at"]),
        measured=bool(record["measured"]),
        boxes=_boxes_decoder.decode(encoded),
        pixels=pixels,
    )


def remove_orphans(folder: Path) -> int:
    """Remove the slots whose writers are no more; gives how many. Readers that map one keep what they have."""
    removed = 0
    for path in folder.glob("*.slot*"):
        if not _writer_lives(path):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _writer_lives(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            header = np.frombuffer(file.read(layout.HEADER.itemsize), layout.HEADER)[0]
    except (OSError, ValueError, IndexError):
        return False
    started = layout.started_ticks(int(header["writer_pid"]))
    return started != 0 and started == int(header["writer_started"])
