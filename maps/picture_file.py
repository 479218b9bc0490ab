"""The files in which pictures pass between processes: in a folder that only its owner may open. No numpy here.

A picture is rows of BGRA bytes and nothing else; who asked for it knows its size.
"""

import os
import tempfile
from pathlib import Path


def runtime_folder() -> Path:
    """Where pictures lie: in memory where there is such a file system, else the temporary folder."""
    candidates = (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")  # noqa: S108 - owner-only folders are made inside
    room = next((Path(name) for name in candidates if name and os.access(name, os.W_OK)), Path(tempfile.gettempdir()))
    return room / f"atalaya-{os.getuid()}"


def open_folder(runtime: Path) -> Path:
    """A fresh folder of this process's own; those of dead processes are removed. Raises OSError."""
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    if runtime.lstat().st_uid != os.getuid():
        message = f"{runtime} belongs to another user; remove it or choose another runtime folder"
        raise PermissionError(message)
    for orphan in runtime.glob("map-*-*"):
        if not Path(f"/proc/{orphan.name.split('-')[1]}").exists():
            remove_folder(orphan)
    return Path(tempfile.mkdtemp(prefix=f"map-{os.getpid()}-", dir=runtime))


def remove_folder(folder: Path) -> None:
    for picture in folder.glob("*"):
        picture.unlink(missing_ok=True)
    folder.rmdir()


def write_picture(path: Path, pixels: bytes | memoryview) -> None:
    """Raises OSError, as on a full disk; nothing is then left behind."""
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            rest = memoryview(pixels)
            while rest:
                rest = rest[file.write(rest) :]
    except OSError:
        path.unlink(missing_ok=True)
        raise
