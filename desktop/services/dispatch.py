"""Who could go: units by straight distance and time, free ones first. Times by road come with the road graph."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from desktop.domain.asset import AssetKind
from desktop.domain.observation import Position
from desktop.domain.unit import DEFAULT_SPEED_KMH, Unit, UnitStatus, unit_of
from desktop.services.clock import Now, utc_now
from desktop.storage import assets, observations
from desktop.storage.store import Store
from maps.place import Place

STALE_FIX = timedelta(minutes=5)
"""An older fix is still shown, and said to be old: the unit may be elsewhere."""
DETOUR_RATIO = 1.3
"""Street distance over straight distance in a grid city (between 1 and the square root of 2)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit with its straight distance and the minutes it would take; `fix_age_s` of its last position."""

    unit: Unit
    name: str
    place: Place
    distance_m: float
    minutes: float
    fix_age_s: float
    is_stale: bool


class Dispatch:
    """Proposals of units. Thread: any."""

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store, self._now = store, now

    def propose(self, place: Place, limit: int = 5) -> list[Proposal]:
        """Units in service that have a position: free before busy, then fresh before stale, then near before far."""
        with self._store.read() as connection:
            found = proposals(connection, place, self._now())
        found.sort(key=lambda p: (p.unit.status is not UnitStatus.FREE, p.is_stale, p.minutes))
        return found[:limit]


def proposals(connection: Connection, place: Place, now: datetime) -> list[Proposal]:
    """Of every unit in service; a unit without a fix stands where its asset lies, and counts as stale."""
    fixes = {fix.device_id: fix for fix in observations.latest_positions(connection)}
    found: list[Proposal] = []
    for asset in assets.every(connection, AssetKind.UNIT):
        unit, fix = unit_of(asset), fixes.get(asset.id)
        stands_at = fix.place if fix else asset.place
        if unit.status is not UnitStatus.OUT_OF_SERVICE and stands_at is not None:
            found.append(_proposal(unit, asset.name, stands_at, _age_s(fix, now), place))
    return found


def _proposal(unit: Unit, name: str, stands_at: Place, age_s: float, place: Place) -> Proposal:
    distance_m = stands_at.distance_m(place)
    return Proposal(
        unit=unit,
        name=name,
        place=stands_at,
        distance_m=distance_m,
        minutes=distance_m * DETOUR_RATIO / (DEFAULT_SPEED_KMH / 3.6) / 60,
        fix_age_s=age_s,
        is_stale=age_s > STALE_FIX.total_seconds(),
    )


def _age_s(fix: Position | None, now: datetime) -> float:
    return float("inf") if fix is None else max(0.0, (now - fix.at).total_seconds())
