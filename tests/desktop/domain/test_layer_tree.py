"""The layer tree: whatever is done to it, its order is whole, marks stay on top, and every act can be countered."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from desktop.domain.layer_tree import LayerActError, LayerTree, LiveLayer, TreeChange
from desktop.domain.map_layer import BASE, LIVE_GROUP, BadLayerError, EntryKind, LayerEntry, live_id
from maps.source import Source, SourceKind

LIVE = (
    LiveLayer("units"),
    LiveLayer("alarms"),
    LiveLayer("assets.lamp"),
    LiveLayer("assets.meter"),
    LiveLayer("incidents"),
    LiveLayer("districts", is_outline=True),
    LiveLayer("footprints.camera", is_outline=True),
)


def file_entry(entry_id: str, parent_id: str = "", owner: str = "") -> LayerEntry:
    source = Source(SourceKind.VECTOR, f"/maps/{entry_id}.gpkg")
    return LayerEntry(entry_id, EntryKind.FILE, entry_id, parent_id, owner=owner, source=source)


def group(entry_id: str, parent_id: str = "", owner: str = "") -> LayerEntry:
    return LayerEntry(entry_id, EntryKind.GROUP, entry_id, parent_id, owner=owner)


def written(entries: dict[str, LayerEntry], change: TreeChange) -> tuple[dict[str, LayerEntry], TreeChange]:
    """As the service writes it: a version more for what stays."""
    kept, steps = dict(entries), []
    for step in change.steps:
        if step.after is None or (step.before is not None and step.before.is_stored and not step.after.is_stored):
            assert step.before is not None
            del kept[step.before.id]
            steps.append(step)
        else:
            known = step.before.version if step.before is not None else step.after.version
            after = replace(step.after, version=known + 1)
            kept[after.id] = after
            steps.append(replace(step, after=after))
    return kept, replace(change, steps=tuple(steps))


def order(tree: LayerTree) -> list[str]:
    return [entry.id for entry, _depth in tree.walk()]


def grown(*entries: LayerEntry) -> LayerTree:
    known: dict[str, LayerEntry] = {}
    for entry in entries:
        known, _change = written(known, LayerTree(known.values(), LIVE).added([entry]))
    return LayerTree(known.values(), LIVE)


def test_that_a_new_city_has_its_marks_on_top_and_its_base_map_at_the_bottom() -> None:
    assert order(LayerTree([], LIVE)) == [
        LIVE_GROUP,
        *map(live_id, ("alarms", "incidents", "units", "assets.lamp", "assets.meter")),
        *map(live_id, ("footprints.camera", "districts")),
        BASE,
    ]


def test_that_a_new_layer_comes_under_the_marks_and_over_all_else() -> None:
    tree = grown(file_entry("old"), file_entry("new"))
    assert order(tree)[6:9] == ["new", "old", live_id("footprints.camera")]


def test_that_layers_added_together_keep_their_order() -> None:
    change = LayerTree([], LIVE).added([file_entry("a"), file_entry("b"), file_entry("c")])
    kept, _ = written({}, change)
    assert [one for one in order(LayerTree(kept.values())) if len(one) == 1] == ["a", "b", "c"]


def test_that_a_layer_goes_under_the_base_map_and_back() -> None:
    tree = grown(file_entry("photo"))
    place = [one.id for one in tree.children()].index(BASE)
    kept, change = written({"photo": tree.get("photo")}, tree.moved("photo", "", place))
    assert order(LayerTree(kept.values(), LIVE))[-1] == "photo"
    kept, _ = written(kept, change.reversed())
    assert order(LayerTree(kept.values(), LIVE)) == order(tree)


@pytest.mark.parametrize(
    ("entry_id", "parent_id", "code"),
    [
        (live_id("alarms"), LIVE_GROUP, "pinned"),
        (LIVE_GROUP, "", "pinned"),
        (live_id("units"), "", "zone"),
        ("layer", LIVE_GROUP, "zone"),
        ("layer", "mine", "own"),
        ("outer", "inner", "cycle"),
        ("layer", "nowhere", "not_there"),
        ("layer", BASE, "zone"),
    ],
)
def test_that_the_tree_refuses_what_would_break_its_order(entry_id: str, parent_id: str, code: str) -> None:
    tree = grown(group("outer"), group("inner", "outer"), group("mine", owner="op-1"), file_entry("layer"))
    with pytest.raises(LayerActError) as refused:
        tree.moved(entry_id, parent_id, 0)
    assert refused.value.code == code


def test_that_nothing_comes_between_alarms_and_the_top() -> None:
    tree = LayerTree([], LIVE)
    kept, _ = written({}, tree.moved(live_id("assets.lamp"), LIVE_GROUP, 0))
    assert order(LayerTree(kept.values(), LIVE))[1:4] == [live_id(n) for n in ("alarms", "incidents", "assets.lamp")]


def test_that_built_in_entries_are_never_removed() -> None:
    for entry_id in (BASE, LIVE_GROUP, live_id("units")):
        with pytest.raises(LayerActError):
            LayerTree([], LIVE).removed(entry_id)


def test_that_a_group_goes_with_all_below_it_and_comes_back_whole() -> None:
    tree = grown(group("outer"), group("inner", "outer"), file_entry("deep", "inner"), file_entry("other"))
    kept = {entry.id: entry for entry in tree.entries.values() if entry.is_stored}
    left, change = written(kept, tree.removed("outer"))
    assert set(left) == {"other"}
    back, _ = written(left, change.reversed())
    assert order(LayerTree(back.values(), LIVE)) == order(tree)


def test_that_members_of_a_group_that_is_gone_are_shown_at_the_root() -> None:
    tree = LayerTree([file_entry("orphan", "gone"), group("a", "b"), group("b", "a")], LIVE)
    assert {"orphan", "a", "b"} <= set(order(tree))


def test_that_a_change_without_a_difference_has_no_steps() -> None:
    tree = grown(file_entry("layer"), file_entry("over"))
    place = [one.id for one in tree.children()].index("layer")
    assert tree.changed(tree.get("layer"), "renamed").steps == ()
    assert tree.moved("layer", "", place).steps == ()


def test_that_an_own_layer_is_shared_with_its_group() -> None:
    tree = grown(group("mine", owner="op-1"), file_entry("layer", "mine", owner="op-1"))
    change = tree.shared("layer")
    assert [(step.after and step.after.id, step.after and step.after.owner) for step in change.steps] == [
        ("mine", ""),
        ("layer", ""),
    ]


@pytest.mark.parametrize(
    "bad", [{"opacity": float("nan")}, {"opacity": 1.1}, {"rank": float("inf")}, {"name": "x" * 121}]
)
def test_that_impossible_values_are_refused(bad: dict[str, float | str]) -> None:
    with pytest.raises(BadLayerError):
        replace(file_entry("layer"), **bad)  # pyright: ignore[reportArgumentType]


def test_that_alarms_are_never_hidden_or_faded() -> None:
    alarms = LayerTree([], LIVE).get(live_id("alarms"))
    for hidden in ({"visible": False}, {"opacity": 0.5}):
        with pytest.raises(BadLayerError):
            replace(alarms, **hidden)  # pyright: ignore[reportArgumentType]


def test_that_an_undo_takes_back_its_own_value_and_leaves_those_changed_since() -> None:
    tree = grown(file_entry("layer"))
    kept, faded = written({"layer": tree.get("layer")}, tree.changed(replace(tree.get("layer"), opacity=0.5), "faded"))
    other = replace(kept["layer"], name="renamed by another", version=7)
    undo = LayerTree([other], LIVE).rebased(faded.reversed())
    assert undo.steps[0].before == other
    assert undo.steps[0].after == replace(other, opacity=1.0)
    with pytest.raises(LayerActError, match="changed_since"):
        LayerTree([replace(other, opacity=0.7)], LIVE).rebased(faded.reversed())


def test_that_a_removal_is_not_undone_over_a_newer_entry_nor_an_addition_over_a_changed_one() -> None:
    tree = grown(file_entry("layer"))
    kept, removed = written({"layer": tree.get("layer")}, tree.removed("layer"))
    assert not kept
    with pytest.raises(LayerActError):
        tree.rebased(removed.reversed())
    _, added = written({}, LayerTree([], LIVE).added([file_entry("new")]))
    new = added.steps[0].after
    assert new is not None
    with pytest.raises(LayerActError):
        LayerTree([replace(new, opacity=0.2)], LIVE).rebased(added.reversed())
    with pytest.raises(LayerActError):
        LayerTree([], LIVE).rebased(added.reversed())


class TreeMachine(RuleBasedStateMachine):
    """Random acts of two operators; then all of them undone in reverse order."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, LayerEntry] = {}
        self.done: list[TreeChange] = []
        self.number = 0

    @property
    def tree(self) -> LayerTree:
        return LayerTree(self.entries.values(), LIVE)

    def act(self, make: "LayerTree | object", *arguments: object) -> None:
        try:
            change = make(*arguments)  # type: ignore[operator]
        except LayerActError:
            return
        self.entries, kept = written(self.entries, change)
        self.done.append(kept)

    @rule(target=names, is_group=st.booleans(), at=st.integers(0, 40))
    def add(self, is_group: bool, at: int) -> str:
        self.number += 1
        groups = ["", *(one.id for one in self.entries.values() if one.is_group)]
        parent_id, name = groups[at % len(groups)], f"e{self.number}"
        self.act(self.tree.added, [(group if is_group else file_entry)(name, parent_id)])
        return name

    @rule(name=names, parent=names, place=st.integers(0, 12), to_root=st.booleans())
    def move(self, name: str, parent: str, place: int, to_root: bool) -> None:
        self.act(self.tree.moved, name, "" if to_root else parent, place)

    @rule(live=st.sampled_from(LIVE), place=st.integers(0, 12))
    def move_live(self, live: LiveLayer, place: int) -> None:
        self.act(self.tree.moved, live_id(live.name), "" if live.is_outline else LIVE_GROUP, place)

    @rule(name=names, opacity=st.floats(0, 1))
    def fade(self, name: str, opacity: float) -> None:
        entry = self.tree.entries.get(name)
        if entry is not None:
            self.act(self.tree.changed, replace(entry, opacity=opacity), "faded")

    @rule(name=names)
    def remove(self, name: str) -> None:
        self.act(self.tree.removed, name)

    @rule(count=st.integers(1, 3))
    def undo(self, count: int) -> None:
        for _ in range(min(count, len(self.done))):
            self.entries, _kept = written(self.entries, self.done.pop().reversed())

    @invariant()
    def every_entry_is_shown_once_with_the_marks_on_top(self) -> None:
        shown = order(self.tree)
        assert sorted(shown) == sorted(self.tree.entries)
        assert shown[:3] == [LIVE_GROUP, live_id("alarms"), live_id("incidents")]

    def teardown(self) -> None:
        self.undo(len(self.done))
        assert self.entries == {}


TestTreeMachine = TreeMachine.TestCase
TestTreeMachine.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
