"""How each value of the store is found: under which name and code, and how much of the map to show around it."""

import math
from collections.abc import Sequence

from desktop.domain.annotation import Annotation
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.bookmark import Bookmark
from desktop.domain.cnie import UnknownTypeError, type_of
from desktop.domain.found import FoundKind
from desktop.domain.incident import Incident
from desktop.storage.names import Named
from maps.place import Place

ASSETS, INCIDENTS, PHOTOS, CITIES = "asset", "incident", "media", "city"
BOOKMARKS, ANNOTATIONS = "bookmark", "annotation"
"""Sources of the index."""
_KINDS: dict[str, FoundKind] = {AssetKind.CAMERA: FoundKind.CAMERA, AssetKind.UNIT: FoundKind.UNIT}
_NEAR_M, _AREA_M = 400.0, 1_500.0
_AREAS = frozenset({AssetKind.NEIGHBOURHOOD, AssetKind.DMA, AssetKind.PARK})


def of_asset(asset: Asset) -> Named:
    shown = asset.name if asset.code in asset.name else f"{asset.code} {asset.name}".strip()
    width_m = _width_m(asset.outline) or (_AREA_M if asset.kind in _AREAS else _NEAR_M)
    kind = _KINDS.get(asset.kind, FoundKind.ASSET)
    return Named(asset.id, kind, str(asset.kind), shown, asset.place, width_m, code=asset.code, rank=3)


def of_incident(incident: Incident) -> Named:
    shown = f"{incident.folio} {incident.title or _type_name(incident.type_code)}"
    what = incident.state.value
    return Named(incident.id, FoundKind.INCIDENT, what, shown, incident.place, _NEAR_M, code=incident.folio, rank=2)


def _type_name(code: str) -> str:
    try:
        return type_of(code).name
    except UnknownTypeError:
        return code


def of_photo(photo_id: str, path: str, place: Place | None) -> Named:
    return Named(photo_id, FoundKind.PHOTO, "photo", path.rpartition("/")[2], place, _NEAR_M, rank=6)


def of_city(name: str, centre: Place, width_m: float) -> Named:
    return Named(name, FoundKind.CITY, "city", name, centre, width_m, rank=1)


def of_bookmark(bookmark: Bookmark) -> Named:
    what = "shared" if bookmark.owner_id is None else "own"
    named = (bookmark.id, FoundKind.BOOKMARK, what, bookmark.name, bookmark.place, bookmark.width_m)
    return Named(*named, rank=2, owner_id=bookmark.owner_id)


def of_annotation(annotation: Annotation) -> Named | None:
    """None of one that has no name."""
    if not annotation.name:
        return None
    width_m = max(_width_m(annotation.places), _NEAR_M)
    named = (annotation.id, FoundKind.ANNOTATION, annotation.kind.value, annotation.name, annotation.places[0], width_m)
    return Named(*named, rank=4)


def _width_m(outline: Sequence[Place]) -> float:
    """Of the ground that holds them all, with a margin; 0 of none."""
    if len(outline) < 2:
        return 0.0
    lats, lons = [place.lat_deg for place in outline], [place.lon_deg for place in outline]
    corner, other = Place(min(lats), min(lons)), Place(max(lats), max(lons))
    return math.ceil(corner.distance_m(other) * 1.2)
