"""Pictures that pass between processes: a file of BGRA bytes in a folder only its owner may open, mapped into memory.

The reader unlinks the file as soon as it is mapped: the pixels live exactly as long as the array, whatever dies.
"""

import mmap
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.viewport import Viewport

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class BaseImage:
    """The static map of a viewport: `pixels` (height_px, width_px, 4) BGRA premultiplied, opaque, read only."""

    viewport: Viewport
    width_px: int
    height_px: int
    pixels: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A decoded photo, upright: `pixels` (height_px, width_px, 4) BGRA, opaque; `source_*_px` its full upright size."""

    path: Path
    width_px: int
    height_px: int
    source_width_px: int
    source_height_px: int
    pixels: Pixels


def runtime_folder() -> Path:
    """Where pictures lie: in memory where there is such a file system, else the temporary folder."""
    candidates = (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")  # noqa: S108 - owner-only folders are made inside
    room = next((Path(name) for name in candidates if name and os.access(name, os.W_OK)), Path(tempfile.gettempdir()))
    return room / f"atalaya-{os.getuid()}"


def open_folder(runtime: Path) -> Path:
    """A fresh folder of this process's own; those of dead processes are removed. Raises OSError."""
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = runtime.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        message = f"{runtime} must belong to its user alone; remove it or choose another runtime folder"
        raise PermissionError(message)
    for orphan in runtime.glob("map-*-*"):
        if not Path(f"/proc/{orphan.name.split('-')[1]}").exists():
            remove_folder(orphan)
    return Path(tempfile.mkdtemp(prefix=f"map-{os.getpid()}-", dir=runtime))


def remove_folder(folder: Path) -> None:
    for picture in folder.glob("*"):
        picture.unlink(missing_ok=True)
    folder.rmdir()


def write_picture(path: Path, pixels: bytes) -> None:
    """Raises OSError, as on a full disk; nothing is then left behind."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            rest = memoryview(pixels)
            while rest:
                rest = rest[file.write(rest) :]
    except OSError:
        path.unlink(missing_ok=True)
        raise


def take_picture(path: Path, width_px: int, height_px: int) -> Pixels:
    """Maps the file and unlinks it. Raises ValueError when its size is not that of the picture, OSError."""
    with path.open("rb") as file:
        path.unlink()
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if len(memory) != width_px * height_px * 4:
        message = f"a picture of {len(memory)} bytes for {width_px} x {height_px}"
        raise ValueError(message)
    return np.frombuffer(memory, dtype=np.uint8).reshape(height_px, width_px, 4)
