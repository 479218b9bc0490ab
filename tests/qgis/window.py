"""Run by the real QGIS (`qgis --code`): installs the plugin from its zip as a person would, opens the store that the
environment names, and takes pictures of the window. Says what it saw in a file, then ends QGIS.
"""

import importlib
import json
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pyplugin_installer
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QToolBar
from qgis.utils import iface, loadPlugin, plugins, startPlugin, unloadPlugin

SAID = Path(os.environ["ATALAYA_TEST_SAID"])
ZIP = os.environ["ATALAYA_TEST_ZIP"]
PICTURES = Path(os.environ["ATALAYA_TEST_PICTURES"])
VIEWS = json.loads(os.environ.get("ATALAYA_TEST_VIEWS", "{}"))
"""Name of a picture to west, south, east, north in degrees."""
WAIT_S = 30.0


def until(holds: Callable[[], object], what: str) -> None:
    ends_s = monotonic() + WAIT_S
    while not holds():
        QgsApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        if monotonic() > ends_s:
            raise TimeoutError(what)


def run() -> None:
    said: dict[str, Any] = {"began": True}
    try:
        began_s = monotonic()
        pyplugin_installer.instance().installFromZipFile(ZIP)
        until(lambda: "atalaya_qgis" in plugins, "the plugin is not loaded")
        said["loaded_s"] = round(monotonic() - began_s, 2)
        until(lambda: plugins["atalaya_qgis"].cities.followings, "the store is not open")
        said["opened_s"] = round(monotonic() - began_s, 2)
        look_around(plugins["atalaya_qgis"], said)
        load_again(said)
    except Exception:  # noqa: BLE001 - whatever it is, the test is told and QGIS ends
        said["error"] = traceback.format_exc()
    SAID.write_text(json.dumps(said))
    QTimer.singleShot(300, leave)


def load_again(said: dict[str, Any]) -> None:
    """As when the plugin is updated: everything of it goes, and comes back."""
    said["unloaded"] = unloadPlugin("atalaya_qgis")
    said["left"] = [
        bar.objectName() for bar in iface.mainWindow().findChildren(QToolBar, "AtalayaToolBar") if bar.isVisible()
    ]
    loadPlugin("atalaya_qgis")
    startPlugin("atalaya_qgis")
    until(lambda: plugins["atalaya_qgis"].cities.followings, "the store is not followed by the plugin that came back")


def leave() -> None:
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()


def look_around(plugin: Any, said: dict[str, Any]) -> None:
    iface.mainWindow().resize(1600, 1000)
    iface.messageBar().clearWidgets()
    for name, edges in VIEWS.items():
        west, south, east, north = edges
        part = importlib.import_module("atalaya_qgis.companion")  # it is there since the zip was installed
        part.show(iface.mapCanvas(), importlib.import_module("atalaya_qgis.channel").Extent(south, west, north, east))
        settle()
        iface.mainWindow().grab().save(str(PICTURES / f"{name}.png"))
    layers = QgsProject.instance().mapLayers().values()
    said["layers"] = {layer.name(): layer.featureCount() for layer in layers}
    said["invalid"] = [layer.name() for layer in layers if not layer.isValid()]
    said["groups"] = [group.name() for group in QgsProject.instance().layerTreeRoot().findGroups(True)]
    said["acts"] = {act.text(): act.isEnabled() for act in plugin._acts.values()}
    said["errors"] = (
        [str(error.message) for error in iface.mapCanvas().renderErrors()]
        if hasattr(iface.mapCanvas(), "renderErrors")
        else []
    )


def settle() -> None:
    """Until the map has been drawn and nothing more is coming."""
    canvas, done = iface.mapCanvas(), []
    canvas.mapCanvasRefreshed.connect(lambda: done.append(True))
    canvas.refresh()
    until(lambda: done and not canvas.isDrawing(), "the map is not drawn")
    quiet = QEventLoop()
    QTimer.singleShot(700, quiet.quit)
    quiet.exec()
    until(lambda: not canvas.isDrawing(), "the map is not drawn")


QTimer.singleShot(0, run)
