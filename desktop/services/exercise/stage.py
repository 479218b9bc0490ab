"""Sets up and clears away the demonstration around a console: store built, devices playing, its own node and broker."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.config import Settings
from desktop.services import node_status
from desktop.sources import broker, detached

BUILD_S = 300.0


class StageError(RuntimeError):
    """The demonstration could not be set up; the message says why."""


class Stage:
    """`with Stage(settings)`: inside, the store is there and the devices play; after it nothing of it runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._show: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self._hand_over()
        built = subprocess.run(
            [sys.executable, "-m", "desktop.services.exercise.build", str(file)],
            stderr=subprocess.PIPE,
            text=True,
            timeout=BUILD_S,
            check=False,
        )
        if built.returncode:
            last = (built.stderr.strip().splitlines() or ["the build ended without a word"])[-1]
            raise StageError(f"the demonstration city cannot be built: {last}")
        with (self._settings.data / "show.log").open("ab") as log:
            self._show = subprocess.Popen(
                [sys.executable, "-m", "desktop.services.exercise.show", str(file)], stdout=log, stderr=log
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._show is not None:
            self._show.terminate()
            try:
                self._show.wait(5.0)
            except subprocess.TimeoutExpired:
                self._show.kill()
        status = node_status.read(self._settings.data)
        if status is not None and detached.is_alive(status.pid):
            detached.end(status.pid)  # a node that still runs would start its broker again
        broker.stop(self._settings.data)

    def _hand_over(self) -> Path:
        """The settings as a file, for the processes that set up and play."""
        file = self._settings.data / "exercise-settings.json"
        file.touch(mode=0o600)
        file.write_text(self._settings.model_dump_json(), encoding="utf-8")
        return file
