"""The drawing tool: one shape of a kind, place by place."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import Signal

from maps.measure import ring_of
from maps.place import Place
from maps.shape import FEWEST, MOST, Shape, ShapeKind
from maps.view.scene import Scene
from maps.view.shape_words import kind_name, measured
from maps.view.tools.path_ink import Stroke, paint_corners, paint_stroke, pixels_of
from maps.view.tools.tool import Spot, Tool


class SketchTool(Tool):
    """`drawn(Shape)` once, when it is whole; then the tool has ended."""

    drawn = Signal(object)

    def __init__(self, kind: ShapeKind) -> None:
        super().__init__()
        self.kind = kind
        self._places: list[Place] = []
        self._pointed: Place | None = None
        self.is_single = MOST[kind] == 1

    @property
    def name(self) -> str:
        return _("Draw: {shape}").format(shape=kind_name(self.kind))

    @property
    def hint(self) -> str:
        if self.is_single:
            return _("Click its place, or move the cross with the arrows and press Enter.")
        if self.kind is ShapeKind.CIRCLE:
            return _("Now a point of its edge.") if self._places else _("First its middle: click, or arrows and P.")
        if not self._places:
            return _("Click, or move the cross with the arrows and press P, to put the first point.")
        return _("Put the next point, or end with Enter.") if self.can_finish else _("Put the next point.")

    @property
    def said(self) -> str:
        shape = self._shape(self._seen)
        return measured(shape) if shape is not None else ""

    @property
    def _seen(self) -> list[Place]:
        loose = [self._pointed] if self._pointed is not None and len(self._places) < MOST[self.kind] else []
        return [*self._places, *loose]

    def _shape(self, places: Sequence[Place]) -> Shape | None:
        kept = tuple(places[: MOST[self.kind]])
        return Shape(self.kind, kept) if len(kept) >= FEWEST[self.kind] else None

    def put(self, spot: Spot) -> None:
        closes = self.kind is ShapeKind.AREA and self.can_finish and spot.place == self._places[0]
        if not closes and self._places[-1:] != [spot.place]:
            self._places.append(spot.place)
        self._pointed = spot.place
        self.changed.emit()
        if closes or len(self._places) == MOST[self.kind]:
            self.finish()

    def hover(self, spot: Spot) -> None:
        self._pointed = spot.place
        if self._places:
            self.changed.emit()

    @property
    def can_finish(self) -> bool:
        return len(self._places) >= FEWEST[self.kind]

    def finish(self) -> None:
        shape = self._shape(self._places)
        if shape is not None:
            self.drawn.emit(shape)
            self.ended.emit()

    @property
    def can_undo(self) -> bool:
        return bool(self._places)

    def undo(self) -> None:
        self._places.pop()
        self.changed.emit()

    @property
    def corners(self) -> Sequence[Place]:
        """The first, to close an area on."""
        return self._places[:1] if self.kind is ShapeKind.AREA and self.can_finish else ()

    def paint(self, scene: Scene) -> None:
        if not self._places:
            return
        seen, closed = self._seen, self.kind is ShapeKind.AREA
        shape = self._shape(seen)
        outline = ring_of(shape) if shape is not None and self.kind is ShapeKind.CIRCLE else seen
        points = pixels_of(scene.viewport, outline)
        paint_stroke(scene, Stroke(points, closed=closed or self.kind is ShapeKind.CIRCLE, loose=True))
        paint_corners(scene, pixels_of(scene.viewport, self._places))
