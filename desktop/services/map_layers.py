"""The picture as layers of the map: frozen arrays made from assets, alarms, incidents, units, cameras, sightings.

Pure: what is known goes in, values of `maps.layer` come out. Words are not made here: `titles` come from the caller.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from desktop.domain.alarm import HIDDEN_STATES, Alarm, AlarmState
from desktop.domain.annotation import Annotation, AnnotationStyle
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.incident import Incident
from desktop.domain.observation import Position
from desktop.domain.unit import UnitStatus, unit_of
from desktop.storage.media import Media
from maps.layer import AlarmMarks, Annotations, AssetMarks, IncidentMarks, MarkState, Outlines, UnitFill, UnitMarks
from maps.measure import ring_of
from maps.place import Place
from video.camera import Camera
from video.footprint import footprint_of

TitleOf = Callable[[Alarm, Asset | None], str]
UNIT_FILL: dict[UnitStatus, UnitFill] = {
    UnitStatus.FREE: UnitFill.FREE,
    UnitStatus.ON_THE_WAY: UnitFill.ON_THE_WAY,
    UnitStatus.AT_THE_PLACE: UnitFill.AT_THE_PLACE,
    UnitStatus.OUT_OF_SERVICE: UnitFill.OUT_OF_SERVICE,
}
STALE_KINDS = frozenset({"silence", "camera_offline"})
"""Alarms that say: what this asset shows is old."""
ALARMS, INCIDENTS, UNITS, SIGHTINGS = "alarms", "incidents", "units", "sightings"
CAMERA_FOOTPRINTS, PHOTO_FOOTPRINTS, DISTRICTS = "footprints.camera", "footprints.photo", "districts"
GEOFENCES, CLOSURES, ROUTES, PROPOSED = "geofences", "closures", "routes", "routes.proposed"
ANNOTATIONS = "annotations"
Floats = NDArray[np.float64]


def asset_layer_name(kind: str) -> str:
    return f"assets.{kind}"


def marks_by_kind(
    assets: Iterable[Asset], states: Mapping[str, MarkState], kinds: Iterable[str] | None = None
) -> dict[str, AssetMarks]:
    """A layer for each kind that has points; areas are outlines and units have a layer of their own."""
    wanted = None if kinds is None else set(kinds)
    by_kind: defaultdict[str, list[Asset]] = defaultdict(list)
    for asset in assets:
        is_point = asset.place is not None and not asset.outline and asset.kind != AssetKind.UNIT
        if is_point and (wanted is None or asset.kind in wanted):
            by_kind[asset.kind].append(asset)
    return {kind: _asset_marks(kind, members, states) for kind, members in by_kind.items()}


def _asset_marks(kind: str, assets: Sequence[Asset], states: Mapping[str, MarkState]) -> AssetMarks:
    lat_deg, lon_deg = _degrees(asset.place for asset in assets)
    return AssetMarks(
        name=asset_layer_name(kind),
        kind=str(kind),
        ids=tuple(asset.id for asset in assets),
        codes=tuple(asset.code for asset in assets),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        state=np.fromiter((states.get(asset.id, MarkState.CALM) for asset in assets), np.uint8, len(assets)),
    )


def states_of(alarms: Iterable[Alarm]) -> dict[str, MarkState]:
    """How alarms make the marks of their sources look; out of service is stronger than stale."""
    states: dict[str, MarkState] = {}
    for alarm in alarms:
        if alarm.state is AlarmState.OUT_OF_SERVICE:
            states[alarm.source_id] = MarkState.OUT_OF_SERVICE
        elif alarm.kind in STALE_KINDS and alarm.state is not AlarmState.RETURNED:
            states.setdefault(alarm.source_id, MarkState.STALE)
    return states


def alarm_marks(alarms: Iterable[Alarm], assets: Mapping[str, Asset], title_of: TitleOf) -> AlarmMarks:
    """Those on the list that have a place, of their own or of their source."""
    shown = [
        (alarm, place, title_of(alarm, assets.get(alarm.source_id)))
        for alarm in alarms
        if alarm.state not in HIDDEN_STATES and (place := place_of(alarm, assets)) is not None
    ]
    lat_deg, lon_deg = _degrees(place for _, place, _ in shown)
    count = len(shown)
    return AlarmMarks(
        name=ALARMS,
        ids=tuple(alarm.id for alarm, _, _ in shown),
        titles=tuple(title for _, _, title in shown),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        priority=np.fromiter((alarm.priority for alarm, _, _ in shown), np.uint8, count),
        acknowledged=np.fromiter((not alarm.needs_answer for alarm, _, _ in shown), np.bool_, count),
        returned=np.fromiter((alarm.state is AlarmState.RETURNED for alarm, _, _ in shown), np.bool_, count),
    )


def place_of(alarm: Alarm, assets: Mapping[str, Asset]) -> Place | None:
    source = assets.get(alarm.source_id)
    return alarm.place or (source.place if source else None)


def incident_marks(incidents: Iterable[Incident]) -> IncidentMarks:
    shown = list(incidents)
    lat_deg, lon_deg = _degrees(incident.place for incident in shown)
    return IncidentMarks(
        name=INCIDENTS,
        ids=tuple(incident.id for incident in shown),
        folios=tuple(incident.folio for incident in shown),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        priority=np.fromiter((incident.priority for incident in shown), np.uint8, len(shown)),
    )


def unit_marks(units: Iterable[Asset], positions: Mapping[str, Position], now: datetime) -> UnitMarks:
    """Where their last fix says; a unit without one stands at its asset's place, of unknown age (infinite)."""
    shown = [
        (unit_of(asset), fix, fix.place if fix else asset.place)
        for asset in units
        if (fix := positions.get(asset.id)) is not None or asset.place is not None
    ]
    lat_deg, lon_deg = _degrees(place for _, _, place in shown)
    headings = (math.nan if fix is None or fix.heading_deg is None else fix.heading_deg for _, fix, _ in shown)
    ages = (math.inf if fix is None else max(0.0, (now - fix.at).total_seconds()) for _, fix, _ in shown)
    return UnitMarks(
        name=UNITS,
        ids=tuple(unit.id for unit, _, _ in shown),
        codes=tuple(unit.code for unit, _, _ in shown),
        letters=tuple(unit.letter for unit, _, _ in shown),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        heading_deg=np.fromiter(headings, np.float64, len(shown)),
        fill=np.fromiter((UNIT_FILL[unit.status] for unit, _, _ in shown), np.uint8, len(shown)),
        age_s=np.fromiter(ages, np.float64, len(shown)),
    )


