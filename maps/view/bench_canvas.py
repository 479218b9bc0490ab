"""A canvas for the programs that measure it: of a fixed size, on Qt's offscreen platform, over a city file."""

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.theme import palette, style
from maps.worker_client import MapWorker

WIDTH_PX, HEIGHT_PX = 1600, 1000
NO_HEAT = 10**9
"""More points than anybody measures: every point of a cloud is drawn."""


class BaseNotDrawnError(RuntimeError):
    """The map worker gave no picture: there is nothing to measure over."""


@contextmanager
def canvas_over(city: Path, home: Place, width_m: float) -> Generator[tuple[QApplication, MapCanvas]]:
    """Not shown yet: its layers come first. It is shut at the end."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(sys.argv[:1])
    style.apply(app, palette.DARK)
    with MapWorker() as worker:
        canvas = MapCanvas(worker)
        canvas.resize(WIDTH_PX, HEIGHT_PX)
        canvas.set_home(home, width_m)
        canvas.set_city(city)
        yield app, canvas
        canvas.shut()


def show_with_base(app: QApplication, canvas: MapCanvas, wait_s: float) -> None:
    """Raises BaseNotDrawnError."""
    canvas.show()
    faults: list[object] = []
    canvas.faulted.connect(faults.append)
    deadline_s = time.monotonic() + wait_s
    while not canvas.is_base_ready:
        if faults or time.monotonic() > deadline_s:
            raise BaseNotDrawnError(f"the map worker drew no picture ({faults[0] if faults else 'no answer'})")
        app.processEvents()
        time.sleep(0.005)
