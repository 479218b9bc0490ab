"""What a closure shuts: the street along the line, whatever way it was drawn; every street of an area; nothing else."""

import numpy as np

from maps.roads.blocks import edges_along, edges_within
from maps.roads.net import RoadNet
from maps.roads.profile import PROFILES
from maps.roads.router import Router

from .town import at, grid_town


def ring(*corners: tuple[float, float]) -> np.ndarray:
    return np.array([(at(*corner).lat_deg, at(*corner).lon_deg) for corner in corners])


def test_that_a_line_along_a_street_shuts_its_pieces_both_ways() -> None:
    graph = grid_town(4).graph()
    edges = edges_along(graph, ring((1, 0.0), (1, 2.0)))
    assert {graph.street(edge) for edge in edges} == {"Calle 1"}
    assert len(edges) == 4
    assert set((edges ^ 1).tolist()) == set(edges.tolist())


def test_that_a_line_one_way_shuts_that_way_alone() -> None:
    graph = grid_town(4).graph()
    east, west = (edges_along(graph, line, both_ways=False) for line in (ring((1, 0), (1, 2)), ring((1, 2), (1, 0))))
    assert set((east ^ 1).tolist()) == set(west.tolist())
    assert all(graph.line(int(edge))[-1, 1] > graph.line(int(edge))[0, 1] for edge in east)


def test_that_a_piece_of_which_less_than_half_is_drawn_stays_open() -> None:
    graph = grid_town(4).graph()
    assert len(edges_along(graph, ring((1, 0.0), (1, 1.3)))) == 2


def test_that_an_area_shuts_every_street_it_touches() -> None:
    graph = grid_town(4).graph()
    edges = edges_within(graph, ring((0.5, 0.5), (0.5, 1.5), (1.5, 1.5), (1.5, 0.5)))
    assert {graph.street(int(edge)) for edge in edges} == {"Calle 1", "Avenida 1"}
    assert len(edges) == 8
    assert not len(edges_within(graph, ring((50, 50), (50, 51), (51, 51))))


def test_that_the_way_along_a_street_shuts_that_street() -> None:
    graph = grid_town(4).graph()
    line = Router(RoadNet(graph, PROFILES["foot"])).route(at(2, 0.98), at(2, 3)).line
    assert {graph.street(int(edge)) for edge in edges_along(graph, line)} == {"Calle 2"}
