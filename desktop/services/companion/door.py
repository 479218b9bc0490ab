"""The file that opens the channel: port and token, for this person's programs alone, while a console listens."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec

NAME = "companion.json"


@dataclass(frozen=True, slots=True)
class Door:
    """`pid` is the console's: a file whose console has died is told by it."""

    port: int
    token: str
    pid: int
    version: int = 1


def open_door(runtime: Path, door: Door) -> Path:
    """Write it whole and owner-only, in the place of an older console's. Raises OSError."""
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = runtime / NAME
    draft = runtime / f".{NAME}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(msgspec.json.encode(door))
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return file


def shut_door(runtime: Path, door: Door) -> None:
    """Take the file away, unless another console has put its own there since."""
    file = runtime / NAME
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Door)
    except (OSError, msgspec.DecodeError):
        return
    if found == door:
        file.unlink(missing_ok=True)
