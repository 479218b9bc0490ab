"""Acts on their way: the tree shows them at once, and the store's word when it has come."""

from dataclasses import replace

import pytest

from desktop.domain.layer_tree import LayerTree, Step, TreeChange
from desktop.domain.map_layer import BASE, EntryKind, LayerEntry
from desktop.view.layers.unsettled import LONGEST_S, Unsettled


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


GROUP = LayerEntry("g", EntryKind.GROUP, "old")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def unsettled(clock: Clock) -> Unsettled:
    made = Unsettled(clock)
    made.take([GROUP])
    return made


def renamed(unsettled: Unsettled, name: str) -> TreeChange:
    tree = LayerTree(unsettled.entries)
    return tree.changed(replace(tree.get("g"), name=name), "renamed")


def name_of(unsettled: Unsettled) -> str:
    return next(entry.name for entry in unsettled.entries if entry.id == "g")


def test_that_an_act_is_seen_at_once_and_the_next_is_made_from_it(unsettled: Unsettled) -> None:
    unsettled.begin(renamed(unsettled, "new"))
    assert name_of(unsettled) == "new"
    again = renamed(unsettled, "newer")
    assert again.steps[0].before is not None
    assert again.steps[0].before.version == 2


def test_that_what_the_store_tells_later_than_the_answer_changes_nothing_in_between(unsettled: Unsettled) -> None:
    change = renamed(unsettled, "new")
    number = unsettled.begin(change)
    written = replace(change, steps=(replace(change.steps[0], after=replace(GROUP, name="new", version=2)),))
    unsettled.written(number, written)
    unsettled.take([GROUP])  # it has not read it yet
    assert name_of(unsettled) == "new"
    assert not unsettled.is_settled
    unsettled.take([replace(GROUP, name="new", version=2)])
    assert unsettled.is_settled


def test_that_a_newer_version_of_another_hand_is_shown(unsettled: Unsettled) -> None:
    unsettled.begin(renamed(unsettled, "new"))
    unsettled.take([replace(GROUP, name="other", version=3)])
    assert name_of(unsettled) == "other"


def test_that_a_refused_act_is_as_if_it_had_not_been(unsettled: Unsettled) -> None:
    number = unsettled.begin(renamed(unsettled, "new"))
    unsettled.failed(number)
    assert name_of(unsettled) == "old"


def test_that_a_removal_is_seen_at_once_and_an_entry_removed_by_another_does_not_stay(
    unsettled: Unsettled, clock: Clock
) -> None:
    number = unsettled.begin(LayerTree(unsettled.entries).removed("g"))
    assert unsettled.entries == []
    unsettled.failed(number)
    change = renamed(unsettled, "new")
    number = unsettled.begin(change)
    unsettled.written(number, replace(change, steps=(replace(change.steps[0], after=replace(GROUP, version=2)),)))
    unsettled.take([])  # another console has removed it since
    assert len(unsettled.entries) == 1
    clock.now_s = LONGEST_S + 0.1
    unsettled.settle()
    assert unsettled.entries == []


def test_that_a_built_in_entry_that_is_as_it_came_is_no_entry_any_more(unsettled: Unsettled) -> None:
    tree = LayerTree(unsettled.entries)
    number = unsettled.begin(tree.changed(replace(tree.get(BASE), opacity=0.5), "faded"))
    stored = next(entry for entry in unsettled.entries if entry.id == BASE)
    assert (stored.opacity, stored.version) == (0.5, 1)
    unsettled.failed(number)
    unsettled.take([stored])
    back = replace(stored, opacity=1.0, version=0)
    unsettled.begin(TreeChange("faded", "", (Step(stored, back),)))
    assert unsettled.entries == []
