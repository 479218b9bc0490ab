"""What the drawing of pages is handed, as values that can pass between processes, and who draws."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop.services.export.dossier import Dossier

OnPage = Callable[[int, int], None]
"""Told before each page: which, of how many. It may raise CancelledError."""


class CancelledError(RuntimeError):
    """Whoever asked wants it no more; nothing was written."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The base map under one page: its files, first below, and whose data it is."""

    cities: tuple[str, ...]
    attribution: str


@dataclass(frozen=True, slots=True)
class PageOrder:
    """`pages` are dossiers in their order, `grounds` what lies under each; an atlas has an `overview` before them.

    `outs` are the files to be filled: .pdf or .png each. A picture has the first page alone, at `dpi`; with `preview`
    it has that page of the whole document (from 0).
    """

    pages: tuple[Dossier, ...]
    grounds: tuple[Ground, ...]
    data_sha256: str
    author: str
    printed_at: datetime
    outs: tuple[str, ...]
    language: str
    runtime: str
    folio: str
    title: str
    overview: Dossier | None = None
    overview_ground: Ground = Ground((), "")
    logo: str = ""
    """A PNG of our own making; nothing where there is none."""
    dpi: int = 300
    preview: int | None = None


class Tools(Protocol):
    """Who draws and who writes formats: the one needs Qt, the other GDAL, and neither lives in this floor."""

    def draw(self, order: PageOrder, on_page: OnPage) -> int:
        """Fill the files of the order, and answer how many pages there are; raises an error that says why not."""
        ...

    def convert(self, source: Path, target: Path, driver: str) -> None:
        """Write a GeoJSON in another format; raises an error that says why not."""
        ...
