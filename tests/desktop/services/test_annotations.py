"""Drawings of the room: who and when, two hands, rights, and what undo leaves in the journal."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.annotation import (
    LONGEST_NAME,
    Annotation,
    AnnotationGoneError,
    AnnotationRefusedError,
    AnnotationStyle,
    Description,
)
from desktop.domain.operator import NotPermittedError, Operator
from desktop.services.annotations import Annotations, UnknownAnnotationError
from desktop.services.undo import Undos
from desktop.storage import annotations as rows
from desktop.storage import journal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.place import Place
from maps.shape import Shape, ShapeKind

PLAZA = Place(22.7709, -102.5832)
LINE = Shape(ShapeKind.LINE, (PLAZA, Place(22.772, -102.583)))
OTHER = Shape(ShapeKind.LINE, (PLAZA, Place(22.775, -102.580), Place(22.776, -102.580)))


@pytest.fixture
def drawings(store: Store, clock: Any) -> Annotations:
    return Annotations(store, "console", clock)


def kinds(store: Store) -> list[str]:
    with store.read() as connection:
        return [row.kind for row in journal.after(connection, 0)]


def now(store: Store, annotation: Annotation) -> Annotation:
    with store.read() as connection:
        found = rows.get(connection, annotation.id)
    assert found is not None
    return found


def test_that_a_drawing_keeps_who_and_when_and_lies_in_the_journal(
    store: Store, drawings: Annotations, clock: Any, ana: Operator, luis: Operator
) -> None:
    drawn = drawings.draw(LINE, Description(" Cierre ", style=AnnotationStyle.DOTS), ana)
    assert (drawn.name, drawn.drawn_by, drawn.drawn_at) == ("Cierre", "ana", clock.now)
    clock.go(60)
    changed = drawings.reshape(drawn.id, OTHER, luis, drawn.version)
    assert (changed.changed_by, changed.changed_at, changed.drawn_by) == ("luis", clock.now, "ana")
    assert now(store, drawn) == changed
    assert kinds(store) == ["annotation.drawn", "annotation.reshaped"]
    with store.read() as connection:
        rows_ = journal.of_subject(connection, drawn.id)
    assert rows_[-1].event.annotation == changed
    assert rows_[-1].place == PLAZA


def test_that_the_second_of_two_hands_is_told(drawings: Annotations, ana: Operator, luis: Operator) -> None:
    drawn = drawings.draw(LINE, Description(), ana)
    drawings.reshape(drawn.id, OTHER, ana, drawn.version)
    with pytest.raises(ConflictError):
        drawings.describe(drawn.id, Description("Tarde"), luis, drawn.version)


def test_that_a_removed_one_is_gone_until_it_is_restored(drawings: Annotations, ana: Operator) -> None:
    drawn = drawings.draw(LINE, Description("Cierre"), ana)
    removed = drawings.remove(drawn.id, ana, drawn.version)
    with pytest.raises(AnnotationGoneError):
        drawings.reshape(drawn.id, OTHER, ana, removed.version)
    restored = drawings.restore(drawn.id, ana, removed.version)
    assert replace(restored, version=1, changed_at=drawn.changed_at) == drawn
    with pytest.raises(UnknownAnnotationError):
        drawings.remove("nobody", ana, 1)


def test_that_rights_are_asked(store: Store, drawings: Annotations, ana: Operator, auditor: Operator) -> None:
    with pytest.raises(NotPermittedError):
        drawings.draw(LINE, Description(), auditor)
    drawn = drawings.draw(LINE, Description(), ana)
    with pytest.raises(NotPermittedError):
        drawings.remove(drawn.id, auditor, drawn.version)
    assert kinds(store).count("operator.denied") == 2


def test_that_a_text_needs_words_and_no_text_may_be_endless(drawings: Annotations, ana: Operator) -> None:
    text = Shape(ShapeKind.TEXT, (PLAZA,))
    with pytest.raises(AnnotationRefusedError):
        drawings.draw(text, Description("   "), ana)
    with pytest.raises(AnnotationRefusedError):
        Description("x" * (LONGEST_NAME + 1))
    drawn = drawings.draw(text, Description("Punto de reunión"), ana)
    with pytest.raises(AnnotationRefusedError):
        drawings.describe(drawn.id, Description(""), ana, drawn.version)


def test_that_an_incident_that_is_not_there_is_not_linked(drawings: Annotations, ana: Operator) -> None:
    assert drawings.draw(LINE, Description(incident_id="nobody"), ana).incident_id is None


def test_that_every_act_is_undone_in_turn_the_last_one_first(
    store: Store, drawings: Annotations, ana: Operator
) -> None:
    undos = Undos(store)
    drawn = drawings.draw(LINE, Description("Uno"), ana)
    undos.keep(ana, drawings.undo_of_drawing(drawn))
    moved = drawings.reshape(drawn.id, OTHER, ana, drawn.version)
    undos.keep(ana, drawings.undo_of_reshaping(drawn, moved))
    named = drawings.describe(drawn.id, Description("Dos"), ana, moved.version)
    undos.keep(ana, drawings.undo_of_describing(moved, named))
    gone = drawings.remove(drawn.id, ana, named.version)
    undos.keep(ana, drawings.undo_of_removing(gone))
    assert undos.undo(ana).act == "annotation.remove"
    assert now(store, drawn).description == Description("Dos")
    undos.undo(ana)
    assert now(store, drawn).name == "Uno"
    undos.undo(ana)
    assert now(store, drawn).places == LINE.places
    undos.undo(ana)
    assert now(store, drawn).removed
    assert undos.last(ana) is None
    assert kinds(store).count("undo.undone") == 4


def test_that_what_another_hand_has_changed_since_is_not_undone(
    store: Store, drawings: Annotations, clock: Any, ana: Operator, luis: Operator
) -> None:
    undos, elsewhere = Undos(store), Annotations(store, "console", clock)
    drawn = drawings.draw(LINE, Description("Uno"), ana)
    undos.keep(ana, drawings.undo_of_drawing(drawn))
    elsewhere.describe(drawn.id, Description("De Luis"), luis, drawn.version)
    with pytest.raises(ConflictError):
        undos.undo(ana)
    assert now(store, drawn).name == "De Luis"
    assert undos.last(ana) is None  # it bars the way to nothing
    assert "undo.undone" not in kinds(store)


STEPS = st.lists(st.sampled_from(["reshape", "describe", "remove", "undo"]), max_size=14)


@given(STEPS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_undoing_everything_leads_back_to_the_beginning(store: Store, ana: Operator, steps: list[str]) -> None:
    drawings, undos = Annotations(store), Undos(store)
    drawn = drawings.draw(LINE, Description("Uno"), ana)
    for number, step in enumerate(steps):
        known = now(store, drawn)
        if step == "undo":
            if undos.last(ana) is not None:
                undos.undo(ana)
        elif known.removed:
            continue
        elif step == "reshape":
            shape = Shape(ShapeKind.LINE, (PLAZA, Place(22.7 + number / 1_000, -102.5)))
            undos.keep(ana, drawings.undo_of_reshaping(known, drawings.reshape(drawn.id, shape, ana, known.version)))
        elif step == "describe":
            after = drawings.describe(drawn.id, Description(f"n{number}"), ana, known.version)
            undos.keep(ana, drawings.undo_of_describing(known, after))
        else:
            undos.keep(ana, drawings.undo_of_removing(drawings.remove(drawn.id, ana, known.version)))
    while undos.last(ana) is not None:
        undos.undo(ana)
    end = now(store, drawn)
    assert (end.places, end.description, end.removed) == (drawn.places, drawn.description, False)
