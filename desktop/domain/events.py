"""What the journal holds: typed events in one union. Each carries the whole new value, so a follower needs no query.

The kind of a journal row is `<tag>.<step>`, as in `alarm.acknowledged`.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

import msgspec

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
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
    """Steps: configured (`camera` is the new value), removed, online, offline, restarted, degraded."""

    step: str
    camera_id: str
    note: str = ""
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
    | MediaEvent
    | ApprovalEvent
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
