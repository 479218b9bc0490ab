"""A dossier as GeoJSON (RFC 7946): one collection, each feature saying its `layer`; lon before lat only here.

The timeline comes as features without geometry. Where it is an exercise, every name begins with the plate's words.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.domain.unit import unit_of
from desktop.services import map_layers
from desktop.services.export.dossier import Dossier
from desktop.services.export.gathering import type_name
from desktop.services.export.looks import LOOKS, simple_style
from maps.place import Place
from video.footprint import sector

_DECIMALS = 7
"""A centimetre."""
CRS = "OGC:CRS84, the longitude and latitude of EPSG:4326"
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
"""Controls, of which XML takes none, and signs that turn the direction of what follows."""
Json = dict[str, Any]


def collection(dossier: Dossier, data_sha256: str, plate: str, author: str) -> Json:
    """`plate` is what an exercise bears, in the reader's language; nothing for a real one."""
    mode = "exercise" if dossier.city.is_exercise else "operation"
    parts = (_incidents, _alarms, _units, _cameras, _assets, _areas, _timeline, _custody)
    features = [feature for part in parts for feature in part(dossier)]
    for feature in features:
        properties = feature["properties"]
        properties["mode"] = mode
        properties["name"] = f"{plate} · {properties['name']}" if plate else properties["name"]
        kind = feature["geometry"] and feature["geometry"]["type"]
        properties |= simple_style(properties["layer"], properties, kind)
        feature["properties"] = {key: _clean(value) for key, value in properties.items()}
    about = {
        "schema": dossier.schema,
        "template": dossier.template,
        "folio": _clean(dossier.folio),
        "title": _clean(dossier.title),
        "city": _clean(dossier.city.name),
        "author": _clean(author),
        "mode": mode,
        "plate": plate,
        "crs": CRS,
        "data_sha256": data_sha256,
    }
    return {"type": "FeatureCollection", "features": features, "atalaya": about}


def dressed(document: Json) -> Json:
    """For the formats that keep a style: how each of its layers looks."""
    layers = {feature["properties"]["layer"] for feature in document["features"]}
    return {**document, "looks": {name: look for name, look in LOOKS.items() if name in layers}}


def _clean(value: Any) -> Any:
    return _HIDDEN.sub("", value) if isinstance(value, str) else value


def _incidents(dossier: Dossier) -> Iterable[Json]:
    """Where the reader may not know the place, the block in which it lies."""
    blocks = [area.ring for area in dossier.areas if area.role == "block"]
    for incident in dossier.incidents:
        block = next((ring for ring in blocks if _is_middle(ring, incident.place)), None)
        geometry = _point(incident.place) if block is None else _polygon(block)
        yield _feature(
            "incident", incident.title or type_name(incident.type_code), geometry, **_case(dossier, incident)
        )


def _is_middle(ring: tuple[Place, ...], place: Place) -> bool:
    lats, lons = [corner.lat_deg for corner in ring], [corner.lon_deg for corner in ring]
    return min(lats) <= place.lat_deg <= max(lats) and min(lons) <= place.lon_deg <= max(lons)


def _case(dossier: Dossier, incident: Incident) -> Json:
    return {
        "folio": incident.folio,
        "type_code": incident.type_code,
        "type_name": type_name(incident.type_code),
        "priority": int(incident.priority),
        "state": incident.state.value,
        "neighbourhood": dossier.neighbourhood,
        "opened_at": _time(incident.opened_at),
        "opened_by": incident.opened_by,
        "closed_at": _time(incident.closed_at),
        "close_code": incident.close_code.value if incident.close_code else None,
    }


def _alarms(dossier: Dossier) -> Iterable[Json]:
    known = dossier.by_id
    for alarm in dossier.alarms:
        source = known.get(alarm.source_id)
        place = map_layers.place_of(alarm, known)
        yield _feature("alarm", _alarm_name(alarm, source), _point(place), id=alarm.id, **_alarm_facts(alarm, source))


def _alarm_name(alarm: Alarm, source: Asset | None) -> str:
    return f"{alarm.kind} {source.code}" if source else alarm.kind


def _alarm_facts(alarm: Alarm, source: Asset | None) -> Json:
    return {
        "kind": alarm.kind,
        "priority": int(alarm.priority),
        "state": alarm.state.value,
        "source": source.code if source else alarm.source_id,
        "detail": alarm.detail,
        "raised_at": _time(alarm.raised_at),
        "acknowledged_at": _time(alarm.acknowledged_at),
        "acknowledged_by": alarm.acknowledged_by,
        "returned_at": _time(alarm.returned_at),
        "closed_at": _time(alarm.closed_at),
    }


def _units(dossier: Dossier) -> Iterable[Json]:
    fixes = {fix.device_id: fix for fix in dossier.fixes}
    for asset in dossier.units:
        unit, fix = unit_of(asset), fixes.get(asset.id)
        yield _feature(
            "unit",
            asset.code,
            _point(fix.place if fix else asset.place),
            id=asset.id,
            code=asset.code,
            kind=unit.kind,
            status=unit.status.value,
            heading_deg=fix.heading_deg if fix else None,
            fix_at=_time(fix.at) if fix else None,
        )


def _cameras(dossier: Dossier) -> Iterable[Json]:
    for view in dossier.cameras:
        ring = [Place(lat_deg, lon_deg) for lat_deg, lon_deg in sector(view.mount).tolist()]
        yield _feature(
            "camera",
            view.name,
            _polygon((ring[0], *ring[:0:-1])),  # counter-clockwise
            id=view.id,
            height_m=view.mount.height_m,
            heading_deg=view.mount.heading_deg,
            fov_deg=view.mount.fov_deg,
            range_m=view.mount.range_m,
        )


def _assets(dossier: Dossier) -> Iterable[Json]:
    for asset in dossier.assets:
        yield _feature("asset", asset.name or asset.code, _point(asset.place), kind=asset.kind, code=asset.code)


def _areas(dossier: Dossier) -> Iterable[Json]:
    for area in dossier.areas:
        if area.role != "block":
            yield _feature("area", area.name, _polygon(area.ring))


def _timeline(dossier: Dossier) -> Iterable[Json]:
    for row in dossier.timeline:
        yield _feature(
            "timeline",
            row.kind,
            None,
            seq=row.seq,
            at=_time(row.at),
            by=dossier.people.get(row.by, row.by),
            note=row.note,
            subject=row.subject,
            row_sha256=dossier.proofs.get(str(row.seq)),
        )


def _custody(dossier: Dossier) -> Iterable[Json]:
    for one in dossier.custody:
        yield _feature(
            "custody",
            one.file,
            None,
            seq=one.seq,
            at=_time(one.at),
            by=dossier.people.get(one.by, one.by),
            template=one.template,
            sha256=one.sha256,
            row_sha256=one.row_sha256,
        )


def _feature(layer: str, name: str, geometry: Json | None, **properties: Any) -> Json:
    return {"type": "Feature", "geometry": geometry, "properties": {"layer": layer, "name": name, **properties}}


def _point(place: Place | None) -> Json | None:
    return None if place is None else {"type": "Point", "coordinates": _lon_lat(place)}


def _polygon(ring: tuple[Place, ...]) -> Json:
    corners = [_lon_lat(place) for place in ring]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def _lon_lat(place: Place) -> list[float]:
    return [round(place.lon_deg, _DECIMALS), round(place.lat_deg, _DECIMALS)]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
