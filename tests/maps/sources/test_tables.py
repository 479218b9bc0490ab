"""Rows of a layer by page, in any order, found both ways; classes and figures of a column; files saved."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.feature_filter import Compare, Operator
from maps.layer_facts import Rows, SortKey
from maps.layer_messages import Places
from maps.source import Source, SourceKind
from maps.sources.column_facts import breaks, distinct, statistics
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.finding import extent_of, features_within
from maps.sources.layer_fault import LayerFaultError
from maps.sources.row_order import order_of, page_of
from maps.sources.saving import DRIVERS, save
from maps.symbology import Method

NAMES = ["Ávila", None, "beto", "Ana", "", "ana"]


@pytest.fixture
def table(tmp_path: Path, places: Places) -> tuple[object, FeatureShelf, Source]:
    path = tmp_path / "t.gpkg"
    wkb = np.asarray(shapely.to_wkb(shapely.points([[-99.0 - n / 100, 19.0] for n in range(6)])), dtype=object)
    numbers = np.array([3.0, np.nan, 1.0, 2.0, 5.0, 4.0])
    pyogrio.raw.write(
        path,
        geometry=wkb,
        field_data=[np.array(NAMES, dtype=object), numbers],
        fields=["name", "n"],
        layer="t",
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4326",
    )
    shelf, source = FeatureShelf(), Source(SourceKind.VECTOR, str(path))
    return shelf.table(source, places, {}), shelf, source


def test_that_a_page_is_a_part_of_the_table_as_it_lies(table: tuple) -> None:
    opened, shelf, source = table
    page = page_of(Rows(source), 2, 2, opened, shelf)
    assert (page.total, page.first, page.ids) == (6, 2, (3, 4))
    assert page.rows == (("beto", 1.0), ("Ana", 2.0))
    assert page_of(Rows(source), 100, 5, opened, shelf).rows == ()
    assert page_of(Rows(source), -3, 1, opened, shelf).ids == (1,)


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ((SortKey("n"),), [3, 4, 1, 6, 5, 2]),
        ((SortKey("n", True),), [5, 6, 1, 4, 3, 2]),
        ((SortKey("name"),), [4, 6, 1, 3, 2, 5]),
        ((SortKey("name"), SortKey("n", True)), [6, 4, 1, 3, 5, 2]),
    ],
)
def test_that_rows_are_ordered_as_people_do_and_the_empty_ones_come_last(
    order: tuple[SortKey, ...], ids: list[int], table: tuple
) -> None:
    opened, shelf, source = table
    assert list(page_of(Rows(source, None, order), 0, 10, opened, shelf).ids) == ids


def test_that_a_feature_is_found_in_its_row_and_back(table: tuple) -> None:
    opened, shelf, source = table
    rows = Rows(source, Compare("n", Operator.AT_LEAST, 2), (SortKey("n", True),))
    order = order_of(rows, opened, shelf)
    assert order.ids.tolist() == [5, 6, 1, 4]
    assert order.rows_of(np.array([1, 5, 3, 99])).tolist() == [2, 0, -1, -1]


def test_that_features_in_an_outline_and_their_extent_are_told(table: tuple) -> None:
    opened, shelf, source = table
    ring = [(18.9, -99.025), (18.9, -98.9), (19.1, -98.9), (19.1, -99.025)]
    assert features_within(Rows(source), ring, 10, opened) == ((1, 2, 3), False)
    assert features_within(Rows(source), ring, 2, opened) == ((1, 2), True)
    where = extent_of(Rows(source), (2, 4), opened, shelf)
    assert where is not None
    assert (round(where.west, 3), round(where.east, 3)) == (-99.03, -99.01)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.sampled_from(Method), st.integers(1, 9))
def test_that_classes_cover_every_number_once(numbers: list[float], method: Method, classes: int) -> None:
    found = breaks(np.array(numbers), method, classes)
    assert list(found.edges) == sorted(found.edges)
    assert found.edges[0] == min(numbers)
    assert found.edges[-1] == max(numbers)
    assert sum(found.counts) == len(numbers)
    assert len(found.counts) == len(found.edges) - 1


def spread(groups: list[list[float]]) -> float:
    return sum(float(((np.array(group) - np.mean(group)) ** 2).sum()) for group in groups)


@given(st.lists(st.integers(0, 40), min_size=4, max_size=9, unique=True))
def test_that_natural_classes_are_the_best_there_are(numbers: list[int]) -> None:
    values = sorted(float(number) for number in numbers)
    best = min(
        spread([values[:a], values[a:b], values[b:]]) for a, b in itertools.combinations(range(1, len(values)), 2)
    )
    edges = breaks(np.array(values), Method.JENKS, 3).edges
    groups = [[v for v in values if low <= v < high] for low, high in itertools.pairwise([*edges[:-1], edges[-1] + 1])]
    assert spread(groups) <= best + 1e-6


def test_that_figures_leave_out_what_is_no_number() -> None:
    found = statistics(np.array([1.0, np.nan, 3.0, np.inf]))
    assert (found.count, found.empty, found.least, found.most, found.mean) == (2, 2, 1.0, 3.0, 2.0)
    assert statistics(np.array([np.nan])).mean is None


def test_that_the_most_frequent_values_come_first() -> None:
    found = distinct(np.array(["b", "a", "b", None, "c"], dtype=object), 2)
    assert [(one.value, one.count) for one in found.values] == [("b", 2), ("a", 1)]
    assert found.more


@pytest.mark.parametrize("ending", sorted(DRIVERS))
def test_that_a_saved_layer_is_read_again_with_its_places(ending: str, table: tuple, tmp_path: Path) -> None:
    opened, shelf, source = table
    target = tmp_path / f"out{ending}"
    count = save(Rows(source), (1, 3), (target, "out", "EPSG:32614"), opened, shelf, lambda _: None)
    assert count == 2
    assert pyogrio.read_info(target, force_feature_count=True)["features"] == 2
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_that_what_cannot_be_written_leaves_what_was_there(table: tuple, tmp_path: Path) -> None:
    opened, shelf, source = table
    target = tmp_path / "out.xls"
    target.write_text("before")
    with pytest.raises(LayerFaultError):
        save(Rows(source), (), (target, "out", ""), opened, shelf, lambda _: None)
    assert target.read_text() == "before"


def test_that_a_real_table_has_its_statistics(shared: Callable[[str], Path], places: Places) -> None:
    shelf = FeatureShelf()
    source = Source(SourceKind.VECTOR, str(shared("maps/mexico/Ciudad de México.json")))
    _, cells = shelf.column(shelf.table(source, places, {}), "AREA")
    assert round(statistics(cells).mean or 0) == 93
