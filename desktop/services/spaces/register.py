"""Use cases of public spaces: taken over from a map file, inspected, their sheets corrected. All journalled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.asset import Asset
from desktop.domain.events import SpaceEvent, imports_of
from desktop.domain.operator import Operator
from desktop.domain.space import SPACE_KINDS, Inspection, SheetRefusedError, Space, check_inspection, check_inventory
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.services.spaces import hours
from desktop.storage import assets, journal
from desktop.storage import spaces as rows
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.features import FoundSpace
from maps.place import Place

CODES: dict[str, str] = {
    "park": "PQ",
    "plaza": "PZ",
    "playground": "JI",
    "court": "CN",
    "market": "MC",
    "cemetery": "PN",
    "tree": "AR",
}
"""What the code of a space begins with: parque, plaza, juegos infantiles, cancha, mercado, panteón, árbol."""


class SpaceReader(Protocol):
    """What is needed of the map worker."""

    def spaces(self, source: Path) -> tuple[FoundSpace, ...]: ...


class UnknownSpaceError(LookupError):
    """There is no public space of that id."""

    def __init__(self, space_id: str) -> None:
        super().__init__(f"there is no public space {space_id}")
        self.space_id = space_id


@dataclass(frozen=True, slots=True)
class SpaceImport:
    """How many of each kind are new, and how many were known and keep what was entered about them."""

    added: Mapping[str, int]
    known: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an inspector may correct."""

    inventory: Mapping[str, int]
    opening_hours: str
    responsible: str
    interval_days: int | None


class Spaces:
    """Thread: any but Qt's."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    def import_file(self, reader: SpaceReader, source: Path, by: Operator, kinds: Sequence[str] = ()) -> SpaceImport:
        """Take over what a map shows; raises SurveyError, NotPermittedError, a StoreError; nothing has changed then."""
        permit(self._store, self._writer, by, "space.import")
        found = [space for space in reader.spaces(source.resolve()) if not kinds or space.kind in kinds]
        with self._store.write() as connection:
            made = self._keep(connection, found, by)
            done = SpaceEvent("imported", count=len(found), by=by.login, note=source.name)
            journal.append(connection, done, self._writer)
        return made

    def _keep(self, connection: Connection, found: Sequence[FoundSpace], by: Operator) -> SpaceImport:
        known = {space.source_id: space for space in rows.every(connection) if space.source_id}
        names = {asset.id: asset for kind in SPACE_KINDS for asset in assets.every(connection, kind)}
        counts: dict[str, int] = {kind: sum(asset.kind == kind for asset in names.values()) for kind in SPACE_KINDS}
        added: dict[str, int] = {}
        shown: list[Asset] = []
        sheets: list[Space] = []
        for one in found:
            old = known.get(one.source_id)
            if old is None:
                counts[one.kind] = counts.get(one.kind, 0) + 1
                added[one.kind] = added.get(one.kind, 0) + 1
            asset = _asset(one, old, names.get(old.id) if old else None, counts.get(one.kind, 0))
            shown.append(asset)
            sheets.append(_sheet(one, asset.id, old))
        assets.put(connection, shown)
        for imported in imports_of(shown, by.login):
            journal.append(connection, imported, self._writer)
        rows.replace(connection, sheets)
        return SpaceImport(added, len(found) - sum(added.values()))

    def inspect(
        self,
        space_id: str,
        condition: int,
        by: Operator,
        *,
        note: str = "",
        photo_id: str = "",
        at: datetime | None = None,
    ) -> Space:
        """Enter an inspection; raises InspectionRefusedError, UnknownSpaceError, NotPermittedError, ConflictError."""
        permit(self._store, self._writer, by, "space.inspect")
        moment = at or self._now()
        check_inspection(condition, note, moment, self._now())
        inspection = Inspection(str(uuid7()), space_id, moment, by.login, condition, note.strip(), photo_id.strip())
        with self._store.write() as connection:
            space = rows.get(connection, space_id)
            if space is None:
                raise UnknownSpaceError(space_id)
            after = space.inspected(inspection)
            rows.put(connection, after)
            rows.add_inspections(connection, [inspection])
            journal.append(connection, SpaceEvent("inspected", after, inspection, by=by.login), self._writer)
        return after

    def change(self, space_id: str, sheet: Sheet, by: Operator, version: int | None = None) -> Space:
        """Correct the sheet; `version` is what was seen. Raises SheetRefusedError, ConflictError, and as `inspect`."""
        permit(self._store, self._writer, by, "space.change")
        check_inventory(sheet.inventory)
        words = hours.check(sheet.opening_hours)
        if sheet.interval_days is not None and not 1 <= sheet.interval_days <= 3650:
            raise SheetRefusedError(f"an inspection every {sheet.interval_days} days: give 1 to 3650")
        with self._store.write() as connection:
            space = rows.get(connection, space_id)
            if space is None:
                raise UnknownSpaceError(space_id)
            if version is not None and space.version != version:
                raise ConflictError("space", space_id)
            after = replace(
                space,
                inventory={item: count for item, count in sheet.inventory.items() if count},
                opening_hours=words,
                responsible=sheet.responsible.strip(),
                interval_days=sheet.interval_days,
                version=space.version + 1,
            )
            rows.put(connection, after)
            journal.append(connection, SpaceEvent("changed", after, by=by.login), self._writer)
        return after

    def history(self, space_id: str) -> list[Inspection]:
        """The newest first."""
        with self._store.read() as connection:
            return rows.history(connection, space_id)

    def every(self) -> list[tuple[Asset, Space]]:
        """All that have a sheet, by kind and code."""
        with self._store.read() as connection:
            sheets = {space.id: space for space in rows.every(connection)}
            found = [asset for kind in SPACE_KINDS for asset in assets.every(connection, kind)]
        return [(asset, sheets[asset.id]) for asset in found if asset.id in sheets]

    def overdue(self) -> list[tuple[Asset, Space]]:
        """The longest due first; those that nobody has ever seen before all others."""
        now = self._now()
        late = [(asset, space) for asset, space in self.every() if space.is_overdue(now)]
        return sorted(late, key=lambda pair: (pair[1].due_at is not None, pair[1].due_at or now, pair[0].code))


def _asset(found: FoundSpace, old: Space | None, known: Asset | None, number: int) -> Asset:
    """A name that was given by hand stays where the file has none."""
    code = known.code if known else f"{CODES.get(found.kind, 'EP')}-{number:03}"
    return Asset(
        id=old.id if old else f"space-{found.source_id}",
        kind=found.kind,
        code=code,
        name=found.name or (known.name if known else ""),
        place=Place(found.lat_deg, found.lon_deg),
        parent_id=known.parent_id if known else None,
        outline=tuple(Place(lat, lon) for lat, lon in found.rings[0]) if found.rings else (),
        attributes=known.attributes if known else MappingProxyType({}),
    )


def _sheet(found: FoundSpace, space_id: str, old: Space | None) -> Space:
    """What was entered stays; what was empty is filled."""
    if old is None:
        readable = found.opening_hours if _is_readable(found.opening_hours) else ""
        return Space(
            space_id, found.kind, dict(found.inventory), readable, found.responsible, source_id=found.source_id
        )
    return replace(
        old,
        inventory=old.inventory or dict(found.inventory),
        opening_hours=old.opening_hours or (found.opening_hours if _is_readable(found.opening_hours) else ""),
        responsible=old.responsible or found.responsible,
        version=old.version + 1,
    )


def _is_readable(words: str) -> bool:
    try:
        hours.check(words)
    except SheetRefusedError:
        return False
    return True
