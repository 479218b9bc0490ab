"""The bytes of a frame slot: one header and three buffers in a file, as numpy records both sides agree on.

Every counter is a 64-bit word on its own alignment, so that a load or store of it is whole, and x86-64 keeps stores in
their order: that, and no lock, is what makes torn reads visible (`begin` and `end` of a buffer differ).
"""

from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = 0x32304C5441545341
"""Also the version: another layout has another number."""
BUFFERS = 3
BOXES_BYTES = 32 * 1024
PAGE_BYTES = 4096

HEADER = np.dtype(
    [
        ("magic", "<u8"),
        ("generation", "<u8"),
        ("writer_pid", "<u8"),
        ("writer_started", "<u8"),
        ("buffer_bytes", "<u8"),
        ("newest", "<u8"),  # sequence of the newest whole frame, 0 when there is none
        ("watched_ns", "<u8"),  # the one word readers write: monotonic clock
        ("online", "<u8"),
        ("fault", "<u8"),  # 0 none, else 1 + position in `Fault`
        ("since_ns", "<u8"),
        ("has_model", "<u8"),  # 0 no, 1 yes, 2 not known yet
        ("moving", "<u8"),
        ("looped", "<u8"),
        ("analysed_fps", "<f8"),
    ]
)
BUFFER = np.dtype(
    [
        ("begin", "<u8"),
        ("end", "<u8"),
        ("width_px", "<u8"),
        ("height_px", "<u8"),
        ("t_s", "<f8"),
        ("captured_ns", "<u8"),
        ("captured_at", "<f8"),  # seconds since 1970, UTC
        ("measured", "<u8"),
        ("boxes_bytes", "<u8"),
    ]
)
PIXELS_AT = PAGE_BYTES + BOXES_BYTES
"""Offset of the pixels within a buffer; the record takes the first page, the boxes what follows."""

Record = NDArray[Any]


class SlotError(OSError):
    """The slot cannot be made, or the file is no slot of this version."""


def slot_path(folder: Path, camera_id: str) -> Path:
    """Give the file of a camera; ids are hashed, so none can name a path outside the folder."""
    return folder / f"{blake2b(camera_id.encode(), digest_size=12).hexdigest()}.slot"


def buffer_bytes(pixel_bytes: int) -> int:
    return PIXELS_AT + -(-pixel_bytes // PAGE_BYTES) * PAGE_BYTES


def file_bytes(one_buffer_bytes: int) -> int:
    return PAGE_BYTES + BUFFERS * one_buffer_bytes


def header_of(memory: NDArray[np.uint8]) -> Record:
    return memory[: HEADER.itemsize].view(HEADER)


def buffers_of(memory: NDArray[np.uint8], one_buffer_bytes: int) -> list[NDArray[np.uint8]]:
    starts = range(PAGE_BYTES, PAGE_BYTES + BUFFERS * one_buffer_bytes, one_buffer_bytes)
    return [memory[start : start + one_buffer_bytes] for start in starts]


def record_of(buffer: NDArray[np.uint8]) -> Record:
    return buffer[: BUFFER.itemsize].view(BUFFER)


def started_ticks(pid: int) -> int:
    """Give when a process started, in the kernel's ticks; 0 when there is none. Tells a reused pid apart."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[19])
