"""What a search finds: places, things, cases and views, each with where it is and how much of the map to show."""

from dataclasses import dataclass
from enum import StrEnum

from maps.place import Place


class FoundKind(StrEnum):
    ASSET = "asset"
    CAMERA = "camera"
    UNIT = "unit"
    INCIDENT = "incident"
    PHOTO = "photo"
    CITY = "city"
    STREET = "street"
    CROSSING = "crossing"
    PLACE = "place"
    AREA = "area"
    POINT = "point"
    BOOKMARK = "bookmark"
    ANNOTATION = "annotation"
    COORDINATES = "coordinates"


@dataclass(frozen=True, slots=True)
class Found:
    """`what` is a code within the kind (a lamp, an avenue, a park), `near` the colonia or town.

    `place` is None where it is not known; a unit's is that of its asset, not of its last fix.
    """

    kind: FoundKind
    id: str
    name: str
    what: str
    place: Place | None
    width_m: float = 400.0
    near: str = ""
    bearing_deg: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """The same thing found again, at another time or after another import."""
        return self.kind.value, self.id, self.name if not self.id else ""
