"""Filters mean what they say, for numbers and for texts, and never are SQL."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.feature_filter import Compare, Every, Operator, Some
from maps.sources.filtering import lets_through
from maps.sources.layer_fault import LayerFaultError

NUMBERS = st.lists(st.one_of(st.just(float("nan")), st.integers(-5, 5).map(float)), min_size=1, max_size=12)
PLAIN = {
    Operator.EQUAL: lambda a, b: a == b,
    Operator.LESS: lambda a, b: a < b,
    Operator.AT_MOST: lambda a, b: a <= b,
    Operator.MORE: lambda a, b: a > b,
    Operator.AT_LEAST: lambda a, b: a >= b,
}


@given(NUMBERS, st.integers(-5, 5), st.sampled_from(list(PLAIN)))
def test_that_numbers_compare_as_numbers(cells: list[float], value: int, operator: Operator) -> None:
    found = lets_through(Compare("a", operator, str(value)), {"a": np.array(cells)}, len(cells))
    assert found.tolist() == [PLAIN[operator](cell, value) for cell in cells]


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (Operator.EQUAL, "juarez", [True, False, False, False]),
        (Operator.CONTAINS, "AR", [True, True, False, False]),
        (Operator.BEGINS, "ju", [True, False, False, False]),
        (Operator.NOT_EQUAL, "Juárez", [False, True, True, True]),
        (Operator.IS_EMPTY, None, [False, False, True, True]),
        (Operator.NOT_EMPTY, None, [True, True, False, False]),
    ],
)
def test_that_texts_compare_as_people_search(operator: Operator, value: str | None, expected: list[bool]) -> None:
    cells = np.array(["Juárez", "Mar", None, ""], dtype=object)
    assert lets_through(Compare("a", operator, value), {"a": cells}, 4).tolist() == expected


@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_that_and_and_or_are_what_they_say(wanted: list[bool]) -> None:
    cells = {"a": np.array([1.0])}
    tests = tuple(Compare("a", Operator.EQUAL, 1 if one else 2) for one in wanted)
    assert lets_through(Every(tests), cells, 1).tolist() == [all(wanted)]
    assert lets_through(Some(tests), cells, 1).tolist() == [any(wanted)]


def test_that_one_of_several_and_none_at_all_are_told_apart() -> None:
    cells = {"a": np.array(["x", "y", None], dtype=object)}
    assert lets_through(Compare("a", Operator.ONE_OF, values=("X", "z")), cells, 3).tolist() == [True, False, False]
    assert lets_through(Every(()), cells, 3).all()
    assert not lets_through(Some(()), cells, 3).any()


def test_that_an_unknown_column_is_a_fault_and_no_query() -> None:
    with pytest.raises(LayerFaultError) as refused:
        lets_through(Compare("1=1; --", Operator.EQUAL, 1), {"a": np.array([1])}, 1)
    assert refused.value.code == "no_column"
