"""Things the city owns or watches: a lamp, a meter, a camera, a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from maps.place import Place

AttributeValue = str | int | float | bool | None


class AssetKind(StrEnum):
    """The first-party kinds; a plugin may add its own word."""

    CAMERA = "camera"
    LUMINAIRE = "luminaire"
    CABINET = "cabinet"
    METER = "meter"
    DMA = "dma"
    CONTAINER = "container"
    UNIT = "unit"
    STATION = "station"
    NEIGHBOURHOOD = "neighbourhood"
    SECTOR = "sector"
    QUADRANT = "quadrant"
    MUNICIPALITY = "municipality"
    PARK = "park"
    PLAZA = "plaza"
    PLAYGROUND = "playground"
    COURT = "court"
    MARKET = "market"
    CEMETERY = "cemetery"
    TREE = "tree"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Asset:
    """`code` is what operators say (C-04); `outline` is a ring of places for areas, empty for points."""

    id: str
    kind: str
    code: str
    name: str
    place: Place | None
    parent_id: str | None = None
    outline: tuple[Place, ...] = ()
    attributes: Mapping[str, AttributeValue] = field(default_factory=lambda: MappingProxyType({}))
