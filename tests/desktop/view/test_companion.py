"""QGIS beside the console: a guest on the real channel, a real console that shows and tells."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.config import Settings
from desktop.services.companion.door import NAME
from desktop.services.companion.extent import extent_of
from desktop.services.companion.inbox import ReceivedLayer, inbox_of
from desktop.view.actions import BY_ID
from desktop.view.assembly import Assembly
from desktop.view.shell import Shell
from maps.layer_facts import Geometry
from maps.qml.style_file import write_style
from maps.source import Source, SourceKind
from maps.stack import StackLayer
from maps.symbology import Single, Symbol
from maps.view.canvas import MapCanvas
from maps.worker_client import MapWorker

Room = Guest = Any
WAIT_MS = 8000
PARK = {"south": 22.760, "west": -102.610, "north": 22.780, "east": -102.580}


class Ear(Thread):
    """What the console says, gathered beside the Qt thread."""

    def __init__(self, guest: Guest) -> None:
        super().__init__(daemon=True)
        self.guest, self.heard = guest, list[dict[str, Any]]()

    def run(self) -> None:
        while (message := self.guest.hear()) is not None:
            self.heard.append(message)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.heard if message["type"] == kind]


@pytest.fixture
def linked(qtbot: QtBot, dressed: QApplication, folder: Path, seat: Callable[[Assembly], None]) -> Iterator[Room]:
    """A console whose settings allow QGIS."""
    worker = MapWorker(folder / "run", draws=False)
    canvas = MapCanvas(None)
    canvas.set_calm_motion(calm=True)
    shell = Shell(canvas)
    qtbot.addWidget(shell)
    assembly = Assembly(Settings(data=folder, qgis=True), shell, canvas, worker)
    assembly.starts_node = False
    shell.show()
    assembly.start(None)
    qtbot.waitUntil(lambda: assembly.situation.loaded and (folder / "run" / NAME).exists(), timeout=WAIT_MS)
    seat(assembly)
    yield assembly
    shell.close()
    worker.close()


@pytest.fixture
def ear(linked: Room, folder: Path, guests: Guest) -> Iterator[Ear]:
    guest = guests.through(folder / "run" / NAME)
    ear = Ear(guest)
    ear.start()
    yield ear
    guest.socket.shutdown(2)
    ear.join(WAIT_MS / 1000)
    guest.close()


def test_that_the_console_listens_only_where_the_settings_allow_it(room: Room, folder: Path) -> None:
    said: list[str] = []
    room.window.said.connect(said.append)
    room.window.do(BY_ID["map.qgis_follows"])
    assert said == ["The link with QGIS is off. Write qgis = true in atalaya.toml and start the console anew."]
    assert not (folder / "run" / NAME).exists()


def test_that_a_view_of_qgis_is_shown_whole(linked: Room, ear: Ear, qtbot: QtBot) -> None:
    canvas = linked.window.operation.canvas
    ear.guest.say(type="view", **PARK)
    qtbot.waitUntil(lambda: abs(canvas.viewport.centre.lon_deg + 102.595) < 1e-6, timeout=WAIT_MS)
    shown = extent_of(canvas.viewport)
    assert shown.south_deg <= PARK["south"] + 1e-9
    assert shown.west_deg <= PARK["west"] + 1e-9
    assert shown.north_deg >= PARK["north"] - 1e-9
    assert shown.east_deg >= PARK["east"] - 1e-9


def test_that_qgis_follows_the_map_and_is_not_told_of_its_own_wish(linked: Room, ear: Ear, qtbot: QtBot) -> None:
    canvas = linked.window.operation.canvas
    linked.window.do(BY_ID["map.qgis_follows"])
    qtbot.waitUntil(lambda: bool(ear.of("following") and ear.of("view")), timeout=WAIT_MS)
    assert ear.of("following")[-1]["on"] is True
    told = len(ear.of("view"))
    canvas.pan(40, 0)
    qtbot.waitUntil(lambda: len(ear.of("view")) > told, timeout=WAIT_MS)
    assert ear.of("view")[-1]["west"] == pytest.approx(extent_of(canvas.viewport).west_deg)
    told = len(ear.of("view"))
    ear.guest.say(type="view", **PARK)
    qtbot.waitUntil(lambda: abs(canvas.viewport.centre.lon_deg + 102.595) < 1e-6, timeout=WAIT_MS)
    ear.guest.say(type="follow", on=False)
    qtbot.waitUntil(lambda: ear.of("following")[-1]["on"] is False, timeout=WAIT_MS)
    assert len(ear.of("view")) == told
    assert not linked.companion.follows


def test_that_a_view_that_is_no_part_of_the_world_is_refused(linked: Room, ear: Ear, qtbot: QtBot) -> None:
    before = linked.window.operation.canvas.viewport
    ear.guest.say(type="view", south=1e300, west=0.0, north=2e300, east=1.0)
    qtbot.waitUntil(lambda: ear.of("refused") == [{"type": "refused", "why": "bad_view"}], timeout=WAIT_MS)
    assert linked.window.operation.canvas.viewport == before


def test_that_nothing_is_shown_or_taken_where_nobody_is_signed_in(linked: Room, ear: Ear, qtbot: QtBot) -> None:
    linked.desk.seat(None)
    before = linked.window.operation.canvas.viewport
    ear.guest.say(type="view", **PARK)
    qtbot.waitUntil(lambda: ear.of("refused") == [{"type": "refused", "why": "not_signed_in"}], timeout=WAIT_MS)
    assert linked.window.operation.canvas.viewport == before


def test_that_a_layer_of_qgis_reaches_whoever_shows_layers(linked: Room, ear: Ear, qtbot: QtBot, folder: Path) -> None:
    (inbox_of(folder) / "parques.gpkg").write_bytes(b"SQLite format 3\x00" + b"\0" * 84)
    (inbox_of(folder) / "parques.qml").write_text("<qgis/>")
    with qtbot.waitSignal(linked.companion.layer_received, timeout=WAIT_MS) as received:
        ear.guest.say(type="layer", name="Parques", gpkg="parques.gpkg", qml="parques.qml")
    assert received.args == [
        ReceivedLayer("Parques", inbox_of(folder) / "parques.gpkg", inbox_of(folder) / "parques.qml")
    ]
    qtbot.waitUntil(lambda: ear.of("layer_taken") == [{"type": "layer_taken", "name": "Parques"}], timeout=WAIT_MS)


def test_that_a_layer_of_qgis_is_added_to_the_layers_under_its_name(
    linked: Room, ear: Ear, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "parques.geojson"
    place = {"type": "Point", "coordinates": [-102.58, 22.77]}
    feature = {"type": "Feature", "properties": {"layer": "parques", "name": "Sierra"}, "geometry": place}
    source.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    linked.layers.layers.worker.write_vector(source, inbox_of(folder) / "parques.gpkg", "GPKG")
    look = StackLayer("parques", "Parques", Source(SourceKind.VECTOR, "parques.gpkg", "parques"), Single(Symbol()))
    (inbox_of(folder) / "parques.qml").write_text(write_style(look, Geometry.POINT, "night"), encoding="utf-8")
    ear.guest.say(type="layer", name="Parques", gpkg="parques.gpkg", qml="parques.qml")
    qtbot.waitUntil(lambda: "Parques" in {one.name for one in linked.situation.layer_entries}, timeout=WAIT_MS)


def test_that_open_in_qgis_shows_the_view_in_the_one_that_is_linked(linked: Room, ear: Ear, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: linked.companion._guests == 1, timeout=WAIT_MS)
    linked.window.do(BY_ID["map.qgis"])
    qtbot.waitUntil(lambda: bool(ear.of("view")), timeout=WAIT_MS)


def test_that_a_machine_without_qgis_says_how_to_get_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.services.companion.launch.PROGRAM", "no-such-qgis")
    said: list[str] = []
    room.window.said.connect(said.append)
    room.window.do(BY_ID["map.qgis"])
    room.until(lambda: any("not installed" in words for words in said))


def test_that_the_door_is_shut_when_the_console_closes(linked: Room, ear: Ear, folder: Path) -> None:
    assert json.loads((folder / "run" / NAME).read_text())["pid"]
    linked.companion.close()
    assert not (folder / "run" / NAME).exists()
