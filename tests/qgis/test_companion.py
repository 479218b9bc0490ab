"""QGIS beside a real console, a process of its own: places both ways, and a layer with its style."""

import json
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from atalaya_qgis import door
from atalaya_qgis.channel import Channel, Extent
from atalaya_qgis.companion import extent_of, show
from atalaya_qgis.plugin import AtalayaPlugin
from conftest import WAIT_S, City, Other, start
from qgis.core import Qgis, QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsSettings, QgsVectorLayer
from qgis.PyQt.QtNetwork import QHostAddress, QTcpServer

Until = Callable[..., None]
PARK = (22.760, -102.610, 22.780, -102.580)


class Console:
    """What it tells, gathered beside QGIS's own loop."""

    def __init__(self, other: Other) -> None:
        self.other = other
        self._told: queue.Queue[dict[str, Any]] = queue.Queue()
        self._heard: list[dict[str, Any]] = []
        self._ear = threading.Thread(target=self._listen, daemon=True)

    def start(self) -> None:
        assert self.other.hear() == {"ready": True} or self._until_ready()
        self._ear.start()

    def _until_ready(self) -> bool:
        while "ready" not in self.other.hear():
            pass
        return True

    def _listen(self) -> None:
        assert self.other.process.stdout is not None
        for line in self.other.process.stdout:
            self._told.put(json.loads(line))

    def heard(self, key: str) -> list[Any]:
        while not self._told.empty():
            self._heard.append(self._told.get())
        return [message[key] for message in self._heard if key in message]

    def end(self) -> None:
        self.other.say("end")
        self.other.process.wait(WAIT_S)
        self._ear.join(WAIT_S)
        for stream in (self.other.process.stdin, self.other.process.stdout, self.other.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture(scope="module")
def data(template: City, tmp_path_factory: pytest.TempPathFactory) -> Path:

    folder = tmp_path_factory.mktemp("console") / "data"
    shutil.copytree(template.data, folder)
    return folder


@pytest.fixture(scope="module")
def console(data: Path) -> Iterator[Console]:
    made = Console(start("console", data))
    made.start()
    yield made
    made.end()


@pytest.fixture
def plugin(qgis_iface: Any, qgis_new_project: Any, console: Console, data: Path, until: Until) -> Iterator[Any]:

    QgsSettings().remove("/Atalaya")
    QgsSettings().setValue("/Atalaya/data_folder", str(data))
    made = AtalayaPlugin(qgis_iface, {})
    made.initGui()
    until(lambda: made.console.is_linked, what="QGIS is linked with the console")
    yield made
    made.unload()
    until(lambda: console.heard("guests")[-1:] == [0], what="the console knows that QGIS has gone")


def shows(view: list[float], wanted: tuple[float, ...]) -> bool:
    """Whether a view holds all of the wanted one, and not much more along its longer side."""
    south, west, north, east = view
    holds = (
        south <= wanted[0] + 1e-6
        and west <= wanted[1] + 1e-6
        and north >= wanted[2] - 1e-6
        and east >= wanted[3] - 1e-6
    )
    tight = abs((east - west) - (wanted[3] - wanted[1])) < 1e-4 or abs((north - south) - (wanted[2] - wanted[0])) < 1e-4
    return holds and tight


def test_that_the_acts_of_the_console_wait_for_one(plugin: Any, console: Console, until: Until) -> None:
    assert plugin.act("zoom_console").isEnabled()
    assert plugin.act("send").isEnabled()
    until(lambda: console.heard("guests")[-1:] == [1], what="the console knows it")


def test_that_the_console_zooms_to_the_view_of_qgis(
    plugin: Any, console: Console, qgis_iface: Any, until: Until
) -> None:

    canvas = qgis_iface.mapCanvas()
    canvas.resize(800, 500)
    show(canvas, Extent(*PARK))
    told = extent_of(canvas)
    plugin.act("zoom_console").trigger()
    wanted = (told.south, told.west, told.north, told.east)
    until(lambda: console.heard("view") and shows(console.heard("view")[-1], wanted), what="the console shows it")


def test_that_qgis_follows_the_console_when_asked_here_or_there(
    plugin: Any, console: Console, qgis_iface: Any, until: Until
) -> None:

    def same() -> bool:
        shown = extent_of(qgis_iface.mapCanvas())
        return shows([shown.south, shown.west, shown.north, shown.east], tuple(console.heard("view")[-1]))

    plugin.act("follow").trigger()
    until(plugin.act("follow").isChecked, what="the console agreed")
    for _ in range(2):
        before = len(console.heard("view"))
        console.other.say("pan")
        until(lambda before=before: len(console.heard("view")) > before)
        until(same, what="QGIS shows what the console shows")
    console.other.say("follow")
    until(lambda: not plugin.act("follow").isChecked(), what="the console ended it")
    seen = extent_of(qgis_iface.mapCanvas())
    before = len(console.heard("view"))
    console.other.say("pan")
    until(lambda: len(console.heard("view")) > before)
    assert extent_of(qgis_iface.mapCanvas()) == seen


def test_that_a_layer_goes_to_the_console_with_its_style(
    plugin: Any, console: Console, qgis_iface: Any, until: Until, data: Path
) -> None:
    layer = QgsVectorLayer("Point?crs=EPSG:32613&field=nombre:string(40)", "Árboles 'caídos'", "memory")
    features = []
    for number in range(50):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"árbol {number}"])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(773_000 + number, 2_520_000)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.setSubsetString("")
    layer.setOpacity(0.4)
    QgsProject.instance().addMapLayer(layer)
    qgis_iface.setActiveLayer(layer)
    plugin.act("send").trigger()
    until(lambda: console.heard("layer"), what="the console has it")
    name, gpkg, qml = console.heard("layer")[-1]
    assert name == "Árboles 'caídos'"
    assert Path(gpkg).parent == data / "inbox"
    received = QgsVectorLayer(gpkg, name, "ogr")
    assert received.featureCount() == 50
    assert received.crs().authid() == "EPSG:32613"
    assert {row["nombre"] for row in received.getFeatures()} == {f"árbol {number}" for number in range(50)}
    received.loadNamedStyle(qml)
    assert received.opacity() == 0.4
    told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Info)
    until(lambda: any("The console has the layer" in words for words in told))


