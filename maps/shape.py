"""A shape that somebody draws on the map: its kind and its places, and how few or many places a kind takes.

No pyproj here: what a shape measures is in `maps.measure`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from maps.place import Place

MOST_PLACES = 2_000
"""A shape is drawn by hand; a longer one is a layer."""


class ShapeKind(StrEnum):
    POINT = "point"
    LINE = "line"
    AREA = "area"
    TEXT = "text"
    ARROW = "arrow"
    CIRCLE = "circle"
    """Its middle, then a place on its edge."""


FEWEST: dict[ShapeKind, int] = {
    ShapeKind.POINT: 1,
    ShapeKind.LINE: 2,
    ShapeKind.AREA: 3,
    ShapeKind.TEXT: 1,
    ShapeKind.ARROW: 2,
    ShapeKind.CIRCLE: 2,
}
MOST: dict[ShapeKind, int] = {
    ShapeKind.POINT: 1,
    ShapeKind.LINE: MOST_PLACES,
    ShapeKind.AREA: MOST_PLACES,
    ShapeKind.TEXT: 1,
    ShapeKind.ARROW: MOST_PLACES,
    ShapeKind.CIRCLE: 2,
}


class ShapeRefusedError(ValueError):
    """Too few or too many places for the kind."""

    def __init__(self, kind: ShapeKind, count: int) -> None:
        super().__init__(f"a shape of kind {kind} takes {FEWEST[kind]} to {MOST[kind]} places, not {count}")
        self.kind, self.count = kind, count


@dataclass(frozen=True, slots=True)
class Shape:
    """Refuses what its kind does not allow. An area is closed by itself: its first place is not repeated."""

    kind: ShapeKind
    places: tuple[Place, ...]

    def __post_init__(self) -> None:
        if not FEWEST[self.kind] <= len(self.places) <= MOST[self.kind]:
            raise ShapeRefusedError(self.kind, len(self.places))

    @property
    def is_closed(self) -> bool:
        return self.kind is ShapeKind.AREA

    @property
    def may_lose(self) -> bool:
        """Whether a place may be taken away."""
        return len(self.places) > FEWEST[self.kind]

    @property
    def may_gain(self) -> bool:
        return len(self.places) < MOST[self.kind]

    def moved(self, index: int, place: Place) -> "Shape":
        return self._with([*self.places[:index], place, *self.places[index + 1 :]])

    def gained(self, index: int, place: Place) -> "Shape":
        """A new place before the one with that number. Raises ShapeRefusedError."""
        return self._with([*self.places[:index], place, *self.places[index:]])

    def lost(self, index: int) -> "Shape":
        """Raises ShapeRefusedError."""
        return self._with([*self.places[:index], *self.places[index + 1 :]])

    def _with(self, places: Sequence[Place]) -> "Shape":
        return replace(self, places=tuple(places))
