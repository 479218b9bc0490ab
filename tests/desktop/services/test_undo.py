"""Undo of alarms and incidents, of bookmarks and places of things; per operator, the last first, in the journal."""

from datetime import timedelta
from typing import Any

import pytest

from desktop.domain.alarm import AlarmState, Cause
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.bookmark import BookmarkRefusedError, View
from desktop.domain.found import Found, FoundKind
from desktop.domain.incident import IncidentState
from desktop.domain.operator import NotPermittedError, Operator, Role
from desktop.services import undoing
from desktop.services.alarms import Alarms
from desktop.services.asset_places import AssetPlaces, NotMovableError, UnknownAssetError
from desktop.services.bookmarks import Bookmarks, UnknownBookmarkError
from desktop.services.incidents import Incidents, Opening
from desktop.services.preferences import MOST_REMEMBERED, PreferenceBook, Preferences
from desktop.services.undo import MOST_KEPT, NothingToUndoError, Undoable, Undos
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets, bookmarks, incidents, journal, preferences
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.coordinates import Notation
from maps.place import Place

PLAZA, CORNER = Place(22.7709, -102.5832), Place(22.78, -102.59)
HOUR = timedelta(hours=1)


@pytest.fixture
def undos(store: Store) -> Undos:
    return Undos(store)


@pytest.fixture
def alarms(store: Store, clock: Any) -> Alarms:
    return Alarms(store, "console", clock)


@pytest.fixture
def cases(store: Store, clock: Any) -> Incidents:
    return Incidents(store, "console", clock)


def last_rows(store: Store, count: int) -> list[tuple[str, str]]:
    with store.read() as connection:
        rows = journal.after(connection, 0)
    return [(row.kind, row.subject) for row in rows[-count:]]


def test_that_undoing_a_shelf_brings_the_alarm_back_as_it_was(
    store: Store, undos: Undos, alarms: Alarms, intrusion: Cause, ana: Operator
) -> None:
    raised = alarms.raise_(intrusion)
    alarms.acknowledge(raised.id, ana)
    shelved = alarms.shelve(raised.id, ana, HOUR, "obras")
    undos.keep(ana, undoing.of_shelving(alarms, shelved, "Intrusión"))
    undos.undo(ana)
    with store.read() as connection:
        back = alarm_rows.get(connection, raised.id)
    assert back is not None
    assert (back.state, back.acknowledged_by, back.shelved_until) == (AlarmState.ACKNOWLEDGED, "ana", None)
    assert last_rows(store, 2) == [("alarm.shelving_undone", raised.id), ("undo.undone", raised.id)]


def test_that_joining_typing_and_placing_are_taken_back(
    store: Store, undos: Undos, alarms: Alarms, cases: Incidents, intrusion: Cause, ana: Operator
) -> None:
    alarm = alarms.raise_(intrusion)
    case = cases.open_(Opening("30101", PLAZA), ana)
    joined = cases.join(case.id, alarm.id, ana)
    undos.keep(ana, undoing.of_joining(cases, joined, "Intrusión"))
    typed = cases.set_type(case.id, "30457", ana)
    undos.keep(ana, undoing.of_typing(cases, case, typed))
    placed = cases.set_place(case.id, CORNER, ana)
    undos.keep(ana, undoing.of_placing(cases, typed, placed))
    for _step in range(3):
        undos.undo(ana)
    with store.read() as connection:
        now, left = incidents.get(connection, case.id), alarm_rows.get(connection, alarm.id)
    assert now is not None
    assert left is not None
    assert (now.type_code, now.priority, now.place) == (case.type_code, case.priority, PLAZA)
    assert left.incident_id is None
    assert last_rows(store, 2) == [("alarm.left", alarm.id), ("undo.undone", alarm.id)]


def test_that_what_another_has_changed_since_stays(
    undos: Undos, cases: Incidents, ana: Operator, luis: Operator
) -> None:
    case = cases.open_(Opening("30101", PLAZA), ana)
    placed = cases.set_place(case.id, CORNER, ana)
    undos.keep(ana, undoing.of_placing(cases, case, placed))
    cases.set_place(case.id, Place(22.79, -102.6), luis)
    with pytest.raises(ConflictError):
        undos.undo(ana)


def test_that_a_dispatch_is_countered_and_not_undone(
    store: Store, undos: Undos, cases: Incidents, ana: Operator
) -> None:
    with store.write() as connection:
        assets.put(connection, [Asset("u-7", AssetKind.UNIT, "P-07", "Patrulla 7", PLAZA)])
    case = cases.open_(Opening("30101", PLAZA), ana)
    sent = cases.assign_unit(case.id, "u-7", ana)
    undoable = undos.keep(ana, undoing.of_dispatch(cases, sent, "u-7", "P-07"))
    assert undoable.leaves
    undos.undo(ana)
    with store.read() as connection:
        now = incidents.get(connection, case.id)
    assert now is not None
    assert (now.state, now.unit_ids) == (IncidentState.OPEN, ())
    assert last_rows(store, 1) == [("undo.countered", case.id)]


def test_that_each_operator_undoes_what_is_theirs_in_turn_or_by_name(
    undos: Undos, ana: Operator, luis: Operator
) -> None:
    done: list[str] = []
    for who, name in ((ana, "a1"), (luis, "l1"), (ana, "a2"), (ana, "a3")):
        undos.keep(
            who, Undoable("annotation.draw", name, name, lambda by, name=name: done.append(f"{name} {by.login}"))
        )
    first = undos.last(ana)
    assert first is not None
    undos.undo(luis)
    with pytest.raises(NothingToUndoError):
        undos.undo(luis)
    undos.undo(ana, first.id)
    with pytest.raises(NothingToUndoError):
        undos.undo(ana, first.id)
    undos.undo(ana)
    undos.undo(ana)
    assert done == ["l1 luis", "a3 ana", "a2 ana", "a1 ana"]


