"""What the operator has chosen: one thing at a time, the same in list, strip, map, band and context."""

from dataclasses import dataclass
from enum import StrEnum

FEATURES = "features"
"""What a hit in a layer of a source names as its layer."""


class Chosen(StrEnum):
    NOTHING = "nothing"
    ALARM = "alarm"
    INCIDENT = "incident"
    ASSET = "asset"
    PHOTO = "photo"
    ANNOTATION = "annotation"
    FEATURE = "feature"
    """Of a layer of a source: `LAYER/NUMBER`."""


@dataclass(frozen=True, slots=True)
class Selection:
    kind: Chosen = Chosen.NOTHING
    id: str = ""
