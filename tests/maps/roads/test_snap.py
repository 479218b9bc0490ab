"""From places to streets: the nearest edge, both ways, the side, as brute force finds it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maps.place import Place
from maps.roads.graph import CLASSES
from maps.roads.grid import distances_m
from maps.roads.snap import anchors, bearing_deg
from maps.roads.ways import Rules

from .town import Town, at, chance_town, grid_town

UNIT = st.floats(-1.0, 5.0, allow_nan=False)


@given(st.integers(0, 500), UNIT, UNIT)
def test_that_the_nearest_edge_is_the_one_brute_force_finds(seed: int, row: float, column: float) -> None:
    graph = chance_town(np.random.default_rng(seed)).graph()
    usable = np.ones(graph.edges, dtype=np.bool_)
    place = at(row, column)
    every = np.delete(np.arange(len(graph.points_e7)), graph.point_start[1:] - 1).astype(np.int32)
    off_m, _ = distances_m(graph, every, place.lat_deg, place.lon_deg)
    found = anchors(graph, place, usable)
    assert found[0].off_m == off_m.min()
    assert abs(found[0].place.distance_m(place) - found[0].off_m) < 0.02
    assert {anchor.edge ^ 1 for anchor in found} == {anchor.edge for anchor in found}


def test_that_a_place_beside_a_street_has_both_ways_and_a_side_on_each() -> None:
    graph = grid_town(3).graph()
    north = Place(at(1, 0.5).lat_deg + 0.0001, at(1, 0.5).lon_deg)
    east, west = anchors(graph, north, np.ones(graph.edges, dtype=np.bool_))[:2]
    if bearing_deg(graph, east) > 180:
        east, west = west, east
    assert (east.side, west.side) == ("left", "right")
    assert abs(east.along - 0.5) < 1e-3
    assert abs(east.along + west.along - 1.0) < 1e-9


def test_that_only_usable_edges_are_found_however_near_another_lies() -> None:
    town = grid_town(3)
    town.street([(1, 1), (2, 2)], "Andador", access=8)
    graph = town.graph()
    usable = (graph.access & 1) != 0
    found = anchors(graph, at(1.5, 1.5), usable)
    assert found
    assert all(graph.street(anchor.edge) != "Andador" for anchor in found)


def test_that_two_roadways_of_an_avenue_are_both_meant() -> None:
    town = Town()
    town.street([(0, 0), (0, 4)], "Norte", oneway=True)
    graph_points = [
        (1, round((22.77 - 0.00005) * 1e7), round(-102.58 * 1e7)),
        (2, round((22.77 - 0.00005) * 1e7), round(-102.576 * 1e7)),
    ]
    town.collector.add(99, "Sur", graph_points, Rules(CLASSES.index("primary"), (15, 8), (40.0, 40.0)))
    graph = town.graph()
    found = anchors(graph, at(0.03, 2), (graph.access & 1) != 0)
    assert {graph.street(anchor.edge) for anchor in found} == {"Norte", "Sur"}
