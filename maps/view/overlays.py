"""What lies over the corners of the map: the tool's bar, the north arrow, the overview, the pointer's coordinates.

Each is a widget of its own, so that it changes without a frame of the map; here they get their places.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from maps.place import Place
from maps.view.overview import Overview
from maps.view.readout import Readout
from maps.view.theme import scale
from maps.view.tools.bar import ToolBar
from maps.view.tools.north import NorthButton
from maps.viewport import Viewport
from maps.worker_client import MapWorker

if TYPE_CHECKING:
    from maps.view.canvas import MapCanvas

_ATTRIBUTION_PX = scale.SPACE_24


class Overlays(QObject):
    """Made with the map, before it has a size."""

    def __init__(self, canvas: "MapCanvas", worker: MapWorker | None) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._top_px = self._left_px = 0
        self.bar = ToolBar(canvas.hand, canvas)
        self.north, self.readout, self.overview = NorthButton(canvas), Readout(canvas), Overview(worker, canvas)
        canvas.moved.connect(self._on_view)
        canvas.hand.changed.connect(self.lay_out)
        self.north.clicked.connect(lambda: canvas.turn_to(0.0))
        self.readout.resized.connect(self.lay_out)
        self.overview.wanted.connect(self._bring)

    def set_top(self, top_px: int) -> None:
        """How much of the map's top something else covers."""
        self._top_px = top_px
        self.lay_out()

    def set_left(self, left_px: int) -> None:
        """How much of its left, as a panel does that is slid over it."""
        self._left_px = left_px
        self.lay_out()

    def lay_out(self) -> None:
        width, height = self._canvas.width(), self._canvas.height()
        self.bar.lay_over(width, self._top_px, self._left_px)
        below = self.bar.geometry().bottom() if not self.bar.isHidden() else self._top_px
        right = width - scale.SPACE_8
        self.north.move(right - self.north.width(), below + scale.SPACE_8)
        foot = height - _ATTRIBUTION_PX - scale.SPACE_4
        self.readout.move(width - scale.SPACE_4 - self.readout.width(), foot - self.readout.height())
        foot -= self.readout.height() + scale.SPACE_4
        self.overview.move(width - scale.SPACE_4 - self.overview.width(), foot - self.overview.height())

    def _on_view(self, viewport: Viewport) -> None:
        self.north.show_view(viewport)
        self.overview.show_view(viewport)

    def _bring(self, place: Place) -> None:
        """At once: a flight would run after the hand."""
        canvas = self._canvas
        x_px, y_px = canvas.viewport.pixel_of(place)
        canvas.pan(canvas.width() / 2 - x_px, canvas.height() / 2 - y_px)

    def show_pointer(self, place: Place) -> None:
        self.readout.show_place(place)

    def set_city(self, city: Sequence[Path]) -> None:
        self.overview.set_city(city)

    def toggle_overview(self) -> bool:
        """Whether it is shown now."""
        shown = self.overview.isHidden()
        self.overview.setVisible(shown)
        self.overview.show_view(self._canvas.viewport)
        return shown

    def shut(self) -> None:
        self.overview.shut()
