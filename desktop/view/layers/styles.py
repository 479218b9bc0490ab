"""The look of a layer as a QML file of QGIS, saved and loaded; reading and writing go off the Qt thread."""

from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.services.layer_adding import with_style
from desktop.services.layers import Layers
from desktop.view.layers import words
from desktop.view.layers.desk import WRITER, LayerDesk
from desktop.view.layers.facts import LayerFacts
from desktop.view.layers.look.colour_choice import light
from maps.layer_facts import Rows, Sublayer
from maps.qml.renderers import NoQgisEquivalentError
from maps.qml.style_file import LARGEST_BYTES, LayerStyle, StyleUnreadableError, read_style, write_style
from maps.table_worker import SaveAs
from maps.whole_file import write_whole
from maps.worker_queue import WorkerFault

_FORMATS = ("GeoPackage (*.gpkg)", "GeoJSON (*.geojson)", "Shapefile (*.shp)", "KML (*.kml)", "CSV (*.csv)")


class LayerFiles(QObject):
    """`said(words)` when something was done, or why not."""

    said = Signal(str)

    def __init__(self, layers: LayerDesk, facts: LayerFacts, window: QWidget) -> None:
        super().__init__(window)
        self._layers, self._facts, self._window = layers, facts, window

    # looks

    def choose_to_save(self, entry: LayerEntry) -> None:
        name = f"{words.title(entry)}.qml"
        self._dialog(_("Save the look as QML"), ("QML (*.qml)",), name, lambda path: self.save_style(entry, Path(path)))

    def save_style(self, entry: LayerEntry, out: Path) -> None:
        def written(told: Sublayer | WorkerFault) -> None:
            if isinstance(told, WorkerFault):
                self.said.emit(words.fault(told.code))
                return
            layer, look = self._layers.drawn(entry), light()
            self._layers.files(
                self,
                lambda: write_whole(out, write_style(layer, told.geometry, look).encode()),
                lambda _done: self.said.emit(_("Look saved: {path}").format(path=out)),
                self._failed,
            )

        self._facts.of(entry, written)

    def choose_to_load(self, entry: LayerEntry) -> None:
        dialog = QFileDialog(self._window, _("Load a look from QML"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["QML (*.qml)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.load_style(entry.id, Path(path)))
        dialog.open()

    def load_style(self, entry_id: str, path: Path) -> None:
        self._layers.files(self, lambda: _read(path), lambda style: self._take(entry_id, style), self._failed)

    def _take(self, entry_id: str, style: LayerStyle) -> None:
        entry = self._layers.tree.entries.get(entry_id)
        if entry is not None:
            self._layers.change(with_style(entry, style), "styled")

    # data

    def choose_to_export(self, entry: LayerEntry) -> None:
        name = f"{words.title(entry)}.gpkg"
        self._dialog(_("Save the layer as a file"), _FORMATS, name, lambda path: self.export(entry, Path(path)))

    def export(self, entry: LayerEntry, out: Path) -> None:
        """What the filter lets through; first whether it may leave the building, afterwards that it has."""
        self._layers.desk.act(
            self,
            lambda services, by: Layers(services.store, WRITER).permit_export(by),
            lambda _ok: self._save(entry, out),
        )

    def _save(self, entry: LayerEntry, out: Path) -> None:
        if entry.source is None:
            return
        self.said.emit(_("{layer} is being saved…").format(layer=words.title(entry)))
        rows = Rows(entry.source, entry.where)
        self._layers.worker.tables.save(
            rows, SaveAs(out), self._layers.relay.wrap(lambda answer: self._saved(entry, out, answer))
        )

    def _saved(self, entry: LayerEntry, out: Path, answer: object) -> None:
        if isinstance(answer, WorkerFault):
            self.said.emit(words.fault(answer.code))
            return
        note = f"{out.name} {answer}"
        self._layers.desk.act(
            self,
            lambda services, by: Layers(services.store, WRITER).exported(entry, by, note),
            lambda _done: self.said.emit(_("Saved: {path}").format(path=out)),
        )

    def _dialog(self, title: str, filters: tuple[str, ...], name: str, then: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name.replace("/", "-"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filterSelected.connect(lambda said: dialog.setDefaultSuffix(said.partition("*.")[2].rstrip(")")))
        dialog.fileSelected.connect(then)
        dialog.open()

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, NoQgisEquivalentError):
            self.said.emit(_("QGIS has no such look: it is not in the file."))
        elif isinstance(fault, StyleUnreadableError):
            self.said.emit(_("This is no style of QGIS that can be read: {why}").format(why=fault))
        else:
            self.said.emit(words.refusal(fault))


def _read(path: Path) -> LayerStyle:
    """Raises OSError, StyleUnreadableError, NoQgisEquivalentError."""
    with path.open("rb") as file:
        return read_style(file.read(LARGEST_BYTES + 1))
