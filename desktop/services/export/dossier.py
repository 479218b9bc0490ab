"""All that a printed map or an exported file is made of: the same store, the same dossier, the same hash.

No time of the export, no author and no path is in it: those are in the manifest. Nothing that opens a device is in it
either: a camera's address and the attributes of assets stay in the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.domain.observation import Position
from desktop.services.timeline import TimelineRow
from maps.place import Place
from maps.sheet import Ground
from video.camera import Mount

SCHEMA = "atalaya.dossier/2"


class SubjectKind(StrEnum):
    """What a map is of."""

    INCIDENT = "incident"
    VIEW = "view"
    """Whatever was on the screen."""
    AREA = "area"
    ASSET = "asset"
    OVERVIEW = "overview"
    """Where the pages of an atlas lie."""


@dataclass(frozen=True, slots=True)
class CityFacts:
    name: str
    code: str
    time_zone: str
    is_exercise: bool


@dataclass(frozen=True, slots=True)
class CameraView:
    """What a camera looks at; not how it is reached."""

    id: str
    name: str
    mount: Mount


@dataclass(frozen=True, slots=True)
class Area:
    """A ring on the ground. `role` is that of maps.layer.Outlines: `area` has its name beside it, `block` none."""

    name: str
    ring: tuple[Place, ...]
    role: str = "area"


@dataclass(frozen=True, slots=True)
class Custody:
    """One time that the incident's data left: who, when, which file, and the row of the journal that says so."""

    seq: int
    at: datetime
    by: str
    file: str
    sha256: str
    template: str
    row_sha256: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """`marks` are maps.layer.MarkState by asset; `proofs` the hashes of the journal's rows by number.

    `folio` is the incident's own, or one that was given to the print; `chosen` the asset that the map is of.
    """

    schema: str
    template: str
    kind: SubjectKind
    folio: str
    title: str
    city: CityFacts
    ground: Ground
    type_name: str = ""
    neighbourhood: str = ""
    chosen: str = ""
    incidents: tuple[Incident, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    units: tuple[Asset, ...] = ()
    fixes: tuple[Position, ...] = ()
    assets: tuple[Asset, ...] = ()
    cameras: tuple[CameraView, ...] = ()
    areas: tuple[Area, ...] = ()
    timeline: tuple[TimelineRow, ...] = ()
    custody: tuple[Custody, ...] = ()
    people: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    marks: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    proofs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def by_id(self) -> dict[str, Asset]:
        return {asset.id: asset for asset in (*self.assets, *self.units)}

    @property
    def incident(self) -> Incident | None:
        """The one that the map is of."""
        return self.incidents[0] if self.kind is SubjectKind.INCIDENT else None
