"""Who goes: by the minutes over the streets where there are any, as an estimate that says so where there are none."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.asset import Asset
from desktop.domain.closure import ClosureKind
from desktop.domain.observation import Position
from desktop.domain.operator import Operator
from desktop.services.closures import Closures, Shutting
from desktop.services.dispatch import Dispatch
from desktop.services.roads import Roads
from desktop.storage import assets, observations
from desktop.storage.store import Store
from maps.place import Place

from .city_roads import corner, lay_streets
from .conftest import Clock


def send_out(store: Store, clock: Clock, **where: tuple[Place, float | None]) -> None:
    """Units by code, each with a fix just now, some with a heading at 10 m/s."""
    with store.write() as connection:
        for code, (place, heading_deg) in where.items():
            assets.put(connection, [Asset(code, "unit", code, code, None, attributes={"unit_kind": "patrol"})])
            speed = 10.0 if heading_deg is not None else None
            fix = Position(code, place, clock.now, clock.now, code, heading_deg, speed)
            observations.add_positions(connection, [fix])


@pytest.fixture
def dispatch(store: Store, data: Path, clock: Clock) -> Dispatch:
    lay_streets(store, data)
    return Dispatch(store, clock, Roads(store, data, clock))


def test_that_minutes_are_those_of_the_streets(store: Store, clock: Clock, dispatch: Dispatch) -> None:
    send_out(store, clock, near=(corner(0, 1), None), far=(corner(4, 4), None))
    first, second = dispatch.propose(corner(0, 3))
    assert (first.unit.code, second.unit.code) == ("near", "far")
    assert first.by_road
    assert first.route is not None
    assert first.distance_m == pytest.approx(first.route.metres)
    assert first.minutes == pytest.approx(first.route.seconds / 60, abs=0.001)
    assert first.distance_m == pytest.approx(2 * 205, rel=0.02)


def test_that_a_closure_makes_another_unit_the_nearest(store: Store, clock: Clock, data: Path, ana: Operator) -> None:
    lay_streets(store, data)
    send_out(store, clock, east=(corner(0, 5), None), west=(corner(0, 1.5), None))
    roads = Roads(store, data, clock)
    dispatch = Dispatch(store, clock, roads)
    assert dispatch.propose(corner(0, 3))[0].unit.code == "west"
    ring = [corner(-0.5, 2.4), corner(-0.5, 2.6), corner(6.5, 2.6), corner(6.5, 2.4)]
    Closures(store, "test", clock).close(Shutting(ClosureKind.AREA, ring, "Inundación"), ana)
    roads.forget()
    assert dispatch.propose(corner(0, 3))[0].unit.code == "east"


def test_that_a_unit_that_drives_away_is_later_than_one_that_comes(
    store: Store, clock: Clock, dispatch: Dispatch
) -> None:
    send_out(store, clock, comes=(corner(0, 1.5), 90.0), leaves=(corner(0, 1.51), 270.0))
    comes, leaves = dispatch.propose(corner(0, 3))
    assert (comes.unit.code, leaves.unit.code) == ("comes", "leaves")
    assert leaves.minutes > comes.minutes + 0.3


def test_that_without_streets_the_estimate_says_what_it_is(store: Store, data: Path, clock: Clock) -> None:
    send_out(store, clock, P1=(corner(0, 0), None))
    (only,) = Dispatch(store, clock, Roads(store, data, clock)).propose(corner(0, 5))
    assert not only.by_road
    assert only.route is None
    assert only.minutes == pytest.approx(only.distance_m * 1.3 / (30 / 3.6) / 60)


def test_that_a_unit_no_way_leads_from_is_estimated_and_the_others_are_timed(
    store: Store, clock: Clock, dispatch: Dispatch
) -> None:
    send_out(store, clock, here=(corner(0, 0), None), elsewhere=(Place(23.5, -102.6), None))
    found = {one.unit.code: one.by_road for one in dispatch.propose(corner(0, 3))}
    assert found == {"here": True, "elsewhere": False}


def test_that_who_was_sent_has_a_route_though_not_free(store: Store, clock: Clock, dispatch: Dispatch) -> None:
    send_out(store, clock, P1=(corner(0, 0), None), P2=(corner(1, 0), None))
    clock.go(timedelta(minutes=1).total_seconds())
    (sent,) = dispatch.on_their_way(["P2"], corner(4, 4))
    assert sent.unit.code == "P2"
    assert sent.route is not None
