"""Workspace 2, the video wall: the cameras' tiles in a grid. Tiles exist only while the wall is seen."""

import math
from gettext import gettext as _

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.view.desk import Desk
from desktop.view.situation import Topic
from desktop.view.state_plate import Plate, StatePlate
from maps.view.theme import scale
from maps.view.theme.style import say

MOST_TILES = 36


class VideoWall(QWidget):
    """Every camera, by name, up to thirty-six; those of open alarms first."""

    camera_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self, surface="canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Video wall"))
        self._desk = desk
        self._tiles: list[QWidget] = []
        self._shown: tuple[str, ...] = ()
        self._stack, self._grid_page = QStackedWidget(self), QWidget(self)
        self._grid = QGridLayout(self._grid_page)
        self._grid.setContentsMargins(scale.SPACE_8, scale.SPACE_8, scale.SPACE_8, scale.SPACE_8)
        self._grid.setSpacing(scale.TILE_GAP_PX)
        empty = Plate(_("No cameras."), _("Their pictures will be here. Configure one from its CAM.toml file."))
        self._stack.addWidget(StatePlate(empty, self))
        self._stack.addWidget(self._grid_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        desk.told.connect(self._follow)

    @property
    def tiles(self) -> list[QWidget]:
        return self._tiles

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clear()

    def _follow(self, topics: frozenset[Topic]) -> None:
        if self.isVisible() and topics & {Topic.CAMERAS, Topic.ASSETS}:
            self._fill()

    def _order(self) -> tuple[str, ...]:
        alarmed = {alarm.source_id for alarm in self._desk.situation.alarms.values()}
        cameras = sorted(self._desk.situation.cameras.values(), key=lambda c: (c.id not in alarmed, c.name))
        return tuple(camera.id for camera in cameras[:MOST_TILES])

    def _fill(self) -> None:
        make, wanted = self._desk.tile_for, self._order()
        self._stack.setCurrentIndex(1 if wanted and make else 0)
        if make is None or set(wanted) == set(self._shown):
            return
        self._clear()
        self._shown = wanted
        top = scale.DENSE_ROW_PX + scale.SPACE_8 if self._desk.situation.is_exercise else scale.SPACE_8
        self._grid.setContentsMargins(scale.SPACE_8, top, scale.SPACE_8, scale.SPACE_8)
        columns = math.ceil(math.sqrt(len(wanted)))
        for number, camera_id in enumerate(wanted):
            tile = make(camera_id, self._grid_page)
            chosen = getattr(tile, "chosen", None)
            if chosen is not None:
                chosen.connect(self.camera_chosen)
            self._grid.addWidget(tile, number // columns, number % columns)
            self._tiles.append(tile)

    def _clear(self) -> None:
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._tiles, self._shown = [], ()
