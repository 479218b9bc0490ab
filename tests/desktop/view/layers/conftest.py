"""A whole console whose map worker reads layers, with two small files of the city on the map."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.config import Settings
from desktop.domain.map_layer import LayerEntry
from desktop.domain.operator import Role, Session
from desktop.view.assembly import Assembly
from desktop.view.layers.room import LayerRoom
from desktop.view.layers.rows import PanelRow
from desktop.view.shell import Shell
from maps.layer_places import LayerPlaces
from maps.view.canvas import MapCanvas
from maps.worker_client import MapWorker
from tests.desktop.view.conftest import ANA, PLAZA, Room

CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
LEFT = Qt.MouseButton.LeftButton


def square(north: float, east: float, half: float = 0.001) -> list[list[list[float]]]:
    lat, lon = PLAZA.lat_deg + north, PLAZA.lon_deg + east
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [[[lon + x * half, lat + y * half] for x, y in corners]]


def write(path: Path, squares: Sequence[tuple[float, float, dict[str, object]]]) -> Path:
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": square(north, east)}, "properties": more}
        for north, east, more in squares
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


COLONIAS = tuple(
    (
        0.004 * (n // 4),
        0.004 * (n % 4),
        {"colonia": f"Colonia {n:02}", "habitantes": 100 * (n + 1), "zona": "NS"[n % 2]},
    )
    for n in range(12)
)


class Hands(Room):
    """The hands of a test on the layers."""

    @property
    def layers(self) -> LayerRoom:
        return self.assembly.layers

    @property
    def canvas(self) -> MapCanvas:
        return self.window.operation.canvas

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.shell, key, modifiers)

    def write(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), words)

    def entry(self, name: str) -> LayerEntry:
        return next(one for one in self.layers.layers.tree.entries.values() if one.name == name)

    def has(self, name: str) -> bool:
        return any(one.name == name for one in self.layers.layers.tree.entries.values())

    def stored(self, name: str) -> LayerEntry | None:
        """As the store has it."""
        entries = self.assembly.situation.layer_entries
        return next((one for one in entries if one.name == name), None)

    def row(self, name: str) -> PanelRow:
        return next(one for one in self.layers.panel.shown_rows if one.title == name)

    def box(self, name: str) -> QRect:
        shown = self.layers.panel.list
        place = [one.title for one in self.layers.panel.shown_rows].index(name)
        return shown.visualRect(shown.model().index(place, 0))

    def click(self, widget: QWidget, x: float, y: float) -> None:
        QTest.mouseClick(widget, LEFT, NONE, QPoint(round(x), round(y)))

    def add(self, *paths: Path) -> None:
        """As dropped on the map; waits for their rows."""
        before = len(self.layers.layers.file_entries)
        self.layers.add_dropped([str(path) for path in paths])
        self.until(lambda: len(self.layers.layers.file_entries) == before + len(paths))
        self.until(lambda: all(self.stored(path.stem) is not None for path in paths))

    def drawn(self) -> None:
        self.canvas.repaint()
        self.until(lambda: self.canvas.is_ground_ready)

    def seen(self) -> QImage:
        self.drawn()
        return self.canvas.grab().toImage()


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapWorker]:
    """Its children are warm from test to test."""
    folder = tmp_path_factory.mktemp("worker")
    with MapWorker(folder / "run", draws=False, places=LayerPlaces(folder / "cache")) as worker:
        yield worker


@pytest.fixture
def hands(qtbot: QtBot, dressed: QApplication, folder: Path, worker: MapWorker) -> Iterator[Hands]:
    """An administrator before the map, its panel open."""
    canvas = MapCanvas(worker)
    canvas.set_calm_motion(calm=True)
    shell = Shell(canvas)
    qtbot.addWidget(shell)
    assembly = Assembly(Settings(data=folder), shell, canvas, worker)
    assembly.starts_node = False
    shell.show()
    assembly.start(None)
    made = Hands(qtbot, shell, assembly)
    made.until(lambda: assembly.situation.loaded)
    assembly.seat(Session("session-1", replace(ANA, role=Role.ADMIN), datetime.now(UTC)))
    canvas.fly_to(PLAZA, 4_000.0)
    made.layers.show_panel()
    made.until(lambda: made.layers.panel.shown_rows)
    yield made
    shell.close()


@pytest.fixture
def city(tmp_path: Path, hands: Hands) -> Hands:
    """With twelve colonias on the map."""
    hands.add(write(tmp_path / "Colonias.geojson", COLONIAS))
    return hands
