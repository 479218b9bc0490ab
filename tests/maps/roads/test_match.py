"""Noisy drives are found again on the streets they were driven along."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.place import Place
from maps.roads.graph import Floats
from maps.roads.match import UnmatchableError, match
from maps.roads.net import RoadNet
from maps.roads.profile import PROFILES
from maps.roads.router import Router

from .town import at, grid_town

M_DEG = 1 / 111_195


def drive(line: Floats, step_m: float, noise_m: float, dice: np.random.Generator) -> list[Place]:
    """Fixes along a line, off by a normal error in both directions."""
    stretch = np.cos(np.radians(line[0, 0]))
    steps = np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1]) * stretch) / M_DEG
    along = np.concatenate(([0.0], np.cumsum(steps)))
    spots = np.arange(0.0, along[-1], step_m)
    lat = np.interp(spots, along, line[:, 0]) + dice.normal(0, noise_m, len(spots)) * M_DEG
    lon = np.interp(spots, along, line[:, 1]) + dice.normal(0, noise_m, len(spots)) * M_DEG / stretch
    return [Place(float(a), float(b)) for a, b in zip(lat, lon, strict=True)]


@given(st.integers(0, 100_000))
@settings(max_examples=25)
def test_that_the_streets_of_a_noisy_drive_are_found_again(seed: int) -> None:
    dice = np.random.default_rng(seed)
    net = RoadNet(grid_town(8).graph(), PROFILES["car"])
    ends = [at(float(dice.integers(0, 7)) + 0.5, float(dice.integers(0, 8))) for _ in range(2)]
    route = Router(net).route(*ends)
    if route.metres < 300:
        return
    found = match(net, drive(route.line, 25.0, 6.0, dice))
    assert len(found.legs) == 1
    driven, true = set(found.legs[0].edges.tolist()), set(route.edges.tolist())
    inner = set(route.edges[1:-1].tolist())
    assert inner <= driven
    assert len(driven - true) <= 2  # the first and last fix may lie round the corner
    assert found.metres == pytest.approx(route.metres, rel=0.12, abs=40)
    assert found.mean_off_m < 9


def test_that_a_track_with_a_hole_is_matched_on_both_sides_of_it() -> None:
    net = RoadNet(grid_town(8).graph(), PROFILES["car"])
    dice = np.random.default_rng(5)
    west = drive(Router(net).route(at(0, 0.2), at(0, 2.8)).line, 20, 4, dice)
    lost = [Place(at(0, 5).lat_deg - 0.01, at(0, 5).lon_deg)]
    east = drive(Router(net).route(at(0, 5.2), at(0, 6.8)).line, 20, 4, dice)
    found = match(net, [*west, *lost, *east])
    assert len(west) in found.left_out
    assert {net.graph.street(edge) for leg in found.legs for edge in leg.edges} == {"Calle 0"}


def test_that_two_towns_without_a_way_between_them_make_two_legs() -> None:
    town = grid_town(3)
    town.street([(0, 30), (0, 33)], "Lejos")
    net = RoadNet(town.graph(), PROFILES["car"])
    track = [at(0, 0.2), at(0, 1.0), at(0, 1.8), at(0, 30.5), at(0, 31.5), at(0, 32.5)]
    found = match(net, track)
    assert [leg.fixes for leg in found.legs] == [(0, 1, 2), (3, 4, 5)]


def test_that_a_standing_vehicle_goes_nowhere() -> None:
    net = RoadNet(grid_town(4).graph(), PROFILES["car"])
    dice = np.random.default_rng(2)
    standing = [
        Place(at(1, 1.5).lat_deg + dice.normal(0, 5) * M_DEG, at(1, 1.5).lon_deg + dice.normal(0, 5) * M_DEG)
        for _ in range(60)
    ]
    assert match(net, standing).metres < 80


def test_that_a_track_far_from_every_street_is_refused() -> None:
    net = RoadNet(grid_town(3).graph(), PROFILES["car"])
    with pytest.raises(UnmatchableError, match="no street"):
        match(net, [Place(0.0, 0.0), Place(0.1, 0.1)])
