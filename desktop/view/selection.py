"""What the operator has chosen: one thing at a time, the same in list, strip, map, band and context."""

from dataclasses import dataclass
from enum import StrEnum

from maps.place import Place

FEATURES = "layer features"
"""The layer of hits on features of sources; their id is `LAYER/NUMBER`."""


class Chosen(StrEnum):
    NOTHING = "nothing"
    ALARM = "alarm"
    INCIDENT = "incident"
    ASSET = "asset"
    PHOTO = "photo"
    FEATURE = "feature"
    """Of a layer of a source: `LAYER/NUMBER`."""
    POINT = "point"
    ANNOTATION = "annotation"


@dataclass(frozen=True, slots=True)
class Selection:
    kind: Chosen = Chosen.NOTHING
    id: str = ""


def point(place: Place) -> Selection:
    """A point of the ground; its id is where it lies."""
    return Selection(Chosen.POINT, f"{place.lat_deg:.7f},{place.lon_deg:.7f}")


def point_of(point_id: str) -> Place:
    lat, _, lon = point_id.partition(",")
    return Place(float(lat), float(lon))
