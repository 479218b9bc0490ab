"""Outlines of areas from a map file: INEGI's framework, a cadastre's colonias, OSM's suburbs become areas of the store.

The same code, or where there is none the same name, replaces the area of its kind; its figures stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from uuid_utils import uuid7

from desktop.domain.area import AREA_KINDS
from desktop.domain.asset import Asset, AttributeValue
from desktop.domain.events import AreaEvent, imports_of
from desktop.domain.operator import Operator
from desktop.services.permit import permit
from desktop.storage import areas as area_rows
from desktop.storage import assets as asset_rows
from desktop.storage import journal
from desktop.storage.store import Store
from maps.features import FoundArea, Ring
from maps.place import Place


class AreaReader(Protocol):
    """What is needed of the map worker."""

    def areas(self, source: Path) -> tuple[FoundArea, ...]: ...


class UnknownKindError(ValueError):
    """A word that is no kind of area."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} is no kind of area: {', '.join(AREA_KINDS)}")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class OutlineImport:
    added: int
    replaced: int


class Outlines:
    """Use cases of outlines. Thread: any but Qt's; a large file takes a minute in the map worker's child."""

    def __init__(self, store: Store, writer: str = "console") -> None:
        self._store, self._writer = store, writer

    def import_file(self, reader: AreaReader, source: Path, kind: str, by: Operator) -> OutlineImport:
        """Raises UnknownKindError, SurveyError, NotPermittedError; nothing has changed then."""
        if kind not in AREA_KINDS:
            raise UnknownKindError(kind)
        permit(self._store, self._writer, by, "area.import")
        found = reader.areas(source.resolve())
        return self._keep(found, kind, source.name, by)

    def _keep(self, found: Sequence[FoundArea], kind: str, source: str, by: Operator) -> OutlineImport:
        with self._store.write() as connection:
            known = asset_rows.every(connection, kind)
            by_code = {asset.code: asset for asset in known}
            by_name = {asset.name: asset for asset in known}
            kept: list[Asset] = []
            for number, area in enumerate(found, start=1):
                old = by_code.get(area.code) if area.code else by_name.get(area.name)
                kept.append(_asset(area, kind, old, f"{kind[:3].upper()}-{len(known) + number:03}"))
            asset_rows.put(connection, kept)
            for asset, area in zip(kept, found, strict=True):
                area_rows.put_parts(connection, asset.id, [_places(ring) for ring in area.rings[1:]])
            for imported in imports_of(kept, by.login):
                journal.append(connection, imported, self._writer)
            event = AreaEvent("bounded", kind, len(kept), source=source, by=by.login)
            journal.append(connection, event, self._writer)
        ids = {asset.id for asset in known}
        replaced = sum(asset.id in ids for asset in kept)
        return OutlineImport(len(kept) - replaced, replaced)


def _asset(area: FoundArea, kind: str, old: Asset | None, free_code: str) -> Asset:
    attributes: dict[str, AttributeValue] = {**(old.attributes if old else {}), **area.keys}
    return Asset(
        id=old.id if old else f"{kind}-{uuid7()}",
        kind=kind,
        code=area.code or (old.code if old else free_code),
        name=area.name or (old.name if old else area.code),
        place=Place(area.lat_deg, area.lon_deg),
        parent_id=old.parent_id if old else None,
        outline=_places(area.rings[0]),
        attributes=MappingProxyType(attributes),
    )


def _places(ring: Ring) -> tuple[Place, ...]:
    return tuple(Place(lat, lon) for lat, lon in ring)
