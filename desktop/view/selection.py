"""What the operator has chosen: one thing at a time, the same in list, strip, map, band and context."""

from dataclasses import dataclass
from enum import StrEnum

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
    ANNOTATION = "annotation"


@dataclass(frozen=True, slots=True)
class Selection:
    kind: Chosen = Chosen.NOTHING
    id: str = ""
