"""Where the attribute table stands: over the foot of the map, beside the layers panel; its height by mouse or keys."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from maps.view.canvas import MapCanvas
from maps.view.theme import scale

_MOST_RATIO = 0.75


class FootPlace(QObject):
    """`left_px` says how much of the map's left something else covers."""

    def __init__(self, canvas: MapCanvas, room: QWidget, left_px: Callable[[], int]) -> None:
        super().__init__(room)
        self._canvas, self._room, self._left_px = canvas, room, left_px
        self._panel: QWidget | None = None
        self._height_px = scale.FOOT_PANEL_PX
        canvas.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        return self._panel is not None

    def open(self, panel: QWidget) -> None:
        self.close()
        self._panel = panel
        panel.setParent(self._room)
        panel.show()
        self.lay_out()

    def close(self) -> None:
        if self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
        self._panel = None

    def covered_px(self) -> int:
        return self._panel.height() if self._panel is not None else 0

    def grow(self, by_px: int) -> None:
        self._height_px = min(max(self._height_px + by_px, scale.LIST_MIN_PX // 2), self._most_px())
        self.lay_out()

    def _most_px(self) -> int:
        return round(self._canvas.height() * _MOST_RATIO)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show}:
            self.lay_out()
        return super().eventFilter(watched, event)

    def lay_out(self) -> None:
        if self._panel is None:
            return
        corner = self._canvas.mapTo(self._room, self._canvas.rect().topLeft())
        left, height = self._left_px(), min(self._height_px, self._most_px())
        top = corner.y() + self._canvas.height() - height
        self._panel.setGeometry(corner.x() + left, top, self._canvas.width() - left, height)
        self._panel.raise_()