def test_that_nothing_is_sent_where_no_layer_is_chosen(plugin: Any, qgis_iface: Any) -> None:
    table = QgsVectorLayer("NoGeometry?field=a:int", "Tabla", "memory")
    QgsProject.instance().addMapLayer(table)
    qgis_iface.setActiveLayer(table)
    plugin.act("send").trigger()
    assert "Choose a layer" in qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Warning)[-1]


def test_that_a_file_that_others_can_read_opens_no_door(tmp_path: Path) -> None:

    folder = tmp_path / "run"
    folder.mkdir()
    file = folder / door.NAME
    file.write_text(json.dumps({"port": 1, "token": "x", "pid": os.getpid(), "version": 1}))
    file.chmod(0o644)
    assert door.find([tmp_path]) is None
    file.chmod(0o600)
    assert door.find([tmp_path]) == door.Door(1, "x")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": 1}', '{"port": "x", "token": 1, "pid": 1, "version": 1}'])
def test_that_a_door_that_is_none_is_passed_by(tmp_path: Path, text: str) -> None:

    (tmp_path / "run").mkdir()
    file = tmp_path / "run" / door.NAME
    file.write_text(text)
    file.chmod(0o600)
    assert door.find([tmp_path]) is None


@pytest.mark.parametrize(
    "answer",
    [b'{"type":"welcome","proof":"%b","city":"","inbox":"/","following":true}\n' % (b"0" * 64), b"x" * 200_000],
)
def test_that_whoever_took_the_port_of_a_dead_console_is_not_believed(
    qgis_app: Any, tmp_path: Path, until: Until, answer: bytes
) -> None:

    thief = QTcpServer()
    assert thief.listen(QHostAddress("127.0.0.1"), 0)
    (tmp_path / "run").mkdir()
    file = tmp_path / "run" / door.NAME
    file.write_text(json.dumps({"port": thief.serverPort(), "token": "t" * 64, "pid": os.getpid(), "version": 1}))
    file.chmod(0o600)
    channel, linked, gone = Channel(), [], []
    channel.linked.connect(linked.append)
    channel.start([tmp_path])
    until(thief.hasPendingConnections)
    line = thief.nextPendingConnection()
    line.disconnected.connect(lambda: gone.append(True))
    line.write(b'{"type":"challenge","nonce":"' + b"a" * 32 + b'","version":1}\n')
    until(line.canReadLine)
    heard = bytes(line.readLine())
    assert b"t" * 8 not in heard, "the token itself was sent"
    line.write(answer)
    until(lambda: gone, what="the guest hangs up")
    assert linked == []
    channel.stop()
