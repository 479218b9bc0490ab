"""All that an export of an incident is made of, read from the store in one snapshot: the same store, the same dossier.

No time of the export, no author and no path is in it: those are in the manifest. Nothing that opens a device is in it
either: a camera's address and the attributes of assets stay in the store.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.cnie import UnknownTypeError, type_of
from desktop.domain.incident import Incident
from desktop.domain.observation import Position
from desktop.services import map_layers, timeline
from desktop.services.folio import DEFAULT_CITY_CODE, DEFAULT_TIME_ZONE
from desktop.services.incidents import UnknownIncidentError
from desktop.services.timeline import TimelineRow
from desktop.storage import alarms, assets, cameras, incidents, journal, observations, operators, settings
from maps.place import EARTH_RADIUS_M, Place
from video.camera import Camera, Mount

SCHEMA = "atalaya.incident/1"
NARROWEST_M = 400.0
PAGE_ASPECT = 2.0
"""Width to height, a little wider than the page's map: what must be seen is not under its edge."""
MARGIN = 1.35
GATHER_RATIO = 1.6
"""A page has a round scale, so that it may show up to half as much again as was asked for."""
_UNIT_KEYS = ("unit_kind", "letter", "status", "incident_id")


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
class Extent:
    """The ground to be shown: `width_m` across at the centre."""

    centre: Place
    width_m: float


@dataclass(frozen=True, slots=True)
class Dossier:
    """`marks` are maps.layer.MarkState by asset; `proofs` the hashes of the journal's rows by number."""

    schema: str
    template: str
    city: CityFacts
    incident: Incident
    type_name: str
    neighbourhood: str
    extent: Extent
    alarms: tuple[Alarm, ...] = ()
    units: tuple[Asset, ...] = ()
    fixes: tuple[Position, ...] = ()
    assets: tuple[Asset, ...] = ()
    cameras: tuple[CameraView, ...] = ()
    timeline: tuple[TimelineRow, ...] = ()
    people: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    marks: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    proofs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def by_id(self) -> dict[str, Asset]:
        return {asset.id: asset for asset in (*self.assets, *self.units)}


def gather(connection: Connection, folio: str) -> Dossier:
    """Everything known of the incident, its whole timeline with the proofs. Raises UnknownIncidentError."""
    incident = incidents.by_folio(connection, folio)
    if incident is None:
        message = f"there is no incident {folio}. Its folio is shown in the console, as in ATL-2026-000001"
        raise UnknownIncidentError(message)
    known = {asset.id: asset for asset in assets.every(connection)}
    joined = tuple(alarms.of_incident(connection, incident.id))
    units = tuple(_unit(known[unit_id]) for unit_id in incident.unit_ids if unit_id in known)
    fixes = tuple(fix for fix in observations.latest_positions(connection) if fix.device_id in incident.unit_ids)
    extent = _extent(incident, joined, units, fixes, known)
    shown = _shown(known.values(), extent, {alarm.source_id for alarm in joined})
    rows = tuple(timeline.rows_of(connection, incident.id, limit=None))
    states = map_layers.states_of(alarms.open_alarms(connection))
    return Dossier(
        schema=SCHEMA,
        template="",
        city=_city(settings.every(connection)),
        incident=incident,
        type_name=_type_name(incident.type_code),
        neighbourhood=_neighbourhood(known.values(), incident.place),
        extent=extent,
        alarms=joined,
        units=units,
        fixes=fixes,
        assets=shown,
        cameras=_views(cameras.every(connection), extent),
        timeline=rows,
        people=_people(connection, incident, joined, rows),
        marks={asset.id: int(states[asset.id]) for asset in shown if asset.id in states},
        proofs={str(seq): sha256 for seq, sha256 in journal.hashes(connection, [row.seq for row in rows]).items()},
    )


def _city(known: Mapping[str, Any]) -> CityFacts:
    return CityFacts(
        name=str(known.get("city_name", "")),
        code=str(known.get("city_code", DEFAULT_CITY_CODE)),
        time_zone=str(known.get("time_zone", DEFAULT_TIME_ZONE)),
        is_exercise=bool(known.get("exercise", False)),
    )


def _type_name(code: str) -> str:
    try:
        return type_of(code).name
    except UnknownTypeError:
        return code


