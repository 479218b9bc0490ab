"""Files that appear whole or not at all: written beside their place under a hidden name, made durable, then renamed."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def draft_of(path: Path) -> Generator[Path]:
    """A hidden file beside `path` to be filled; it takes the place of `path` when the block ends, else it is removed.

    A link at `path` is replaced and not followed. Raises OSError.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        _sync(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Raises OSError: a full disk, a folder that may not be written. What was there before is then untouched."""
    with draft_of(path) as draft:
        draft.write_bytes(content)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
