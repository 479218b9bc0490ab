"""The measuring tool: the length of a path, or the area within it, on the ellipsoid, while it is being laid."""

from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext

from maps.measure import area_m2, segments_m
from maps.place import Place
from maps.shape import MOST_PLACES
from maps.view.amounts import area_words, length_words
from maps.view.scene import Scene
from maps.view.tools.path_ink import Stroke, paint_corners, paint_lengths, paint_stroke, pixels_of
from maps.view.tools.tool import Spot, Tool


class MeasureTool(Tool):
    """Enter ends a path; what was measured stays until the next point, or until the tool is left."""

    def __init__(self, *, area: bool = False) -> None:
        super().__init__()
        self.measures_area = area
        self._places: list[Place] = []
        self._pointed: Place | None = None
        self.is_done = False

    @property
    def name(self) -> str:
        return _("Measure area") if self.measures_area else _("Measure distance")

    @property
    def hint(self) -> str:
        if self.is_done:
            return (
                _("Put a point to measure anew. M changes to the area.")
                if not self.measures_area
                else _("Put a point to measure anew. M changes to the distance.")
            )
        if not self._places:
            return _("Click, or move the cross with the arrows and press P, to put the first point.")
        return _("Put the next point, or end with Enter.")

    @property
    def places(self) -> Sequence[Place]:
        """Those that were put, and the one that the hand points at."""
        loose = [] if self.is_done or self._pointed is None else [self._pointed]
        return [*self._places, *loose]

    @property
    def said(self) -> str:
        if not self._places:
            return ""
        return self._area_said() if self.measures_area else self._length_said()

    def _length_said(self) -> str:
        lengths = segments_m(self.places)
        parts = ngettext("{n} segment", "{n} segments", len(lengths)).format(n=len(lengths))
        return f"{length_words(sum(lengths))} · {parts}"

    def _area_said(self) -> str:
        around = length_words(sum(segments_m(self.places, closed=True)))
        return f"{area_words(area_m2(self.places))} · {_('around {length}').format(length=around)}"

    def toggle(self) -> None:
        """From distance to area and back, of the same points."""
        self.measures_area = not self.measures_area
        self.changed.emit()

    def put(self, spot: Spot) -> None:
        if self.is_done:
            self._places, self.is_done = [], False
        if len(self._places) < MOST_PLACES and self._places[-1:] != [spot.place]:
            self._places.append(spot.place)
        self._pointed = spot.place
        self.changed.emit()

    def hover(self, spot: Spot) -> None:
        self._pointed = spot.place
        if self._places and not self.is_done:
            self.changed.emit()

    @property
    def can_finish(self) -> bool:
        return len(self._places) >= (3 if self.measures_area else 2) and not self.is_done

    def finish(self) -> None:
        self.is_done = True
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        return bool(self._places)

    def undo(self) -> None:
        """A path that was ended goes on; else its last point goes."""
        if self.is_done:
            self.is_done = False
        else:
            self._places.pop()
        self.changed.emit()

    @property
    def corners(self) -> Sequence[Place]:
        """The first, to close an area on."""
        return self._places[:1] if self.measures_area and len(self._places) > 2 else ()

    def paint(self, scene: Scene) -> None:
        if not self._places:
            return
        places = self.places
        points, closed = pixels_of(scene.viewport, places), self.measures_area and len(places) > 2
        paint_stroke(scene, Stroke(points, closed=closed, loose=not self.is_done))
        paint_corners(scene, points[: len(self._places)])
        paint_lengths(scene, points, [length_words(length) for length in segments_m(places, closed=closed)])
