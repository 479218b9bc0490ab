"""All that goes between this QGIS and the console on the same machine, with the words for it."""

from pathlib import Path

from qgis.core import QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .channel import Channel
from .companion import Companion, NoPlaceError
from .hand_over import HandOver
from .words import tr


class ConsoleLink(QObject):
    """`changed()` when the console comes, goes, or is followed; `note(words)`; `warn(words, details)`."""

    changed = pyqtSignal()
    note = pyqtSignal(str)
    warn = pyqtSignal(str, str)

    def __init__(self, iface: QgisInterface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._iface = iface
        self.channel = Channel(self)
        self._companion = Companion(self.channel, iface.mapCanvas(), self)
        self._hand_over = HandOver(self.channel, self)
        self.channel.linked.connect(self._on_link)
        self.channel.layer_taken.connect(self._on_taken)
        self.channel.refused.connect(self._on_refused)
        self._companion.follows.connect(lambda _on: self.changed.emit())
        self._companion.shown.connect(self._come_forward)
        self._hand_over.failed.connect(lambda words: self.warn.emit(tr("The layer was not sent."), words))

    @property
    def is_linked(self) -> bool:
        return self.channel.is_linked

    @property
    def is_following(self) -> bool:
        return self._companion.is_following

    def seek(self, folders: list[Path]) -> None:
        self.channel.start(folders)

    def end(self) -> None:
        self.channel.stop()

    def zoom_console(self) -> None:
        try:
            self._companion.zoom_console()
        except NoPlaceError:
            self.warn.emit(tr("This view is no part of the Earth in degrees: zoom in first."), "")

    def follow(self, on: bool) -> None:
        """The console decides; until it has, nothing changes."""
        self._companion.follow(on)
        self.changed.emit()

    def send_layer(self) -> None:
        """The one that is chosen in the list."""
        layer = self._iface.activeLayer()
        if not isinstance(layer, QgsVectorLayer) or not layer.isValid() or not layer.isSpatial():
            self.warn.emit(tr("Choose a layer of points, lines or areas in the list first."), "")
            return
        self.note.emit(tr("{name} is being written…", name=layer.name()))
        self._hand_over.send(layer)

    def _on_link(self, up: bool) -> None:
        self.changed.emit()
        self.note.emit(tr("Linked with the console.") if up else tr("The console has gone."))

    def _on_taken(self, name: str) -> None:
        self.note.emit(tr("The console has the layer {name}.", name=name))

    def _on_refused(self, why: str) -> None:
        self.warn.emit(tr("The console refused: {why}", why=_refusals().get(why, why)), "")

    def _come_forward(self) -> None:
        """The person at the console asked for it."""
        window = self._iface.mainWindow()
        window.raise_()
        window.activateWindow()


def _refusals() -> dict[str, str]:
    return {
        "not_signed_in": tr("nobody is signed in there"),
        "bad_view": tr("it cannot show that view"),
        "missing": tr("it does not find the file"),
        "not_a_geopackage": tr("the file is no GeoPackage"),
        "too_large": tr("the file is too large"),
        "empty": tr("the file is empty"),
        "foreign": tr("the file belongs to somebody else"),
        "not_a_file": tr("the file is not a plain file"),
    }
