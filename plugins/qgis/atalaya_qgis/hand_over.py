"""A layer of QGIS for the console: its rows as a GeoPackage and its style as QML, in the console's inbox.

Written under a hidden name beside the window, and named when it is whole: the console never sees half a file.
"""

import re
import secrets
import unicodedata
from pathlib import Path

from qgis.core import QgsApplication, QgsVectorFileWriter, QgsVectorFileWriterTask, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .channel import Channel


class HandOver(QObject):
    """`written(name)` when the console was told; `failed(words)` with what the writer said."""

    written = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self, channel: Channel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._channel = channel
        self._tasks: list[QgsVectorFileWriterTask] = []

    def send(self, layer: QgsVectorLayer) -> None:
        """What the layer's filter shows, with its style as it is now."""
        inbox = self._channel.inbox
        if inbox is None or not self._channel.is_linked:
            return
        stem = file_stem(layer.name())
        draft, qml = inbox / f".{stem}.gpkg", inbox / f"{stem}.qml"
        words, is_saved = layer.saveNamedStyle(str(qml))
        if not is_saved:
            self.failed.emit(words)
            return
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = "GPKG", stem
        options.fileEncoding = "UTF-8"
        options.layerMetadata = layer.metadata()
        task = QgsVectorFileWriterTask(layer, str(draft), options)
        task.writeComplete.connect(lambda *_: self._name(task, layer.name(), draft, inbox / f"{stem}.gpkg", qml))
        task.errorOccurred.connect(lambda _code, words: self._give_up(task, draft, qml, words))
        self._tasks.append(task)
        QgsApplication.taskManager().addTask(task)

    def _name(self, task: QgsVectorFileWriterTask, name: str, draft: Path, gpkg: Path, qml: Path) -> None:
        self._tasks.remove(task)
        try:
            draft.replace(gpkg)
        except OSError as error:
            self.failed.emit(str(error))
            return
        self._channel.hand_over(name, gpkg.name, qml.name)
        self.written.emit(name)

    def _give_up(self, task: QgsVectorFileWriterTask, draft: Path, qml: Path, words: str) -> None:
        self._tasks.remove(task)
        for leftover in (draft, qml):
            leftover.unlink(missing_ok=True)
        self.failed.emit(words)


def file_stem(name: str) -> str:
    """Plain letters of the layer's name, and enough else that no two meet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "layer"
    return f"{words}-{secrets.token_hex(4)}"
