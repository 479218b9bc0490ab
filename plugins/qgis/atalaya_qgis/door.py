"""The file that a console of this person leaves while it listens: port and token. Whoever else could have written it is
not believed."""

import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

NAME = "companion.json"
VERSION = 1
LARGEST_BYTES = 4096


@dataclass(frozen=True)
class Door:
    port: int
    token: str


def find(folders: list[Path]) -> Door | None:
    """Of the first data folder in which a living console listens."""
    for folder in folders:
        door = _read(folder / "run" / NAME)
        if door is not None:
            return door
    return None


def _read(file: Path) -> Door | None:
    try:
        with file.open("rb") as opened:
            if not _is_private(os.fstat(opened.fileno())):
                return None
            said = json.loads(opened.read(LARGEST_BYTES))
        if said["version"] != VERSION or not _is_alive(int(said["pid"])):
            return None
        return Door(int(said["port"]), str(said["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_private(status: os.stat_result) -> bool:
    """Ours, and nobody else's to read: on systems that know owners."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _is_alive(pid: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def new_nonce() -> str:
    return secrets.token_hex(16)


def proof(token: str, side: str, console_nonce: str, guest_nonce: str) -> str:
    """HMAC-SHA256 over who speaks and both nonces: the token itself is never sent."""
    said = f"atalaya-companion-1 {side} {console_nonce} {guest_nonce}"
    return hmac.new(token.encode(), said.encode(), hashlib.sha256).hexdigest()


def holds(shown: str, token: str, console_nonce: str, guest_nonce: str) -> bool:
    """Whether it is the console that answers, in constant time."""
    return hmac.compare_digest(shown, proof(token, "console", console_nonce, guest_nonce))