def camera_footprints(cameras: Iterable[Camera], stale_ids: Iterable[str]) -> Outlines:
    """What each camera looks at: its frame on the ground where it is calibrated, else the sector of its mount."""
    rings = [(camera, ring) for camera in cameras if len(ring := footprint_of(camera)) >= 3]
    stale = set(stale_ids)
    return Outlines(
        name=CAMERA_FOOTPRINTS,
        ids=tuple(camera.id for camera, _ in rings),
        titles=tuple(camera.name for camera, _ in rings),
        rings=tuple(ring for _, ring in rings),
        role="camera",
        stale=np.fromiter((camera.id in stale for camera, _ in rings), np.bool_, len(rings)),
    )


def photo_footprints(media: Iterable[Media]) -> Outlines:
    shown = [one for one in media if one.kind == "photo" and len(one.footprint) >= 3]
    return _still(
        PHOTO_FOOTPRINTS,
        "photo",
        [(one.id, one.path.rpartition("/")[2], one.footprint) for one in shown],
    )


def districts(assets: Iterable[Asset]) -> Outlines:
    return _still(
        DISTRICTS, "district", [(asset.id, asset.name, asset.outline) for asset in assets if len(asset.outline) >= 3]
    )


def drawings(annotations: Iterable[Annotation]) -> Annotations:
    """What people drew and have not removed, the oldest below; of a circle its ring."""
    shown = sorted((one for one in annotations if not one.removed), key=lambda one: (one.drawn_at, one.id))
    styles = tuple(AnnotationStyle)
    paths = ([(place.lat_deg, place.lon_deg) for place in ring_of(one.shape)] for one in shown)
    return Annotations(
        name=ANNOTATIONS,
        ids=tuple(one.id for one in shown),
        kinds=tuple(one.kind for one in shown),
        titles=tuple(one.name for one in shown),
        paths=tuple(np.array(path, dtype=np.float64) for path in paths),
        style=np.fromiter((styles.index(one.style) for one in shown), np.uint8, len(shown)),
    )


def _still(name: str, role: str, shown: Sequence[tuple[str, str, Sequence[Place]]]) -> Outlines:
    return Outlines(
        name=name,
        ids=tuple(id_ for id_, _, _ in shown),
        titles=tuple(title for _, title, _ in shown),
        rings=tuple(np.array([(at.lat_deg, at.lon_deg) for at in ring], dtype=np.float64) for _, _, ring in shown),
        role=role,
        stale=np.zeros(len(shown), np.bool_),
    )


def _degrees(places: Iterable[Place | None]) -> tuple[Floats, Floats]:
    known = [place for place in places if place is not None]
    pairs = np.array([(place.lat_deg, place.lon_deg) for place in known], dtype=np.float64).reshape(-1, 2)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])
