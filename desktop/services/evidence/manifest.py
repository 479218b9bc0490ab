"""The manifest: which files, with their sizes and hashes, and whatever else their maker must answer for.

`files` is the only part that the check reads; the other keys are the maker's (who, when, of which data, what was left
out). The bytes are canonical, so that two programs that write the same manifest write the same bytes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from desktop.services.evidence.canonical import NotCanonicalError, canonical_text, read_canonical

SCHEMA = "atalaya.manifest/2"
ENDING = ".manifest.json"
LARGEST_BYTES = 64 << 20
LARGEST_FILE_BYTES = 1 << 42
MOST_FILES = 10_000


class DamagedManifestError(ValueError):
    """No manifest of this schema, or one that names a file in a way that is refused."""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that lies beside its manifest: `name` alone leads nowhere else."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    bytes: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_FILE_BYTES)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class _Document(msgspec.Struct, frozen=True):
    """The part of a manifest that is checked."""

    schema: Literal["atalaya.manifest/2"]
    files: Annotated[list[Member], msgspec.Meta(min_length=1, max_length=MOST_FILES)]


def path_of(file: Path) -> Path:
    return file.with_name(file.name + ENDING)


def file_sha256(file: Path) -> str:
    """Raises OSError."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def member(name: str, draft: Path) -> Member:
    """A file as it lies in its draft. Raises OSError."""
    return Member(name, draft.stat().st_size, file_sha256(draft))


def manifest(members: Sequence[Member], facts: Mapping[str, Any]) -> bytes:
    """Raises ValueError for a number in the facts that is not finite."""
    return canonical_text({**facts, "schema": SCHEMA, "files": msgspec.to_builtins(list(members))})


def members_of(content: bytes) -> tuple[Member, ...]:
    """What the manifest vouches for. Raises DamagedManifestError."""
    try:
        listed = msgspec.convert(read_canonical(content), type=_Document).files
    except (NotCanonicalError, msgspec.ValidationError) as error:
        raise DamagedManifestError(str(error)) from error
    elsewhere = next((one.name for one in listed if not is_plain_name(one.name)), None)
    if elsewhere is not None:
        raise DamagedManifestError(f"it names a file elsewhere: {elsewhere[:80]!r}")
    if len({one.name for one in listed}) != len(listed):
        raise DamagedManifestError("a file is named twice")
    return tuple(listed)


def is_plain_name(name: str) -> bool:
    """A name in the folder itself: no way up, no other root, on no system."""
    return name not in {".", ".."} and not any(sign in "/\\:" or not sign.isprintable() for sign in name)
