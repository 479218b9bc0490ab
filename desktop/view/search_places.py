"""What can be searched: assets by code and name, incidents by folio, photos by file, places of the store by name."""

from collections.abc import Iterable, Iterator

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.incident import Incident
from desktop.storage.base_maps import BaseMap
from desktop.storage.media import Media
from desktop.view import words
from desktop.view.rows import type_name
from desktop.view.search_index import Found, FoundKind, SearchIndex

_AREA_WIDTH_M = 1500.0
_AREAS = frozenset({AssetKind.NEIGHBOURHOOD, AssetKind.DMA, AssetKind.PARK})


def index_of(
    assets: Iterable[Asset], incidents: Iterable[Incident], photos: Iterable[Media], cities: Iterable[BaseMap]
) -> SearchIndex:
    return SearchIndex((*_assets(assets), *_incidents(incidents), *_photos(photos), *_cities(cities)))


def _assets(assets: Iterable[Asset]) -> Iterator[Found]:
    for asset in assets:
        kind = FoundKind.CAMERA if asset.kind == AssetKind.CAMERA else FoundKind.ASSET
        name = asset.name if asset.code in asset.name else f"{asset.code} {asset.name}".strip()
        width_m = _AREA_WIDTH_M if asset.kind in _AREAS else 400.0
        yield Found(kind, asset.id, name, words.asset_kind(asset.kind), asset.place, width_m)


def _incidents(incidents: Iterable[Incident]) -> Iterator[Found]:
    for incident in incidents:
        title = incident.title or type_name(incident.type_code)
        state = words.incident_state(incident.state)
        yield Found(FoundKind.INCIDENT, incident.id, f"{incident.folio} {title}", state, incident.place)


def _photos(photos: Iterable[Media]) -> Iterator[Found]:
    for photo in photos:
        yield Found(FoundKind.PHOTO, photo.id, photo.path.rpartition("/")[2], words.asset_kind("photo"), photo.place)


def _cities(cities: Iterable[BaseMap]) -> Iterator[Found]:
    for city in cities:
        yield Found(FoundKind.CITY, city.name, city.name, words.asset_kind("city"), city.centre, city.width_m)
