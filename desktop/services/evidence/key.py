"""The key of this installation: Ed25519, made when it is first needed, its private half in a file of its owner alone.

`keys/ID.key` is the private half (PKCS 8, 0600), `keys/ID.pub` the public one, which stays after the key was replaced;
`keys/current` names the one in use. An id is the beginning of the public key's SHA-256. Any thread, any process.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FOLDER = "keys"
_CURRENT = "current"
_LARGEST_BYTES = 4096


class EvidenceKeyError(OSError):
    """The key cannot be used; the message says which file and what to do."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whom a signature is checked against. `raw` are the 32 bytes of RFC 8032."""

    raw: bytes

    @property
    def id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def fingerprint(self) -> str:
        """The whole SHA-256, for two people on the telephone."""
        digits = hashlib.sha256(self.raw).hexdigest()
        return " ".join(digits[start : start + 8] for start in range(0, 64, 8))

    @property
    def pem(self) -> bytes:
        known = Ed25519PublicKey.from_public_bytes(self.raw)
        return known.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def vouches(self, content: bytes, signature: bytes) -> bool:
        """Whether the holder of the private half has signed exactly this."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, content)
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            return False
        return True


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """The key in use. Its private half is never shown and never leaves `sign`."""

    public: PublicKey
    _private: Ed25519PrivateKey = field(repr=False)

    @property
    def id(self) -> str:
        return self.public.id

    def sign(self, content: bytes) -> bytes:
        return self._private.sign(content)


def read_public(file: Path) -> PublicKey:
    """A public key from its PEM file. Raises EvidenceKeyError."""
    try:
        with file.open("rb") as content:
            known = serialization.load_pem_public_key(content.read(_LARGEST_BYTES))
    except OSError as error:
        raise EvidenceKeyError(f"{file}: {error.strerror}. Name the public key's file") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise EvidenceKeyError(f"{file} is no public key. Give the one that the centre published") from error
    if not isinstance(known, Ed25519PublicKey):
        raise EvidenceKeyError(f"{file} is no Ed25519 key. Give the one that the centre published")
    return _public_of(known)


class KeyRoom:
    """The keys of one data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def current(self) -> EvidenceKey | None:
        """The key in use, or None before the first. Raises EvidenceKeyError."""
        with self._held():
            return self._read_current()

    def current_or_new(self) -> tuple[EvidenceKey, bool]:
        """The key in use, made now where there is none, which the second value says. Raises EvidenceKeyError."""
        with self._held():
            known = self._read_current()
            return (known, False) if known is not None else (self._make(), True)

    def renew(self) -> tuple[EvidenceKey, PublicKey | None]:
        """Another key from now on, and the public half of the one before, whose private half is gone with this."""
        with self._held():
            before = self._read_current()
            made = self._make()
            if before is not None:
                self._file(before.id, "key").unlink(missing_ok=True)
            return made, before.public if before else None

    def known(self) -> tuple[PublicKey, ...]:
        """Every public key that was ever this installation's. Raises EvidenceKeyError."""
        return tuple(read_public(file) for file in sorted(self._folder.glob("*.pub")))

    def _read_current(self) -> EvidenceKey | None:
        try:
            name = (self._folder / _CURRENT).read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EvidenceKeyError(f"{self._folder / _CURRENT} cannot be read. Make a new key") from error
        return self._read_private(self._file(Path(name).name, "key"))

    def _read_private(self, file: Path) -> EvidenceKey:
        try:
            handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise EvidenceKeyError(f"{file}: {error.strerror}. Put it back, or make a new key") from error
        with os.fdopen(handle, "rb") as content:
            if stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
                raise EvidenceKeyError(f"{file} may be read by others. Close it with: chmod 600 {file}")
            pem = content.read(_LARGEST_BYTES)
        try:
            private = serialization.load_pem_private_key(pem, None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise EvidenceKeyError(f"{file} is damaged. Put it back from a copy, or make a new key") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise EvidenceKeyError(f"{file} is no Ed25519 key. Put it back from a copy, or make a new key")
        return EvidenceKey(_public_of(private.public_key()), private)

    def _make(self) -> EvidenceKey:
        private = Ed25519PrivateKey.generate()
        made = EvidenceKey(_public_of(private.public_key()), private)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write(self._file(made.id, "key"), pem, 0o600)
        _write(self._file(made.id, "pub"), made.public.pem, 0o644)
        _write(self._folder / _CURRENT, f"{made.id}\n".encode(), 0o600)
        return made

    def _file(self, key_id: str, ending: str) -> Path:
        return self._folder / f"{key_id}.{ending}"

    @contextmanager
    def _held(self) -> Generator[None]:
        """One process at a time: two first exports at once must not make two keys."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _public_of(known: Ed25519PublicKey) -> PublicKey:
    return PublicKey(known.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _write(file: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by others even for a moment."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(handle)
        draft.replace(file)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
