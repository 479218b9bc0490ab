"""What the map shows of the tree: groups carry their members, an operator's own switches win, order is kept."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.layer_tree import LayerTree, LiveLayer
from desktop.domain.map_layer import BASE, EntryKind, LayerEntry, live_id
from desktop.services.layer_view import LayerView, arrangement, kept_of, narrowed, view_of
from maps.arrangement import BasePart, LivePart, SheetPart
from maps.source import Source, SourceKind
from maps.stack import MOST_LAYERS, ScaleLimits

LIVE = (LiveLayer("alarms"), LiveLayer("units"), LiveLayer("districts", is_outline=True))


def layer(name: str, rank: float, parent_id: str = "", **more: object) -> LayerEntry:
    source = Source(SourceKind.VECTOR, f"/maps/{name}.gpkg")
    return replace(LayerEntry(name, EntryKind.FILE, name, parent_id, rank, source=source), **more)  # type: ignore[arg-type]


def sheets(tree: LayerTree, view: LayerView) -> list[list[str]]:
    return [[one.id for one in sheet] for sheet in arrangement(tree, view).sheets]


def test_that_without_a_tree_the_map_is_painted_as_always() -> None:
    made = arrangement(LayerTree([], LIVE), LayerView())
    assert made.ground == (BasePart(), LivePart("districts"))
    assert made.marks == (LivePart("units"), LivePart("alarms"))
    assert not made.hidden


def test_that_layers_on_each_other_are_one_sheet_and_a_live_one_between_parts_them() -> None:
    districts = LayerEntry(live_id("districts"), EntryKind.LIVE, rank=2.5)
    tree = LayerTree([layer("a", 1.0), layer("b", 2.0), districts, layer("c", 3.0)], LIVE)
    assert sheets(tree, LayerView()) == [["c"], ["b", "a"]]
    kinds = [type(part) for part in arrangement(tree, LayerView()).ground]
    assert kinds == [BasePart, SheetPart, LivePart, SheetPart]


def test_that_a_group_hides_fades_and_limits_its_members() -> None:
    group = LayerEntry("g", EntryKind.GROUP, "g", rank=1.0, opacity=0.5, limits=ScaleLimits(1000, 50_000))
    member = layer("a", 1.0, "g", opacity=0.5, limits=ScaleLimits(0, 20_000))
    (drawn,) = arrangement(LayerTree([group, member], LIVE), LayerView()).stack
    assert (drawn.opacity, drawn.limits) == (0.25, ScaleLimits(1000, 20_000))
    assert sheets(LayerTree([replace(group, visible=False), member], LIVE), LayerView()) == []


def test_that_an_own_switch_wins_and_is_forgotten_when_it_is_the_citys_again() -> None:
    entry = layer("a", 1.0, visible=False)
    tree, plain = LayerTree([entry], LIVE), LayerView()
    own = plain.shown(entry, visible=True)
    assert sheets(tree, own) == [["a"]]
    assert own.differs(entry)
    assert own.shown(entry, visible=False) == plain
    assert own.faded(entry, 0.3).shown(entry, visible=False).faded(entry, 1.0) == plain


def test_that_a_hidden_base_map_and_a_hidden_live_layer_are_no_part_of_the_picture() -> None:
    tree = LayerTree([], LIVE)
    view = LayerView().shown(tree.get(BASE), visible=False).shown(tree.get(live_id("units")), visible=False)
    made = arrangement(tree, view)
    assert made.ground == (LivePart("districts"),)
    assert made.hidden == {"units"}


def test_that_a_personal_view_survives_its_keeping() -> None:
    entry = layer("a", 1.0)
    view = LayerView().faded(entry, 0.4)
    assert view_of(kept_of(view, "a")) == view
    assert kept_of(LayerView(), "a") == {"layer:a": None}


@pytest.mark.parametrize("value", [None, 3, [], {"visible": "yes"}, {"opacity": float("nan")}, {"opacity": True}])
def test_that_a_personal_view_that_makes_no_sense_is_left_out(value: object) -> None:
    assert view_of({"layer:a": value, "other": {"visible": True}}) == LayerView()


def test_that_no_more_layers_are_drawn_than_the_map_worker_takes() -> None:
    tree = LayerTree([layer(f"l{n}", float(n)) for n in range(MOST_LAYERS + 3)], LIVE)
    assert len(arrangement(tree, LayerView()).stack) == MOST_LAYERS


SCALES = st.just(0.0) | st.floats(1, 1e8)


@given(st.tuples(SCALES, SCALES), st.tuples(SCALES, SCALES), st.floats(1, 1e8))
def test_that_narrowed_limits_hold_what_both_hold(
    one: tuple[float, float], other: tuple[float, float], at: float
) -> None:
    both = narrowed(ScaleLimits(*one), ScaleLimits(*other))
    assert both.hold(at) == (ScaleLimits(*one).hold(at) and ScaleLimits(*other).hold(at))
