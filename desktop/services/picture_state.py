"""What a console knows at one moment, and how a row of the journal changes it. No thread, no callback, no Qt."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from desktop.domain import events
from desktop.domain.alarm import OPEN_STATES, Alarm
from desktop.domain.annotation import Annotation
from desktop.domain.asset import Asset
from desktop.domain.bookmark import Bookmark
from desktop.domain.closure import Closure
from desktop.domain.geofence import Geofence
from desktop.domain.incident import Incident
from desktop.domain.map_layer import LayerEntry
from desktop.domain.observation import Observation, Position
from desktop.domain.planning import Planning
from desktop.services.clock import utc_now
from desktop.services.picture_delta import PictureDelta, Snapshot
from desktop.storage import (
    alarms,
    annotations,
    areas,
    assets,
    base_maps,
    bookmarks,
    cameras,
    closures,
    geofences,
    incidents,
    layer_entries,
    media,
    operators,
    plans,
    settings,
    spaces,
)
from desktop.storage.base_maps import BaseMap
from desktop.storage.journal import JournalRow
from desktop.storage.media import Media
from desktop.storage.observations import Changes
from maps.layer import Layer
from video.camera import Camera

CAMERA_STATES = frozenset({"online", "offline", "degraded"})
"""Steps that last. A restarted worker says by itself when it sees again."""


class FieldNews(NamedTuple):
    """Values and positions that came from the field."""

    latest: tuple[Observation, ...]
    positions: tuple[Position, ...]


class MadeLayers(NamedTuple):
    """Layers of the map that were made anew, and names of those that have nothing left to show."""

    layers: Sequence[Layer]
    gone: tuple[str, ...]


@dataclass(slots=True)
class Changed:
    """What a batch of rows touched. `again` names the tables to be read anew."""

    alarms: dict[str, Alarm] = field(default_factory=dict[str, Alarm])
    incidents: dict[str, Incident] = field(default_factory=dict[str, Incident])
    asset_ids: set[str] = field(default_factory=set[str])
    assets: dict[str, Asset] = field(default_factory=dict[str, Asset])
    annotations: dict[str, Annotation] = field(default_factory=dict[str, Annotation])
    bookmarks: dict[str, Bookmark] = field(default_factory=dict[str, Bookmark])
    camera_states: dict[str, str] = field(default_factory=dict[str, str])
    again: set[str] = field(default_factory=set[str])

    def delta(
        self, at: datetime, rows: tuple[JournalRow, ...], field_news: FieldNews, made: MadeLayers
    ) -> PictureDelta:
        """What panels are told of it."""
        return PictureDelta(
            at=at,
            rows=rows,
            alarms=tuple(self.alarms.values()),
            incidents=tuple(self.incidents.values()),
            annotations=tuple(self.annotations.values()),
            bookmarks=tuple(self.bookmarks.values()),
            assets=tuple(self.assets.values()),
            camera_states=dict(self.camera_states),
            latest=field_news.latest,
            positions=field_news.positions,
            layers=tuple(made.layers),
            gone_layers=made.gone,
            again=frozenset(self.again),
        )


@dataclass(slots=True)
class State:
    """The console's copy of the store's present. Not thread-safe: its owner guards it."""

    alarms: dict[str, Alarm] = field(default_factory=dict[str, Alarm])
    incidents: dict[str, Incident] = field(default_factory=dict[str, Incident])
    annotations: dict[str, Annotation] = field(default_factory=dict[str, Annotation])
    bookmarks: dict[str, Bookmark] = field(default_factory=dict[str, Bookmark])
    """Everybody's: whose own one is, a console asks when it shows them."""
    assets: dict[str, Asset] = field(default_factory=dict[str, Asset])
    cameras: dict[str, Camera] = field(default_factory=dict[str, Camera])
    camera_states: dict[str, str] = field(default_factory=dict[str, str])
    base_maps: tuple[BaseMap, ...] = ()
    layer_entries: tuple[LayerEntry, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    people: dict[str, str] = field(default_factory=dict[str, str])
    media: dict[str, Media] = field(default_factory=dict[str, Media])
    planning: Planning = field(default_factory=Planning)
    closures: tuple[Closure, ...] = ()
    geofences: tuple[Geofence, ...] = ()
    latest: dict[tuple[str, str], Observation] = field(default_factory=dict[tuple[str, str], Observation])
    positions: dict[str, Position] = field(default_factory=dict[str, Position])

    def snapshot(self, at: datetime, cursor: int, layers: Mapping[str, Layer], *, linked: bool) -> Snapshot:
        """All of it as it is now, copied."""
        return Snapshot(
            at=at,
            cursor=cursor,
            linked=linked,
            assets=dict(self.assets),
            alarms=dict(self.alarms),
            incidents=dict(self.incidents),
            cameras=dict(self.cameras),
            camera_states=dict(self.camera_states),
            base_maps=self.base_maps,
            layer_entries=self.layer_entries,
            settings=dict(self.settings),
            people=dict(self.people),
            media=dict(self.media),
            latest=dict(self.latest),
            positions=dict(self.positions),
            annotations=dict(self.annotations),
            bookmarks=dict(self.bookmarks),
            layers=dict(layers),
            planning=self.planning,
        )

    def read_all(self, connection: Connection) -> None:
        """Everything that changes by the journal, in one snapshot."""
        self.alarms = {alarm.id: alarm for alarm in alarms.open_alarms(connection)}
        self.incidents = {incident.id: incident for incident in incidents.open_incidents(connection)}
        self.annotations = {drawn.id: drawn for drawn in annotations.every(connection)}
        self.bookmarks = {bookmark.id: bookmark for bookmark in bookmarks.every(connection)}
        for read in READINGS.values():
            read(self, connection)

    def take(self, rows: Iterable[JournalRow]) -> Changed:
        """Apply what the rows carry; what they only name is in `again` and `asset_ids` for `read_again`."""
        changed = Changed()
        for row in rows:
            if row.event is not None:
                _take_event(self, row.event, changed)
        return changed

    def read_again(self, connection: Connection, changed: Changed) -> None:
        for name in changed.again:
            READINGS[name](self, connection)
        if "assets" in changed.again:
            return
        for asset_id in changed.asset_ids:
            asset = assets.get(connection, asset_id)
            if asset is None:
                self.assets.pop(asset_id, None)
            else:
                self.assets[asset_id] = changed.assets[asset_id] = asset

    def advance(self, changes: Changes) -> None:
        """The newest values and fixes."""
        for one in changes.observations:
            self.latest[one.device_id, one.quantity] = one
        for fix in changes.positions:
            self.positions[fix.device_id] = fix


def _take_event(state: State, event: events.Event, changed: Changed) -> None:
    if isinstance(event, events.AlarmEvent):
        _keep(state.alarms, event.alarm.id, event.alarm if event.alarm.state in OPEN_STATES else None)
        changed.alarms[event.alarm.id] = event.alarm
    elif isinstance(event, events.IncidentEvent):
        _keep(state.incidents, event.incident.id, event.incident if event.incident.is_open else None)
        changed.incidents[event.incident.id] = event.incident
    elif isinstance(event, events.AnnotationEvent):
        _keep(state.annotations, event.annotation.id, None if event.annotation.removed else event.annotation)
        changed.annotations[event.annotation.id] = event.annotation
    elif isinstance(event, events.BookmarkEvent):
        _keep(state.bookmarks, event.bookmark.id, None if event.bookmark.removed else event.bookmark)
        changed.bookmarks[event.bookmark.id] = event.bookmark
    elif isinstance(event, events.CameraEvent) and event.step in CAMERA_STATES:
        state.camera_states[event.camera_id] = changed.camera_states[event.camera_id] = event.step
    elif not (isinstance(event, events.CameraEvent) and event.step == "restarted"):
        _take_name(event, changed)


def _take_name(event: events.Event, changed: Changed) -> None:
    """Events that only name what changed: it is read again, once for the whole batch."""
    if isinstance(event, events.UnitEvent):
        changed.asset_ids.add(event.unit_id)
    elif isinstance(event, events.AssetEvent) and event.asset_id and event.step != "removed":
        changed.asset_ids.add(event.asset_id)
    else:
        changed.again.update(_TABLES.get(type(event), ()))


def _keep(known: dict[str, Any], key: str, value: Any | None) -> None:
    if value is None:
        known.pop(key, None)
    else:
        known[key] = value


_TABLES: dict[type[Any], Sequence[str]] = {
    events.AssetEvent: ("assets",),
    events.CameraEvent: ("cameras",),  # configured
    events.CityEvent: ("base_maps", "settings"),
    events.LayerEvent: ("layer_entries",),
    events.OperatorEvent: ("people",),
    events.MediaEvent: ("media",),
    events.AreaEvent: ("planning",),
    events.SpaceEvent: ("planning",),
    events.PlanEvent: ("planning",),
    events.ClosureEvent: ("closures",),
    events.GeofenceEvent: ("geofences",),
}


def _read_assets(state: State, connection: Connection) -> None:
    state.assets = {asset.id: asset for asset in assets.every(connection)}


def _read_cameras(state: State, connection: Connection) -> None:
    state.cameras = {camera.id: camera for camera in cameras.every(connection)}


def _read_base_maps(state: State, connection: Connection) -> None:
    state.base_maps = tuple(base_maps.every(connection))


def _read_layer_entries(state: State, connection: Connection) -> None:
    state.layer_entries = tuple(layer_entries.every(connection))


def _read_settings(state: State, connection: Connection) -> None:
    state.settings = settings.every(connection)


def _read_people(state: State, connection: Connection) -> None:
    state.people = {operator.login: operator.name for operator in operators.every(connection)}


def _read_media(state: State, connection: Connection) -> None:
    state.media = {one.id: one for one in media.every(connection)}


def _read_planning(state: State, connection: Connection) -> None:
    sheets = {space.id: space for space in spaces.every(connection)}
    state.planning = Planning(sheets, areas.heads(connection), plans.heads(connection))


def _read_closures(state: State, connection: Connection) -> None:
    state.closures = tuple(closures.standing(connection, utc_now()))


def _read_geofences(state: State, connection: Connection) -> None:
    state.geofences = tuple(geofences.every(connection))


READINGS: dict[str, Callable[[State, Connection], None]] = {
    "assets": _read_assets,
    "cameras": _read_cameras,
    "base_maps": _read_base_maps,
    "layer_entries": _read_layer_entries,
    "settings": _read_settings,
    "people": _read_people,
    "media": _read_media,
    "planning": _read_planning,
    "closures": _read_closures,
    "geofences": _read_geofences,
}
