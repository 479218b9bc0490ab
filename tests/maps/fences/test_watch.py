"""Who enters, leaves and stays: as a slow reference says, deaf to noise at an edge, over the antimeridian too."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.fences.index import Pairs
from maps.fences.watch import FenceWatch
from maps.fences.zones import polygon

M_DEG = 1 / 111_195
SQUARE = np.array([(0.0, 0.0), (0.0, 0.01), (0.01, 0.01), (0.01, 0.0)])


def told(pairs: Pairs) -> list[tuple[int, int]]:
    return list(zip(pairs.point.tolist(), pairs.zone.tolist(), strict=True))


def watch_of(*shapes: shapely.Geometry, hysteresis_m: float = 0.0, dwell_s: float = np.inf) -> FenceWatch:
    count = len(shapes)
    return FenceWatch(np.array(shapes, dtype=object), np.full(count, hysteresis_m), np.full(count, dwell_s))


def at(*places: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    lat, lon = np.array(places, dtype=np.float64).reshape(-1, 2).T
    return lat, lon


@given(st.integers(0, 100_000))
@settings(max_examples=30)
def test_that_without_a_band_every_look_is_what_shapely_sees(seed: int) -> None:
    dice = np.random.default_rng(seed)
    shapes = np.array(
        [shapely.Point(*dice.uniform(0, 1, 2)).buffer(dice.uniform(0.01, 0.3), quad_segs=3) for _ in range(8)]
    )
    watch = FenceWatch(shapes, np.zeros(8), np.full(8, np.inf))
    before: set[tuple[int, int]] = set()
    x, y = dice.uniform(0, 1, 30), dice.uniform(0, 1, 30)
    for step in range(12):
        moving = dice.random(30) < 0.6
        x, y = x + moving * dice.normal(0, 0.05, 30), y + moving * dice.normal(0, 0.05, 30)
        look = watch.look(y, x, float(step))
        now = {(int(p), int(z)) for p, z in np.argwhere(shapely.contains_xy(shapes[None, :], x[:, None], y[:, None]))}
        assert set(told(look.entered)) == now - before
        assert set(told(look.left)) == before - now
        assert set(told(watch.inside())) == now
        before = now


@given(st.integers(0, 100_000))
@settings(max_examples=30)
def test_that_who_strolls_is_seen_to_cross_at_the_very_step(seed: int) -> None:
    """Steps so small that most need not be looked at: none that matters is left out."""
    dice = np.random.default_rng(seed)
    shapes = np.array(
        [shapely.Point(*dice.uniform(0, 0.004, 2)).buffer(dice.uniform(1e-4, 2e-3), quad_segs=3) for _ in range(9)]
    )
    watch = FenceWatch(shapes, np.zeros(9), np.full(9, np.inf))
    x, y = dice.uniform(0, 0.004, 40), dice.uniform(0, 0.004, 40)
    heading = dice.uniform(0, 2 * np.pi, 40)
    for step in range(40):
        x, y = x + 3e-5 * np.cos(heading), y + 3e-5 * np.sin(heading)
        watch.look(y, x, float(step))
        now = {(int(p), int(z)) for p, z in np.argwhere(shapely.contains_xy(shapes[None, :], x[:, None], y[:, None]))}
        assert set(told(watch.inside())) == now


@given(st.integers(0, 100_000), st.floats(1.0, 60.0))
@settings(max_examples=30)
def test_that_a_band_holds_what_was_until_it_is_crossed(seed: int, band_m: float) -> None:
    dice = np.random.default_rng(seed)
    square = polygon([SQUARE])
    watch = watch_of(square, hysteresis_m=band_m)
    x, y = np.array([dice.uniform(-0.002, 0.012)]), np.array([dice.uniform(-0.002, 0.012)])
    inside = bool(shapely.contains_xy(square, x, y)[0])
    watch.look(y, x, 0.0)
    for step in range(40):
        x, y = x + dice.normal(0, 30 * M_DEG, 1), y + dice.normal(0, 30 * M_DEG, 1)
        watch.look(y, x, float(step))
        out_m = float(shapely.distance(square, shapely.points(x, y))[0]) / M_DEG
        deep_m = float(shapely.distance(square.exterior, shapely.points(x, y))[0]) / M_DEG
        if out_m > band_m * 1.1 + 0.5:
            inside = False
        elif out_m == 0.0 and deep_m > band_m * 1.01 + 0.5:
            inside = True
        elif out_m > 0.9 * band_m - 0.5 or deep_m > 0.9 * band_m - 0.5:
            inside = bool(len(watch.inside().point))  # within the rounding of a corner: either is right
        assert bool(len(watch.inside().point)) == inside


def test_that_noise_at_an_edge_says_nothing() -> None:
    dice = np.random.default_rng(1)
    watch = watch_of(polygon([SQUARE]), hysteresis_m=15.0)
    said = 0
    for step in range(300):
        look = watch.look(*at((0.005 + dice.normal(0, 4 * M_DEG), dice.normal(0, 4 * M_DEG))), float(step))
        said += len(look.left.point) + len(look.entered.point) * (step > 0)
    assert said == 0


def test_that_a_zone_narrower_than_its_band_can_still_be_entered() -> None:
    narrow = polygon([np.array([(0.0, 0.0), (0.0, 0.01), (6 * M_DEG, 0.01), (6 * M_DEG, 0.0)])])
    watch = watch_of(narrow, hysteresis_m=20.0)
    watch.look(*at((-0.01, 0.005)), 0.0)
    assert told(watch.look(*at((3 * M_DEG, 0.005)), 1.0).entered) == [(0, 0)]


def test_that_who_stays_is_told_once_for_each_stay() -> None:
    watch = watch_of(polygon([SQUARE]), dwell_s=60.0)
    inside, outside = at((0.005, 0.005)), at((0.02, 0.005))
    assert not told(watch.look(*inside, 0.0).dwelt)
    assert not told(watch.look(*inside, 59.0).dwelt)
    assert told(watch.look(*inside, 60.0).dwelt) == [(0, 0)]
    assert not told(watch.look(*inside, 100.0).dwelt)
    watch.look(*outside, 110.0)
    assert not told(watch.look(*inside, 120.0).dwelt)
    assert told(watch.look(*inside, 181.0).dwelt) == [(0, 0)]


def test_that_who_is_gone_has_left() -> None:
    watch = watch_of(polygon([SQUARE]), hysteresis_m=10.0)
    watch.look(*at((0.005, 0.005)), 0.0)
    assert told(watch.look(np.array([np.nan]), np.array([np.nan]), 1.0).left) == [(0, 0)]
    assert told(watch.look(*at((0.005, 0.005)), 2.0).entered) == [(0, 0)]


def test_that_subjects_may_become_more() -> None:
    watch = watch_of(polygon([SQUARE]))
    watch.look(*at((0.005, 0.005)), 0.0)
    look = watch.look(*at((0.005, 0.005), (0.006, 0.006)), 1.0)
    assert told(look.entered) == [(1, 0)]


def test_that_what_was_known_before_the_first_look_is_no_news() -> None:
    watch = watch_of(polygon([SQUARE]), dwell_s=60.0)
    watch.restore([(0, 0, -50.0), (1, 0, -50.0)])
    look = watch.look(*at((0.005, 0.005), (0.02, 0.02), (0.006, 0.005)), 10.0)
    assert told(look.entered) == [(2, 0)]
    assert told(look.left) == [(1, 0)]
    assert told(look.dwelt) == [(0, 0)]


def test_that_a_zone_over_the_antimeridian_holds_both_its_sides() -> None:
    fiji = polygon([np.array([(-18.0, 179.5), (-18.0, -179.5), (-16.0, -179.5), (-16.0, 179.5)])])
    watch = watch_of(fiji, hysteresis_m=100.0)
    look = watch.look(
        *at((-17.0, 179.9), (-17.0, -179.9), (-17.0, 0.0), (-17.0, 179.0), (-17.0, 180.0), (-17.0, -180.0)), 0.0
    )
    assert told(look.entered) == [(0, 0), (1, 0), (4, 0), (5, 0)]
    look = watch.look(
        *at((-17.0, -179.9), (-17.0, 179.9), (-17.0, 0.0), (-17.0, -179.0), (-17.0, 179.0), (-17.0, -179.0)), 1.0
    )
    assert told(look.left) == [(4, 0), (5, 0)]


def test_that_holes_are_outside_and_crossed_rings_are_mended() -> None:
    hole = np.array([(0.004, 0.004), (0.004, 0.006), (0.006, 0.006), (0.006, 0.004)])
    watch = watch_of(polygon([SQUARE, hole]))
    assert told(watch.look(*at((0.005, 0.005), (0.001, 0.001)), 0.0).entered) == [(1, 0)]
    bow = polygon([np.array([(0.0, 0.0), (0.01, 0.01), (0.01, 0.0), (0.0, 0.01)])])
    assert bow.is_valid
    assert bow.area > 0
