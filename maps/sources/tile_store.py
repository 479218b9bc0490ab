"""Answers of map servers on disk, within a budget of bytes: for speed, and for when the network is gone.

One file an answer, its time that of the fetching. What was not looked at for longest is removed first.
"""

import hashlib
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_FULL_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Stored:
    body: bytes
    fetched_s: float
    """Unix time."""


class TileStore:
    """Several processes may share the folder: a file is whole or not there. Any thread."""

    def __init__(self, folder: Path, budget_bytes: int) -> None:
        self._folder, self._budget = folder, budget_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None

    def get(self, key: str) -> Stored | None:
        path = self._path(key)
        try:
            body, status = path.read_bytes(), path.stat()
            os.utime(path, (time.time(), status.st_mtime))
        except OSError:
            return None
        return Stored(body, status.st_mtime)

    def put(self, key: str, body: bytes) -> None:
        """A full disk loses the answer and nothing else."""
        path = self._path(key)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(body)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            return
        self._count(len(body))

    def _path(self, key: str) -> Path:
        name = hashlib.sha256(key.encode()).hexdigest()[:40]
        return self._folder / name[:2] / name

    def _count(self, added: int) -> None:
        with self._lock:
            if self._bytes is None:
                self._bytes = sum(status.st_size for _, status in self._files())
            else:
                self._bytes += added
            if self._bytes > self._budget:
                self._bytes = self._prune()

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        found: list[tuple[Path, os.stat_result]] = []
        for path in self._folder.glob("??/*"):
            try:
                found.append((path, path.stat()))
            except OSError:
                continue  # another process removed it
        return found

    def _prune(self) -> int:
        files = sorted(self._files(), key=lambda one: one[1].st_atime)
        left = sum(status.st_size for _, status in files)
        for path, status in files:
            if left <= self._budget * _FULL_SHARE:
                break
            path.unlink(missing_ok=True)
            left -= status.st_size
        return left
