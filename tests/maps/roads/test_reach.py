"""Isochrones: what a plain search reaches lies inside, what it does not lies outside, more minutes hold fewer."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.roads.net import RoadNet
from maps.roads.profile import PROFILES
from maps.roads.reach import Isochrone, isochrones, reached
from maps.roads.router import Router, Stop
from maps.roads.snap import Anchor

from .town import at, chance_town, grid_town, plain_s


def area(one: Isochrone) -> shapely.Geometry:
    return shapely.union_all([shapely.Polygon(rings[0], rings[1:]) for rings in one.polygons])


@given(st.integers(0, 5_000))
@settings(max_examples=25)
def test_that_arrival_times_are_those_of_a_plain_dijkstra(seed: int) -> None:
    dice = np.random.default_rng(seed)
    net = RoadNet(chance_town(dice).graph(), PROFILES["car"])
    edge, along = int(dice.choice(net.edge_of)), 0.25
    times = reached(net, Stop((Anchor(edge, along, 0.0, at(0, 0), "on"),)), 60.0)
    for node in range(net.nodes):
        plain = plain_s(net, (edge, along), (int(net.edge_of[node]), 1.0))
        if plain <= 60.0:
            assert times.end_s[node] == pytest.approx(plain, abs=0.003)
        else:
            assert times.end_s[node] > 60.0 - 0.003


def test_that_more_minutes_reach_farther_and_hold_the_nearer_ones() -> None:
    net = RoadNet(grid_town(30).graph(), PROFILES["car"])
    near, far = isochrones(net, Router(net).stop(at(15, 15)), (1.0, 2.0))
    assert area(far).buffer(1e-9).contains(area(near))
    assert area(far).area > 2.5 * area(near).area
    assert near.minutes == 1.0


def test_that_the_outline_ends_where_the_time_ends() -> None:
    net = RoadNet(grid_town(30).graph(), PROFILES["car"])
    router = Router(net)
    origin = router.stop(at(15, 15))
    (outline,) = isochrones(net, origin, (1.5,))
    shape = area(outline)
    for column in np.arange(15, 30, 0.25):
        seconds = router.between(origin, router.stop(at(15, column))).seconds
        inside = shape.contains(shapely.Point(at(15, column).lat_deg, at(15, column).lon_deg))
        if seconds < 85:
            assert inside, column
        if seconds > 130:  # and no more than the walk from the kerb beyond
            assert not inside, column


def test_that_a_closed_street_casts_a_shadow() -> None:
    net = RoadNet(grid_town(12).graph(), PROFILES["car"])
    origin = Router(net).stop(at(5, 5.5))
    (before,) = isochrones(net, origin, (1.0,))
    east = [edge for edge in range(net.graph.edges) if net.graph.line(edge)[:, 1].min() >= at(0, 6).lon_deg - 1e-6]
    net.close(east)
    (after,) = isochrones(net, origin, (1.0,))
    assert area(after).area < 0.8 * area(before).area


def test_that_nothing_is_reached_in_no_time() -> None:
    net = RoadNet(grid_town(3).graph(), PROFILES["car"])
    (outline,) = isochrones(net, Router(net).stop(at(1, 0.5)), (0.001,))
    assert area(outline).area < 1e-6
