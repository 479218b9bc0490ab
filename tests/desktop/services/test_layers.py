"""Acts on the layer tree: written with their journal, refused to who may not, never over another hand's, undone."""

from dataclasses import replace

import pytest

from desktop.domain.events import LayerEvent
from desktop.domain.layer_tree import LayerTree, LiveLayer
from desktop.domain.map_layer import BASE, LIVE_GROUP, LayerEntry, live_id
from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services.layers import Layers, entry_of, group_of, seen_by
from desktop.services.personal import Personal
from desktop.storage import journal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.feature_filter import Compare, Every
from maps.feature_filter import Operator as Is
from maps.layer_facts import Geometry, Sublayer
from maps.source import CsvColumns, Source, SourceKind
from maps.stack import ScaleLimits
from maps.symbology import Categorised, Category, Labels, Single, Symbol

ADMIN = Operator("op-adm", "admin", "Admin", Role.ADMIN)
ANA = Operator("op-ana", "ana", "Ana Ruiz", Role.OPERATOR)
LUIS = Operator("op-luis", "luis", "Luis", Role.OPERATOR)
LIVE = (LiveLayer("alarms"), LiveLayer("units"))


def sublayer(title: str) -> Sublayer:
    source = Source(SourceKind.CSV, f"/maps/{title}.csv", crs="EPSG:32613", reading=CsvColumns("x", "y"))
    return Sublayer(source, title, Geometry.POINT, Single(), attribution="INEGI")


def tree_of(layers: Layers, operator: Operator = ADMIN) -> LayerTree:
    return LayerTree(seen_by(layers.every(), operator), LIVE)


@pytest.fixture
def layers(store: Store) -> Layers:
    return Layers(store, "test")


def add(layers: Layers, *entries: LayerEntry, by: Operator = ADMIN) -> None:
    layers.apply(tree_of(layers, by).added(entries), by)


def test_that_a_layer_is_kept_whole_with_all_that_was_chosen_for_it(layers: Layers) -> None:
    entry = replace(
        entry_of(sublayer("Predios"), name='Predios "2024"; DROP'),
        opacity=0.6,
        limits=ScaleLimits(500, 20_000),
        symbology=Categorised(
            "uso", (Category("7", Symbol("#AA5500")), Category(7, Symbol()), Category(None, Symbol()))
        ),
        labels=Labels("clave"),
        where=Every((Compare("uso", Is.ONE_OF, values=("7", 7, True, None)),)),
    )
    add(layers, entry)
    (kept,) = layers.every()
    assert kept == replace(entry, rank=kept.rank, version=1)
    assert kept.symbology is not None
    assert isinstance(kept.symbology, Categorised)
    assert [type(one.value) for one in kept.symbology.categories] == [str, int, type(None)]


def test_that_every_act_is_a_row_of_the_journal_with_the_new_value(layers: Layers, store: Store) -> None:
    add(layers, entry_of(sublayer("Predios")))
    (kept,) = layers.every()
    layers.apply(tree_of(layers).changed(replace(kept, opacity=0.5), "faded"), ADMIN)
    with store.read() as connection:
        rows = journal.of_subject(connection, kept.id)
    assert [row.kind for row in rows] == ["layer.added", "layer.faded"]
    assert isinstance(rows[1].event, LayerEvent)
    assert rows[1].event.layer.opacity == 0.5
    assert rows[1].event.by == "admin"


def test_that_of_two_consoles_the_second_is_refused_and_loses_nothing(layers: Layers) -> None:
    add(layers, entry_of(sublayer("Predios")), entry_of(sublayer("Calles")))
    tree = tree_of(layers)
    one, other = (entry for entry in tree.children() if entry.source is not None)
    layers.apply(tree.changed(replace(one, name="A"), "renamed"), ADMIN)
    with pytest.raises(ConflictError):
        layers.apply(tree.changed(replace(one, name="B"), "renamed"), ADMIN)
    layers.apply(tree.changed(replace(other, name="C"), "renamed"), ADMIN)
    assert {entry.name for entry in layers.every()} == {"A", "C"}


