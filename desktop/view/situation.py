"""What the console knows now: the common picture of the room, on the Qt thread.

The bridge alone changes it, by snapshots and deltas of `desktop.services.picture`; widgets only read, and are told
which topics changed.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.domain.alarm import OPEN_STATES, Alarm
from desktop.domain.annotation import Annotation
from desktop.domain.asset import Asset
from desktop.domain.bookmark import Bookmark
from desktop.domain.incident import Incident
from desktop.domain.map_layer import LayerEntry
from desktop.domain.observation import Observation, Position
from desktop.domain.planning import Planning
from desktop.services.picture_delta import PictureDelta, Snapshot
from desktop.storage.base_maps import BaseMap
from desktop.storage.media import Media
from maps.place import Place
from video.camera import Camera


class Topic(StrEnum):
    """What a change is about."""

    CITY = "city"
    LAYERS = "layers"
    ASSETS = "assets"
    CAMERAS = "cameras"
    PHOTOS = "photos"
    ALARMS = "alarms"
    INCIDENTS = "incidents"
    ANNOTATIONS = "annotations"
    BOOKMARKS = "bookmarks"
    POSITIONS = "positions"
    VALUES = "values"
    LINK = "link"
    PLANNING = "planning"


ALL_TOPICS = frozenset(Topic)
_TABLES = {
    "assets": Topic.ASSETS,
    "cameras": Topic.CAMERAS,
    "base_maps": Topic.CITY,
    "layer_entries": Topic.LAYERS,
    "settings": Topic.CITY,
    "people": Topic.ALARMS,
    "media": Topic.PHOTOS,
    "planning": Topic.PLANNING,
}


class Situation:
    """All mappings are by id; `people` by login; a device's values by quantity. Alarms and incidents: the open ones."""

    def __init__(self) -> None:
        self.loaded = False
        """False until the store was read once: panels show that they wait, not that all is calm."""
        self.linked = True
        self.lost_at: datetime | None = None
        self.assets: Mapping[str, Asset] = {}
        self.cameras: Mapping[str, Camera] = {}
        self.media: Mapping[str, Media] = {}
        self.people: Mapping[str, str] = {}
        self.settings: Mapping[str, Any] = {}
        self.base_maps: Sequence[BaseMap] = ()
        self.layer_entries: Sequence[LayerEntry] = ()
        self.planning = Planning()
        self.zone: tzinfo = UTC
        self.camera_states: dict[str, str] = {}
        self.alarms: dict[str, Alarm] = {}
        self.incidents: dict[str, Incident] = {}
        self.annotations: dict[str, Annotation] = {}
        self.bookmarks: dict[str, Bookmark] = {}
        """Everybody's; who sits here sees the shared ones and their own."""
        self.past_alarms: dict[str, Alarm] = {}
        """Open or closed, as far as they were told: the time band."""
        self.past_incidents: dict[str, Incident] = {}
        self.positions: dict[str, Position] = {}
        self.values: dict[str, dict[str, Observation]] = {}

    @property
    def is_exercise(self) -> bool:
        return bool(self.settings.get("exercise", False))

    def place_of(self, alarm: Alarm) -> Place | None:
        """The alarm's own place, or its source's."""
        asset, camera = self.assets.get(alarm.source_id), self.cameras.get(alarm.source_id)
        mounted = camera.mount.place if camera and camera.mount else None
        return alarm.place or (asset.place if asset else None) or mounted

    def person(self, login: str) -> str:
        return self.people.get(login, login)

    def take_whole(self, snapshot: Snapshot) -> frozenset[Topic]:
        self.loaded, self.linked, self.lost_at = True, snapshot.linked, None
        self.alarms, self.incidents = dict(snapshot.alarms), dict(snapshot.incidents)
        self.past_alarms |= self.alarms
        self.past_incidents |= self.incidents
        self.annotations, self.bookmarks = dict(snapshot.annotations), dict(snapshot.bookmarks)
        self.camera_states, self.positions = dict(snapshot.camera_states), dict(snapshot.positions)
        self.values = {}
        self._take_values(snapshot.latest.values())
        self.take_tables(snapshot)
        return ALL_TOPICS

    def take_tables(self, snapshot: Snapshot) -> None:
        """What is read anew as a whole."""
        self.assets, self.cameras, self.media = snapshot.assets, snapshot.cameras, snapshot.media
        self.people, self.settings, self.base_maps = snapshot.people, snapshot.settings, snapshot.base_maps
        self.layer_entries = snapshot.layer_entries
        self.planning = snapshot.planning
        self.zone = zone_named(str(snapshot.settings.get("time_zone", "")))

    def take_past(self, alarms: Sequence[Alarm], incidents: Sequence[Incident]) -> None:
        """What was before the console started; newer news stays."""
        self.past_alarms = {alarm.id: alarm for alarm in alarms} | self.past_alarms
        self.past_incidents = {incident.id: incident for incident in incidents} | self.past_incidents

    def advance(self, delta: PictureDelta) -> frozenset[Topic]:
        """Apply a delta; says what it was about."""
        topics = {_TABLES[name] for name in delta.again if name in _TABLES}
        topics |= self._take_link(delta)
        topics |= self._take_cases(delta)
        topics |= self._take_drawings(delta)
        if delta.assets:
            self.assets = {**self.assets, **{asset.id: asset for asset in delta.assets}}
            topics.add(Topic.ASSETS)
        if delta.camera_states:
            self.camera_states.update(delta.camera_states)
            topics.add(Topic.CAMERAS)
        if delta.latest:
            self._take_values(delta.latest)
            topics.add(Topic.VALUES)
        if delta.positions:
            self.positions.update((fix.device_id, fix) for fix in delta.positions)
            topics.add(Topic.POSITIONS)
        return frozenset(topics)

    def _take_link(self, delta: PictureDelta) -> set[Topic]:
        if delta.linked == self.linked:
            return set()
        self.linked = delta.linked
        self.lost_at = None if delta.linked else delta.at
        return {Topic.LINK}

    def _take_cases(self, delta: PictureDelta) -> set[Topic]:
        for alarm in delta.alarms:
            self.past_alarms[alarm.id] = alarm
            _keep(self.alarms, alarm.id, alarm if alarm.state in OPEN_STATES else None)
        for incident in delta.incidents:
            self.past_incidents[incident.id] = incident
            _keep(self.incidents, incident.id, incident if incident.is_open else None)
        topics = {Topic.ALARMS} if delta.alarms else set[Topic]()
        return topics | ({Topic.INCIDENTS} if delta.incidents else set())

    def _take_drawings(self, delta: PictureDelta) -> set[Topic]:
        for drawn in delta.annotations:
            _keep(self.annotations, drawn.id, None if drawn.removed else drawn)
        for bookmark in delta.bookmarks:
            _keep(self.bookmarks, bookmark.id, None if bookmark.removed else bookmark)
        topics = {Topic.ANNOTATIONS} if delta.annotations else set[Topic]()
        return topics | ({Topic.BOOKMARKS} if delta.bookmarks else set())

    def _take_values(self, observations: Any) -> None:
        for one in observations:
            self.values.setdefault(one.device_id, {})[one.quantity] = one


def _keep(known: dict[str, Any], key: str, value: Any | None) -> None:
    if value is None:
        known.pop(key, None)
    else:
        known[key] = value


def zone_named(name: str) -> tzinfo:
    """The city's zone; UTC, which no clock on the wall shows by chance, when there is none or it is unknown."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