def test_that_only_so_many_acts_are_remembered(undos: Undos, ana: Operator) -> None:
    for number in range(MOST_KEPT + 10):
        undos.keep(ana, Undoable("annotation.draw", str(number), "", lambda _by: None))
    taken = 0
    while undos.last(ana) is not None:
        undos.undo(ana)
        taken += 1
    assert taken == MOST_KEPT


# bookmarks


def test_that_a_bookmark_is_saved_renamed_removed_and_all_of_it_undone(
    store: Store, undos: Undos, clock: Any, ana: Operator, luis: Operator
) -> None:
    book = Bookmarks(store, now=clock)
    saved = book.save("  Plaza   de armas ", View(PLAZA, 500.0, 30.0), ana, shared=True)
    assert saved.name == "Plaza de armas"
    undos.keep(ana, book.undo_of_saving(saved))
    renamed = book.rename(saved.id, "Plaza", ana, saved.version)
    undos.keep(ana, book.undo_of_renaming(saved, renamed))
    removed = book.remove(saved.id, ana, renamed.version)
    undos.keep(ana, book.undo_of_removing(removed))
    assert book.every(luis) == []
    undos.undo(ana)
    assert [one.name for one in book.every(luis)] == ["Plaza"]
    undos.undo(ana)
    assert [one.view for one in book.every(luis)] == [View(PLAZA, 500.0, 30.0)]
    undos.undo(ana)
    assert book.every(ana) == []


def test_that_an_own_bookmark_is_nobody_elses(store: Store, ana: Operator, luis: Operator) -> None:
    book = Bookmarks(store)
    own = book.save("Mío", View(PLAZA, 500.0), ana, shared=False)
    assert book.every(luis) == []
    with pytest.raises(UnknownBookmarkError):
        book.remove(own.id, luis, own.version)
    with pytest.raises(ConflictError):
        book.remove(own.id, ana, own.version + 1)
    with store.read() as connection:
        assert bookmarks.get(connection, own.id) == own


def test_that_sharing_needs_its_right_and_a_view_must_be_one(store: Store, auditor: Operator) -> None:
    book = Bookmarks(store)
    book.save("Propio", View(PLAZA, 500.0), auditor, shared=False)
    with pytest.raises(NotPermittedError):
        book.save("De todos", View(PLAZA, 500.0), auditor, shared=True)
    for bad in ((float("nan"), 0.0), (0.0, 0.0), (500.0, 270.0), (500.0, float("nan"))):
        with pytest.raises(BookmarkRefusedError):
            View(PLAZA, *bad)
    with pytest.raises(BookmarkRefusedError):
        book.save("  ", View(PLAZA, 500.0), auditor, shared=False)


# places of things


def test_that_a_lamp_is_moved_and_moved_back_and_a_camera_is_not(store: Store, undos: Undos, ana: Operator) -> None:
    lamp = Asset("lamp-1", AssetKind.LUMINAIRE, "L-1", "", PLAZA)
    camera = Asset("cam-1", AssetKind.CAMERA, "C-1", "", PLAZA)
    admin = Operator("id-root", "root", "Root", Role.ADMIN)
    with store.write() as connection:
        assets.put(connection, [lamp, camera])
    things = AssetPlaces(store)
    with pytest.raises(NotPermittedError):
        things.move(lamp.id, CORNER, ana, instead_of=PLAZA)
    moved = things.move(lamp.id, CORNER, admin, instead_of=PLAZA)
    undos.keep(admin, things.undo_of_moving(lamp, moved))
    with pytest.raises(ConflictError):
        things.move(lamp.id, CORNER, admin, instead_of=PLAZA)
    with pytest.raises(NotMovableError):
        things.move(camera.id, CORNER, admin, instead_of=PLAZA)
    with pytest.raises(UnknownAssetError):
        things.move("nobody", CORNER, admin, instead_of=PLAZA)
    undos.undo(admin)
    with store.read() as connection:
        assert assets.get(connection, lamp.id) == lamp
    assert last_rows(store, 2) == [("asset.changed", lamp.id), ("undo.undone", lamp.id)]


# what a console keeps


def test_that_preferences_outlive_the_console_per_operator(store: Store, ana: Operator, luis: Operator) -> None:
    book = PreferenceBook(store)
    assert book.read(ana) == Preferences()
    book.keep_notation(ana, Notation.MGRS)
    book.keep_overview(ana, shown=True)
    places = [Found(FoundKind.STREET, str(n), f"Calle {n}", "street", PLAZA) for n in range(MOST_REMEMBERED + 5)]
    book.keep_last_places(ana, places)
    assert PreferenceBook(store).read(ana) == Preferences(Notation.MGRS, tuple(places[:MOST_REMEMBERED]), overview=True)
    assert book.read(luis) == Preferences()


@pytest.mark.parametrize("value", [None, 7, "klingon", {"kind": "street"}, [{"kind": "dragon"}], [[]]])
def test_that_what_cannot_be_read_is_as_if_it_had_never_been_kept(store: Store, ana: Operator, value: Any) -> None:
    with store.write() as connection:
        for name in ("coordinates", "last_places", "overview"):
            preferences.put(connection, ana.id, name, value if value is not None else {"a": 1})
    assert PreferenceBook(store).read(ana) == Preferences()
