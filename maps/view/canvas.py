"""The map of the console under the operator's hands: drag, wheel, keys, flights, clicks.

Every act of the mouse has a key.
"""

from collections.abc import Callable
from gettext import gettext as _

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from maps.place import Place
from maps.view.flight import Flight
from maps.view.pile import Hit
from maps.view.surface import MapSurface
from maps.view.theme import scale
from maps.viewport import Viewport, place_from_mercator
from maps.worker_client import MapWorker

_PANS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_ZOOMS = {
    Qt.Key.Key_Plus: scale.ZOOM_STEP,
    Qt.Key.Key_Equal: scale.ZOOM_STEP,
    Qt.Key.Key_Minus: 1 / scale.ZOOM_STEP,
}


class MapCanvas(MapSurface):
    """Signals carry a `Hit`; its `id` is empty on bare ground."""

    clicked = Signal(object)
    hovered = Signal(object)
    """A Hit, or None when nothing is under the pointer any more."""
    activated = Signal(object)
    """Double click, or Enter on the selection."""

    def __init__(self, worker: MapWorker | None = None, parent: QWidget | None = None) -> None:
        super().__init__(worker, parent)
        self._home: tuple[Place, float] | None = None
        self._held: Callable[[], Viewport] | None = None
        """What a new size must show again, until the hands move the map."""
        self._is_placed = False
        self._flight = Flight(self)
        self._drag_from: QPointF | None = None
        self._pressed_at = QPointF()
        self._flight.moved.connect(self._show)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("City map"))
        self.setAccessibleDescription(_("Arrows move, plus and minus zoom, Home shows the whole city, G the selection"))

    def set_home(self, place: Place, extent_m: float) -> None:
        """What the Home key shows: a square of `extent_m` of ground, whole. Shown at once if no other view was."""
        self._home = (place, extent_m)
        if not self._is_placed:
            self._hold(lambda: self._whole(place, extent_m))

    def fly_to(self, place: Place, width_m: float | None = None) -> None:
        """The place to the middle, `width_m` of ground across the view, or the scale there is."""
        if self.isVisible():
            self._fly(self._around(place, width_m))
        else:
            self._hold(lambda: self._around(place, width_m))

    def show_whole(self, place: Place, extent_m: float) -> None:
        """Fly to where all of a square of `extent_m` of ground around the place is seen."""
        if self.isVisible():
            self._fly(self._whole(place, extent_m))
            self._held = lambda: self._whole(place, extent_m)
        else:
            self._hold(lambda: self._whole(place, extent_m))

    def _fly(self, goal: Viewport) -> None:
        self._let_go()
        self._flight.fly(self._viewport, goal, calm_motion=self._calm_motion)

    def _hold(self, view: Callable[[], Viewport]) -> None:
        """Show it at once, and again whenever the size of the widget changes: it has none before it is laid out."""
        self._let_go()
        self._held = view
        self._show(view())

    def _let_go(self) -> None:
        self._flight.stop()
        self._held, self._is_placed = None, True

    def _whole(self, place: Place, extent_m: float) -> Viewport:
        width, height = max(1, self.width()), max(1, self.height())
        return self._around(place, extent_m * width / min(width, height))

    def _around(self, place: Place, width_m: float | None) -> Viewport:
        width, height = max(1, self.width()), max(1, self.height())
        wanted_m = self._viewport.ground_m_per_px * width if width_m is None else width_m
        return _within_limits(Viewport.around(place, wanted_m, width, height))

    def zoom(self, factor: float, at_px: QPointF | None = None) -> None:
        at = QPointF(self.width() / 2, self.height() / 2) if at_px is None else at_px
        limited = self._viewport.scale / min(
            max(self._viewport.scale / factor, scale.CLOSEST_M_PER_PX), scale.WIDEST_M_PER_PX
        )
        self._let_go()
        self._show(self._viewport.zoomed(limited, at.x(), at.y()))

    def pan(self, dx_px: float, dy_px: float) -> None:
        self._let_go()
        self._show(self._viewport.panned(dx_px, dy_px))

    def go_home(self) -> None:
        if self._home is not None:
            self.show_whole(*self._home)

    def go_to_selection(self) -> None:
        found = self._selected_point_m()
        if found is not None:
            self.fly_to(place_from_mercator(*found))

    def _selected_point_m(self) -> tuple[float, float] | None:
        for name, identity in self._selected.items():
            painter = self._pile.get(name)
            index = None if painter is None else painter.index_of(identity)
            if painter is not None and index is not None:
                return painter.place_m(index)
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._held is not None:
            self._flight.stop()
            self._show(self._held())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """About the pointer."""
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom(scale.ZOOM_STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pressed_at = event.position()
            self._flight.stop()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._drag_from is not None:
            self.pan(at.x() - self._drag_from.x(), at.y() - self._drag_from.y())
            self._drag_from = at
        elif event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton):
            if (at - self._pressed_at).manhattanLength() > scale.DRAG_FROM_PX:
                self._drag_from = self._pressed_at
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.mouseMoveEvent(event)
        else:
            self._hover_at(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is not None:
            self._drag_from = None
            self.unsetCursor()
            self.update()
        elif event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit(self._hit(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.activated.emit(self._hit(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _PANS:
            dx, dy = _PANS[key]
            self.pan(dx * scale.PAN_STEP_PX, dy * scale.PAN_STEP_PX)
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self.go_home()
        elif key == Qt.Key.Key_G and not event.modifiers():
            self.go_to_selection()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._selected:
            name, identity = next(iter(self._selected.items()))
            self.activated.emit(Hit(name, identity, self._viewport.centre))
        else:
            super().keyPressEvent(event)

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
        self._flight.stop()
        super().shut()


def _named(hit: Hit | None) -> tuple[str, str] | None:
    return (hit.layer, hit.id) if hit is not None and hit.id else None


def _within_limits(viewport: Viewport) -> Viewport:
    wanted = min(max(viewport.scale, scale.CLOSEST_M_PER_PX), scale.WIDEST_M_PER_PX)
    return Viewport(viewport.x_m, viewport.y_m, wanted, viewport.width_px, viewport.height_px)
