"""`console.py DATA`: a console without a display, linked with QGIS as its settings allow.

Acts on the lines `follow`, `pan` and `end`, and tells what its map shows, how many are linked, which layers came.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
from PySide6.QtCore import QSocketNotifier, QTimer

from desktop import app
from desktop.config import Settings
from desktop.services.companion.extent import extent_of
from desktop.view.actions import BY_ID
from desktop.view.assembly import Assembly
from desktop.view.shell import Shell
from maps.view.canvas import MapCanvas
from maps.view.theme.palette import DARK
from maps.worker_client import MapWorker


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def console(data: Path) -> None:
    """A console without a display, linked with QGIS as its settings allow; acts on lines, tells what it shows."""
    settings = Settings(data=data, qgis=True)
    qt = app.application("es", DARK)
    canvas, worker = MapCanvas(None), MapWorker(settings.runtime, draws=False)
    shell = Shell(canvas)
    assembly = Assembly(settings, shell, canvas, worker)
    assembly.starts_node = False
    shell.show()
    assembly.start(None)

    def tell(_view: object) -> None:
        shown = extent_of(canvas.viewport)
        say({"view": [shown.south_deg, shown.west_deg, shown.north_deg, shown.east_deg]})

    def obey() -> None:
        line = sys.stdin.readline().strip()
        if line == "follow":
            assembly.window.do(BY_ID["map.qgis_follows"])
        elif line == "pan":
            canvas.pan(200, 0)
        else:
            shell.close()

    canvas.moved.connect(tell)
    assembly.companion.linked.connect(lambda guests: say({"guests": guests}))
    assembly.companion.layer_received.connect(lambda one: say({"layer": [one.name, str(one.gpkg), str(one.qml)]}))
    hands = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    hands.activated.connect(obey)
    ready = QTimer(interval=50)
    ready.timeout.connect(lambda: _say_ready(assembly, ready))
    ready.start()
    signal.signal(signal.SIGTERM, lambda *_: shell.close())
    qt.exec()
    worker.close()


def _say_ready(assembly: Any, timer: Any) -> None:
    if assembly.situation.loaded and assembly.desk.operator is not None:
        timer.stop()
        say({"ready": True})


if __name__ == "__main__":
    console(Path(sys.argv[1]))
