"""Names of exported files that nobody chose: made of folio, template and time, in one folder, never over another file.

A folio's first part is a setting of the city: nothing in it may lead elsewhere or mean something to a file system.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from desktop.services.evidence import manifest
from desktop.services.evidence.signature import ENDING as SIGNATURE
from desktop.services.export.template import Template
from desktop.sources.lease import Lease

_LONGEST = 60
_MOST_TRIES = 10_000
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)($|[.-])", re.IGNORECASE)
"""Names that Windows keeps for devices: a file is carried there sooner or later."""


@contextmanager
def new_files(
    folder: Path, folio: str, template: Template, moment: datetime, endings: Sequence[str]
) -> Generator[tuple[Path, ...]]:
    """Files of one stem that are not there yet and that nobody else is about to write, while the block lasts.

    The folder is made for its owner. `moment` is in the zone that the name shall show. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = f"{plain(folio)}-{template.value}-{moment:%Y%m%d-%H%M%S}"
    for number in range(1, _MOST_TRIES):
        name = stem if number == 1 else f"{stem}-{number}"
        files = tuple(folder / f"{name}{ending}" for ending in endings)
        with _reserved(folder / f".{name}.lock") as is_ours:
            if is_ours and not any(_is_taken(file) for file in files):
                yield files
                return
    raise FileExistsError(f"{folder} holds too many files named {stem}")


@contextmanager
def _reserved(file: Path) -> Generator[bool]:
    """A lock beside the files. It is removed while it is held: who opened it before that finds that it is gone."""
    lease = Lease.take(file)
    if lease is None:
        yield False
        return
    with lease:
        try:
            yield _is_the_same(file, lease)
        finally:
            if _is_the_same(file, lease):
                file.unlink(missing_ok=True)


def _is_the_same(file: Path, lease: Lease) -> bool:
    with suppress(FileNotFoundError):
        return file.samefile(f"/proc/self/fd/{lease.descriptor}")
    return False


def _is_taken(file: Path) -> bool:
    """Also by a link that leads nowhere, or by a manifest or a signature left alone."""
    note = manifest.path_of(file)
    return any(one.is_symlink() or one.exists() for one in (file, note, note.with_name(note.name + SIGNATURE)))


def plain(folio: str) -> str:
    """Letters of ASCII, digits and dashes, at most `_LONGEST`, and no device's name."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", folio).strip("-")[:_LONGEST].strip("-") or "incident"
    return f"x-{words}" if _RESERVED.match(words) else words
