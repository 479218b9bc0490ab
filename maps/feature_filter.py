"""Which features of a layer are wanted, as data: comparisons of a column with a value, joined by and or or.

Never a text of SQL. Numbers compare as numbers; texts compare without case and accents, as people search. A feature
whose cell is empty meets no comparison but IS_EMPTY and NOT_EQUAL.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

Cell = str | int | float | bool | None
"""What a table has in a cell; dates are ISO texts."""
MOST_TESTS = 100
DEEPEST = 8


class Operator(StrEnum):
    EQUAL = "equal"
    NOT_EQUAL = "not_equal"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    CONTAINS = "contains"
    BEGINS = "begins"
    ONE_OF = "one_of"
    IS_EMPTY = "is_empty"
    NOT_EMPTY = "not_empty"


class Compare(msgspec.Struct, frozen=True, tag="compare"):
    """`values` are the alternatives of ONE_OF; every other operator looks at `value`."""

    column: str
    operator: Operator
    value: Cell = None
    values: tuple[Cell, ...] = ()


class Every(msgspec.Struct, frozen=True, tag="every"):
    """All of these; none at all lets every feature through."""

    of: tuple["Filter", ...]


class Some(msgspec.Struct, frozen=True, tag="some"):
    """At least one of these; none at all lets no feature through."""

    of: tuple["Filter", ...]


Filter = Compare | Every | Some


class FilterTooLargeError(ValueError):
    """More tests, or deeper nested, than a person would write."""


def tests_of(where: Filter | None) -> tuple[Compare, ...]:
    """Every comparison in it. Raises FilterTooLargeError."""
    found = tuple(_walk(where, 0)) if where is not None else ()
    if len(found) > MOST_TESTS:
        raise FilterTooLargeError(f"{len(found)} comparisons; at most {MOST_TESTS}")
    return found


def columns_of(where: Filter | None) -> tuple[str, ...]:
    """The columns it looks at, each once, in the order of their first use."""
    return tuple(dict.fromkeys(test.column for test in tests_of(where)))


def _walk(where: Filter, depth: int) -> Iterator[Compare]:
    if depth > DEEPEST:
        raise FilterTooLargeError(f"nested deeper than {DEEPEST}")
    if isinstance(where, Compare):
        yield where
        return
    for part in where.of:
        yield from _walk(part, depth + 1)
