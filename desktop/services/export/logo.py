"""The municipality's logo: anybody's picture, decoded in the map worker's child, kept as a PNG of our own by its hash.

The setting `logo` names the hash; the file lies in `logos` of the data folder. A file that is gone, or is not the one
that was set, is no logo: the page goes without.
"""

import tempfile
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from desktop.domain.events import CityEvent
from desktop.domain.operator import Operator
from desktop.services.evidence.manifest import file_sha256
from desktop.services.permit import permit
from desktop.storage import journal, settings
from desktop.storage.store import Store

SETTING = "logo"
FOLDER = "logos"
LARGEST_PX = 1024
LARGEST_BYTES = 8 << 20


class LogoMaker(Protocol):
    """What is needed of the map worker."""

    def write_logo(self, source: Path, target: Path, max_px: int) -> None: ...


class Logos:
    """Thread: any but Qt's."""

    def __init__(self, store: Store, data: Path, writer: str = "console") -> None:
        self._store, self._folder, self._writer = store, data / FOLDER, writer

    def keep(self, maker: LogoMaker, source: Path, by: Operator) -> str:
        """Set it; gives its hash. Raises LogoError, NotPermittedError, OSError."""
        permit(self._store, self._writer, by, "city.configure")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".logo-", dir=self._folder) as folder:
            draft = Path(folder) / "logo.png"
            maker.write_logo(source, draft, LARGEST_PX)
            sha256 = file_sha256(draft)
            draft.replace(self._folder / f"{sha256}.png")
        self._set(sha256, f"{sha256} by {by.login}")
        return sha256

    def remove(self, by: Operator) -> None:
        permit(self._store, self._writer, by, "city.configure")
        self._set("", f"none by {by.login}")

    def _set(self, sha256: str, note: str) -> None:
        with self._store.write() as connection:
            settings.put(connection, SETTING, sha256)
            journal.append(connection, CityEvent("configured", SETTING, note), self._writer)


def logo_file(connection: Connection, data: Path) -> tuple[Path | None, bool]:
    """The file to print, and whether one was set: that one may be missing on this machine."""
    sha256 = str(settings.get(connection, SETTING, ""))
    if not sha256 or not sha256.isalnum():
        return None, bool(sha256)
    file = data / FOLDER / f"{sha256}.png"
    try:
        is_it = not file.is_symlink() and file.stat().st_size <= LARGEST_BYTES and file_sha256(file) == sha256
    except OSError:
        is_it = False
    return (file if is_it else None), True