def _unit(asset: Asset) -> Asset:
    """With its status and no more of its attributes."""
    kept = {key: asset.attributes[key] for key in _UNIT_KEYS if key in asset.attributes}
    return replace(asset, attributes=MappingProxyType(kept))


def _extent(
    incident: Incident,
    joined: Sequence[Alarm],
    units: Sequence[Asset],
    fixes: Sequence[Position],
    known: Mapping[str, Asset],
) -> Extent:
    """Around the incident, its alarms and its units."""
    fixed = {fix.device_id: fix.place for fix in fixes}
    places = [incident.place]
    places += [place for alarm in joined if (place := map_layers.place_of(alarm, known)) is not None]
    places += [place for unit in units if (place := fixed.get(unit.id, unit.place)) is not None]
    return extent_of(places)


def extent_of(places: Sequence[Place], narrowest_m: float = NARROWEST_M) -> Extent:
    """Holds all the places with a margin; true within some tens of kilometres, away from the poles."""
    lats, lons = [place.lat_deg for place in places], [place.lon_deg for place in places]
    centre = Place((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
    north_m = math.radians(max(lats) - min(lats)) * EARTH_RADIUS_M
    east_m = math.radians(max(lons) - min(lons)) * EARTH_RADIUS_M * math.cos(math.radians(centre.lat_deg))
    return Extent(centre, round(max(narrowest_m, east_m * MARGIN, north_m * MARGIN * PAGE_ASPECT), 1))


def _is_within(place: Place | None, extent: Extent) -> bool:
    """Within the ground that the page may show."""
    if place is None:
        return False
    half_m = extent.width_m * GATHER_RATIO / 2
    north_m = abs(math.radians(place.lat_deg - extent.centre.lat_deg)) * EARTH_RADIUS_M
    east_m = abs(math.radians(place.lon_deg - extent.centre.lon_deg)) * EARTH_RADIUS_M
    return north_m <= half_m / PAGE_ASPECT * 1.1 and east_m * math.cos(math.radians(place.lat_deg)) <= half_m


def _shown(known: Iterable[Asset], extent: Extent, source_ids: set[str]) -> tuple[Asset, ...]:
    """Points of the page's ground and the sources of the alarms, by id; units have their own list."""
    points = (asset for asset in known if not asset.outline and asset.kind != AssetKind.UNIT)
    near = [asset for asset in points if asset.id in source_ids or _is_within(asset.place, extent)]
    bare = (replace(asset, attributes=MappingProxyType({})) for asset in near)
    return tuple(sorted(bare, key=lambda asset: asset.id))


def _views(known: Iterable[Camera], extent: Extent) -> tuple[CameraView, ...]:
    mounted = [
        CameraView(camera.id, camera.name, camera.mount)
        for camera in known
        if camera.mount is not None and _is_within(camera.mount.place, extent)
    ]
    return tuple(sorted(mounted, key=lambda view: view.id))


def _people(
    connection: Connection, incident: Incident, joined: Sequence[Alarm], rows: Sequence[TimelineRow]
) -> dict[str, str]:
    """Names of those who had a hand in it, by login."""
    logins = logins_of(incident, joined, rows)
    return {one.login: one.name for one in operators.every(connection) if one.login in logins}


def logins_of(incident: Incident, joined: Sequence[Alarm], rows: Sequence[TimelineRow]) -> set[str]:
    """Who is mentioned."""
    answered = {login for alarm in joined for login in (alarm.acknowledged_by, alarm.claimed_by) if login}
    return {incident.opened_by, *(row.by for row in rows)} | answered


def _neighbourhood(known: Iterable[Asset], place: Place) -> str:
    """The name of the colonia that holds the place, or nothing."""
    areas = (asset for asset in known if asset.kind == AssetKind.NEIGHBOURHOOD and len(asset.outline) >= 3)
    return next((asset.name for asset in sorted(areas, key=lambda a: a.id) if _holds(asset.outline, place)), "")


def _holds(ring: Sequence[Place], place: Place) -> bool:
    """Crossings of a ray to the east: odd is inside."""
    inside = False
    for one, other in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (one.lat_deg > place.lat_deg) != (other.lat_deg > place.lat_deg):
            share = (place.lat_deg - one.lat_deg) / (other.lat_deg - one.lat_deg)
            inside ^= place.lon_deg < one.lon_deg + share * (other.lon_deg - one.lon_deg)
    return inside
