"""Times and routes: the same as a plain Dijkstra gives, along no street against its rules."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.roads.graph import COUNTERFLOW, SIGNALS, VEHICLES
from maps.roads.net import RoadNet
from maps.roads.profile import PROFILES, profile_of
from maps.roads.router import NoWayError, Router, Stop
from maps.roads.snap import Anchor, FarFromRoadsError
from maps.roads.ways import Crossings, Restriction

from .town import Town, at, chance_town, grid_town, number, plain_s

CAR = PROFILES["car"]
SEEDS = st.integers(0, 10_000)


def net_of(town: Town, profile: str = "car") -> RoadNet:
    return RoadNet(town.graph(), profile_of(profile))


def spot(net: RoadNet, dice: np.random.Generator) -> Stop:
    """Anywhere on one usable edge, or on both of a street."""
    edge, along = int(dice.choice(net.edge_of)), round(float(dice.random()), 3)
    both = [Anchor(edge, along, 0.0, at(0, 0), "on")]
    if net.usable[edge ^ 1]:
        both.append(Anchor(edge ^ 1, 1.0 - along, 0.0, at(0, 0), "on"))
    return Stop(tuple(both))


def plainly(net: RoadNet, origin: Stop, goal: Stop) -> float:
    return min(plain_s(net, (a.edge, a.along), (b.edge, b.along)) for a in origin.anchors for b in goal.anchors)


@given(SEEDS, st.sampled_from(["car", "emergency", "foot", "emergency+counterflow"]))
def test_that_times_are_those_of_a_plain_dijkstra(seed: int, profile: str) -> None:
    dice = np.random.default_rng(seed)
    net = net_of(chance_town(dice), profile)
    stops = [spot(net, dice) for _ in range(4)]
    times_s = Router(net).times_s(stops, stops)
    for row, origin in enumerate(stops):
        for column, goal in enumerate(stops):
            assert times_s[row, column] == pytest.approx(plainly(net, origin, goal), abs=0.0021)


@given(SEEDS)
def test_that_a_route_takes_as_long_as_the_table_says_and_breaks_no_rule(seed: int) -> None:
    dice = np.random.default_rng(seed)
    net = net_of(chance_town(dice))
    router, graph = Router(net), net.graph
    origin, goal = spot(net, dice), spot(net, dice)
    expected = plainly(net, origin, goal)
    if np.isinf(expected):
        with pytest.raises(NoWayError):
            router.between(origin, goal)
        return
    route = router.between(origin, goal)
    assert route.seconds == pytest.approx(expected, abs=0.0021)
    assert net.usable[route.edges].all()
    assert all(graph.edge_to[one] == graph.edge_from[other] for one, other in pairwise(route.edges.tolist()))
    assert sum(step.seconds for step in route.steps) == pytest.approx(route.seconds, abs=0.01)
    assert sum(step.metres for step in route.steps) == pytest.approx(route.metres)
    assert len(route.line) >= 2


@given(SEEDS)
def test_that_no_detour_is_quicker_than_the_quickest_way(seed: int) -> None:
    dice = np.random.default_rng(seed)
    net = net_of(chance_town(dice))
    one_way = [Stop((spot(net, dice).anchors[0],)) for _ in range(5)]  # a stop on one edge: it is passed, not turned at
    times_s = Router(net).times_s(one_way, one_way)
    through = (times_s[:, :, None] + times_s[None, :, :]).min(axis=1)
    assert (through >= times_s - 0.0051)[np.isfinite(times_s)].all()


@given(SEEDS)
def test_that_closing_and_opening_again_leaves_no_trace(seed: int) -> None:
    dice = np.random.default_rng(seed)
    town = chance_town(dice)
    net = net_of(town)
    router = Router(net)
    stops = [spot(net, dice) for _ in range(3)]
    before = router.times_s(stops, stops)
    shut = dice.choice(net.edge_of, size=3)
    net.close(shut.tolist())
    closed = router.times_s(stops, stops)
    for row, origin in enumerate(stops):
        for column, goal in enumerate(stops):
            assert closed[row, column] == pytest.approx(plainly(net, origin, goal), abs=0.0021)
    net.close([])
    np.testing.assert_array_equal(router.times_s(stops, stops), before)


def test_that_a_one_way_is_not_driven_against_but_walked() -> None:
    town = Town()
    town.street([(0, 0), (0, 1)], "Hidalgo", oneway=True)
    town.street([(0, 1), (1, 1), (1, 0), (0, 0)], "Vuelta")
    router = Router(net_of(town))
    assert router.route(at(0, 0.2), at(0, 0.8)).metres < 70
    assert router.route(at(0, 0.8), at(0, 0.2)).metres > 300
    assert Router(RoadNet(town.graph(), PROFILES["foot"])).route(at(0, 0.8), at(0, 0.2)).metres < 70


def test_that_an_emergency_vehicle_goes_against_a_one_way_only_when_told() -> None:
    town = Town()
    town.street([(0, 0), (0, 2)], "Hidalgo", oneway=True)
    town.street([(0, 2), (2, 2), (2, 0), (0, 0)], "Vuelta")
    graph = town.graph()
    obeying, told = (Router(RoadNet(graph, profile_of(name))) for name in ("emergency", "emergency+counterflow"))
    assert obeying.route(at(0, 1.5), at(0, 0.5)).metres > 700
    assert told.route(at(0, 1.5), at(0, 0.5)).metres < 110


@pytest.mark.parametrize(
    ("only", "profile", "obeys"), [(False, "car", True), (True, "car", True), (False, "foot", False)]
)
def test_that_a_turn_restriction_is_obeyed_by_vehicles(only: bool, profile: str, obeys: bool) -> None:
    town = Town()
    south = town.street([(0, 1), (1, 1)], "Sur")
    north = town.street([(1, 1), (2, 1)], "Norte")
    west = town.street([(1, 1), (1, 0)], "Oeste")
    town.street([(2, 1), (2, 0), (1, 0)], "Vuelta")
    to_way = north if only else west
    town.crossings = Crossings(restrictions=(Restriction(south, number(1, 1), to_way, only, VEHICLES),))
    route = Router(net_of(town, profile)).route(at(0.5, 1), at(1, 0.5))
    assert ("Norte" in [step.street for step in route.steps]) == obeys


def test_that_a_barrier_stops_a_car_and_lets_people_pass() -> None:
    town = Town(Crossings(barriers={number(0, 1): VEHICLES}))
    town.street([(0, 0), (0, 1), (0, 2)], "Andador")
    graph = town.graph()
    assert Router(RoadNet(graph, PROFILES["foot"])).route(at(0, 0.5), at(0, 1.5)).metres < 110
    with pytest.raises(NoWayError):
        Router(RoadNet(graph, CAR)).route(at(0, 0.5), at(0, 1.5))


def test_that_a_turn_costs_more_across_the_traffic_than_with_it_and_signals_cost_too() -> None:
    plain, signalled = grid_town(3), grid_town(3)
    signalled.crossings = Crossings(signals=frozenset({number(1, 1)}))
    router = Router(net_of(plain))
    straight, right, left = (router.route(at(0.5, 1), to).seconds for to in (at(1.5, 1), at(1, 1.5), at(1, 0.5)))
    assert straight < right < left
    graph = signalled.graph()
    assert (graph.turn_marks & SIGNALS).any()
    waited = Router(RoadNet(graph, CAR)).route(at(0.5, 1), at(1.5, 1)).seconds
    assert waited == pytest.approx(straight + CAR.signals_s, abs=0.01)


def test_that_steps_name_streets_and_turns_as_a_driver_is_told() -> None:
    route = Router(net_of(grid_town(4))).route(at(0, 0.5), Place(at(2.5, 3).lat_deg, at(2.5, 3).lon_deg + 0.0001))
    told = [(step.turn, step.street) for step in route.steps]
    assert told == [("depart", "Calle 0"), ("left", "Avenida 3"), ("arrive_right", "Avenida 3")]
    assert route.off_to_m == pytest.approx(10.25, abs=0.2)


def test_that_a_unit_goes_on_as_it_looks() -> None:
    town = Town()
    town.street([(0, 0), (0, 3), (3, 3), (3, 0), (0, 0)], "Anillo")
    router = Router(net_of(town))
    east, west = (router.route(at(0, 1), at(0, 0.5), heading).metres for heading in (90.0, 270.0))
    assert west < 60
    assert east > 1000


def test_that_a_goal_on_a_closed_street_is_reached_beside_it() -> None:
    net = net_of(grid_town(3))
    router = Router(net)
    shut = router.stop(at(1, 0.5)).anchors[0].edge
    net.close([shut, shut ^ 1])
    route = router.route(at(0, 0.5), at(1, 0.5))
    assert 40 < route.off_to_m < 60
    assert shut not in route.edges
    assert router.route(at(1, 0.5), at(0, 0.5)).seconds > 0  # who stands on it may leave


def test_that_a_way_round_a_street_is_found_and_leaves_it_open() -> None:
    router = Router(net_of(grid_town(4)))
    origin, goal = router.stop(at(1, 0.5)), router.stop(at(1, 2.5), is_goal=True)
    straight = router.between(origin, goal)
    other = router.avoiding(origin, goal, [int(edge) for edge in straight.edges[1:2]])
    assert not set(straight.edges[1:2].tolist()) & set(other.edges.tolist())
    assert other.metres > straight.metres
    assert router.between(origin, goal).seconds == straight.seconds
    with pytest.raises(NoWayError):
        router.avoiding(origin, goal, range(router.graph.edges))
    assert router.between(origin, goal).seconds == straight.seconds


def test_that_a_place_far_from_every_street_is_said_so() -> None:
    router = Router(net_of(grid_town(3)))
    with pytest.raises(FarFromRoadsError, match="3 km"):
        router.route(Place(23.5, -102.58), at(0, 0))
    assert np.isinf(router.matrix_s([Place(23.5, -102.58), at(0, 0)], [at(1, 1)])).tolist() == [[True], [False]]


def test_that_streets_that_do_not_hang_together_are_said_so() -> None:
    town = grid_town(3)
    town.street([(0, 20), (0, 21), (1, 21), (1, 20), (0, 20)], "Isla")
    net = net_of(town)
    with pytest.raises(NoWayError, match="hang together"):
        Router(net).route(at(0, 0.5), at(0, 20.5))


def test_that_the_island_of_a_car_park_is_passed_over_for_the_street_beside_it() -> None:
    town = grid_town(6)
    town.street([(2, 9), (2, 8)], "Isla", oneway=True)
    anchor = Router(net_of(town)).stop(Place(at(2, 8).lat_deg, at(2, 7.4).lon_deg)).anchors[0]
    assert anchor.off_m < 300
    assert net_of(town).graph.street(anchor.edge) != "Isla"


def test_that_a_one_way_dead_end_can_be_entered_and_not_left() -> None:
    town = grid_town(3)
    town.street([(2, 2), (2, 3)], "Sin salida", oneway=True)
    router = Router(net_of(town))
    end = router.stop(at(2, 2.9))
    assert router.graph.street(end.anchors[0].edge) != "Sin salida"  # one could never come back from there


def test_that_self_loops_and_pieces_without_length_do_no_harm() -> None:
    town = grid_town(3)
    town.street([(1, 1), (1, 1)], "Punto")
    town.street([(2, 2), (2, 3), (3, 3), (3, 2), (2, 2)], "Vuelta")
    net = net_of(town)
    assert "Punto" not in {net.graph.street(edge) for edge in range(net.graph.edges)}
    assert (net.graph.length_m > 0).all()
    route = Router(net).route(at(2, 2.5), at(1, 1.5))
    assert route.steps[0].street == "Vuelta"


def test_that_counterflow_is_no_profile_of_a_car() -> None:
    with pytest.raises(ValueError, match="no profile"):
        profile_of("car+counterflow")
    assert profile_of("emergency+counterflow").access & COUNTERFLOW
