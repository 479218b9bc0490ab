"""An annotation: a shape that somebody drew on the map for the whole room, with who and when."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from maps.place import Place
from maps.shape import Shape, ShapeKind

LONGEST_NAME, LONGEST_NOTE = 200, 4_000
"""Characters; a longer text is refused, never cut without a word."""


class AnnotationStyle(StrEnum):
    """The four inks of the palette, each with its own dash."""

    PLAIN = "plain"
    LONG_DASH = "long_dash"
    DOTS = "dots"
    DASH_DOT = "dash_dot"


class AnnotationStep(StrEnum):
    """How the journal calls what is done to one."""

    DRAWN = "drawn"
    RESHAPED = "reshaped"
    DESCRIBED = "described"
    REMOVED = "removed"
    RESTORED = "restored"


class AnnotationRefusedError(ValueError):
    """A text without words, or one that is too long."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class AnnotationGoneError(ValueError):
    """It was removed: it can only be restored."""


@dataclass(frozen=True, slots=True)
class Description:
    """What is said about a shape. A text of the map has its words as its name."""

    name: str = ""
    note: str = ""
    style: AnnotationStyle = AnnotationStyle.PLAIN
    incident_id: str | None = None

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or len(self.note) > LONGEST_NOTE:
            raise AnnotationRefusedError("too_long")


@dataclass(frozen=True, slots=True)
class Annotation:
    """`version` guards two hands. A removed one stays, so that it can be restored and explained."""

    id: str
    kind: ShapeKind
    places: tuple[Place, ...]
    name: str
    note: str
    style: AnnotationStyle
    incident_id: str | None
    drawn_by: str
    drawn_at: datetime
    changed_by: str
    changed_at: datetime
    removed: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        if self.kind is ShapeKind.TEXT and not self.name.strip():
            raise AnnotationRefusedError("no_words")

    @property
    def shape(self) -> Shape:
        return Shape(self.kind, self.places)

    @property
    def description(self) -> Description:
        return Description(self.name, self.note, self.style, self.incident_id)

    @property
    def middle(self) -> Place:
        """Between its outermost places: where the map goes to show it. Of a circle its own middle."""
        if self.kind is ShapeKind.CIRCLE:
            return self.places[0]
        lats, lons = [place.lat_deg for place in self.places], [place.lon_deg for place in self.places]
        return Place((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)

    def reshaped(self, shape: Shape, by: str, at: datetime) -> "Annotation":
        """The same thing elsewhere or of another form; its kind stays. Raises AnnotationGoneError."""
        assert shape.kind is self.kind
        return replace(self._next(by, at), places=shape.places)

    def described(self, description: Description, by: str, at: datetime) -> "Annotation":
        """Raises AnnotationGoneError, AnnotationRefusedError."""
        return replace(
            self._next(by, at),
            name=description.name.strip(),
            note=description.note.strip(),
            style=description.style,
            incident_id=description.incident_id,
        )

    def removed_by(self, by: str, at: datetime) -> "Annotation":
        """Raises AnnotationGoneError."""
        return replace(self._next(by, at), removed=True)

    def restored(self, by: str, at: datetime) -> "Annotation":
        return replace(self, removed=False, changed_by=by, changed_at=at, version=self.version + 1)

    def _next(self, by: str, at: datetime) -> "Annotation":
        if self.removed:
            raise AnnotationGoneError(self.id)
        return replace(self, changed_by=by, changed_at=at, version=self.version + 1)
