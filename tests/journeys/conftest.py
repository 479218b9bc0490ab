"""The stage of an operator's story: a store, the detector, the broker's field, and hands on a console's keys.

A story is the tests of one file in their order, on one stage and in one process (`--dist loadfile`); when it breaks
off, its rest is skipped.
"""

import contextlib
import gettext
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop import app, cli
from desktop.config import Settings
from desktop.services import node_status
from desktop.sources import broker, detached
from desktop.storage.store import Store
from desktop.view.assembly import Assembly
from desktop.view.sign_in import SignIn
from desktop.view.situation import Situation
from desktop.view.toast import Toast
from desktop.view.window import ConsoleWindow
from maps.layer import Layer
from maps.view.canvas import MapCanvas
from maps.view.theme.palette import DARK
from maps.worker_client import MapWorker
from video.model import ModelFolders, ready_model
from video.view.tile import VideoTile

WAIT_S = 60.0
"""A machine shared by others may be slow; every wait ends as soon as its condition holds."""
BROKEN = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.failed and item.parent is not None:
        item.parent.stash.setdefault(BROKEN, item.name)
    return report


@pytest.fixture(autouse=True)
def story_goes_on(request: pytest.FixtureRequest) -> None:
    broken = request.node.parent.stash.get(BROKEN, "")
    if broken:
        pytest.skip(f"the story broke off at {broken}")


@pytest.fixture(scope="session")
def models(shared: Callable[[str], Path], pytestconfig: pytest.Config) -> Path:
    """The detector, imported from its .pt once for this checkout: that takes ten seconds."""
    kept = pytestconfig.cache.mkdir("models")
    ready_model("yolo11n", ModelFolders((kept, shared("models")), kept))
    return kept


