"""What the console remembers of its last use, so that the map is there before the store has been opened.

A small file of the data folder; without it, or when it cannot be read, the console starts a little slower and no worse.
"""

import contextlib
import os
from pathlib import Path

import msgspec

FILE_NAME = "console.json"


class Remembered(msgspec.Struct, frozen=True):
    """The base maps that were drawn (files of the data folder), the view of them, and the look of the window."""

    cities: tuple[str, ...]
    attribution: str
    lat_deg: float
    lon_deg: float
    width_m: float
    theme: str = ""
    exercise: bool = False
    time_zone: str = ""


def recall(data: Path) -> Remembered | None:
    """None where nothing is remembered, or a base map is gone."""
    try:
        known = msgspec.json.decode((data / FILE_NAME).read_bytes(), type=Remembered)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    there = all(Path(city).name == city and (data / city).is_file() for city in known.cities)
    return known if there else None


def remember(data: Path, known: Remembered) -> None:
    """Whole or not at all; a full disk loses no more than the memory of a view."""
    draft = data / f".{FILE_NAME}.{os.getpid()}"
    with contextlib.suppress(OSError):
        draft.write_bytes(msgspec.json.encode(known))
        draft.replace(data / FILE_NAME)
