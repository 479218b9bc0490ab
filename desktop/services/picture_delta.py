"""What the picture hands over: frozen values that may cross threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from desktop.domain.alarm import Alarm
from desktop.domain.annotation import Annotation
from desktop.domain.asset import Asset
from desktop.domain.bookmark import Bookmark
from desktop.domain.incident import Incident
from desktop.domain.map_layer import LayerEntry
from desktop.domain.observation import Observation, Position
from desktop.domain.planning import Planning
from desktop.storage.base_maps import BaseMap
from desktop.storage.journal import JournalRow
from desktop.storage.media import Media
from maps.layer import Layer
from video.camera import Camera


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is known at one moment. Alarms and incidents are the open ones; `latest` by asset and quantity."""

    at: datetime
    cursor: int
    linked: bool
    assets: Mapping[str, Asset]
    alarms: Mapping[str, Alarm]
    incidents: Mapping[str, Incident]
    cameras: Mapping[str, Camera]
    camera_states: Mapping[str, str]
    """`online`, `offline` or `degraded` by camera, as far as it was told since the console started."""
    base_maps: tuple[BaseMap, ...]
    layer_entries: tuple[LayerEntry, ...]
    """The city's and every operator's own; `services.layers.seen_by` says whose they are."""
    settings: Mapping[str, Any]
    people: Mapping[str, str]
    """Shown name by login."""
    media: Mapping[str, Media]
    latest: Mapping[tuple[str, str], Observation]
    positions: Mapping[str, Position]
    annotations: Mapping[str, Annotation]
    bookmarks: Mapping[str, Bookmark]
    layers: Mapping[str, Layer]
    planning: Planning = field(default_factory=Planning)


@dataclass(frozen=True, slots=True)
class PictureDelta:
    """What has changed since the delta before. Alarms and incidents hold closed ones too, to be taken off.

    `whole`: all is new (the first, and after the link was back): take a `snapshot()` instead. `again` names the parts
    of a snapshot that were read anew: assets, cameras, base_maps, layer_entries, settings, people, media, planning.
    `rows` are the journal's.
    """

    at: datetime
    whole: bool = False
    linked: bool = True
    rows: tuple[JournalRow, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    incidents: tuple[Incident, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    """Removed ones too, as bookmarks: to be taken off."""
    bookmarks: tuple[Bookmark, ...] = ()
    assets: tuple[Asset, ...] = ()
    camera_states: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    latest: tuple[Observation, ...] = ()
    positions: tuple[Position, ...] = ()
    layers: tuple[Layer, ...] = ()
    gone_layers: tuple[str, ...] = ()
    """Names of layers that have nothing left to show."""
    again: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        news = (self.rows, self.latest, self.positions, self.layers, self.gone_layers, self.again)
        return not self.whole and not any(news)
