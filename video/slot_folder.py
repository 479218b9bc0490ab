"""The folder where frame slots lie: in memory where the machine has room there, since frames change without end.

`slots` in the runtime folder is a plain folder, or a link to one of our own in /dev/shm; readers need not know which.
"""

import os
import stat
from hashlib import blake2b
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - our folder in it is owner-only and checked
ROOM_A_CAMERA_BYTES = 26 * 1024 * 1024
"""Three frames of 1920x1080 with their boxes."""
_NAME = "slots"


def slots_of(runtime: Path) -> Path:
    """Where a reader looks; need not exist yet."""
    return runtime / _NAME


def prepare_slots(runtime: Path, cameras: int) -> Path:
    """Make the folder, owner only, and give it; raises OSError when neither place can be written."""
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    slots, in_memory = slots_of(runtime), _in_memory(runtime)
    if _has_room(cameras) and _own(in_memory):
        _link(slots, in_memory)
        return slots
    if slots.is_symlink():
        slots.unlink()
    slots.mkdir(exist_ok=True, mode=0o700)
    return slots


def remove_slots(runtime: Path) -> None:
    """Remove the folder in memory once it is empty."""
    slots = slots_of(runtime)
    if slots.is_symlink() and not any(slots.iterdir()):
        slots.unlink()
        _in_memory(runtime).rmdir()


def _in_memory(runtime: Path) -> Path:
    name = blake2b(str(runtime.resolve()).encode(), digest_size=8).hexdigest()
    return SHARED_MEMORY / f"atalaya-{os.geteuid()}-{name}"


def _has_room(cameras: int) -> bool:
    try:
        room = os.statvfs(SHARED_MEMORY)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize > cameras * ROOM_A_CAMERA_BYTES


def _own(folder: Path) -> bool:
    """Make the folder; one that another user laid there before is not used."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and stat.S_IMODE(status.st_mode) == 0o700


def _link(slots: Path, target: Path) -> None:
    if slots.is_symlink():
        if slots.readlink() == target:
            return
        slots.unlink()
    elif slots.is_dir():
        for left in slots.glob("*.slot*"):
            left.unlink(missing_ok=True)
        slots.rmdir()
    slots.symlink_to(target)
