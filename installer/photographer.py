"""Takes pictures of a running console: keys in, small PNG files out."""

import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.config import Settings
from desktop.services import node_status
from desktop.services.layer_places import layer_places
from desktop.view.assembly import Assembly
from maps.view.theme.palette import DARK, LIGHT, Palette, priority_colours
from maps.worker_client import MapWorker
from video.view.tile import VideoTile

FULL_HD, SMALL = QSize(1920, 1080), QSize(1366, 768)
PATIENCE_S = 240.0
LARGEST_KB = 400
CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


class Photographer:
    """A console with somebody at its keys, and a camera before it."""

    def __init__(self, settings: Settings, out: Path, wanted: frozenset[str]) -> None:
        self._out, self._wanted = out, wanted
        self._worker = MapWorker(settings.runtime, places=layer_places(settings))
        app.application(settings.language, DARK)
        self._console = app.Console(settings, self._worker)
        self.shell = self._console.shell
        self.resize(FULL_HD)
        self._console.start()
        self.until(lambda: self._console.is_filled)
        self.shell.activateWindow()  # on a display without a window manager nobody else does
        self.until(self.shell.isActiveWindow)

    @property
    def assembly(self) -> Assembly:
        assembly = self._console.assembly
        assert isinstance(assembly, Assembly)
        return assembly

    def until(self, holds: Callable[[], object], within_s: float = PATIENCE_S) -> None:
        """Let the program run until something holds; raises TimeoutError."""
        deadline_s = time.monotonic() + within_s
        while not holds():
            if time.monotonic() > deadline_s:
                self.shell.grab().save(str(self._out / "in_vain.png"))
                raise TimeoutError(f"waited {within_s:.0f} s in vain: see in_vain.png")
            QTest.qWait(30)

    def rest(self, seconds: float) -> None:
        """For what only time brings: a track behind a vehicle, a minute of values."""
        QTest.qWait(round(seconds * 1000))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.shell, key, modifiers)

    def search(self, words: str) -> None:
        field = self.assembly.window.top.search
        self.press(Qt.Key.Key_F, CONTROL)
        QTest.keyClicks(field, words)
        self.until(lambda: field.is_settled and field.shown)
        self.press(Qt.Key.Key_Return)
        self.map_is_drawn()

    def map_is_drawn(self) -> None:
        self.rest(0.5)
        self.until(lambda: self.assembly.window.operation.canvas.is_base_ready)

    def tiles_are_live(self) -> None:
        self.until(lambda: self.tiles() and all(not tile.reading.grey for tile in self.tiles()))

    def node_is_there(self, settings: Settings) -> None:
        self.until(lambda: (status := node_status.read(settings.data)) and status.link_up)
        self.rest(1.5)

    def tiles(self) -> list[VideoTile]:
        return [tile for tile in self.shell.findChildren(VideoTile) if tile.isVisible()]

    def resize(self, size: QSize) -> None:
        self.shell.setMinimumSize(size)
        self.shell.setMaximumSize(size)
        self.shell.resize(size)

    def shoot(self, name: str) -> None:
        if name in self._wanted:
            save(self.shell.grab().toImage(), self._out / f"{name}.png")

    def wants(self, name: str) -> bool:
        return name in self._wanted

    def close(self) -> None:
        self.shell.close()
        self._console.close()


def save(picture: QImage, path: Path) -> None:
    """As few colours as make a small file; a picture of video may keep its size."""
    pixels = picture.convertToFormat(QImage.Format.Format_RGB888)
    flat = bytes(pixels.constBits())
    whole = Image.frombuffer("RGB", (pixels.width(), pixels.height()), flat, "raw", "RGB", pixels.bytesPerLine(), 1)
    save_small(whole, path)


def save_small(picture: Image.Image, path: Path) -> None:
    """The colours of the theme as they are, the rest as near as the smallest enough palette has them."""
    own = [rgb for palette in (DARK, LIGHT) for rgb in _colours_of(palette)]
    for colours in (256, 160):
        room = picture.quantize(colours - len(own), dither=Image.Dither.NONE).getpalette() or []
        palette = Image.new("P", (1, 1))
        palette.putpalette([part for rgb in own for part in rgb] + room)
        picture.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < LARGEST_KB * 1024:
            break
    print(f"{path}: {path.stat().st_size // 1024} KB")


def _colours_of(palette: Palette) -> list[tuple[int, int, int]]:
    """Text, surfaces, and what has a meaning."""
    named = ("canvas", "panel", "raised", "selected", "text", "text2", "text3", "exercise")
    plain = [getattr(palette, name) for name in named]
    loud = [one for priority in (1, 2, 3) for one in priority_colours(palette, priority)]
    return sorted({QColor(code).getRgb()[:3] for code in (*plain, *loud)})
