"""A map of 800 x 600 pixels over 800 m of ground, and hands on it."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.tools.tool import Tool

NONE, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@dataclass(frozen=True, slots=True)
class Hands:
    """On one map; pixels are those of the map."""

    bot: QtBot
    canvas: MapCanvas

    def take(self, tool: Tool) -> Tool:
        self.canvas.hand.take_up(tool)
        return tool

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for key in keys * times:
            self.bot.keyClick(self.canvas, key, modifier)

    def click(self, x_px: int, y_px: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.bot.mouseClick(self.canvas, button, pos=QPoint(x_px, y_px))

    def move(self, x_px: int, y_px: int) -> None:
        self.mouse(QEvent.Type.MouseMove, x_px, y_px)

    def mouse(
        self,
        kind: QEvent.Type,
        x_px: int,
        y_px: int,
        held: Qt.MouseButton = Qt.MouseButton.NoButton,
        keys=NONE,  # noqa: ANN001
    ) -> None:
        at = QPointF(x_px, y_px)
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        QApplication.sendEvent(self.canvas, QMouseEvent(kind, at, self.canvas.mapToGlobal(at), button, held, keys))

    def drag(self, start: tuple[int, int], end: tuple[int, int], keys=NONE) -> None:  # noqa: ANN001
        left = Qt.MouseButton.LeftButton
        self.mouse(QEvent.Type.MouseButtonPress, *start, left, keys)
        half = (start[0] + end[0]) // 2, (start[1] + end[1]) // 2
        for at in (half, end, end):
            self.mouse(QEvent.Type.MouseMove, *at, left, keys)
        self.mouse(QEvent.Type.MouseButtonRelease, *end, Qt.MouseButton.NoButton, keys)

    def pixel(self, place: Place) -> tuple[int, int]:
        x_px, y_px = self.canvas.viewport.pixel_of(place)
        return round(x_px), round(y_px)

    def at(self, x_px: int, y_px: int) -> Place:
        return self.canvas.viewport.place_at(x_px, y_px)


@pytest.fixture
def hands(qtbot: QtBot, here: Place) -> Hands:
    canvas = MapCanvas()
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.set_calm_motion(calm=True)
    canvas.resize(800, 600)
    canvas.show()
    canvas.set_home(here, 600.0)
    canvas.setFocus()
    return Hands(qtbot, canvas)