def test_that_a_change_of_many_entries_is_written_whole_or_not_at_all(layers: Layers, store: Store) -> None:
    outer = group_of("Catastro")
    add(layers, outer)
    add(layers, replace(entry_of(sublayer("Predios")), parent_id=outer.id))
    removal = tree_of(layers).removed(outer.id)
    inner = next(entry for entry in layers.every() if entry.source is not None)
    layers.apply(tree_of(layers).changed(replace(inner, visible=False), "shown"), ADMIN)
    with store.read() as connection:
        head = journal.head(connection)
    with pytest.raises(ConflictError):
        layers.apply(removal, ADMIN)
    assert len(layers.every()) == 2
    with store.read() as connection:
        assert journal.head(connection) == head


def test_that_an_undo_brings_back_what_was_removed_and_can_be_undone_itself(layers: Layers) -> None:
    add(layers, entry_of(sublayer("Predios")))
    (kept,) = layers.every()
    removed = layers.apply(tree_of(layers).removed(kept.id), ADMIN)
    assert layers.every() == []
    back = layers.apply(removed.reversed(), ADMIN)
    (again,) = layers.every()
    assert replace(again, version=kept.version) == kept
    layers.apply(back.reversed(), ADMIN)
    assert layers.every() == []


def test_that_a_live_layer_is_stored_when_it_is_changed_and_forgotten_when_that_is_undone(layers: Layers) -> None:
    for entry_id in (live_id("units"), BASE, LIVE_GROUP):
        tree = tree_of(layers)
        change = layers.apply(tree.changed(replace(tree.get(entry_id), opacity=0.3), "faded"), ADMIN)
        assert [(entry.id, entry.opacity) for entry in layers.every()] == [(entry_id, 0.3)]
        layers.apply(change.reversed(), ADMIN)
        assert layers.every() == []


def test_that_two_consoles_cannot_both_be_the_first_to_change_a_live_layer(layers: Layers) -> None:
    tree = tree_of(layers)
    units = tree.get(live_id("units"))
    layers.apply(tree.changed(replace(units, visible=False), "shown"), ADMIN)
    with pytest.raises(ConflictError):
        layers.apply(tree.changed(replace(units, opacity=0.1), "faded"), ADMIN)


def test_that_the_citys_tree_is_changed_by_who_may_configure_alone(layers: Layers, store: Store) -> None:
    with pytest.raises(NotPermittedError):
        add(layers, entry_of(sublayer("Predios")), by=ANA)
    assert layers.every() == []
    with store.read() as connection:
        assert [row.kind for row in journal.after(connection, 0)] == ["operator.denied"]


def test_that_an_operator_has_layers_of_their_own_that_nobody_else_sees_or_changes(layers: Layers) -> None:
    own = entry_of(sublayer("Ruta"), owner=ANA.id)
    add(layers, own, by=ANA)
    assert [entry.id for entry in seen_by(layers.every(), ANA)] == [own.id]
    assert list(seen_by(layers.every(), LUIS)) == []
    (kept,) = layers.every()
    for other in (LUIS, ADMIN):
        with pytest.raises(NotPermittedError):
            layers.apply(tree_of(layers, ANA).changed(replace(kept, name="X"), "renamed"), other)
    with pytest.raises(NotPermittedError):
        layers.apply(tree_of(layers, ANA).shared(own.id), ANA)


def test_that_an_administrators_own_layer_becomes_the_citys(layers: Layers) -> None:
    add(layers, entry_of(sublayer("Ruta"), owner=ADMIN.id), by=ADMIN)
    (kept,) = layers.every()
    layers.apply(tree_of(layers).shared(kept.id), ADMIN)
    assert [entry.owner for entry in layers.every()] == [""]


def test_that_a_personal_view_is_kept_by_operator_and_forgotten_by_subject(store: Store) -> None:
    personal = Personal(store)
    personal.keep(ANA, {"layer:x": {"visible": False}, "table:x": {"hidden": ["geom"]}})
    personal.keep(LUIS, {"layer:x": {"visible": True}})
    personal.keep(ANA, {"layer:x": None, "panel": {"docked": True}})
    assert personal.every(ANA) == {"table:x": {"hidden": ["geom"]}, "panel": {"docked": True}}
    assert personal.every(LUIS) == {"layer:x": {"visible": True}}
