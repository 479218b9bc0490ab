"""Ctrl+Z: what was done last on the map's tool, else the operator's last act; the bar offers it for a while."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.services.undo import Undoable
from desktop.view.desk import Desk
from desktop.view.undo_bar import UndoBar, undone_words
from maps.view.canvas import MapCanvas


class Undoing(QObject):
    """`say` puts words on the window's own line; `above` is what the bar must not cover."""

    def __init__(
        self, desk: Desk, canvas: MapCanvas, bar: UndoBar, say: Callable[[str], None], above: Callable[[], int]
    ) -> None:
        super().__init__(bar)
        self._desk, self._canvas, self._bar, self._say, self._above = desk, canvas, bar, say, above
        desk.done.connect(self._offer)
        desk.seated.connect(lambda _operator: bar.put_away())
        bar.pressed.connect(self._undo)

    def _offer(self, undoable: Undoable) -> None:
        self._bar.offer(undoable, above=self._above())

    def put_away(self) -> None:
        """Something else was done: its own bar offers that."""
        self._bar.put_away()

    def undo(self) -> None:
        """Within a tool its last point; else the last act."""
        if not self._canvas.hand.undo():
            self._undo(None)

    def _undo(self, undoable_id: str | None) -> None:
        self._bar.put_away()
        self._desk.act(
            self,
            lambda services, operator: services.undos.undo(operator, undoable_id),
            lambda undoable: self._say(undone_words(undoable)),
        )
