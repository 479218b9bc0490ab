"""The composition root of the console: Qt, the map worker, the shell, and behind its first picture all the rest.

Also `offscreen`, for verbs that draw without a display.
"""

import importlib
import json
import logging
import os
import signal
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TextIO

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import locale
from desktop.config import Settings
from desktop.services.layer_places import layer_places
from desktop.view.ask import Ask
from desktop.view.remembered import recall
from desktop.view.shell import Shell
from desktop.view.start_watch import Start, StartWatch
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.theme import style
from maps.view.theme.palette import DARK, LIGHT, Palette
from maps.worker_client import MapWorker

if TYPE_CHECKING:  # they bring the store's libraries, which the first picture does not wait for
    from desktop.services.export.order import OnPage, PageOrder
    from desktop.services.still import Frame, Still

log = logging.getLogger(__name__)


def offscreen(language: str = locale.DEFAULT_LANGUAGE) -> QApplication:
    """An application for a verb that draws: no display is asked for, words and fonts are loaded."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return application(language, LIGHT)


def draw_map(settings: Settings, still: "Still", frame: "Frame", out: Path) -> None:
    """A picture of the map as the console draws it, without a display. Raises MapNotDrawnError, OSError."""
    view = importlib.import_module("desktop.view.still")
    with MapWorker(settings.runtime, places=layer_places(settings)) as worker:
        app = offscreen(settings.language)
        style.apply(app, LIGHT if frame.style == "day" else DARK)
        view.write_png(view.draw(worker, settings.data, still, frame), out)


def draw_pages(order: "PageOrder", on_page: "OnPage") -> int:
    """The pages of an export into their files, without a display. Raises PageNotDrawnError, OSError."""
    with MapWorker(Path(order.runtime)) as worker:
        press = importlib.import_module("desktop.view.page.press")
        offscreen(order.language)
        pages: int = press.draw(order, worker, on_page)
        return pages


def application(language: str, palette: Palette) -> QApplication:
    """The one application of the process, dressed."""
    locale.install(language)
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Atalaya")
    style.apply(app, palette)
    return app


class Console(QObject):
    """One console on one store: `start`, then Qt's loop. A watched one starts no node and asks nobody to sign in."""

    def __init__(self, settings: Settings, worker: MapWorker, *, is_watched: bool = False) -> None:
        super().__init__()
        self._settings, self._worker, self._is_watched = settings, worker, is_watched
        self._known = recall(settings.data)
        self.canvas = MapCanvas(worker)
        self.shell = Shell(self.canvas, exercise=bool(self._known and self._known.exercise))
        self._import = Ask(self, "import")
        self.assembly: QObject | None = None

    def start(self) -> None:
        """Show the shell, with the map as it was last seen, and fetch the rest behind it."""
        if self._known is not None:
            self.canvas.set_city([self._settings.data / city for city in self._known.cities], self._known.attribution)
            self.canvas.fly_to(Place(self._known.lat_deg, self._known.lon_deg), self._known.width_m)
        self.shell.show()
        self._import(self, lambda: importlib.import_module("desktop.view.assembly"), self._put_together, self._fail)

    @property
    def is_filled(self) -> bool:
        """The store has been read and everything shows it."""
        situation = getattr(self.assembly, "situation", None)
        return bool(situation is not None and situation.loaded)

    def _put_together(self, parts: ModuleType) -> None:
        assembly = parts.Assembly(self._settings, self.shell, self.canvas, self._worker)
        assembly.starts_node = assembly.asks_who = not self._is_watched
        self.assembly = assembly
        assembly.start(self._known)

    def _fail(self, fault: Exception) -> None:
        """A broken installation: nothing can be shown but this."""
        log.critical("the console cannot be put together", exc_info=fault)
        QTimer.singleShot(0, lambda: QApplication.exit(1))

    def close(self) -> None:
        self._import.close()
        self._worker.close()


def watched_start(settings: Settings, worker: MapWorker) -> Start:
    """Start a console on an existing store, without a node, close it when all is there, and say what was seen."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = application(settings.language, DARK)
    console = Console(settings, worker, is_watched=True)
    watch = StartWatch(console.shell, console.canvas, lambda: console.is_filled)
    console.start()
    try:
        app.exec()
    finally:
        console.close()
    return watch.start


def run(settings: Settings, worker: MapWorker | None = None) -> int:
    """The console until its window is closed. `worker`: one that was started already, to save its time."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = recall(settings.data)
    theme = known.theme if known and known.theme else settings.theme
    worker = worker or MapWorker(settings.runtime, places=layer_places(settings))
    app = application(settings.language, LIGHT if theme == "light" else DARK)
    console = Console(settings, worker)
    console.start()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: console.shell.close())  # as if the window were closed: nothing is left behind
    try:
        return app.exec()
    finally:
        console.close()


def _press(runtime: Path) -> int:
    """The child of a console's pages: draws the orders whose files it is told, a line each, until nobody tells more."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no reply
    with MapWorker(runtime) as worker:
        press = importlib.import_module("desktop.view.page.press")
        tools = importlib.import_module("desktop.services.export.tools")
        offscreen()
        for line in sys.stdin:
            _press_one(press, tools, Path(line.strip()), worker, replies)
    return 0


def _press_one(press: ModuleType, tools: ModuleType, file: Path, worker: MapWorker, replies: TextIO) -> None:
    def say(**words: int | str) -> None:
        print(json.dumps(words), file=replies, flush=True)

    try:
        order = tools.read_order(file)
        locale.install(order.language)
        say(done=press.draw(order, worker, lambda page, pages: say(page=page, pages=pages)))
    except (OSError, ValueError, RuntimeError) as error:
        say(fault=" ".join(str(error).split()) or type(error).__name__)


if __name__ == "__main__":
    sys.exit(_press(Path(sys.argv[1])))
