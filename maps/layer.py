"""What a map can show, as frozen values: one class per kind of layer. Each has one painter in `maps.view.painters`.

Arrays are numpy, never changed after they were handed over; all arrays of a layer have the same length n.
Identity decides equality (`eq=False`): a new value replaces the old one in the canvas by its `name`.
"""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from maps.mosaic import Mosaic
from maps.shape import ShapeKind

Floats = NDArray[np.float64]


class MarkState(IntEnum):
    """How a mark of an asset is drawn; the worst open alarm of the asset decides."""

    CALM = 0
    STALE = 1
    OUT_OF_SERVICE = 2


class UnitFill(IntEnum):
    """Status of a unit by the fill of its mark (design, table of marks)."""

    FREE = 0
    ON_THE_WAY = 1
    AT_THE_PLACE = 2
    OUT_OF_SERVICE = 3


@dataclass(frozen=True, slots=True, eq=False)
class AssetMarks:
    """Assets of one kind: n points; `state` holds MarkState codes (uint8)."""

    name: str
    kind: str
    ids: tuple[str, ...]
    codes: tuple[str, ...]
    lat_deg: Floats
    lon_deg: Floats
    state: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PointCloud:
    """Many small live points (sightings, telemetry): `level` picks one of the painter's greys (uint8)."""

    name: str
    lat_deg: Floats
    lon_deg: Floats
    level: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class UnitMarks:
    """Units with heading (degrees from north, NaN unknown), fill (UnitFill), age of the fix in seconds."""

    name: str
    ids: tuple[str, ...]
    codes: tuple[str, ...]
    letters: tuple[str, ...]
    lat_deg: Floats
    lon_deg: Floats
    heading_deg: Floats
    fill: NDArray[np.uint8]
    age_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SightingMarks:
    """Objects a calibrated camera sees now, on the ground. `trail` gives each one its last places, newest last."""

    name: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    lat_deg: Floats
    lon_deg: Floats
    age_s: Floats
    trail: tuple[Floats, ...] = field(default=())
    """Each (k, 2) lat, lon in degrees."""


@dataclass(frozen=True, slots=True, eq=False)
class AlarmMarks:
    """Open alarms: `priority` 1..3, `acknowledged` and `returned` bool, titles for the hover card."""

    name: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    lat_deg: Floats
    lon_deg: Floats
    priority: NDArray[np.uint8]
    acknowledged: NDArray[np.bool_]
    returned: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Closed rings on the ground: camera footprints, photo footprints, zones. Each ring (k, 2) lat, lon in degrees."""

    name: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    rings: tuple[Floats, ...]
    role: str
    """`camera`, `photo`, `zone`, `space`, `district`, `reach` or `square`: the painter's line and fill."""
    stale: NDArray[np.bool_]
    holes: tuple[tuple[Floats, ...], ...] = field(default=())
    """Rings cut out of each ring; empty where none has any."""


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Lines on the ground: the ways units take, closed streets. Each line (k, 2) lat, lon in degrees, k at least 2."""

    name: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[Floats, ...]
    role: str
    """`route` that is driven, `proposed` one, or `closure`: how the painter draws it."""


@dataclass(frozen=True, slots=True, eq=False)
class IncidentMarks:
    """Open incidents with their folios."""

    name: str
    ids: tuple[str, ...]
    folios: tuple[str, ...]
    lat_deg: Floats
    lon_deg: Floats
    priority: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Annotations:
    """What people drew on the map for each other: paths (k, 2) of lat, lon in degrees, those of circles their rings.

    `style` picks one of the painter's inks with its dash (uint8, 0..3); a title is written beside its shape.
    """

    name: str
    ids: tuple[str, ...]
    kinds: tuple[ShapeKind, ...]
    titles: tuple[str, ...]
    paths: tuple[Floats, ...]
    style: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class CoverageTiles:
    """What all cameras see together, by how large they see it."""

    name: str
    mosaic: Mosaic


@dataclass(frozen=True, slots=True, eq=False)
class Fog:
    """What cannot be known now: `darkness` (rows, columns) uint8, row 0 in the north, 255 where nothing tells.

    Cells are squares of `cell_m` Mercator metres from `west_m`, `north_m`; beyond them nothing is known.
    """

    name: str
    west_m: float
    north_m: float
    cell_m: float
    darkness: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class AreaShades:
    """Areas by a number each: `step` is its class from 0 (int8), -1 where there is no number; `steps` how many classes.

    `parts` are the rings of each area (k, 2) lat, lon; `caution` where so few people live that a rate says little;
    `labels` are written in the middle of an area where there is room.
    """

    name: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    parts: tuple[tuple[Floats, ...], ...]
    step: NDArray[np.int8]
    steps: int
    caution: NDArray[np.bool_]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class GapLines:
    """Streets that no camera sees, each (k, 2) lat, lon."""

    name: str
    titles: tuple[str, ...]
    lines: tuple[Floats, ...]


class SiteState(IntEnum):
    """What a place is in a plan."""

    CANDIDATE = 0
    CHOSEN = 1
    FIXED = 2
    """There already."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteMarks:
    """Places of a plan, `state` SiteState codes (uint8); `labels` are their ranks or codes, empty for none."""

    name: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    titles: tuple[str, ...]
    lat_deg: Floats
    lon_deg: Floats
    state: NDArray[np.uint8]

    def only(self, state: SiteState) -> "SiteMarks":
        kept = np.flatnonzero(self.state == state).tolist()
        ids, labels, titles = (tuple(some[i] for i in kept) for some in (self.ids, self.labels, self.titles))
        return SiteMarks(self.name, ids, labels, titles, self.lat_deg[kept], self.lon_deg[kept], self.state[kept])


Layer = (
    AssetMarks
    | PointCloud
    | UnitMarks
    | SightingMarks
    | AlarmMarks
    | Outlines
    | Paths
    | IncidentMarks
    | Annotations
    | CoverageTiles
    | Fog
    | AreaShades
    | GapLines
    | SiteMarks
)
