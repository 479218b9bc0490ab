"""The hand that holds one tool at a time: brings it the places of the mouse and of the keyboard, and puts it down.

Every act of the mouse has a key: arrows move the crosshair (with Ctrl by one pixel, drawn to nothing), P or Insert
puts a point, Backspace takes the last one back, Enter ends, Esc leaves. Space stays the alarm's.
"""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPen

from maps.place import Place
from maps.view.scene import Scene
from maps.view.theme import scale
from maps.view.theme.palette import colour
from maps.view.tools.crosshair import Crosshair, way_in
from maps.view.tools.tool import Spot, Tool

if TYPE_CHECKING:
    from maps.view.canvas import MapCanvas

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_PUTS = frozenset({Qt.Key.Key_P, Qt.Key.Key_Insert})
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Hand(QObject):
    """`changed` when another tool is held, or the held one has something new to say."""

    changed = Signal()

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.tool: Tool | None = None
        self.crosshair = Crosshair()
        self._spot: Spot | None = None
        self._holds = self._is_fine = False

    # taking up and putting down

    def take_up(self, tool: Tool) -> None:
        """Instead of the one that is held, which is left. The crosshair waits in the middle until the mouse moves."""
        self.put_down()
        self.tool = tool
        tool.setParent(self)
        tool.changed.connect(self._on_change)
        tool.ended.connect(self._on_end)
        if tool.has_crosshair:
            self.crosshair.show(self._canvas.viewport)
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._canvas.setCursor(tool.cursor)
        self._canvas.hide_thing(tool.hides)
        self._canvas.show_cards(shown=False)
        self._canvas.overlays.show_pointer(self.pointed.place)
        self._on_change()

    def put_down(self) -> bool:
        """Leave the tool; what it had not finished is gone. Whether one was held."""
        tool, self.tool, self._holds, self._spot = self.tool, None, False, None
        if tool is None:
            return False
        tool.changed.disconnect(self._on_change)
        tool.ended.disconnect(self._on_end)
        tool.deleteLater()
        self.crosshair.is_shown = False
        self._canvas.unsetCursor()
        self._canvas.hide_thing(None)
        self._canvas.show_cards(shown=True)
        self._on_change()
        return True

    def _on_change(self) -> None:
        self._canvas.update()
        self.changed.emit()

    def _on_end(self) -> None:
        self.put_down()

    # where it points

    def spot_at(self, x_px: float, y_px: float) -> Spot:
        """The place of a pixel, or the corner near it that the tool is drawn to."""
        view = self._canvas.viewport
        snapped = self._corner_near(x_px, y_px) if self.tool is not None and self.tool.snaps else None
        if snapped is None:
            return Spot(view.place_at(x_px, y_px), x_px, y_px)
        return Spot(snapped, *view.pixel_of(snapped), snapped=True)

    def _corner_near(self, x_px: float, y_px: float) -> Place | None:
        """Of the tool's own corners and of those on the map the nearest within reach."""
        assert self.tool is not None
        view = self._canvas.viewport
        found = self._canvas.corner_near(x_px, y_px)
        candidates = [*self.tool.corners, *([found] if found is not None else [])]
        off = [math.dist(view.pixel_of(corner), (x_px, y_px)) for corner in candidates]
        nearest = min(range(len(off)), key=off.__getitem__, default=None)
        return candidates[nearest] if nearest is not None and off[nearest] <= scale.SNAP_PX else None

    @property
    def pointed(self) -> Spot:
        """By the crosshair when it is shown, else by the mouse when it is over the map, else the middle."""
        view = self._canvas.viewport
        if self.crosshair.is_shown:
            x_px, y_px = self.crosshair.pixel(view)
            return Spot(view.place_at(x_px, y_px), x_px, y_px) if self._is_fine else self.spot_at(x_px, y_px)
        if self._spot is not None:
            return self._spot
        return self.spot_at(view.width_px / 2, view.height_px / 2)

    # the mouse

    def hover(self, at: QPointF) -> None:
        self.crosshair.is_shown = False
        self._point(self.spot_at(at.x(), at.y()))

    def _point(self, spot: Spot) -> None:
        if self.tool is not None:
            self._spot = spot
            self.tool.hover(spot)
            self._canvas.overlays.show_pointer(spot.place)
            self._canvas.update()

    def press(self, at: QPointF) -> bool:
        """Whether the tool has taken hold of something of its own: then the map is not dragged."""
        spot = Spot(self._canvas.viewport.place_at(at.x(), at.y()), at.x(), at.y())
        self._holds = self.tool is not None and self.tool.grab(spot, self._canvas.viewport)
        return self._holds

    def drag(self, at: QPointF) -> bool:
        if self._holds and self.tool is not None:
            self.tool.drag(self.spot_at(at.x(), at.y()))
        return self._holds

    def release(self) -> bool:
        held, self._holds = self._holds, False
        if held and self.tool is not None:
            self.tool.drop()
        return held

    def click(self, at: QPointF) -> None:
        if self.tool is not None:
            self.tool.put(self.spot_at(at.x(), at.y()))

    # the keyboard

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key was the tool's."""
        tool, key, modifiers = self.tool, Qt.Key(event.key()), event.modifiers()
        if tool is None or modifiers & Qt.KeyboardModifier.AltModifier:
            return False
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in _ARROWS and not shift:
            self._is_fine = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            self._step(key, scale.CROSSHAIR_FINE_PX if self._is_fine else scale.CROSSHAIR_STEP_PX)
            return True
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        return tool.press_key(key, shift=shift) or self._common_key(tool, key)

    def _common_key(self, tool: Tool, key: Qt.Key) -> bool:
        if key in _PUTS:
            tool.put(self.pointed)
        elif key in _ENDS:
            self.end()
        elif key == Qt.Key.Key_Backspace:
            self.undo()
        elif key == Qt.Key.Key_Escape:
            self.put_down()
        else:
            return False
        return True

    def end(self) -> None:
        """Enter, or the right button: one place, or all that were put."""
        tool = self.tool
        if tool is not None and tool.is_single:
            tool.put(self.pointed)
        elif tool is not None and tool.can_finish:
            tool.finish()

    def _step(self, key: Qt.Key, size_px: float) -> None:
        assert self.tool is not None
        canvas, (east, south) = self._canvas, _ARROWS[key]
        pushed = self.tool.push(east * size_px, south * size_px, canvas.viewport)
        if pushed is not None:
            view = canvas.viewport
            canvas.pan(way_in(pushed.x_px, view.width_px), way_in(pushed.y_px, view.height_px))
            return
        if not self.crosshair.is_shown and self._spot is not None:
            self.crosshair.is_shown = True
            self.crosshair.place_at(canvas.viewport, self._spot.x_px, self._spot.y_px)
        canvas.pan(*self.crosshair.step(canvas.viewport, east * size_px, south * size_px))
        self._point(self.pointed)

    def undo(self) -> bool:
        """The last step within the tool. Whether there was one to take back."""
        if self.tool is None or not self.tool.can_undo:
            return False
        self.tool.undo()
        return True

    # painting

    def paint(self, scene: Scene) -> None:
        if self.tool is None:
            return
        self.tool.paint(scene)
        if self._spot is not None and self._spot.snapped:
            _paint_snap(scene, self._spot)
        if self.crosshair.is_shown:
            self.crosshair.paint(scene.painter, scene.viewport, scene.palette)


def _paint_snap(scene: Scene, spot: Spot) -> None:
    """A square around the corner that the next point will lie on."""
    half = scale.SNAP_MARK_PX / 2
    scene.painter.setBrush(Qt.BrushStyle.NoBrush)
    scene.painter.setPen(QPen(colour(scene.palette.focus), scale.FOCUS_RING_PX))
    scene.painter.drawRect(QRectF(spot.x_px - half, spot.y_px - half, 2 * half, 2 * half))
