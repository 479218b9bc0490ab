"""The map that moves: home, flights to a place, closer and wider, dragged and turned. Hands are in `canvas`."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from maps.place import Place
from maps.view.flight import Flight
from maps.view.surface import MapSurface
from maps.view.theme import scale
from maps.viewport import Viewport, normal_bearing, place_from_mercator
from maps.worker_client import MapWorker


class MovingMap(MapSurface):
    """Every move shows a viewport; a flight ends where the next move begins."""

    def __init__(self, worker: MapWorker | None = None, parent: QWidget | None = None) -> None:
        super().__init__(worker, parent)
        self._home: tuple[Place, float] | None = None
        self._held: Callable[[], Viewport] | None = None
        """What a new size must show again, until the hands move the map."""
        self._is_placed = False
        self._flight = Flight(self)
        self._flight.moved.connect(self._show)

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
        return _within_limits(Viewport.around(place, wanted_m, width, height, self._viewport.bearing_deg))

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

    def turn(self, by_deg: float) -> None:
        """Clockwise bearings: what is up moves to the left."""
        self.turn_to(self._viewport.bearing_deg + by_deg)

    def turn_to(self, bearing_deg: float) -> None:
        """The direction that shall be up; 0 is north."""
        held = self._held
        self._let_go()
        self._held = held
        self._show(self._viewport.turned(bearing_deg))

    def show_view(self, place: Place, width_m: float, bearing_deg: float) -> None:
        """Fly to a view that was kept: its middle, how much ground across, what is up."""
        goal = replace(self._around(place, width_m), bearing_deg=normal_bearing(bearing_deg))
        if self.isVisible():
            self._fly(goal)
        else:
            self._hold(lambda: goal.resized(max(1, self.width()), max(1, self.height())))

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

    def shut(self) -> None:
        self._flight.stop()
        super().shut()


def _within_limits(viewport: Viewport) -> Viewport:
    return replace(viewport, scale=min(max(viewport.scale, scale.CLOSEST_M_PER_PX), scale.WIDEST_M_PER_PX))
