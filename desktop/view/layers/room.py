"""The layers of the map put together for one console: desk, panel and what it opens, and their place in the window."""

from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.view.desk import Desk
from desktop.view.layers.desk import LayerDesk, Undoable
from desktop.view.layers.panel import LayersPanel
from desktop.view.layers.side_place import SidePlace
from desktop.view.layers.undo_bar import UndoBar
from maps.layer import Layer
from maps.worker_client import MapWorker

if TYPE_CHECKING:
    from desktop.view.window import ConsoleWindow


class LayerRoom(QObject):
    """Made on the Qt thread once the window is there."""

    def __init__(self, desk: Desk, worker: MapWorker, window: "ConsoleWindow") -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        operation = window.operation
        self.layers = LayerDesk(desk, operation.canvas, worker, self)
        self.panel = LayersPanel(self.layers, operation)
        self.place = SidePlace(self.panel, operation.canvas, operation.splitter, operation)
        self.undo_bar = UndoBar(window)
        self._connect()

    def _connect(self) -> None:
        self.panel.closed.connect(self.close_panel)
        self.panel.pinned.connect(lambda pinned: self.place.pin(pinned=pinned))
        self.panel.acts.opened.connect(self._open)
        self.layers.undoable.connect(self._show_undo)
        self.layers.personal_read.connect(lambda: self.panel.take_personal(self.layers.personal))
        self.undo_bar.undo_wanted.connect(self.undo)

    def see_layer(self, layer: Layer) -> None:
        self.layers.see_layer(layer)

    # the panel

    def show_panel(self) -> None:
        """Open it and give it the keyboard; from within itself it is put away."""
        if self.place.is_open and self.panel.isAncestorOf(self._window.focusWidget() or self._window):
            self.close_panel()
            return
        self.place.open()
        self.panel.refresh()
        self.panel.list.setFocus()

    def close_panel(self) -> None:
        had_focus = self.panel.isAncestorOf(self._window.focusWidget() or self._window)
        self.place.close()
        if had_focus:
            self._window.operation.canvas.setFocus()

    def close_slid(self) -> bool:
        """Esc: leave what is open, one thing at a time; says whether anything was."""
        if self.place.is_open and not self.panel.shows_list:
            self.panel.show_list()
            return True
        if self.place.is_open and not self.place.is_pinned:
            self.close_panel()
            return True
        return False

    def regions(self) -> Sequence[QWidget]:
        """For F6."""
        return [self.panel]

    def do(self, act: str) -> None:
        self.panel.acts.do(act)

    def undo(self) -> None:
        self.undo_bar.hide()
        if not self.layers.undo():
            self._window.say(_("Nothing to undo."))

    def _show_undo(self, undoable: Undoable) -> None:
        self.undo_bar.show_done(undoable, above=self._window.band.height() + self._window.status.height())

    def _open(self, act: str, entry: LayerEntry | None) -> None:
        if act == "name_group" and entry is not None:
            self.place.open()
            self.panel.choose(entry.id)
            self.panel.list.rename()

    def dress(self) -> None:
        self.panel.dress()
