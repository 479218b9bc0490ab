"""Checkpoints of the journal: its head, signed, in files of the data folder that are no part of the store.

A line is a checkpoint; each carries the hash of the line before, over the months too, so that the last signature covers
all. A journal that was cut off or written anew does not hold the row that a checkpoint names. One process writes: the
node. What this cannot show is a data folder put back whole to an older state: for that, checkpoints must lie elsewhere
too, as the manifest of every export does.
"""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from desktop.services.evidence.canonical import NotCanonicalError, canonical, read_canonical
from desktop.services.evidence.key import EvidenceKey, PublicKey
from desktop.storage.journal import Head

SCHEMA = "atalaya.checkpoint/1"
FOLDER = "checkpoints"
FIRST = "0" * 64
"""What the first line follows."""
LARGEST_BYTES = 256 << 20


class DamagedCheckpointError(ValueError):
    """A line that is not as it was signed: which file, which line, and what of it."""

    def __init__(self, file: str, line: int, detail: str) -> None:
        super().__init__(f"{file}, line {line}: {detail}")
        self.file, self.line, self.detail = file, line, detail


class Checkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`previous` is the SHA-256 of the line before; the signature is over the line without itself."""

    schema: str
    seq: int
    sha256: str
    at: str
    previous: str
    key: str
    signature: str

    @property
    def head(self) -> Head:
        return Head(self.seq, self.sha256)

    @property
    def moment(self) -> datetime:
        """Raises ValueError."""
        return datetime.fromisoformat(self.at)

    def signed_bytes(self) -> bytes:
        document: dict[str, Any] = msgspec.to_builtins(self)
        del document["signature"]
        return canonical(document)


@dataclass(frozen=True, slots=True)
class _Line:
    file: Path
    number: int
    content: bytes


class Checkpoints:
    """Those of one store. Raises OSError where the folder cannot be read or written."""

    def __init__(self, data: Path, store: str) -> None:
        self._folder = data / FOLDER / _folder_name(store)

    def append(self, head: Head, at: datetime, key: EvidenceKey) -> Checkpoint:
        """Durable when it returns. A line that a crash left half is taken away first."""
        last = self._last_line()
        unsigned = Checkpoint(
            SCHEMA, head.seq, head.sha256, at.astimezone(UTC).isoformat(), last or FIRST, key.id, signature=""
        )
        signature = base64.b64encode(key.sign(unsigned.signed_bytes())).decode("ascii")
        made = msgspec.structs.replace(unsigned, signature=signature)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._folder / f"{at.astimezone(UTC):%Y-%m}.jsonl"
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as out:
            _drop_half_line(out.fileno())
            out.write(_line_of(made))
            os.fsync(out.fileno())
        return made

    def newest(self) -> Checkpoint | None:
        """As it lies there, unchecked; None before the first. Raises DamagedCheckpointError."""
        for file in reversed(self._files()):
            lines = _lines(file)
            if lines:
                return _read(lines[-1])
        return None

    def check(self, trusted: Sequence[PublicKey]) -> list[Checkpoint]:
        """All of them, oldest first, when every line is as it was signed. Raises DamagedCheckpointError.

        Each line holds the hash of the one before, so that the last signature of a key speaks for all before it: those
        alone are computed (0.2 ms each; a busy month has 43,000 lines).
        """
        keys = {key.id: key for key in trusted}
        found: list[Checkpoint] = []
        before: _Line | None = None
        for line in self._every_line():
            one = _read(line)
            if before is not None:
                if one.previous != hashlib.sha256(before.content).hexdigest():
                    raise DamagedCheckpointError(line.file.name, line.number, "it does not follow the line before")
                if one.key != found[-1].key:
                    _check_signature(found[-1], before, keys)
            found.append(one)
            before = line
        if before is not None:
            _check_signature(found[-1], before, keys)
        return found

    def _every_line(self) -> Iterator[_Line]:
        for file in self._files():
            yield from _lines(file)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("????-??.jsonl"))

    def _last_line(self) -> str:
        """Its hash; nothing before the first."""
        for file in reversed(self._files()):
            lines = _lines(file)
            if lines:
                return hashlib.sha256(lines[-1].content).hexdigest()
        return ""


def _folder_name(store: str) -> str:
    """A store in a file is known by its file's name, wherever the data folder is moved to; another by its address."""
    if "://" not in store:
        return Path(store).name
    words = re.sub(r"[^A-Za-z0-9]+", "-", store).strip("-")[:60]
    return f"{words}-{hashlib.sha256(store.encode()).hexdigest()[:8]}"


def _line_of(one: Checkpoint) -> bytes:
    return canonical(msgspec.to_builtins(one)) + b"\n"


def _lines(file: Path) -> list[_Line]:
    """Whole lines: what a crash left behind the last one is none."""
    with file.open("rb") as content:
        text = content.read(LARGEST_BYTES + 1)
    if len(text) > LARGEST_BYTES:
        raise DamagedCheckpointError(file.name, 0, f"larger than {LARGEST_BYTES >> 20} MB")
    whole = text.split(b"\n")[:-1]
    return [_Line(file, number, line + b"\n") for number, line in enumerate(whole, start=1)]


def _read(line: _Line) -> Checkpoint:
    try:
        found = read_canonical(line.content[:-1], canonical)
        one = msgspec.convert(found, type=Checkpoint)
        moment = one.moment
    except (NotCanonicalError, msgspec.ValidationError, ValueError) as error:
        raise DamagedCheckpointError(line.file.name, line.number, str(error)) from error
    if one.schema != SCHEMA or moment.tzinfo is None:
        raise DamagedCheckpointError(line.file.name, line.number, "another schema")
    return one


def _check_signature(one: Checkpoint, line: _Line, keys: dict[str, PublicKey]) -> None:
    key = keys.get(one.key)
    if key is None:
        raise DamagedCheckpointError(line.file.name, line.number, f"signed by the key {one.key}, which is not known")
    try:
        signature = base64.b64decode(one.signature, validate=True)
    except binascii.Error as error:
        raise DamagedCheckpointError(line.file.name, line.number, "no signature") from error
    is_one_spelling = base64.b64encode(signature).decode("ascii") == one.signature
    if not is_one_spelling or not key.vouches(one.signed_bytes(), signature):
        raise DamagedCheckpointError(line.file.name, line.number, "the key did not sign it")


def _drop_half_line(handle: int) -> None:
    size = os.fstat(handle).st_size
    tail = os.pread(handle, min(size, 4096), max(0, size - 4096))
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(handle, size - len(tail) + tail.rfind(b"\n") + 1)
