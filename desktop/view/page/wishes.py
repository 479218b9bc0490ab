"""How this workstation likes its pages: paper, kinds of file, and the folder they go to. Kept in the data folder."""

import contextlib
import os
from pathlib import Path

import msgspec

from maps.sheet import RATIOS, Paper

FILE_NAME = "page.json"
EXPORTS = "exports"
KINDS = (".pdf", ".png", ".gpkg", ".geojson", ".kml")


class Wishes(msgspec.Struct, frozen=True):
    """`ratio` of a scale 1 : n, 0 for the largest that shows all clearly; no `folder` is the one in the data folder."""

    paper: Paper = Paper.A4
    landscape: bool = True
    ratio: int = 0
    kinds: tuple[str, ...] = (".pdf", ".png")
    folder: str = ""

    def sound(self) -> "Wishes":
        """Without what is unknown now."""
        kinds = tuple(kind for kind in KINDS if kind in self.kinds) or KINDS[:1]
        return msgspec.structs.replace(self, kinds=kinds, ratio=self.ratio if self.ratio in RATIOS else 0)

    def folder_in(self, data: Path) -> Path:
        """A folder that is gone is not asked for again."""
        chosen = Path(self.folder)
        return chosen if self.folder and chosen.is_dir() else data / EXPORTS


def recall(data: Path) -> Wishes:
    """A scale belongs to one map and is not remembered."""
    try:
        known = msgspec.json.decode((data / FILE_NAME).read_bytes(), type=Wishes)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Wishes()
    return msgspec.structs.replace(known, ratio=0).sound()


def remember(data: Path, wishes: Wishes) -> None:
    """Whole or not at all; a full disk loses no more than the memory of a choice."""
    draft = data / f".{FILE_NAME}.{os.getpid()}"
    with contextlib.suppress(OSError):
        draft.write_bytes(msgspec.json.encode(wishes))
        draft.replace(data / FILE_NAME)
