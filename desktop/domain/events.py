"""What the journal holds: typed events in one union. Each carries the whole new value, so a follower needs no query.

The kind of a journal row is `<tag>.<step>`, as in `alarm.acknowledged`.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

import msgspec

from desktop.domain.alarm import Alarm
from desktop.domain.annotation import Annotation
from desktop.domain.asset import Asset
from desktop.domain.bookmark import Bookmark
from desktop.domain.closure import Closure
from desktop.domain.geofence import Geofence
from desktop.domain.incident import Incident
from desktop.domain.map_layer import LayerEntry
from desktop.domain.space import Inspection, Space
from maps.place import Place
from video.camera import Camera


class AlarmEvent(msgspec.Struct, frozen=True, tag="alarm"):
    """Steps are those of desktop.domain.alarm.Step."""

    step: str
    alarm: Alarm
    by: str
    note: str = ""


class IncidentEvent(msgspec.Struct, frozen=True, tag="incident"):
    """Steps: opened, typed, placed, assigned, unassigned, arrived, noted, joined, closed, exported."""

    step: str
    incident: Incident
    by: str
    note: str = ""


class AssetEvent(msgspec.Struct, frozen=True, tag="asset"):
    """Steps: imported (many, `count` of `kind`), changed (one, `asset_id`), removed.

    `assets` are the new values: without them a replay shows the things as they are today.
    """

    step: str
    kind: str
    count: int = 1
    asset_id: str = ""
    by: str = ""
    assets: tuple[Asset, ...] = ()


class CameraEvent(msgspec.Struct, frozen=True, tag="camera"):
    """Steps: configured, removed, online, offline, restarted, degraded.

    The first carries the new `camera` and the ring of ground that it sees from then on.
    """

    step: str
    camera_id: str
    note: str = ""
    footprint: tuple[tuple[float, float], ...] = ()
    camera: Camera | None = None


class OperatorEvent(msgspec.Struct, frozen=True, tag="operator"):
    """Steps: created, signed_in, signed_out, refused, denied, changed."""

    step: str
    operator_id: str
    login: str
    note: str = ""


class NodeEvent(msgspec.Struct, frozen=True, tag="node"):
    """Steps: started, stopped, link_lost, link_back, gap, quarantined."""

    step: str
    note: str = ""


class UnitEvent(msgspec.Struct, frozen=True, tag="unit"):
    """Steps: on_the_way, at_the_place, free, out_of_service (the new status)."""

    step: str
    unit_id: str
    incident_id: str = ""
    by: str = ""
    note: str = ""


class CityEvent(msgspec.Struct, frozen=True, tag="city"):
    """Steps: imported (a base map), configured (a setting)."""

    step: str
    name: str
    note: str = ""


class LayerEvent(msgspec.Struct, frozen=True, tag="layer"):
    """Steps are the acts of desktop.domain.layer_tree; `removed` carries what the entry was."""

    step: str
    layer: LayerEntry
    by: str
    note: str = ""


class MediaEvent(msgspec.Struct, frozen=True, tag="media"):
    """Steps: indexed, exported. `sha256` of the file."""

    step: str
    media_id: str
    path: str
    sha256: str = ""
    by: str = ""


class ApprovalEvent(msgspec.Struct, frozen=True, tag="approval"):
    """Steps: asked, approved, refused, expired, used, broken_glass."""

    step: str
    approval_id: str
    act: str
    by: str
    note: str = ""


class AreaEvent(msgspec.Struct, frozen=True, tag="area"):
    """Steps: bounded (outlines of `count` areas of `kind`), counted (figures `names` of `count` areas)."""

    step: str
    kind: str
    count: int
    names: tuple[str, ...] = ()
    source: str = ""
    as_of: str = ""
    sha256: str = ""
    by: str = ""


class SpaceEvent(msgspec.Struct, frozen=True, tag="space"):
    """Steps: imported (many, `count`), changed (its sheet), inspected."""

    step: str
    space: Space | None = None
    inspection: Inspection | None = None
    count: int = 1
    by: str = ""
    note: str = ""


class PlanEvent(msgspec.Struct, frozen=True, tag="plan"):
    """Steps: saved, removed, exported."""

    step: str
    plan_id: str
    name: str
    kind: str
    by: str = ""
    note: str = ""


class ClosureEvent(msgspec.Struct, frozen=True, tag="closure"):
    """Steps: closed, changed, lifted, closed_again."""

    step: str
    closure: Closure
    by: str
    note: str = ""


class AnnotationEvent(msgspec.Struct, frozen=True, tag="annotation"):
    """Steps are those of desktop.domain.annotation.AnnotationStep."""

    step: str
    annotation: Annotation
    by: str
    note: str = ""


class GeofenceEvent(msgspec.Struct, frozen=True, tag="geofence"):
    """Steps: added, changed, removed, turned_on, turned_off."""

    step: str
    fence: Geofence
    by: str


class CrossingEvent(msgspec.Struct, frozen=True, tag="crossing"):
    """Steps: enter, exit, dwell: what a unit did at a zone that writes it down and raises no alarm."""

    step: str
    fence_id: str
    fence: str
    subject_id: str
    place: Place | None = None
    note: str = ""


class BookmarkEvent(msgspec.Struct, frozen=True, tag="bookmark"):
    """Steps: saved, renamed, removed, restored."""

    step: str
    bookmark: Bookmark
    by: str
    note: str = ""


class UndoEvent(msgspec.Struct, frozen=True, tag="undo"):
    """Steps: undone, countered (it had left the building). `act` is the use case that was, `subject` what it was about.

    The row of the counter-act itself lies just before.
    """

    step: str
    act: str
    subject: str
    by: str


class JournalEvent(msgspec.Struct, frozen=True, tag="journal"):
    """Steps: erased (retention emptied the payloads of the rows `seqs`)."""

    step: str
    seqs: tuple[int, ...]
    by: str
    note: str = ""


Event = (
    AlarmEvent
    | IncidentEvent
    | AssetEvent
    | CameraEvent
    | UnitEvent
    | OperatorEvent
    | NodeEvent
    | CityEvent
    | LayerEvent
    | MediaEvent
    | ApprovalEvent
    | AreaEvent
    | SpaceEvent
    | PlanEvent
    | ClosureEvent
    | GeofenceEvent
    | CrossingEvent
    | AnnotationEvent
    | BookmarkEvent
    | UndoEvent
    | JournalEvent
)


MOST_ASSETS = 500
"""In one row of an import: a reader of the tape takes rows whole."""


def imports_of(assets: Iterable[Asset], by: str) -> Iterator[AssetEvent]:
    """What an import of many writes: rows of one kind each, with the values in them."""
    for kind, members in groupby(sorted(assets, key=lambda asset: asset.kind), key=lambda asset: asset.kind):
        while some := tuple(islice(members, MOST_ASSETS)):
            yield AssetEvent("imported", kind, len(some), by=by, assets=some)


def kind_of(event: Event) -> str:
    return f"{event.__struct_config__.tag}.{event.step}"
