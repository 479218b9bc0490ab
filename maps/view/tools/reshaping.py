"""The tool that changes a shape: its corners are picked, moved, added and taken away, or all of it is moved.

By mouse: a click on a corner picks it up and the next click puts it down, or it is dragged; a click on a side adds a
corner there. By keyboard: Tab walks from corner to corner, the arrows move the chosen one (all of them after A), P adds
one behind it, Delete takes it away, Backspace takes the last step back.
"""

import math
from collections import deque
from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QPointF, Qt, Signal

from maps.measure import ring_of
from maps.place import Place
from maps.shape import Shape, ShapeKind
from maps.view.scene import Scene
from maps.view.shape_words import kind_name, measured
from maps.view.theme import scale
from maps.view.tools.path_ink import Stroke, paint_corners, paint_stroke, pixels_of
from maps.view.tools.tool import Spot, Tool
from maps.viewport import Viewport, place_from_mercator, place_to_mercator

_MOST_STEPS = 500
_CLOSED = frozenset({ShapeKind.AREA, ShapeKind.CIRCLE})


class ReshapeTool(Tool):
    """`reshaped(Shape)` once, when Enter ends it and something was changed."""

    reshaped = Signal(object)
    cursor = Qt.CursorShape.ArrowCursor
    has_crosshair = False

    def __init__(self, shape: Shape, title: str = "", hides: tuple[str, str] | None = None) -> None:
        super().__init__()
        self.hides = hides
        self._before = self.shape = shape
        self._title = title
        self._past: deque[Shape] = deque(maxlen=_MOST_STEPS)
        self.chosen = 0
        self.moves_all = False
        self._carried = self._dragged = False
        self._viewport: Viewport | None = None

    @property
    def name(self) -> str:
        return _("Change: {shape}").format(shape=self._title or kind_name(self.shape.kind))

    @property
    def hint(self) -> str:
        if self._carried:
            return _("Click where the point belongs.")
        if self.moves_all or len(self.shape.places) == 1:
            return _("The arrows move it. Enter saves.")
        return _("Tab: next point. Arrows move it, P adds one, Delete takes it away, A moves all. Enter saves.")

    @property
    def said(self) -> str:
        return measured(self.shape)

    @property
    def corners(self) -> Sequence[Place]:
        """The others: what is carried would be drawn to itself."""
        return [place for number, place in enumerate(self.shape.places) if number != self.chosen]

    # steps

    def _remember(self) -> None:
        self._past.append(self.shape)

    def _become(self, shape: Shape) -> None:
        self.shape = shape
        self.chosen = min(self.chosen, len(shape.places) - 1)
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    def undo(self) -> None:
        self._carried = self._dragged = False
        self._become(self._past.pop())

    @property
    def can_finish(self) -> bool:
        return not self._carried

    def finish(self) -> None:
        if self.shape != self._before:
            self.reshaped.emit(self.shape)
        self.ended.emit()

    # the mouse

    def grab(self, spot: Spot, viewport: Viewport) -> bool:
        """A corner, unless one is carried: then the click puts it down."""
        self._viewport = viewport
        corner = None if self._carried else self._corner_at(spot)
        if corner is None:
            return False
        self.chosen, self._dragged = corner, False
        return True

    def drag(self, spot: Spot) -> None:
        if not self._dragged:
            self._remember()
            self._dragged = True
        self._move_to(spot.place)

    def drop(self) -> None:
        """After a drag the corner lies where it was dropped; after a mere click it is carried."""
        if not self._dragged:
            self._remember()
            self._carried = True
        self._dragged = False
        self.changed.emit()

    def hover(self, spot: Spot) -> None:
        if self._carried:
            self._move_to(spot.place)

    def put(self, spot: Spot) -> None:
        if self._carried:
            self._carried = False
            self._move_to(spot.place)
            return
        side = self._side_at(spot)
        if side is not None and self.shape.may_gain:
            self._remember()
            self.chosen = side + 1
            self._become(self.shape.gained(side + 1, spot.place))

    def _move_to(self, place: Place) -> None:
        if self.moves_all:
            x_m, y_m = place_to_mercator(place)
            from_x, from_y = place_to_mercator(self.shape.places[self.chosen])
            self._become(_shifted(self.shape, x_m - from_x, y_m - from_y))
        else:
            self._become(self.shape.moved(self.chosen, place))

    def _corner_at(self, spot: Spot) -> int | None:
        points = self._points()
        off = [_apart(point, spot) for point in points]
        nearest = min(range(len(off)), key=off.__getitem__, default=None)
        return nearest if nearest is not None and off[nearest] <= scale.SNAP_PX else None

    def _side_at(self, spot: Spot) -> int | None:
        """The number of the corner before the side under the spot."""
        points = self._points()
        ends = [*points[1:], points[0]] if self.shape.is_closed else points[1:]
        off = [_off_side(one, other, spot) for one, other in zip(points, ends, strict=False)]
        nearest = min(range(len(off)), key=off.__getitem__, default=None)
        return nearest if nearest is not None and off[nearest] <= scale.SNAP_PX else None

    def _points(self) -> list[QPointF]:
        return pixels_of(self._viewport, self.shape.places) if self._viewport is not None else []

    # the keyboard

    def press_key(self, key: Qt.Key, *, shift: bool) -> bool:
        if key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            back = shift or key == Qt.Key.Key_Backtab
            self.chosen = (self.chosen + (-1 if back else 1)) % len(self.shape.places)
        elif key in {Qt.Key.Key_P, Qt.Key.Key_Insert}:
            self._add()
        elif key == Qt.Key.Key_Delete:
            self._take_away()
        elif key == Qt.Key.Key_A:
            self.moves_all = not self.moves_all
        else:
            return False
        self.changed.emit()
        return True

    def _add(self) -> None:
        """In the middle of the side behind the chosen corner; of the last one of a line, of the side before it."""
        count = len(self.shape.places)
        if not self.shape.may_gain or count < 2:
            return
        at = self.chosen if self.shape.is_closed else min(self.chosen, count - 2)
        one, other = self.shape.places[at], self.shape.places[(at + 1) % count]
        self._remember()
        self.chosen = at + 1
        self._become(self.shape.gained(at + 1, _middle(one, other)))

    def _take_away(self) -> None:
        if self.shape.may_lose:
            self._remember()
            self._become(self.shape.lost(self.chosen))

    def push(self, east_px: float, south_px: float, viewport: Viewport) -> Spot | None:
        self._viewport = viewport
        x_px, y_px = viewport.pixel_of(self.shape.places[self.chosen])
        x_px, y_px = x_px + east_px, y_px + south_px
        place = viewport.place_at(x_px, y_px)
        self._remember()
        self._move_to(place)
        return Spot(place, x_px, y_px)

    # painting

    def paint(self, scene: Scene) -> None:
        self._viewport = scene.viewport
        places = self.shape.places
        points = pixels_of(scene.viewport, ring_of(self.shape))
        if len(points) > 1:
            paint_stroke(scene, Stroke(points, closed=self.shape.kind in _CLOSED))
        paint_corners(scene, pixels_of(scene.viewport, places), None if self.moves_all else self.chosen)


def _shifted(shape: Shape, east_m: float, north_m: float) -> Shape:
    """All places by as much of the map."""
    moved = [place_from_mercator(x + east_m, y + north_m) for x, y in map(place_to_mercator, shape.places)]
    return Shape(shape.kind, tuple(moved))


def _middle(one: Place, other: Place) -> Place:
    (from_x, from_y), (to_x, to_y) = place_to_mercator(one), place_to_mercator(other)
    return place_from_mercator((from_x + to_x) / 2, (from_y + to_y) / 2)


def _apart(point: QPointF, spot: Spot) -> float:
    return math.hypot(point.x() - spot.x_px, point.y() - spot.y_px)


def _off_side(one: QPointF, other: QPointF, spot: Spot) -> float:
    """From the spot to the nearest point of the side."""
    along_x, along_y = other.x() - one.x(), other.y() - one.y()
    size = along_x * along_x + along_y * along_y
    part = 0.0 if size == 0 else ((spot.x_px - one.x()) * along_x + (spot.y_px - one.y()) * along_y) / size
    part = min(1.0, max(0.0, part))
    return math.hypot(one.x() + part * along_x - spot.x_px, one.y() + part * along_y - spot.y_px)
