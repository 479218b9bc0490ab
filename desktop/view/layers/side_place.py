"""Where the layers panel stands: over the left of the map, or pinned beside it in the row of the workspace."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from maps.view.canvas import MapCanvas
from maps.view.theme import scale


class SidePlace(QObject):
    """`room` is the workspace that holds the row. `moved` when the panel covers more or less of the map."""

    moved = Signal()

    def __init__(self, panel: QWidget, canvas: MapCanvas, row: QSplitter, room: QWidget) -> None:
        super().__init__(panel)
        self._panel, self._canvas, self._row, self._room = panel, canvas, row, room
        self.is_pinned, self._width_px = False, scale.LAYERS_WIDTH_PX
        panel.setParent(room)
        panel.hide()
        canvas.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        return self._panel.isVisible()

    def open(self) -> None:
        self._panel.show()
        self._place()
        self.moved.emit()

    def close(self) -> None:
        self._panel.hide()
        self.moved.emit()

    def pin(self, *, pinned: bool) -> None:
        if pinned == self.is_pinned:
            return
        was_open = self.is_open
        self.is_pinned = pinned
        if pinned:
            self._panel.setMinimumWidth(scale.LIST_MIN_PX)
            self._panel.setMaximumWidth(scale.LIST_MAX_PX)
            self._row.insertWidget(self._row.indexOf(self._canvas), self._panel)
            self._row.setStretchFactor(self._row.indexOf(self._panel), 0)
        else:
            self._panel.setParent(self._room)
        self._panel.setVisible(was_open)
        self._place()
        self.moved.emit()

    def widen(self, width_px: int = scale.LAYERS_WIDTH_PX) -> None:
        """For a page that needs more room; without a width as it was."""
        self._width_px = width_px
        self._panel.setMaximumWidth(max(width_px, scale.LIST_MAX_PX))
        self._place()
        self.moved.emit()

    def covered_px(self) -> int:
        """How much of the map's left lies under the panel."""
        return self._panel.width() if self.is_open and not self.is_pinned else 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show}:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if self.is_pinned or not self._panel.isVisible():
            return
        corner = self._canvas.mapTo(self._room, self._canvas.rect().topLeft())
        width = min(self._width_px, self._canvas.width())
        self._panel.setFixedWidth(width)
        self._panel.setGeometry(corner.x(), corner.y(), width, self._canvas.height())
        self._panel.raise_()
