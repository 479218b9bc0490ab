"""The attribute table of one console: which layer's it is, its place over the map, what it exports."""

from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.map_layer import EntryKind, LayerEntry
from desktop.services.layers import Layers
from desktop.view.layers import words
from desktop.view.layers.desk import WRITER, LayerDesk
from desktop.view.layers.foot_place import FootPlace
from desktop.view.layers.table.row_source import AssetRows, LayerRows, RowSource
from desktop.view.layers.table.table_copy import CsvExport
from desktop.view.layers.table.table_panel import TablePanel
from desktop.view.operation import Operation
from desktop.view.selection import Chosen, Selection
from maps.layer_facts import Found
from maps.worker_queue import WorkerFault

_ASSETS = "assets."


class Tabling(QObject):
    """`said(words)`, `fly(Extent)`."""

    said = Signal(str)
    fly = Signal(object)

    def __init__(self, layers: LayerDesk, operation: Operation, place: FootPlace) -> None:
        super().__init__(operation)
        self._layers, self._operation, self.place = layers, operation, place
        self.panel: TablePanel | None = None
        operation.selected.connect(self._follow)
        layers.changed.connect(self._follow_tree)

    @property
    def is_open(self) -> bool:
        return self.panel is not None

    def toggle(self, entry: LayerEntry | None) -> None:
        """Of the entry, or of the first layer that has rows; the same again puts it away."""
        wanted = entry if entry is not None and _has_rows(entry) else None
        shown = self.panel.source.entry.id if self.panel is not None else ""
        if self.panel is not None and (wanted is None or wanted.id == shown):
            self.close()
            return
        wanted = wanted or next((one for one in self._layers.file_entries if _has_rows(one)), None)
        if wanted is None:
            self.said.emit(_("Choose a layer with attributes first."))
        else:
            self.show(wanted)

    def show(self, entry: LayerEntry) -> TablePanel:
        source = self._source(entry)
        shown = self._layers.personal.get(source.subject)
        panel = TablePanel(source, shown if isinstance(shown, dict) else {}, self._layers.keep)
        panel.closed.connect(self.close)
        panel.said.connect(self.said)
        panel.zoom_wanted.connect(self.fly)
        panel.export_wanted.connect(self.export)
        self.panel = panel
        self.place.open(panel)
        panel.table.setFocus()
        return panel

    def _source(self, entry: LayerEntry) -> RowSource:
        title = words.title(entry)
        if entry.source is not None:
            return LayerRows(self._layers, entry, title)
        kind = entry.live_name.removeprefix(_ASSETS) if entry.live_name.startswith(_ASSETS) else "unit"
        return AssetRows(
            self._layers, entry, title, kind, lambda asset_id: self._operation.select(Selection(Chosen.ASSET, asset_id))
        )

    def close(self) -> None:
        had_focus = self.panel is not None and self.panel.isAncestorOf(self._operation.focusWidget() or self._operation)
        self.panel = None
        self.place.close()
        self._layers.select_features("", ())
        if had_focus:
            self._operation.canvas.setFocus()

    # the map's choice

    def show_found(self, found: Found) -> None:
        """A feature of the map: its row in the open table, which is opened when it is asked for."""
        if self.panel is not None and self.panel.source.entry.id == found.layer_id:
            self.panel.show_feature(found.feature_id)

    def open_at(self, found: Found) -> None:
        entry = self._layers.tree.entries.get(found.layer_id)
        if entry is not None:
            panel = self.show(entry)
            panel.model.counted.connect(lambda: panel.show_feature(found.feature_id))

    def _follow(self, selection: Selection) -> None:
        panel = self.panel
        if panel is not None and isinstance(panel.source, AssetRows) and selection.kind is Chosen.ASSET:
            row_id = panel.source.row_id(selection.id)
            if row_id is not None:
                panel.show_feature(row_id)

    def _follow_tree(self) -> None:
        """A layer that is gone, or is filtered otherwise, has other rows."""
        if self.panel is None:
            return
        shown = self.panel.source.entry
        now = self._layers.tree.entries.get(shown.id)
        if now is None:
            self.close()
        elif (now.source, now.where) != (shown.source, shown.where):
            self.show(now)

    # export

    def export(self, path: str) -> None:
        panel, operator = self.panel, self._layers.desk.operator
        if panel is None or operator is None or not panel.model.is_counted:
            return
        self._layers.desk.act(
            self, lambda services, by: Layers(services.store, WRITER).permit_export(by), lambda _ok: self._collect(path)
        )

    def _collect(self, path: str) -> None:
        panel = self.panel
        if panel is None:
            return
        export = CsvExport(panel.source, panel.model.query, panel.columns.names, panel.columns.seen)
        self.said.emit(_("The table is being exported…"))
        entry = panel.source.entry
        export.run(panel.model.total, lambda text: self._write(path, entry, text), self._broke_off)

    def _write(self, path: str, entry: LayerEntry, text: str) -> None:
        """With the mark that spreadsheets need for their accents."""
        content = text.encode("utf-8-sig")
        self._layers.desk.act(
            self,
            lambda services, by: Layers(services.store, WRITER).export(entry, by, Path(path), content),
            lambda _done: self.said.emit(_("Exported: {path}").format(path=path)),
        )

    def _broke_off(self, fault: WorkerFault) -> None:
        self.said.emit(_("The export broke off: {why}").format(why=words.fault(fault.code)))


def _has_rows(entry: LayerEntry) -> bool:
    if entry.kind is EntryKind.FILE:
        return True
    return entry.live_name.startswith(_ASSETS) or entry.live_name == "units"
