"""Checks a file, or a folder of files, against what was signed beside it: without the store, the network or a clock.

The first thing that is wrong ends it. Nothing is followed (no link, no way up), nothing is read beyond the size that
was signed for, and a file that no manifest speaks of is wrong too.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.services.evidence import manifest, signature
from desktop.services.evidence.key import PublicKey
from desktop.services.evidence.manifest import Member

_CHUNK_BYTES = 1 << 20


class Flaw(StrEnum):
    """What is wrong, as codes; the words are the command line's and the console's."""

    MISSING = "missing"
    NOT_A_FILE = "not_a_file"
    """A link, a device, a folder: nothing of the kind is opened."""
    TOO_LARGE = "too_large"
    NO_MANIFEST = "no_manifest"
    NO_SIGNATURE = "no_signature"
    NOTHING = "nothing"
    TOO_MANY = "too_many"
    SIGNATURE_DAMAGED = "signature_damaged"
    SIGNATURE_WRONG = "signature_wrong"
    KEY_UNKNOWN = "key_unknown"
    MANIFEST_DAMAGED = "manifest_damaged"
    NOT_NAMED = "not_named"
    """Its manifest speaks of other files."""
    SIZE = "size"
    CONTENT = "content"


class NotWholeError(ValueError):
    """The first thing that is wrong: with which file of the folder, and more about it."""

    def __init__(self, flaw: Flaw, name: str, detail: str = "") -> None:
        super().__init__(f"{name}: {flaw}" + (f": {detail}" if detail else ""))
        self.flaw, self.name, self.detail = flaw, name, detail


@dataclass(frozen=True, slots=True)
class Sound:
    """A manifest that holds: its files are whole and its key is one of those trusted."""

    manifest: str
    files: tuple[str, ...]
    key: PublicKey


def audit(path: Path, trusted: Sequence[PublicKey]) -> tuple[Sound, ...]:
    """A file with what lies beside it, or all of a folder. Raises NotWholeError."""
    keys = {one.id: one for one in trusted}
    path = path.absolute()
    if path.is_dir() and not path.is_symlink():
        with _Folder(path) as folder:
            return tuple(_audit_folder(folder, keys))
    with _Folder(path.parent) as folder:
        return (_audit_file(folder, path.name, keys),)


def _audit_file(folder: "_Folder", name: str, keys: Mapping[str, PublicKey]) -> Sound:
    """By the name of the file, or of a manifest or its signature: that may speak of many files."""
    told = name.removesuffix(signature.ENDING) if name.endswith(manifest.ENDING + signature.ENDING) else name
    if told.endswith(manifest.ENDING):
        return _audit_manifest(folder, told, keys)
    folder.look(told)
    found = _audit_manifest(folder, told + manifest.ENDING, keys)
    if told not in found.files:
        raise NotWholeError(Flaw.NOT_NAMED, told)
    return found


def _audit_folder(folder: "_Folder", keys: Mapping[str, PublicKey]) -> Iterator[Sound]:
    names = folder.names()
    accounted = set[str]()
    for name in names:
        if name.endswith(manifest.ENDING):
            found = _audit_manifest(folder, name, keys)
            accounted |= {name, name + signature.ENDING, *found.files}
            yield found
    if not accounted:
        raise NotWholeError(Flaw.NOTHING, folder.path.name)
    for name in names:
        if name not in accounted:
            folder.look(name)
            raise NotWholeError(Flaw.NO_MANIFEST, name)


def _audit_manifest(folder: "_Folder", name: str, keys: Mapping[str, PublicKey]) -> Sound:
    content = folder.read(name, manifest.LARGEST_BYTES, Flaw.NO_MANIFEST)
    signed = folder.read(name + signature.ENDING, signature.LARGEST_BYTES, Flaw.NO_SIGNATURE)
    try:
        key = signature.check(content, signed, keys)
        members = manifest.members_of(content)
    except signature.DamagedSignatureError as error:
        raise NotWholeError(Flaw.SIGNATURE_DAMAGED, name + signature.ENDING, str(error)) from error
    except signature.WrongSignatureError as error:
        raise NotWholeError(Flaw.SIGNATURE_WRONG, name, str(error)) from error
    except signature.UnknownKeyError as error:
        raise NotWholeError(Flaw.KEY_UNKNOWN, name, error.key_id) from error
    except manifest.DamagedManifestError as error:
        raise NotWholeError(Flaw.MANIFEST_DAMAGED, name, str(error)) from error
    for one in members:
        folder.compare(one)
    return Sound(name, tuple(one.name for one in members), key)


class _Folder:
    """One folder held open: what is looked at is in it, whatever happens to its path meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        try:
            self._handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise NotWholeError(Flaw.MISSING, str(self.path), error.strerror or "") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)

    def names(self) -> list[str]:
        """Sorted. Raises NotWholeError for more than can be meant."""
        found: list[str] = []
        with os.scandir(self._handle) as entries:
            for entry in entries:
                found.append(entry.name)
                if len(found) > 3 * manifest.MOST_FILES:
                    raise NotWholeError(Flaw.TOO_MANY, self.path.name)
        return sorted(found)

    def look(self, name: str, absent: Flaw = Flaw.MISSING) -> None:
        """Raises NotWholeError unless a plain file is there."""
        os.close(self._open(name, absent))

    def read(self, name: str, most_bytes: int, absent: Flaw) -> bytes:
        with os.fdopen(self._open(name, absent), "rb") as file:
            content = file.read(most_bytes + 1)
        if len(content) > most_bytes:
            raise NotWholeError(Flaw.TOO_LARGE, name)
        return content

    def compare(self, one: Member) -> None:
        """Size, then content: no more is read than was signed for."""
        digest, left = hashlib.sha256(), one.bytes
        with os.fdopen(self._open(one.name, Flaw.MISSING), "rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            if size != one.bytes:
                raise NotWholeError(Flaw.SIZE, one.name, f"{size}, {one.bytes}")
            while left and (chunk := file.read(min(left, _CHUNK_BYTES))):
                digest.update(chunk)
                left -= len(chunk)
        if left or digest.hexdigest() != one.sha256:
            raise NotWholeError(Flaw.CONTENT, one.name)

    def _open(self, name: str, absent: Flaw) -> int:
        """A plain file of this folder, never a link, and never waiting for a pipe's other end."""
        try:
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self._handle)
        except FileNotFoundError as error:
            raise NotWholeError(absent, name) from error
        except OSError as error:
            raise NotWholeError(Flaw.NOT_A_FILE, name, error.strerror or "") from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise NotWholeError(Flaw.NOT_A_FILE, name)
        return handle
