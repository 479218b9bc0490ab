"""Numbers cut into classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.classes import MOST_CLASSES, Cut, edges_of, steps_of

VALUES = st.lists(st.floats(-1e6, 1e6), max_size=60).map(lambda values: np.array(values, np.float64))


@given(VALUES, st.sampled_from(Cut), st.integers(1, 12))
def test_that_every_number_falls_into_a_class_and_classes_rise(values: np.ndarray, cut: Cut, count: int) -> None:
    edges = edges_of(values, cut, count)
    if not len(values):
        assert edges == ()
        return
    assert list(edges) == sorted(edges)
    assert 1 <= len(edges) - 1 <= min(count, MOST_CLASSES)
    steps = steps_of(values, edges)
    assert steps.min() >= 0
    assert steps.max() < max(1, len(edges) - 1)
    order = np.argsort(values, kind="stable")
    assert (np.diff(steps[order]) >= 0).all()


def test_that_equal_steps_are_equal_and_quantiles_hold_as_many_each() -> None:
    values = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 100])
    assert edges_of(values, Cut.EQUAL, 4) == (0, 25, 50, 75, 100)
    assert np.bincount(steps_of(values, edges_of(values, Cut.QUANTILE, 5))).tolist() == [2, 2, 2, 2, 2]


def test_that_natural_breaks_lie_in_the_gaps() -> None:
    values = np.array([1.0, 1.2, 1.1, 10, 10.3, 10.1, 50, 51])
    assert steps_of(values, edges_of(values, Cut.JENKS, 3)).tolist() == [0, 0, 0, 1, 1, 1, 2, 2]


@pytest.mark.parametrize("cut", Cut)
def test_that_what_is_no_number_has_no_class(cut: Cut) -> None:
    values = np.array([1.0, np.nan, 3.0, np.inf])
    edges = edges_of(values, cut, 3)
    assert edges[0] == 1.0
    assert edges[-1] == 3.0
    assert steps_of(np.array([1.0, np.nan, 3.0]), edges)[1] == -1
    assert edges_of(np.array([np.nan]), cut, 3) == ()


@pytest.mark.parametrize("cut", Cut)
def test_that_one_value_is_one_class(cut: Cut) -> None:
    edges = edges_of(np.array([4.0, 4.0]), cut, 5)
    assert edges == (4.0, 4.0)
    assert steps_of(np.array([4.0]), edges).tolist() == [0]
