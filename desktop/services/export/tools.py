"""Who draws and who converts: in this process, or each in a child of its own so that a console never waits."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop.services.export.canonical import opened_mapping
from desktop.services.export.order import OnPage, PageOrder
from desktop.services.export.press_process import PressProcess
from maps.worker_client import MapWorker


class VerbTools:
    """For a process that shows no window: the pages are drawn here, by whoever knows Qt."""

    def __init__(self, draw_pages: Callable[[PageOrder, OnPage], int]) -> None:
        self._draw_pages = draw_pages

    def draw(self, order: PageOrder, on_page: OnPage) -> int:
        return self._draw_pages(order, on_page)

    def convert(self, source: Path, target: Path, driver: str) -> None:
        """Raises VectorError."""
        with MapWorker(draws=False) as worker:
            worker.write_vector(source, target, driver)


class PressTools:
    """For a console: a child draws while the window goes on, and is there for the next page."""

    def __init__(self, press: PressProcess, worker: MapWorker) -> None:
        self._press, self._worker = press, worker

    def draw(self, order: PageOrder, on_page: OnPage) -> int:
        """Raises PressError, CancelledError."""
        return self._press.draw(written(order), Path(order.runtime), on_page)

    def convert(self, source: Path, target: Path, driver: str) -> None:
        """Raises VectorError."""
        self._worker.write_vector(source, target, driver)


def written(order: PageOrder) -> bytes:
    return msgspec.json.encode(order, enc_hook=opened_mapping)


def read_order(file: Path) -> PageOrder:
    """Raises OSError, ValueError."""
    return msgspec.json.decode(file.read_bytes(), type=PageOrder)
