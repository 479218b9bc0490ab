"""Adjusted poses, kept by the hash of their photo, so that `locate` uses what `index --refine` found out."""

import os
from pathlib import Path

import msgspec

from drones.pose import Pose


class KeptPose(msgspec.Struct, frozen=True):
    """`error_m`: how far the same ground lies apart in two photos of the block, median, on matches not fitted."""

    pose: Pose
    error_m: float


class PoseShelf:
    """One small file per photo in a folder of the data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, sha256: str, kept: KeptPose) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(sha256)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(msgspec.json.encode(kept))
        part.replace(path)

    def get(self, sha256: str) -> KeptPose | None:
        """None when there is none, or when what is there cannot be read (it is made again)."""
        try:
            return msgspec.json.decode(self._path(sha256).read_bytes(), type=KeptPose)
        except (FileNotFoundError, msgspec.DecodeError, ValueError):
            return None

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"
