"""Closures: who may shut what, what the journal keeps, and that every process drives round them at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.closure import ClosureKind, ClosureRefusedError
from desktop.domain.events import CityEvent, ClosureEvent
from desktop.domain.operator import NotPermittedError, Operator
from desktop.services.closures import Closures, Shutting, UnknownClosureError
from desktop.services.roads import NoRoadsHereError, Roads
from desktop.storage import journal
from desktop.storage.journal import JournalRow
from desktop.storage.store import Store
from maps.place import Place
from maps.roads.graph_file import RoadFileError

from .city_roads import corner, lay_streets
from .conftest import Clock

STREET = Shutting(ClosureKind.STREET, [corner(3, 2), corner(3, 3)], "Socavón", "Calle 3")


@pytest.fixture
def closures(store: Store, clock: Clock) -> Closures:
    return Closures(store, "test", clock)


@pytest.fixture
def roads(store: Store, data: Path, clock: Clock) -> Roads:
    lay_streets(store, data)
    return Roads(store, data, clock)


def tape(store: Store) -> list[JournalRow]:
    with store.read() as connection:
        return journal.after(connection, 0, 100)


def metres(roads: Roads, profile: str = "car") -> float:
    router = roads.at(corner(3, 2.5), profile)
    assert router is not None
    return router.route(corner(3, 1.5), corner(3, 3.5)).metres


def test_that_each_act_on_a_closure_is_a_row_of_the_journal_that_carries_it_whole(
    store: Store, closures: Closures, ana: Operator
) -> None:
    shut = closures.close(STREET, ana)
    lifted = closures.lift(shut.id, ana, "Reparado")
    again = closures.close_again(shut.id, ana)
    events = [row.event for row in tape(store) if isinstance(row.event, ClosureEvent)]
    assert [(event.step, event.by, event.note) for event in events] == [
        ("closed", "ana", "Socavón"),
        ("lifted", "ana", "Reparado"),
        ("closed_again", "ana", "Socavón"),
    ]
    assert [event.closure for event in events] == [shut, lifted, again]
    assert tape(store)[0].subject == shut.id
    assert closures.standing() == [again]


def test_that_twice_lifted_is_once_and_what_is_unknown_is_said(closures: Closures, ana: Operator) -> None:
    shut = closures.close(STREET, ana)
    assert closures.lift(shut.id, ana) == closures.lift(shut.id, ana)
    assert closures.close_again(shut.id, ana) == closures.close_again(shut.id, ana)
    with pytest.raises(UnknownClosureError):
        closures.lift("nobody", ana)


def test_that_a_closure_may_last_longer_or_less_long(closures: Closures, ana: Operator, clock: Clock) -> None:
    shut = closures.close(STREET, ana)
    end = clock.now + timedelta(hours=3)
    assert closures.set_end(shut.id, end, ana).until_at == end
    with pytest.raises(ClosureRefusedError):
        closures.set_end(shut.id, clock.now - timedelta(hours=1), ana)
    closures.lift(shut.id, ana)
    with pytest.raises(ClosureRefusedError, match="shut it again"):
        closures.set_end(shut.id, end, ana)


def test_that_only_who_dispatches_may_shut_a_street(store: Store, closures: Closures, auditor: Operator) -> None:
    with pytest.raises(NotPermittedError):
        closures.close(STREET, auditor)
    assert [row.kind for row in tape(store)] == ["operator.denied"]
    assert closures.every() == []


@pytest.mark.parametrize(
    "shutting",
    [
        Shutting(ClosureKind.STREET, STREET.line, "  "),
        Shutting(ClosureKind.STREET, STREET.line[:1], "Feria"),
        Shutting(ClosureKind.STREET, [corner(0, 0), corner(0, 0)], "Feria"),
        Shutting(ClosureKind.AREA, STREET.line, "Feria"),
    ],
)
def test_that_a_closure_that_says_too_little_is_refused(closures: Closures, ana: Operator, shutting: Shutting) -> None:
    with pytest.raises(ClosureRefusedError):
        closures.close(shutting, ana)


def test_that_a_closure_must_end_after_it_begins(closures: Closures, ana: Operator, clock: Clock) -> None:
    with pytest.raises(ClosureRefusedError, match="after it begins"):
        closures.close(Shutting(ClosureKind.STREET, STREET.line, "Feria", until_at=clock.now), ana)


def test_that_a_process_that_follows_the_journal_drives_round_a_closure_at_once(
    store: Store, closures: Closures, roads: Roads, ana: Operator
) -> None:
    straight, cursor = metres(roads), len(tape(store))
    graph = roads.router(corner(3, 2.5), "car").graph
    shut = closures.close(STREET, ana)
    roads.take(tape(store)[cursor:])
    assert metres(roads) > straight + 300
    assert roads.router(corner(3, 2.5), "car").graph is graph
    closures.lift(shut.id, ana)
    roads.take(tape(store)[cursor + 1 :])
    assert metres(roads) == pytest.approx(straight)


def test_that_a_process_that_starts_later_knows_what_stands(
    store: Store, data: Path, clock: Clock, closures: Closures, ana: Operator
) -> None:
    lay_streets(store, data)
    closures.close(STREET, ana)
    assert metres(Roads(store, data, clock)) > 700


def test_that_a_closure_begins_and_ends_by_the_clock(
    closures: Closures, roads: Roads, ana: Operator, clock: Clock
) -> None:
    at, end = clock.now + timedelta(hours=1), clock.now + timedelta(hours=2)
    closures.close(Shutting(ClosureKind.STREET, STREET.line, "Desfile", "", at, end), ana)
    roads.forget()
    lengths = []
    for _ in range(3):
        lengths.append(metres(roads))
        clock.go(3600)
    assert lengths[0] == lengths[2] < lengths[1]


def test_that_an_emergency_vehicle_passes_where_it_is_let(closures: Closures, roads: Roads, ana: Operator) -> None:
    closures.close(Shutting(ClosureKind.STREET, STREET.line, "Tianguis", lets_emergency=True), ana)
    roads.forget()
    assert metres(roads, "emergency") < 500 < metres(roads, "car")


def test_that_an_area_is_driven_round(closures: Closures, roads: Roads, ana: Operator) -> None:
    ring = [corner(1.5, 2.2), corner(1.5, 2.8), corner(4.5, 2.8), corner(4.5, 2.2)]
    closures.close(Shutting(ClosureKind.AREA, ring, "Incendio"), ana)
    roads.forget()
    assert metres(roads) > 1000


def test_that_a_place_without_streets_is_said_so(roads: Roads) -> None:
    assert roads.at(Place(0.0, 0.0), "car") is None
    with pytest.raises(NoRoadsHereError, match="city import"):
        roads.router(Place(0.0, 0.0), "car")


def test_that_a_cut_road_file_is_an_error_for_a_verb_and_none_for_a_console(
    store: Store, data: Path, clock: Clock
) -> None:
    lay_streets(store, data)
    file = data / "city.roads"
    file.write_bytes(file.read_bytes()[:500])
    roads = Roads(store, data, clock)
    assert roads.at(corner(1, 1), "car") is None
    with pytest.raises(RoadFileError, match="cut short"):
        roads.router(corner(1, 1), "car")


def test_that_a_map_imported_anew_is_opened_anew(store: Store, data: Path, roads: Roads) -> None:
    before = roads.router(corner(1, 1), "car").graph.segments
    lay_streets(store, data, side=5)
    with store.write() as connection:
        journal.append(connection, CityEvent("imported", "Town"), "test")
    roads.take(tape(store))
    assert roads.router(corner(1, 1), "car").graph.segments < before
