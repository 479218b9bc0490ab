"""Names of exported files that nobody chose: made of folio, template and time, in one folder, never over another file.

A folio's first part is a setting of the city: nothing in it may lead elsewhere or mean something to a file system.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop.services.export import manifest
from desktop.services.export.template import Template

_LONGEST = 60
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)($|[.-])", re.IGNORECASE)
"""Names that Windows keeps for devices: a file is carried there sooner or later."""


def new_files(
    folder: Path, folio: str, template: Template, moment: datetime, endings: Sequence[str]
) -> tuple[Path, ...]:
    """Files of one stem that are not there yet, in the folder, which is made for its owner. Raises OSError.

    `moment` is in the zone that the name shall show.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = f"{plain(folio)}-{template.value}-{moment:%Y%m%d-%H%M%S}"
    number, name = 1, stem
    while any(_is_taken(folder / f"{name}{ending}") for ending in endings):
        number += 1
        name = f"{stem}-{number}"
    return tuple(folder / f"{name}{ending}" for ending in endings)


def _is_taken(file: Path) -> bool:
    """Also by a link that leads nowhere, or by a manifest left alone."""
    return any(one.is_symlink() or one.exists() for one in (file, manifest.path_of(file)))


def plain(folio: str) -> str:
    """Letters of ASCII, digits and dashes, at most `_LONGEST`, and no device's name."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", folio).strip("-")[:_LONGEST].strip("-") or "incident"
    return f"x-{words}" if _RESERVED.match(words) else words
