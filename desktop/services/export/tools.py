"""Who draws and who converts: in this process, or each in a child of its own so that a console never waits."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop.services.export.canonical import opened_mapping
from desktop.services.export.exports import PageOrder
from maps.worker_client import MapWorker

PAGE_S = 120.0


class PressError(RuntimeError):
    """The process that draws the pages ended without them; the message is its last word."""


class VerbTools:
    """For a process that shows no window: the pages are drawn here, by whoever knows Qt."""

    def __init__(self, draw_pages: Callable[[PageOrder], None]) -> None:
        self._draw_pages = draw_pages

    def draw(self, order: PageOrder) -> None:
        self._draw_pages(order)

    def convert(self, source: Path, target: Path, driver: str) -> None:
        """Raises VectorError."""
        with MapWorker(draws=False) as worker:
            worker.write_vector(source, target, driver)


class PressTools:
    """For a console: `module` is run as a child with the order's file, and draws while the window goes on."""

    def __init__(self, module: str, worker: MapWorker) -> None:
        self._module, self._worker = module, worker

    def draw(self, order: PageOrder) -> None:
        """Raises PressError."""
        file = _written(order)
        try:
            ended = subprocess.run(
                [sys.executable, "-m", self._module, str(file)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=PAGE_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PressError(f"the page was not drawn within {PAGE_S:.0f} s. Try again") from error
        finally:
            file.unlink(missing_ok=True)
        if ended.returncode:
            lines = ended.stderr.decode("utf-8", "replace").strip().splitlines()
            raise PressError(lines[-1] if lines else f"the drawing ended with {ended.returncode}. Try again")

    def convert(self, source: Path, target: Path, driver: str) -> None:
        """Raises VectorError."""
        self._worker.write_vector(source, target, driver)


def read_order(file: Path) -> PageOrder:
    """Raises OSError, ValueError."""
    return msgspec.json.decode(file.read_bytes(), type=PageOrder)


def _written(order: PageOrder) -> Path:
    """Beside the files in passing, for its owner alone."""
    handle, name = tempfile.mkstemp(prefix="order-", suffix=".json", dir=order.runtime)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(order, enc_hook=opened_mapping))
    return Path(name)
