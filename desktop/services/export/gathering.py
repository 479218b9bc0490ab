"""Reads dossiers from the store, within one snapshot.

First what the map is of, then what its reader may have of it, then the ground of its sheet, and last what lies on that
ground: nothing around a place that a reader may not know decides what they see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.cnie import UnknownTypeError, type_of
from desktop.domain.incident import Incident
from desktop.services import map_layers, timeline
from desktop.services.export import template as templates
from desktop.services.export.custody import custody_of
from desktop.services.export.dossier import SCHEMA, Area, CameraView, CityFacts, Dossier, SubjectKind
from desktop.services.export.ring import holds
from desktop.services.export.subject import IncidentSubject, Setup, ViewSubject
from desktop.services.export.template import PRESS_NARROWEST_M, Template
from desktop.services.folio import DEFAULT_CITY_CODE, DEFAULT_TIME_ZONE
from desktop.services.incidents import UnknownIncidentError
from desktop.storage import alarms, assets, cameras, incidents, journal, observations, operators, settings
from maps.place import Place
from maps.sheet import NARROWEST_M, PX_PER_MM, Ground, fitted, next_ratio
from maps.viewport import Viewport
from video.camera import Camera

MARK_PX = 12.0
"""So near to the edge a mark is still seen."""
_UNIT_KEYS = ("unit_kind", "letter", "status", "incident_id")


@dataclass(frozen=True, slots=True)
class City:
    """What is read once, however many maps are made of it."""

    facts: CityFacts
    assets: Mapping[str, Asset]
    cameras: Sequence[Camera]
    open_alarms: Sequence[Alarm]
    people: Mapping[str, str]
    fixes: Mapping[str, Any]

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.facts.time_zone)


def read_city(connection: Connection) -> City:
    known = settings.every(connection)
    facts = CityFacts(
        name=str(known.get("city_name", "")),
        code=str(known.get("city_code", DEFAULT_CITY_CODE)),
        time_zone=str(known.get("time_zone", DEFAULT_TIME_ZONE)),
        is_exercise=bool(known.get("exercise", False)),
    )
    return City(
        facts,
        {asset.id: asset for asset in assets.every(connection)},
        cameras.every(connection),
        alarms.open_alarms(connection),
        {one.login: one.name for one in operators.every(connection)},
        {fix.device_id: fix for fix in observations.latest_positions(connection)},
    )


def of_incident(
    connection: Connection, city: City, subject: IncidentSubject, template: Template, setup: Setup
) -> Dossier:
    """With its whole timeline. Raises UnknownIncidentError."""
    incident = incidents.by_folio(connection, subject.folio)
    if incident is None:
        message = f"there is no incident {subject.folio}. Its folio is shown in the console, as in ATL-2026-000001"
        raise UnknownIncidentError(message)
    rows = tuple(timeline.rows_of(connection, incident.id, limit=None))
    proofs = journal.hashes(connection, [row.seq for row in rows])
    full = replace(
        incident_facts(connection, city, incident),
        timeline=rows,
        custody=custody_of(rows, proofs),
        proofs=MappingProxyType({str(seq): sha256 for seq, sha256 in proofs.items()}),
    )
    return on_ground(city, templates.apply(full, template), template, setup)


def incident_facts(connection: Connection, city: City, incident: Incident) -> Dossier:
    """All of it but its timeline and what lies around it."""
    joined = tuple(alarms.of_incident(connection, incident.id))
    known = [city.assets[unit_id] for unit_id in incident.unit_ids if unit_id in city.assets]
    return replace(
        bare(city, SubjectKind.INCIDENT, incident.folio, incident.title or type_name(incident.type_code)),
        type_name=type_name(incident.type_code),
        neighbourhood=_neighbourhood(city, incident.place),
        incidents=(incident,),
        alarms=joined,
        units=tuple(_unit(asset) for asset in known),
        fixes=tuple(city.fixes[asset.id] for asset in known if asset.id in city.fixes),
    )


def of_view(
    connection: Connection, city: City, subject: ViewSubject, template: Template, setup: Setup, folio: str
) -> Dossier:
    """What is open on that ground now."""
    sheet = setup.sheet(template, is_exercise=city.facts.is_exercise)
    width_mm, height_mm = (side / PX_PER_MM / 1_000 for side in sheet.map_px)
    ratio = setup.ratio or next_ratio(max(subject.width_m / width_mm, subject.height_m / height_mm))
    ground = Ground(subject.centre, ratio, sheet)
    dossier = replace(bare(city, SubjectKind.VIEW, folio, subject.title), ground=ground)
    return happening(connection, city, dossier, template)


def happening(connection: Connection, city: City, dossier: Dossier, template: Template) -> Dossier:
    """With the incidents, alarms and units that are on its ground now, as the reader may have them."""
    viewport = dossier.ground.viewport
    now = [one for one in incidents.open_incidents(connection) if _is_within(one.place, viewport)]
    seen = [one for one in city.open_alarms if _is_within(map_layers.place_of(one, city.assets), viewport)]
    units = [asset for asset in city.assets.values() if asset.kind == AssetKind.UNIT]
    fixed = {asset.id: city.fixes[asset.id] for asset in units if asset.id in city.fixes}
    near = [one for one in units if _is_within(fixed[one.id].place if one.id in fixed else one.place, viewport)]
    full = replace(
        dossier,
        incidents=tuple(now),
        alarms=tuple(seen),
        units=tuple(_unit(asset) for asset in near),
        fixes=tuple(fixed[asset.id] for asset in near if asset.id in fixed),
    )
    return surrounded(city, templates.apply(_named(full, city), template), template)


def on_ground(
    city: City, shown: Dossier, template: Template, setup: Setup, narrowest_m: float = NARROWEST_M
) -> Dossier:
    """With the ground of the sheet around what is shown, and what lies on it."""
    least_m = max(narrowest_m, PRESS_NARROWEST_M) if template is Template.PRESS else narrowest_m
    sheet = setup.sheet(template, is_exercise=city.facts.is_exercise)
    return surrounded(
        city, replace(shown, ground=fitted(places_of(shown, city), sheet, setup.ratio, least_m)), template
    )


def places_of(shown: Dossier, city: City) -> list[Place]:
    """What must be seen clearly."""
    fixed = {fix.device_id: fix.place for fix in shown.fixes}
    places = [corner for area in shown.areas for corner in area.ring]
    if not any(area.role == "block" for area in shown.areas):
        places += [incident.place for incident in shown.incidents]
    places += [at for alarm in shown.alarms if (at := map_layers.place_of(alarm, city.assets)) is not None]
    places += [at for unit in shown.units if (at := fixed.get(unit.id, unit.place)) is not None]
    chosen = city.assets.get(shown.chosen)
    return [*places, chosen.place] if chosen and chosen.place else places


def surrounded(city: City, shown: Dossier, template: Template) -> Dossier:
    """With the assets and cameras of its ground, and the sources of its alarms; the press has none of them."""
    if template is Template.PRESS:
        return shown
    viewport = shown.ground.viewport
    sources = {alarm.source_id for alarm in shown.alarms}
    points = [asset for asset in city.assets.values() if not asset.outline and asset.kind != AssetKind.UNIT]
    near = [asset for asset in points if asset.id in sources or _is_within(asset.place, viewport)]
    views = _views(city.cameras, viewport)
    if shown.kind is SubjectKind.AREA:  # what its neighbours own is on their pages
        near = [one for one in near if one.place and any(holds(area.ring, one.place) for area in shown.areas)]
        owned = {asset.id for asset in near}
        views = tuple(view for view in views if view.id in owned)
    states = map_layers.states_of(city.open_alarms)
    return replace(
        shown,
        assets=tuple(sorted((_bare(asset) for asset in near), key=lambda asset: asset.id)),
        cameras=views,
        marks=MappingProxyType({asset.id: int(states[asset.id]) for asset in near if asset.id in states}),
    )


def bare(city: City, kind: SubjectKind, folio: str, title: str) -> Dossier:
    """Nothing but its names; `people` are all, until a template leaves those who are mentioned."""
    nowhere = Ground(Place(0.0, 0.0), 1.0, Setup().sheet(Template.PRESS, is_exercise=city.facts.is_exercise))
    made = Dossier(SCHEMA, "", kind, folio, title, city.facts, nowhere)
    return _named(made, city)


def _named(dossier: Dossier, city: City) -> Dossier:
    return replace(dossier, people=MappingProxyType(dict(city.people)))


def type_name(code: str) -> str:
    try:
        return type_of(code).name
    except UnknownTypeError:
        return code


def area_of(asset: Asset) -> Area:
    return Area(asset.name or asset.code, asset.outline)


def _unit(asset: Asset) -> Asset:
    """With its status and no more of its attributes."""
    kept = {key: asset.attributes[key] for key in _UNIT_KEYS if key in asset.attributes}
    return replace(asset, attributes=MappingProxyType(kept))


def _bare(asset: Asset) -> Asset:
    return replace(asset, attributes=MappingProxyType({}))


def _is_within(place: Place | None, viewport: Viewport) -> bool:
    if place is None:
        return False
    x_px, y_px = viewport.pixel_of(place)
    across = -MARK_PX <= x_px <= viewport.width_px + MARK_PX
    return across and -MARK_PX <= y_px <= viewport.height_px + MARK_PX


def _views(known: Iterable[Camera], viewport: Viewport) -> tuple[CameraView, ...]:
    mounted = [
        CameraView(camera.id, camera.name, camera.mount)
        for camera in known
        if camera.mount is not None and _is_within(camera.mount.place, viewport)
    ]
    return tuple(sorted(mounted, key=lambda view: view.id))


def _neighbourhood(city: City, place: Place) -> str:
    """The name of the colonia that holds the place, or nothing."""
    known = (asset for asset in city.assets.values() if asset.kind == AssetKind.NEIGHBOURHOOD)
    areas = sorted((asset for asset in known if len(asset.outline) >= 3), key=lambda asset: asset.id)
    return next((asset.name for asset in areas if holds(asset.outline, place)), "")


def map_folio(city: City, kind: str, now: datetime) -> str:
    """Of what has no folio of its own: `ATL-MAPA-20261123-023107`, by the city's clock."""
    return f"{city.facts.code}-{kind}-{now.astimezone(city.zone):%Y%m%d-%H%M%S}"