@dataclass(frozen=True, slots=True)
class Stage:
    """One store in its data folder, and what the story keeps between its tests in `kept`."""

    settings: Settings
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.settings.data

    def verb(self, *arguments: str | Path) -> Any:
        """Run a verb on this store; gives the JSON it printed, if any."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            status = cli.main([*map(str, arguments), "--data", str(self.data)])
        assert status == 0, said.getvalue()
        text = said.getvalue()
        return json.loads(text) if text.startswith(("{", "[")) else text


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, models: Path, shared: Callable[[str], Path]) -> Iterator[Stage]:
    data = tmp_path_factory.mktemp("story")
    kept_variables = {name: os.environ.pop(name, None) for name in ("ATALAYA_DATA", "ATALAYA_MODELS")}
    yield Stage(Settings(data=data, models=models, shared=shared("video").parent))
    end_node(data)
    broker.stop(data)
    os.environ.update({name: value for name, value in kept_variables.items() if value is not None})


def end_node(data: Path) -> None:
    status = node_status.read(data)
    if status is not None:
        detached.end(status.pid)


class Console:
    """A console that was started as `atalaya` starts it, and the hands of who sits at it."""

    def __init__(self, settings: Settings, bot: QtBot) -> None:
        self._bot = bot
        self._worker = MapWorker(settings.runtime)
        app.application(settings.language, DARK)
        self._console = app.Console(settings, self._worker)
        self.shell = self._console.shell
        self.shell.resize(1920, 1080)
        self._console.start()
        self.shell.activateWindow()
        self.layers: dict[str, Layer] = {}
        self.until(lambda: self._console.assembly is not None)
        self.assembly.bridge.layer_made.connect(lambda layer: self.layers.update({layer.name: layer}))
        self.until(lambda: self._console.is_filled)

    @property
    def assembly(self) -> Assembly:
        assembly = self._console.assembly
        assert isinstance(assembly, Assembly)
        return assembly

    @property
    def window(self) -> ConsoleWindow:
        return self.assembly.window

    @property
    def canvas(self) -> MapCanvas:
        return self._console.canvas

    @property
    def situation(self) -> Situation:
        return self.assembly.situation

    @property
    def store(self) -> Store:
        services = self.assembly.desk.services
        assert services is not None
        return services.store

    def until(self, holds: Callable[[], object], within_s: float = WAIT_S) -> None:
        self._bot.waitUntil(lambda: bool(holds()), timeout=round(within_s * 1000))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.shell, key, modifier)

    def write(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.shell, words)

    def search(self, words: str) -> None:
        """Ctrl+F, the words (without accents: hands of a test have no such keys), Enter: to the best that is found."""
        field = self.window.top.search
        self.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert QApplication.focusWidget() is field
        self.write(words)
        self.until(lambda: field.is_settled and field.shown)
        self.press(Qt.Key.Key_Return)

    def picture(self, widget: QWidget) -> NDArray[np.uint8]:
        """Rows, columns, red green blue of what is seen."""
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
        return flat[:, : image.width(), 2::-1].copy()

    def map_picture(self) -> NDArray[np.uint8]:
        """The map as it looks once its base picture is that of this very view."""
        self.canvas.repaint()  # asks for it
        self.until(lambda: self.canvas.is_base_ready)
        return self.picture(self.canvas)

    def tile(self) -> VideoTile:
        """The one of the context, when it is there."""
        context = self.window.operation.context
        self.until(lambda: any(tile.isVisible() for tile in context.findChildren(VideoTile)))
        return next(tile for tile in context.findChildren(VideoTile) if tile.isVisible())

    @property
    def toast(self) -> str:
        toast = self.window.findChild(Toast)
        return toast.text() if toast is not None and toast.isVisible() else ""

    def focus_map(self) -> None:
        """By F6, as without a mouse."""
        for _turn in range(8):
            if self.canvas.hasFocus():
                return
            self.press(Qt.Key.Key_F6)
        assert self.canvas.hasFocus()

    def sign_in(self, login: str, password: str, fresh: str = "") -> None:
        """On the sign-in page, by typing; `fresh` is the new password of who came with a one-time one."""
        page = self.sign_in_page
        page.login.setFocus()
        for words in (login, password, *([fresh] if fresh else [])):
            field_before = QApplication.focusWidget()
            self.write(words)
            self.press(Qt.Key.Key_Return)
            self.until(lambda before=field_before: QApplication.focusWidget() is not before or self._is_seated)
        self.until(lambda: self._is_seated)

    @property
    def _is_seated(self) -> bool:
        return self.assembly.desk.operator is not None

    @property
    def sign_in_page(self) -> SignIn:
        self.until(lambda: self.window.findChild(SignIn))
        page = self.window.findChild(SignIn)
        assert page is not None
        return page

    @property
    def one_time_password(self) -> str:
        """As it stands on the page."""
        said = " ".join(label.text() for label in self.sign_in_page.findChildren(QLabel))
        found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", said)
        assert found is not None, said
        return found[0]

    def close(self) -> None:
        self.shell.close()
        self._console.close()


@pytest.fixture(scope="module")
def bot(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[QtBot]:
    """Consoles speak Spanish; what other tests of this process speak comes back."""
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    yield QtBot(request)
    gettext.textdomain(domain)
    os.environ.pop("LANGUAGE", None)
    if language is not None:
        os.environ["LANGUAGE"] = language


@pytest.fixture
def open_console(bot: QtBot) -> Iterator[Callable[..., Console]]:
    """Opens consoles, and closes them with the test."""
    opened: list[Console] = []

    def open_one(settings: Settings) -> Console:
        opened.append(Console(settings, bot))
        return opened[-1]

    yield open_one
    for console in opened:
        console.close()


@pytest.fixture(scope="module")
def shift(stage: Stage, bot: QtBot) -> Iterator[Console]:
    """The console of a whole shift."""
    console = Console(stage.settings, bot)
    yield console
    console.close()


@pytest.fixture(scope="module")
def field_of_devices(stage: Stage) -> Iterator[Callable[[int], None]]:
    """Starts the field's process on the broker's port; it ends with the story."""
    running: list[subprocess.Popen[bytes]] = []

    def start(port: int) -> None:
        program = Path(__file__).with_name("sensors.py")
        running.append(subprocess.Popen([sys.executable, str(program), str(port)]))

    yield start
    for process in running:
        process.terminate()
        process.wait(10)
