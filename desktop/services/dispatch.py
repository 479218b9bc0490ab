"""Who could go: units by the minutes they need over the streets, free ones first.

Where no road graph holds the place, or none leads there from a unit, its minutes are the straight distance with a
detour, as an estimate that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from sqlalchemy import Connection

from desktop.domain.asset import AssetKind
from desktop.domain.observation import Position
from desktop.domain.unit import DEFAULT_SPEED_KMH, Unit, UnitStatus, unit_of
from desktop.services.clock import Now, utc_now
from desktop.storage import assets, observations
from desktop.storage.store import Store
from maps.place import Place
from maps.roads.route import Route
from maps.roads.router import NoWayError, Router, Stop
from maps.roads.snap import FarFromRoadsError

STALE_FIX = timedelta(minutes=5)
"""An older fix is still shown, and said to be old: the unit may be elsewhere."""
DETOUR_RATIO = 1.3
"""Street distance over straight distance in a grid city (between 1 and the square root of 2)."""
HEADING_FROM_MS = 2.0
"""Slower, a heading is the noise of the receiver."""
PROFILE_OF_KIND = {"services": "car"}
OTHER_PROFILE = "emergency"


class RoadTimes(Protocol):
    """What is needed of `desktop.services.roads`."""

    def at(self, place: Place, profile: str) -> Router | None: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit with its distance and the minutes it would take; `fix_age_s` of its last position.

    `by_road`: over the streets, with the route; else the straight distance, and minutes by the usual detour.
    """

    unit: Unit
    name: str
    place: Place
    distance_m: float
    minutes: float
    fix_age_s: float
    is_stale: bool
    by_road: bool = False
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    unit: Unit
    name: str
    place: Place
    age_s: float
    heading_deg: float | None


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a unit leaves the streets' net from and where it goes, on the router of its profile."""

    router: Router
    origin: Stop
    goal: Stop


class Dispatch:
    """Proposals of units. Thread: any. Without `roads` by straight distance alone."""

    def __init__(self, store: Store, now: Now = utc_now, roads: RoadTimes | None = None) -> None:
        self._store, self._now, self._roads = store, now, roads

    def propose(self, place: Place, limit: int = 5) -> list[Proposal]:
        """Units in service that have a position: free before busy, then fresh before stale, then near before far."""
        ranked = self._timed(self._candidates(), place)
        ranked.sort(key=lambda row: _rank(row[0]))
        return [_routed(proposal, way) for proposal, way in ranked[:limit]]

    def on_their_way(self, unit_ids: Sequence[str], place: Place) -> list[Proposal]:
        """The same for these units alone, whatever they do: those that were sent."""
        wanted = set(unit_ids)
        sent = [one for one in self._candidates() if one.unit.id in wanted]
        return [_routed(proposal, way) for proposal, way in self._timed(sent, place)]

    def _candidates(self) -> list[_Candidate]:
        with self._store.read() as connection:
            return candidates(connection, self._now())

    def _timed(self, found: Sequence[_Candidate], place: Place) -> list[tuple[Proposal, _Way | None]]:
        """The minutes over the streets, of all units of one profile together."""
        timed: dict[str, tuple[Proposal, _Way | None]] = {one.unit.id: (_straight(one, place), None) for one in found}
        for profile in sorted({profile_of_unit(one.unit) for one in found}) if self._roads else ():
            router = self._roads.at(place, profile) if self._roads else None
            goal = _stop(router, place, None, is_goal=True) if router else None
            if router is None or goal is None:
                continue
            mine = [one for one in found if profile_of_unit(one.unit) == profile]
            stops = [(one, _stop(router, one.place, one.heading_deg)) for one in mine]
            known = [(one, stop) for one, stop in stops if stop is not None]
            seconds = router.times_s([stop for _, stop in known], [goal])[:, 0]
            for (one, stop), time_s in zip(known, seconds.tolist(), strict=True):
                if np.isfinite(time_s):
                    proposal = replace(timed[one.unit.id][0], minutes=time_s / 60.0, by_road=True)
                    timed[one.unit.id] = proposal, _Way(router, stop, goal)
        return list(timed.values())


def _rank(proposal: Proposal) -> tuple[bool, bool, float]:
    return proposal.unit.status is not UnitStatus.FREE, proposal.is_stale, proposal.minutes


def _routed(proposal: Proposal, way: _Way | None) -> Proposal:
    """With the way it would take, and how far that is."""
    if way is None:
        return proposal
    try:
        route = way.router.between(way.origin, way.goal)
    except NoWayError:  # a closure came between the two questions
        return proposal
    return replace(proposal, distance_m=route.metres, route=route)


def profile_of_unit(unit: Unit) -> str:
    return PROFILE_OF_KIND.get(unit.kind, OTHER_PROFILE)


def candidates(connection: Connection, now: datetime) -> list[_Candidate]:
    """Every unit in service; one without a fix stands where its asset lies, and counts as stale."""
    fixes = {fix.device_id: fix for fix in observations.latest_positions(connection)}
    found: list[_Candidate] = []
    for asset in assets.every(connection, AssetKind.UNIT):
        unit, fix = unit_of(asset), fixes.get(asset.id)
        stands_at = fix.place if fix else asset.place
        if unit.status is not UnitStatus.OUT_OF_SERVICE and stands_at is not None:
            found.append(_Candidate(unit, asset.name, stands_at, _age_s(fix, now), _heading_deg(fix)))
    return found


def _straight(candidate: _Candidate, place: Place) -> Proposal:
    distance_m = candidate.place.distance_m(place)
    return Proposal(
        unit=candidate.unit,
        name=candidate.name,
        place=candidate.place,
        distance_m=distance_m,
        minutes=distance_m * DETOUR_RATIO / (DEFAULT_SPEED_KMH / 3.6) / 60,
        fix_age_s=candidate.age_s,
        is_stale=candidate.age_s > STALE_FIX.total_seconds(),
    )


def _stop(router: Router, place: Place, heading_deg: float | None, *, is_goal: bool = False) -> Stop | None:
    try:
        return router.stop(place, heading_deg, is_goal=is_goal)
    except FarFromRoadsError:
        return None


def _heading_deg(fix: Position | None) -> float | None:
    """Only of who moves, or does not say how fast."""
    if fix is None or (fix.speed_ms is not None and fix.speed_ms < HEADING_FROM_MS):
        return None
    return fix.heading_deg


def _age_s(fix: Position | None, now: datetime) -> float:
    return float("inf") if fix is None else max(0.0, (now - fix.at).total_seconds())
