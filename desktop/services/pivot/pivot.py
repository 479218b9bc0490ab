"""Everything that touched a spot, newest first, page by page.

`SOURCES` is the one table of where answers come from: what a later part records of the ground joins by a row there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import Connection

from desktop.services.pivot.digest import sighting_passes, unit_passes
from desktop.storage import arrival, passes, spot
from desktop.storage.passes import SIGHTING_GRID, UNIT_BUCKET, UNIT_GRID, SightingPass
from desktop.storage.spot import box_around
from desktop.storage.store import Store
from maps.place import Place

RADIUS_M = 40.0
PAGE = 40
HORIZON = timedelta(days=92)
"""How far back is looked from the newest row of a page."""
FRESH = 5_000
"""Rows that no round has digested yet, at most."""


@dataclass(frozen=True, slots=True)
class Spot:
    place: Place
    radius_m: float = RADIUS_M

    def holds(self, place: Place | None) -> bool:
        return place is not None and self.place.distance_m(place) <= self.radius_m


@dataclass(frozen=True, slots=True)
class Touch:
    """`source` is a name of SOURCES; `thing` what can be chosen on the map; `what` a code that the view has words for.

    `since` to `at`: how long it lasted; `values`: what a device said.
    """

    source: str
    id: str
    at: datetime
    since: datetime
    thing: str
    what: str
    place: Place
    count: int = 1
    priority: int = 0
    values: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """Newest first; both ends of the span belong to it; at most `limit`."""

    spot: Spot
    since: datetime
    until: datetime
    limit: int

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.since, self.until


@dataclass(frozen=True, slots=True)
class Page:
    """`more`: there may be older ones; ask again with this page's end."""

    spot: Spot
    touches: tuple[Touch, ...]
    more: bool


Source = Callable[[Connection, Query], list[Touch]]


def read_page(store: Store, spot_: Spot, until: datetime, shown: frozenset[str] = frozenset()) -> Page:
    """The newest that were there by `until`, without those `shown` (of the page before at that same moment).

    Raises a StoreError.
    """
    query = Query(spot_, until - HORIZON, until, PAGE + len(shown) + 1)
    with store.read() as connection:
        found = [touch for source in SOURCES.values() for touch in source(connection, query)]
    fresh = sorted((one for one in found if one.id not in shown), key=lambda one: (one.at, one.id), reverse=True)
    return Page(spot_, tuple(fresh[:PAGE]), more=len(fresh) > PAGE)


def after_page(page: Page) -> tuple[datetime, frozenset[str]]:
    """With what the next, older page is asked for."""
    end = page.touches[-1].at
    return end, frozenset(touch.id for touch in page.touches if touch.at == end)


def _sightings(connection: Connection, query: Query) -> list[Touch]:
    """Camera seconds in which something was seen there, digested or not yet."""
    cells = SIGHTING_GRID.around(query.spot.place, query.spot.radius_m)
    found = passes.sightings_in(connection, cells, query.since, query.until, query.limit)
    fresh = sighting_passes(passes.points_after(connection, passes.sightings_done(connection), FRESH))
    found += [one for one in fresh if one.cell in set(cells) and query.since <= one.until <= query.until]
    return [_of_pass(one) for one in found if one.until <= query.until and _passed(query.spot, one)]


def _passed(spot_: Spot, one: SightingPass) -> bool:
    return spot_.holds(one.place) or spot_.holds(one.to_place)


def _of_pass(one: SightingPass) -> Touch:
    id_ = f"sighting:{one.camera_id}:{one.track}:{one.until.timestamp()}:{one.cell}"
    return Touch("sighting", id_, one.until, one.since, one.camera_id, one.class_name, one.to_place, one.count)


def _readings(connection: Connection, query: Query) -> list[Touch]:
    box = box_around(query.spot.place, query.spot.radius_m)
    near = {asset.id: asset for asset in spot.assets_in(connection, box) if query.spot.holds(asset.place)}
    messages = spot.messages_of(connection, list(near), query.span, query.limit)
    return [
        Touch(
            "reading",
            f"reading:{said.device_id}:{said.at.timestamp()}",
            said.at,
            said.at,
            said.device_id,
            near[said.device_id].kind,
            near[said.device_id].place or query.spot.place,
            values=_values(said.readings),
        )
        for said in messages
    ]


def _values(readings: str) -> tuple[tuple[str, float], ...]:
    known = msgspec.json.decode(readings, type=dict[str, float | None])
    return tuple((name, value) for name, value in known.items() if value is not None)


def _alarms(connection: Connection, query: Query) -> list[Touch]:
    box = box_around(query.spot.place, query.spot.radius_m)
    return [
        Touch("alarm", one.id, one.raised_at, one.raised_at, one.id, one.kind, one.place, priority=one.priority)
        for one in spot.alarms_in(connection, box, query.span, query.limit)
        if one.place is not None and query.spot.holds(one.place)
    ]


def _incidents(connection: Connection, query: Query) -> list[Touch]:
    box = box_around(query.spot.place, query.spot.radius_m)
    return [
        Touch("incident", one.id, one.opened_at, one.opened_at, one.id, one.type_code, one.place, priority=one.priority)
        for one in spot.incidents_in(connection, box, query.span, query.limit)
        if query.spot.holds(one.place)
    ]


def _reports(connection: Connection, query: Query) -> list[Touch]:
    box = box_around(query.spot.place, query.spot.radius_m)
    return [
        Touch("report", one.id, one.at, one.at, one.incident_id or "", one.category, one.place)
        for one in spot.reports_in(connection, box, query.span, query.limit)
        if one.place is not None and query.spot.holds(one.place)
    ]


def _units(connection: Connection, query: Query) -> list[Touch]:
    """Where a unit drove by, when it was nearest to the spot in each five minutes."""
    cells = UNIT_GRID.around(query.spot.place, query.spot.radius_m)
    found = set(passes.units_in(connection, cells, query.since, query.until, query.limit * 4))
    done = max(passes.units_done(connection), query.since)
    fixes = arrival.first_fixes(connection, done, datetime.now(UTC), FRESH)
    found |= {one for one in unit_passes(connection, fixes) if one.cell in set(cells)}
    stays = {(one.device_id, one.at) for one in found}
    touches = [_nearest(connection, query, device_id, at) for device_id, at in sorted(stays, key=lambda one: one[1])]
    return [touch for touch in touches if touch is not None][-query.limit :]


def _nearest(connection: Connection, query: Query, device_id: str, bucket: datetime) -> Touch | None:
    margin = timedelta(minutes=2)
    way = passes.track_between(connection, device_id, bucket - margin, bucket + UNIT_BUCKET + margin)
    near = [
        (query.spot.place.distance_m(place), at, place)
        for at, place in way
        if bucket <= at < bucket + UNIT_BUCKET and at <= query.until
    ]
    if not near:
        return None
    distance_m, at, place = min(near, key=lambda one: one[0])
    if distance_m > query.spot.radius_m + WAY_M:
        return None
    return Touch("unit", f"unit:{device_id}:{at.timestamp()}", at, at, device_id, "unit", place)


WAY_M = 60.0
"""Between two fixes a unit may have driven by: half of what a patrol covers in ten seconds."""

SOURCES: dict[str, Source] = {
    "sighting": _sightings,
    "reading": _readings,
    "report": _reports,
    "alarm": _alarms,
    "incident": _incidents,
    "unit": _units,
}
