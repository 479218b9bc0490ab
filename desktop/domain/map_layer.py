"""An entry of the city's layer tree: a group, a layer read from a source, a live layer of the map, or the base map.

The tree says what is drawn, in which order and how; `layer_tree` holds its order and the acts on it. An entry with an
`owner` is seen by that operator alone; one without is the city's, the same for everybody. Live layers and the base map
are entries too, with ids of their own: until somebody changes one it has version 0 and no row in the store.
"""

from dataclasses import dataclass
from enum import StrEnum

from maps.feature_filter import Filter
from maps.source import Source
from maps.stack import Blend, ScaleLimits, StackLayer
from maps.symbology import Clusters, Labels, Single, Symbology

LONGEST_NAME = 120
LIVE_GROUP = "live"
BASE = "base"
LIVE_PREFIX = "live:"
ALWAYS_SHOWN = ("alarms", "incidents")
"""Live layers that nobody can hide or fade, on top of all else: a map without them would be a false calm."""
_ALL_SCALES, _GROUPED = ScaleLimits(), Clusters()


class EntryKind(StrEnum):
    GROUP = "group"
    FILE = "file"
    """A layer read from a source: a file, a service, a table."""
    LIVE = "live"
    BASE = "base"


class BadLayerError(ValueError):
    """A value that no entry may have; the message says which."""


@dataclass(frozen=True, slots=True)
class LayerEntry:
    """`rank` orders the entries of one parent, the least on top. `name` is empty where the view has a word for it."""

    id: str
    kind: EntryKind
    name: str = ""
    parent_id: str = ""
    rank: float = 0.0
    owner: str = ""
    visible: bool = True
    opacity: float = 1.0
    limits: ScaleLimits = _ALL_SCALES
    source: Source | None = None
    symbology: Symbology | None = None
    labels: Labels | None = None
    where: Filter | None = None
    clusters: Clusters | None = _GROUPED
    blend: Blend = Blend.NORMAL
    attribution: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if not 0.0 <= self.opacity <= 1.0:  # NaN fails too
            raise BadLayerError(f"an opacity of {self.opacity}: from 0 to 1")
        if not abs(self.rank) < float("inf"):
            raise BadLayerError(f"a rank of {self.rank}")
        if len(self.name) > LONGEST_NAME or "\0" in self.name:
            raise BadLayerError(f"a name of {len(self.name)} characters: at most {LONGEST_NAME}")
        if self.is_always_shown and not (self.visible and self.opacity == 1.0 and self.limits == _ALL_SCALES):
            raise BadLayerError(f"{self.live_name} are always shown")
        if (self.kind is EntryKind.FILE) != (self.source is not None):
            raise BadLayerError("a layer of a file has a source, and nothing else has one")

    @property
    def is_group(self) -> bool:
        return self.kind is EntryKind.GROUP

    @property
    def live_name(self) -> str:
        """The name of the live layer that the map shows; empty for what is not one."""
        return self.id.removeprefix(LIVE_PREFIX) if self.kind is EntryKind.LIVE else ""

    @property
    def is_built_in(self) -> bool:
        """It cannot be removed: the live layers with their group, and the base map."""
        return self.kind in {EntryKind.LIVE, EntryKind.BASE} or self.id == LIVE_GROUP

    @property
    def is_always_shown(self) -> bool:
        return self.live_name in ALWAYS_SHOWN

    @property
    def is_stored(self) -> bool:
        return self.version > 0


def live_id(name: str) -> str:
    return LIVE_PREFIX + name


def drawn_layer(entry: LayerEntry, *, opacity: float, limits: ScaleLimits, visible: bool = True) -> StackLayer:
    """The entry of a source as the map worker draws it, with what its groups make of its opacity and limits."""
    if entry.source is None:
        raise BadLayerError(f"{entry.name or entry.id} has no source to draw")
    return StackLayer(
        entry.id,
        entry.name,
        entry.source,
        entry.symbology or Single(),
        entry.labels,
        entry.where,
        opacity,
        limits,
        entry.blend,
        entry.clusters,
        visible,
        entry.attribution,
    )
