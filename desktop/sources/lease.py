"""One holder at a time of something on this machine, and what the holder says of itself.

A lease is a locked file: the system frees it when its last holder ends, however it ends. It can be handed to a child,
which then holds it for its own life. The lock belongs to the open file description (fcntl(2), Linux), so that asking
whether it is held takes nothing from anybody.
"""

import fcntl
import os
import struct
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

Said = TypeVar("Said")

_WHOLE_FILE = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
"""`struct flock` of Linux: type, whence, start, length, process."""


class Lease:
    """An exclusive lock on a file, held until `close` and by every child that was given `descriptor`."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def take(cls, file: Path) -> Self | None:
        """None when somebody else holds it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _WHOLE_FILE)
        except (BlockingIOError, PermissionError):  # which of the two, POSIX leaves open
            os.close(descriptor)
            return None
        return cls(descriptor)

    def close(self) -> None:
        """Let go of it; children that hold it keep it."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_held(file: Path) -> bool:
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, _WHOLE_FILE)
    finally:
        os.close(descriptor)
    return struct.unpack_from("h", answer)[0] != fcntl.F_UNLCK


def say(file: Path, said: object) -> None:
    """Write a value as JSON so that a reader sees the old one or the new one, whole."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_bytes(msgspec.json.encode(said))
    beside.replace(file)


def heard(file: Path, kind: type[Said]) -> Said | None:
    """What was said, or None when nothing readable is there."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
