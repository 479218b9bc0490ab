"""Viewsheds kept in a folder, each under the hash of all it follows from: a camera that stays costs nothing twice."""

import contextlib
import hashlib
import zipfile
from pathlib import Path

import msgspec
import numpy as np

from desktop.services.coverage.surroundings import Ground
from maps.place import Place
from maps.viewshed import Viewshed
from maps.whole_file import draft_of
from video.camera import Camera
from video.footprint import frame_of

VERSION = "1"
"""Of the calculation: another one makes all anew."""
MOST_KEPT = 4_000


def key_of(camera: Camera, ground: Ground, place: Place) -> str:
    """Zones, rules and the address of the stream change nothing of it."""
    parts = msgspec.json.encode((VERSION, camera.mount, camera.calibration, frame_of(camera), ground.version(place)))
    return hashlib.sha256(parts).hexdigest()[:32]


class Shelf:
    """Thread: one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Viewshed] = {}

    def get(self, key: str) -> Viewshed | None:
        found = self._known.get(key)
        if found is None:
            found = self._read(key)
            if found is not None:
                self._known[key] = found
        return found

    def put(self, key: str, viewshed: Viewshed) -> None:
        """A full disk costs the next start some seconds, and no more."""
        self._known[key] = viewshed
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with draft_of(self._file(key)) as draft, draft.open("wb") as file:
                np.savez_compressed(
                    file,
                    where=np.array([viewshed.centre.lat_deg, viewshed.centre.lon_deg, viewshed.step_m]),
                    middle=np.array(viewshed.middle),
                    px_per_m=viewshed.px_per_m,
                    hidden=viewshed.hidden,
                )

    def forget_others(self, keys: frozenset[str]) -> None:
        """Of cameras and cities that are no more; files of other consoles' stores are few and go when they are many."""
        self._known = {key: one for key, one in self._known.items() if key in keys}
        files = (
            sorted(self._folder.glob("*.npz"), key=lambda file: file.stat().st_mtime) if self._folder.is_dir() else []
        )
        for file in files[: max(0, len(files) - MOST_KEPT)]:
            if file.stem not in keys:
                file.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.npz"

    def _read(self, key: str) -> Viewshed | None:
        """None for one that is not there or damaged: it is made anew."""
        try:
            with self._file(key).open("rb") as file, np.load(file, allow_pickle=False) as found:
                lat_deg, lon_deg, step_m = found["where"].tolist()
                row, column = found["middle"].tolist()
                px_per_m, hidden = found["px_per_m"].astype(np.float16), found["hidden"].astype(np.bool_)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        if px_per_m.shape != hidden.shape or px_per_m.ndim != 2:
            return None
        return Viewshed(Place(lat_deg, lon_deg), step_m, px_per_m, hidden, (row, column))
