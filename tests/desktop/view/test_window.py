"""The operator's hands on the whole console: real keys, real clicks, a real store behind."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.domain.alarm import AlarmState, Priority
from desktop.domain.incident import IncidentState
from desktop.domain.operator import Operator, Role
from desktop.view.actions import ACTIONS
from desktop.view.choice_dialog import ChoiceDialog
from desktop.view.key_sheet import KeySheet
from desktop.view.selection import Chosen
from maps.view.theme.palette import tokens

Room = Any
"""Of conftest.py."""
METER, NORTH, CONTAINER, PATROL = "M-01", "M-02", "R-01", "P-07"


def _press(room: Room, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    room.qtbot.keyClick(QApplication.focusWidget() or room.window, key, modifier)


def _focus_list(room: Room) -> None:
    room.shell.activateWindow()
    room.window.operation.left.alarms.setFocus()


def test_that_space_acknowledges_the_chosen_alarm_and_who_and_when_are_kept(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    _focus_list(room)
    _press(room, Qt.Key.Key_Down)
    _press(room, Qt.Key.Key_Space)
    room.until(lambda: room.alarm(alarm.id).state is AlarmState.ACKNOWLEDGED)
    assert room.alarm(alarm.id).acknowledged_by == "ana"
    assert room.alarm(alarm.id).acknowledged_at is not None


def test_that_space_on_the_map_acknowledges_too(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    room.window.operation.canvas.setFocus()
    _press(room, Qt.Key.Key_Space)
    room.until(lambda: room.alarm(alarm.id).state is AlarmState.ACKNOWLEDGED)


def test_that_space_in_a_text_field_types_and_acknowledges_nothing(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    _press(room, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = room.window.top.search
    room.until(field.hasFocus)
    room.qtbot.keyClicks(field, "a i")
    assert field.text() == "a i"
    assert room.alarm(alarm.id).state is AlarmState.UNACKNOWLEDGED
    _press(room, Qt.Key.Key_Escape)
    assert not field.hasFocus()


def test_that_space_i_d_go_from_alarm_to_dispatched(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    _focus_list(room)
    _press(room, Qt.Key.Key_N)
    assert room.window.operation.selection.id == alarm.id
    _press(room, Qt.Key.Key_Space)
    _press(room, Qt.Key.Key_I)
    room.until(lambda: room.window.operation.selection.kind is Chosen.INCIDENT)
    incident_id = room.window.operation.selection.id
    room.until(lambda: room.window.operation.context.proposed_unit == room.asset(PATROL).id)
    _press(room, Qt.Key.Key_D)
    incidents = room.assembly.situation.incidents
    room.until(lambda: incidents[incident_id].state is IncidentState.ASSIGNED)
    assert incidents[incident_id].unit_ids == (room.asset(PATROL).id,)
    assert incidents[incident_id].folio.startswith("ZAC-")


def test_that_f_asks_for_a_code_and_closes_the_alarm_as_false(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.MEDIUM)
    room.window.operation.show_alarm(alarm.id)
    _focus_list(room)
    _press(room, Qt.Key.Key_F)
    dialog = room.window.acts.dialog
    assert isinstance(dialog, ChoiceDialog)
    room.qtbot.keyClicks(dialog.field, "anim")
    assert [choice.id for choice in dialog.choices] == ["animal"]
    room.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    room.until(lambda: alarm.id not in room.assembly.situation.alarms)


def test_that_shelving_asks_for_a_reason_before_it_gives_a_time(room: Room) -> None:
    alarm = room.raise_alarm("battery", METER, Priority.LOW)
    room.window.operation.show_alarm(alarm.id)
    _focus_list(room)
    _press(room, Qt.Key.Key_S)
    dialog = room.window.acts.dialog
    assert dialog is not None
    room.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    room.qtbot.keyClicks(dialog.field, "spare part ordered")
    room.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    room.until(lambda: room.alarm(alarm.id).state is AlarmState.SHELVED)
    room.until(lambda: alarm.id not in [row.id for row in room.window.operation.left.rows])


def test_that_a_chip_shows_its_alarm_and_never_acknowledges(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    room.until(lambda: room.window.strip.chips)
    room.qtbot.mouseClick(room.window.strip.chips[0], Qt.MouseButton.LeftButton)
    assert room.window.operation.selection.id == alarm.id
    assert room.alarm(alarm.id).state is AlarmState.UNACKNOWLEDGED


def test_that_a_new_alarm_takes_no_focus_and_opens_nothing(room: Room) -> None:
    room.window.focus_search()
    before = QApplication.focusWidget()
    chosen = room.window.operation.selection
    room.raise_alarm("intrusion", METER, Priority.HIGH)
    room.until(lambda: room.window.strip.chips)
    assert QApplication.focusWidget() is before
    assert room.window.operation.selection == chosen
    assert QApplication.activeModalWidget() is None


def test_that_the_most_pressing_alarm_is_first_in_strip_and_list(room: Room) -> None:
    room.raise_alarm("fill", CONTAINER, Priority.LOW, age_s=1)
    room.raise_alarm("silence", NORTH, Priority.MEDIUM, age_s=30)
    high = room.raise_alarm("intrusion", METER, Priority.HIGH, age_s=90)
    room.until(lambda: len(room.window.operation.left.rows) == 3)
    assert room.window.operation.left.rows[0].id == high.id
    assert room.window.strip.chips[0].row is not None
    assert room.window.strip.chips[0].row.id == high.id
    assert room.window.strip.chips[0].is_loud


def test_that_a_click_on_the_map_shows_what_is_there(room: Room) -> None:
    canvas = room.window.operation.canvas
    place = room.asset(METER).place
    canvas.fly_to(place, 500.0)
    room.until(lambda: canvas.viewport.centre.distance_m(place) < 1)
    x, y = canvas.viewport.pixel_of(place)
    room.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert room.window.operation.selection.id == room.asset(METER).id


def test_that_the_palette_does_what_is_typed(room: Room) -> None:
    _press(room, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = room.shell.findChild(ChoiceDialog)
    assert dialog is not None
    assert len(dialog.choices) == len(ACTIONS)
    room.qtbot.keyClicks(dialog.field, "video wall")
    room.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert room.window.wall.isVisible()


def test_that_f1_shows_every_key(room: Room) -> None:
    _press(room, Qt.Key.Key_F1)
    sheet = room.shell.findChild(KeySheet)
    assert sheet is not None
    said = " ".join(child.accessibleName() for child in sheet.findChildren(QWidget))
    assert all(action.label in said for action in ACTIONS if action.key)
    room.qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_that_f6_goes_round_the_regions_and_back(room: Room) -> None:
    _focus_list(room)
    start, seen = QApplication.focusWidget(), []
    for _step in range(12):
        _press(room, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
        if seen[-1] is start:
            break
    assert seen[-1] is start
    assert len(seen) >= 4
    _press(room, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is seen[-2]


def test_that_search_finds_without_accents_and_goes_there(room: Room) -> None:
    room.window.focus_search()
    field = room.window.top.search
    room.qtbot.keyClicks(field, "jardin")
    room.until(lambda: field.is_settled and field.shown)
    assert [row.id for row in field.shown][:1] == [room.asset(METER).id]
    room.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert room.window.operation.selection.id == room.asset(METER).id
    assert not field.hasFocus()


def test_that_a_narrow_window_folds_the_context_and_opens_it_over_the_map(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    room.shell.resize(1366, 768)
    operation = room.window.operation
    room.until(lambda: not operation.context.isVisible())
    assert operation.left.isVisible()
    operation.select(operation.selection)
    room.window.operation.show_alarm(alarm.id)
    assert operation.context.isVisible()
    _press(room, Qt.Key.Key_Escape)
    assert not operation.context.isVisible()
    room.shell.resize(1200, 700)
    room.until(lambda: not operation.left.isVisible())
    room.shell.resize(1920, 1080)
    room.until(lambda: operation.left.isVisible() and operation.context.isVisible())


def test_that_the_theme_changes_by_key(room: Room, dressed: QApplication) -> None:
    _press(room, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert tokens().name == "light"
    _press(room, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert tokens().name == "dark"


def test_that_workspaces_that_are_not_built_say_so_and_lead_back(room: Room) -> None:
    for number in (3, 4, 5):
        room.window.show_workspace(number)
        assert not room.window.operation.isVisible()
    room.window.show_workspace(1)
    assert room.window.operation.isVisible()


def test_that_a_refused_act_says_who_was_first(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    services = room.assembly.desk.services
    assert services is not None
    with room.qtbot.waitSignal(room.assembly.desk.refused, timeout=8000) as said:
        services.alarms.acknowledge(alarm.id, Operator("op-luis", "luis", "Luis", Role.OPERATOR))
        room.assembly.desk.act(room.window, lambda s, o: s.alarms.acknowledge(alarm.id, o, alarm.version), print)
    assert "luis was first" in said.args[0]


def test_that_the_dialogs_take_no_place_in_the_task_bar(room: Room) -> None:
    room.window.show_keys()
    dialogs = room.shell.findChildren(QDialog)
    assert dialogs
    assert all(dialog.parent() is not None for dialog in dialogs)
