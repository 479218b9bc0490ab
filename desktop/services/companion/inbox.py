"""Layers that QGIS hands over: two files in one folder, looked at from outside only.

What is in them is for the map worker's child to read; here they are known to be files of this folder, of this person,
of a size that can be, and one of them to begin as a GeoPackage does.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from desktop.services.companion.message import Layer

FOLDER = "inbox"
LARGEST_GPKG_BYTES = 4 << 30
LARGEST_QML_BYTES = 4 << 20
MAGIC = b"SQLite format 3\x00"
_UNSEEN = frozenset(range(0x200B, 0x2010)) | frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2060, 0x2070))


class HandOverError(ValueError):
    """`why` is a code: missing, not_a_file, foreign, empty, too_large, not_a_geopackage."""

    def __init__(self, why: str, name: str) -> None:
        super().__init__(f"{name} is not taken: {why}")
        self.why, self.name = why, name


@dataclass(frozen=True, slots=True)
class ReceivedLayer:
    """`name` is what QGIS calls it, for people; `qml` its style as QGIS writes it."""

    name: str
    gpkg: Path
    qml: Path


def inbox_of(data: Path) -> Path:
    return data / FOLDER


def make(data: Path) -> Path:
    """The folder, owner-only."""
    folder = inbox_of(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def receive(folder: Path, layer: Layer) -> ReceivedLayer:
    """Raises HandOverError. Names have no path in them: the message refuses any other."""
    gpkg, qml = folder / layer.gpkg, folder / layer.qml
    if _first_bytes(gpkg, LARGEST_GPKG_BYTES) != MAGIC:
        raise HandOverError("not_a_geopackage", layer.gpkg)
    _first_bytes(qml, LARGEST_QML_BYTES)
    return ReceivedLayer(shown_name(layer.name), gpkg, qml)


def _first_bytes(file: Path, largest: int) -> bytes:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise HandOverError("missing", file.name) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise HandOverError("not_a_file", file.name)
        if status.st_uid != os.geteuid():
            raise HandOverError("foreign", file.name)
        if not 0 < status.st_size <= largest:
            raise HandOverError("too_large" if status.st_size else "empty", file.name)
        return os.read(handle, len(MAGIC))
    finally:
        os.close(handle)


def shown_name(name: str) -> str:
    """Without signs that cannot be seen or that turn the direction of what follows."""
    plain = "".join(sign for sign in name if sign.isprintable() and ord(sign) not in _UNSEEN)
    return " ".join(plain.split()) or "QGIS"
