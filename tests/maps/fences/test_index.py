"""The index says what shapely says of every point, whatever the zones."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.fences.index import FenceIndex, Pairs

from .shapes import by_shapely, points, zones

SEEDS = st.integers(0, 1_000_000)


def told(pairs: Pairs) -> set[tuple[int, int]]:
    assert len(pairs.point) == len(set(zip(pairs.point.tolist(), pairs.zone.tolist(), strict=True)))
    return set(zip(pairs.point.tolist(), pairs.zone.tolist(), strict=True))


@given(SEEDS, st.integers(1, 40))
def test_that_every_point_lies_where_shapely_says(seed: int, count: int) -> None:
    dice = np.random.default_rng(seed)
    shapes = zones(dice, count)
    x, y = points(dice, shapes, 60)
    assert told(FenceIndex(shapes).pairs(x, y)) == by_shapely(shapes, x, y)


@given(SEEDS)
@settings(max_examples=20)
def test_that_many_zones_that_touch_are_told_apart(seed: int) -> None:
    dice = np.random.default_rng(seed)
    lattice = [shapely.box(a / 16, b / 16, (a + 1) / 16, (b + 1) / 16) for a in range(16) for b in range(16)]
    shapes = np.array([*lattice, shapely.box(-1, -1, 2, 2)], dtype=object)
    x, y = points(dice, shapes, 200)
    assert told(FenceIndex(shapes).pairs(x, y)) == by_shapely(shapes, x, y)


def test_that_pairs_come_by_point_then_by_zone() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 2)], dtype=object)
    pairs = FenceIndex(shapes).pairs(np.array([1.5, 0.5, 9.0]), np.array([0.5, 0.5, 9.0]))
    assert list(zip(pairs.point.tolist(), pairs.zone.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 1)]


def test_that_what_is_no_number_lies_nowhere() -> None:
    index = FenceIndex(np.array([shapely.box(-180, -90, 180, 90)], dtype=object))
    odd = np.array([np.nan, np.inf, -np.inf, 0.0])
    assert told(index.pairs(odd, np.zeros(4))) == {(3, 0)}


def test_that_no_zones_and_empty_ones_hold_nothing() -> None:
    for shapes in (np.empty(0, dtype=object), np.array([shapely.Polygon(), shapely.Polygon()], dtype=object)):
        assert told(FenceIndex(shapes).pairs(np.array([0.5]), np.array([0.5]))) == set()


def test_that_a_plain_leaf_is_one_without_any_outline() -> None:
    index = FenceIndex(np.array([shapely.Point(0, 0).buffer(1, quad_segs=16)], dtype=object))
    x, y = np.array([0.1, 0.7, 5.0]), np.array([0.1, 0.71, 5.0])
    assert index.is_plain(index.leaves(x, y)).tolist() == [True, False, True]
