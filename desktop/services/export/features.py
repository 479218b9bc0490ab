"""A dossier as GeoJSON (RFC 7946): one collection, each feature saying its `layer`; lon before lat only here.

The timeline comes as features without geometry. Where it is an exercise, every name begins with the plate's words.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.domain.unit import unit_of
from desktop.services import map_layers
from desktop.services.export.dossier import Dossier
from maps.place import Place
from video.footprint import sector

_DECIMALS = 7
"""A centimetre."""
Json = dict[str, Any]


def collection(dossier: Dossier, data_sha256: str, plate: str) -> Json:
    """`plate` is what an exercise bears, in the reader's language; nothing for a real incident."""
    features = [*_incident(dossier), *_alarms(dossier), *_units(dossier), *_cameras(dossier), *_assets(dossier)]
    features += _timeline(dossier)
    for feature in features:
        properties = feature["properties"]
        properties["mode"] = "exercise" if dossier.city.is_exercise else "operation"
        properties["name"] = f"{plate} · {properties['name']}" if plate else properties["name"]
    return {
        "type": "FeatureCollection",
        "features": features,
        "atalaya": {
            "schema": dossier.schema,
            "template": dossier.template,
            "folio": dossier.incident.folio,
            "mode": "exercise" if dossier.city.is_exercise else "operation",
            "plate": plate,
            "data_sha256": data_sha256,
        },
    }


def _incident(dossier: Dossier) -> Iterable[Json]:
    incident = dossier.incident
    yield _feature(
        "incident",
        incident.title or dossier.type_name,
        _point(incident.place),
        folio=incident.folio,
        type_code=incident.type_code,
        type_name=dossier.type_name,
        priority=int(incident.priority),
        state=incident.state.value,
        neighbourhood=dossier.neighbourhood,
        opened_at=_time(incident.opened_at),
        opened_by=incident.opened_by,
        closed_at=_time(incident.closed_at),
        close_code=incident.close_code.value if incident.close_code else None,
    )


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
            kind=unit.kind,
            status=unit.status.value,
            heading_deg=fix.heading_deg if fix else None,
            fix_at=_time(fix.at) if fix else None,
        )


def _cameras(dossier: Dossier) -> Iterable[Json]:
    for view in dossier.cameras:
        ring = [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lat, lon in sector(view.mount).tolist()]
        yield _feature(
            "camera",
            view.name,
            {"type": "Polygon", "coordinates": [[*ring[:1], *ring[:0:-1], ring[0]]]},  # counter-clockwise, closed
            id=view.id,
            height_m=view.mount.height_m,
            heading_deg=view.mount.heading_deg,
            fov_deg=view.mount.fov_deg,
            range_m=view.mount.range_m,
        )


def _assets(dossier: Dossier) -> Iterable[Json]:
    for asset in dossier.assets:
        yield _feature("asset", asset.name or asset.code, _point(asset.place), kind=asset.kind, code=asset.code)


def _timeline(dossier: Dossier) -> Sequence[Json]:
    return [
        _feature(
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
        for row in dossier.timeline
    ]


def _feature(layer: str, name: str, geometry: Json | None, **properties: Any) -> Json:
    return {"type": "Feature", "geometry": geometry, "properties": {"layer": layer, "name": name, **properties}}


def _point(place: Place | None) -> Json | None:
    if place is None:
        return None
    return {"type": "Point", "coordinates": [round(place.lon_deg, _DECIMALS), round(place.lat_deg, _DECIMALS)]}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
