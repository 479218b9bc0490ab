"""Public spaces: what each holds, who looks after it, in which condition it was found and when it must be seen again.

A space is an asset too (its place, name and outline); here is its sheet. Inspections are never changed, only added.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desktop.domain.asset import AssetKind

SPACE_KINDS = (
    AssetKind.PARK,
    AssetKind.PLAZA,
    AssetKind.PLAYGROUND,
    AssetKind.COURT,
    AssetKind.MARKET,
    AssetKind.CEMETERY,
    AssetKind.TREE,
)
ITEMS = (
    "benches",
    "luminaires",
    "bins",
    "trees",
    "play_equipment",
    "exercise_equipment",
    "fountains",
    "toilets",
    "stalls",
    "courts",
)
"""What an inventory usually counts; other words may stand beside them."""
INTERVAL_DAYS: dict[str, int] = {
    AssetKind.PARK: 90,
    AssetKind.PLAZA: 60,
    AssetKind.PLAYGROUND: 30,
    AssetKind.COURT: 60,
    AssetKind.MARKET: 30,
    AssetKind.CEMETERY: 180,
    AssetKind.TREE: 365,
}
"""From one inspection to the next where the sheet says nothing else. A playground is looked over every month
(EN 1176-7 asks for operational inspections every one to three)."""
WORST, BEST = 1, 5
LONGEST_NOTE = 4_000
MOST_OF_AN_ITEM = 100_000


class InspectionRefusedError(ValueError):
    """A condition that is none, a note that is too long, a time that has not come: the message says which."""


class SheetRefusedError(ValueError):
    """A count, interval or opening hours that cannot be: the message says which."""


@dataclass(frozen=True, slots=True)
class Space:
    """`id` is the asset's. `condition` 1 (must close) to 5 (as new), None before the first inspection.

    `opening_hours` in the words of OpenStreetMap (`Mo-Su 06:00-22:00; PH off`), empty when nobody said.
    """

    id: str
    kind: str
    inventory: Mapping[str, int] = field(default_factory=dict[str, int])
    opening_hours: str = ""
    responsible: str = ""
    condition: int | None = None
    inspected_at: datetime | None = None
    inspected_by: str = ""
    interval_days: int | None = None
    source_id: str = ""
    version: int = 1

    @property
    def every(self) -> timedelta:
        return timedelta(days=self.interval_days or INTERVAL_DAYS.get(self.kind, 90))

    @property
    def due_at(self) -> datetime | None:
        """When it must be seen again; None where it never was: at once."""
        return None if self.inspected_at is None else self.inspected_at + self.every

    def is_overdue(self, now: datetime) -> bool:
        due_at = self.due_at
        return due_at is None or due_at < now

    def inspected(self, inspection: "Inspection") -> "Space":
        """The sheet after it; one older than what is known changes nothing but the version."""
        if self.inspected_at is not None and inspection.at < self.inspected_at:
            return replace(self, version=self.version + 1)
        return replace(
            self,
            condition=inspection.condition,
            inspected_at=inspection.at,
            inspected_by=inspection.by,
            version=self.version + 1,
        )


@dataclass(frozen=True, slots=True)
class Inspection:
    """Who found it how, and when. `photo_id` is a photo of the store, or what the inspector calls it."""

    id: str
    space_id: str
    at: datetime
    by: str
    condition: int
    note: str = ""
    photo_id: str = ""


def check_inspection(condition: int, note: str, at: datetime, now: datetime) -> None:
    """Raises InspectionRefusedError."""
    if not WORST <= condition <= BEST:
        raise InspectionRefusedError(f"condition {condition}: give {WORST} (must close) to {BEST} (as new)")
    if len(note) > LONGEST_NOTE:
        raise InspectionRefusedError(f"the note has {len(note)} letters, and {LONGEST_NOTE} is the most")
    if at > now + timedelta(minutes=5):
        raise InspectionRefusedError("the inspection lies in the future. Correct its time")


def check_inventory(inventory: Mapping[str, int]) -> None:
    """Raises SheetRefusedError."""
    for item, count in inventory.items():
        if not 0 <= count <= MOST_OF_AN_ITEM:
            raise SheetRefusedError(f"{item}: {count} is no count. Give 0 to {MOST_OF_AN_ITEM}")
