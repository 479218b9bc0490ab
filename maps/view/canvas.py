"""The map of the console under the operator's hands: drag, wheel, keys, flights, turns, clicks, and the held tool.

Every act of the mouse has a key.
"""

import math
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from maps.place import Place
from maps.view.identify import Identified, Identifier
from maps.view.moving import MovingMap
from maps.view.overlays import Overlays
from maps.view.pile import Hit
from maps.view.theme import scale
from maps.view.tools.hand import Hand
from maps.viewport import normal_bearing
from maps.worker_client import MapWorker

_PANS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_TURNS = {Qt.Key.Key_Left: -scale.TURN_STEP_DEG, Qt.Key.Key_Right: scale.TURN_STEP_DEG}
_ZOOMS = {
    Qt.Key.Key_Plus: scale.ZOOM_STEP,
    Qt.Key.Key_Equal: scale.ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / scale.ZOOM_STEP,
}
_DRAGS = Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class MapCanvas(MovingMap):
    """Signals carry a `Hit`; its `id` is empty on bare ground."""

    clicked = Signal(object)
    hovered = Signal(object)
    """A Hit, or None when nothing is under the pointer any more."""
    activated = Signal(object)
    """Double click, or Enter on the selection."""

    def __init__(self, worker: MapWorker | None = None, parent: QWidget | None = None) -> None:
        super().__init__(worker, parent)
        self._drag_from: QPointF | None = None
        self._pressed_at = QPointF()
        self._pointer_at: QPointF | None = None
        self.hand, self.identifier = Hand(self), Identifier(self)
        self.overlays = Overlays(self, worker)
        self.set_overlay(self.hand.paint)
        self._connect()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("City map"))
        self.setAccessibleDescription(_("Arrows move, plus and minus zoom, Home shows the whole city, G the selection"))

    def _connect(self) -> None:
        self.identifier.chosen.connect(self.clicked)
        self.identifier.entered.connect(self.activated)
        self.moved.connect(lambda _view: self.identifier.put_away())

    def set_home(self, place: Place, extent_m: float) -> None:
        super().set_home(place, extent_m)
        self.overlays.overview.set_whole(place, extent_m)

    def set_city(self, city: Path | Sequence[Path] | None, attribution: str = "") -> None:
        super().set_city(city, attribution)
        self.overlays.set_city((city,) if isinstance(city, Path) else tuple(city or ()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.overlays.lay_out()

    # the mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Closer or wider about the pointer; with Shift the map turns."""
        steps = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if steps and event.modifiers() & _SHIFT:
            self.turn(-steps * scale.TURN_WHEEL_DEG)
        elif steps:
            self.zoom(scale.ZOOM_STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in _DRAGS:
            self._pressed_at = event.position()
            self._flight.stop()
            if event.button() is Qt.MouseButton.LeftButton:
                self.hand.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._pointer_at = at
        self.overlays.show_pointer(self._viewport.place_at(at.x(), at.y()))
        if self._drag_from is not None:
            self._drag(self._drag_from, at, turns=bool(event.modifiers() & _SHIFT))
        elif event.buttons() & _DRAGS:
            self._begin_drag(event)
        elif self.hand.tool is not None:
            self.hand.hover(at)
        else:
            self._hover_at(at)

    def _begin_drag(self, event: QMouseEvent) -> None:
        """A hand that trembles drags nothing."""
        if (event.position() - self._pressed_at).manhattanLength() <= scale.DRAG_FROM_PX:
            return
        if self.hand.drag(event.position()):
            return
        self._drag_from = self._pressed_at
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.mouseMoveEvent(event)

    def _drag(self, start: QPointF, at: QPointF, *, turns: bool) -> None:
        if turns:
            middle = QPointF(self.width() / 2, self.height() / 2)
            self.turn_to(_at_rest(self._viewport.bearing_deg - (_angle_deg(middle, at) - _angle_deg(middle, start))))
        else:
            self.pan(at.x() - start.x(), at.y() - start.y())
        self._drag_from = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._drag_from is not None:
            self._drag_from = None
            self.setCursor(self.hand.tool.cursor) if self.hand.tool is not None else self.unsetCursor()
            self.update()
        elif self.hand.release():
            self.update()
        elif event.button() is Qt.MouseButton.LeftButton:
            self.hand.click(at) if self.hand.tool is not None else self.identify(at)
        elif event.button() is Qt.MouseButton.RightButton and self.hand.tool is not None:
            self.hand.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a tool is a press like any other."""
        if self.hand.tool is not None:
            self.mousePressEvent(event)
        else:
            self.activated.emit(self._hit(event.position()))

    def identify(self, at: QPointF) -> None:
        """What lies there is chosen; where it is several things, all are offered."""
        hits = self._pile.hits(self._viewport, at.x(), at.y())
        here = [Identified(hit, self._words_of(hit, words)) for hit, words in hits]
        if not here:
            self.clicked.emit(Hit("", "", self._viewport.place_at(at.x(), at.y())))
        self.identifier.click(self._viewport, at, here)

    def _words_of(self, hit: Hit, own: tuple[str, ...]) -> tuple[str, ...]:
        said = None if self._card_words is None else self._card_words(hit)
        return tuple(said or own) or (hit.id,)

    def corner_near(self, x_px: float, y_px: float) -> Place | None:
        """What a tool may be drawn to there."""
        return self._pile.corner_near(self._viewport, x_px, y_px, scale.SNAP_PX)

    @property
    def pointed_place(self) -> Place:
        """Under the crosshair or the pointer, else the middle of the map."""
        if self.hand.tool is not None:
            return self.hand.pointed.place
        if self._pointer_at is None or not self.underMouse():
            return self._viewport.centre
        return self._viewport.place_at(self._pointer_at.x(), self._pointer_at.y())

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(None)
        super().leaveEvent(event)

    # the keyboard

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's own names
        """Tab walks within the list of what lies here, or within the tool; else on to the next control."""
        walks = self.identifier.is_open or (self.hand.tool is not None and not self.hand.tool.has_crosshair)
        return False if walks else super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & _SHIFT)
        taken = self.identifier.key(key, shift=shift) or self.hand.key(event) or self._own_key(event, key, shift=shift)
        if not taken:
            super().keyPressEvent(event)

    def _own_key(self, event: QKeyEvent, key: Qt.Key, *, shift: bool) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if shift and key in _TURNS:
            self.turn(_TURNS[key])
        elif shift and key == Qt.Key.Key_Up:
            self.turn_to(0.0)
        elif key in _PANS:
            dx, dy = _PANS[key]
            self.pan(dx * scale.PAN_STEP_PX, dy * scale.PAN_STEP_PX)
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key])
        else:
            return self._place_key(event, key)
        return True

    def _place_key(self, event: QKeyEvent, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Home:
            self.go_home()
        elif key == Qt.Key.Key_G and not event.modifiers():
            self.go_to_selection()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._selected:
            name, identity = next(iter(self._selected.items()))
            self.activated.emit(Hit(name, identity, self._viewport.centre))
        else:
            return False
        return True

    def _hit(self, at: QPointF) -> Hit:
        return self._pile.hit(self._viewport, at.x(), at.y())

    def _hover_at(self, at: QPointF) -> None:
        self._set_hover(self._hit(at))

    def _set_hover(self, hit: Hit | None) -> None:
        before, self._hover = self._hover, hit
        if _named(before) != _named(hit):
            self.setCursor(Qt.CursorShape.PointingHandCursor) if _named(hit) else self.unsetCursor()
            self.update()
            self.hovered.emit(hit)

    def shut(self) -> None:
        self.overlays.shut()
        super().shut()


def _named(hit: Hit | None) -> tuple[str, str] | None:
    return (hit.layer, hit.id) if hit is not None and hit.id else None


def _angle_deg(middle: QPointF, at: QPointF) -> float:
    return math.degrees(math.atan2(at.y() - middle.y(), at.x() - middle.x()))


def _at_rest(bearing_deg: float) -> float:
    """A turn by hand comes to rest where it is nearly north."""
    bearing = normal_bearing(bearing_deg)
    return 0.0 if abs(bearing) < scale.TURN_REST_DEG else bearing
