"""What a console knows of planning at one moment: sheets of spaces, which figures there are, which plans are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from desktop.domain.area import FigureHead
from desktop.domain.space import Space


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A kept plan without its answer."""

    id: str
    name: str
    kind: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Planning:
    spaces: Mapping[str, Space] = field(default_factory=lambda: MappingProxyType({}))
    figures: tuple[FigureHead, ...] = ()
    plans: tuple[PlanHead, ...] = ()
