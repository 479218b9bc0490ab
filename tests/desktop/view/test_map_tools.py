"""The tools of the map in the whole window, by keys: what they leave in the store, and how it is undone."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.domain.alarm import AlarmState, Priority
from desktop.domain.annotation import AnnotationStyle
from desktop.domain.operator import Operator, Role
from desktop.services.incidents import Opening
from desktop.view.actions import BY_ID
from desktop.view.choice_dialog import ChoiceDialog
from desktop.view.map_tools.description import DescriptionDialog
from desktop.view.map_tools.views import NameDialog, ViewList
from desktop.view.selection import Chosen, Selection
from maps.coordinates import Notation, write
from maps.place import Place
from maps.shape import ShapeKind
from maps.view.tools.measuring import MeasureTool
from maps.view.tools.pointing import PointTool
from maps.view.tools.reshaping import ReshapeTool

Room = Any
Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
METER, PATROL, CONTAINER = "M-01", "P-07", "R-01"


@pytest.fixture
def at_map(room: Room) -> Room:
    """The map has the focus and shows 800 m around the plaza."""
    canvas = room.window.operation.canvas
    room.shell.activateWindow()
    canvas.fly_to(room.asset(METER).place, 800.0)
    canvas.setFocus()
    return room


def press(room: Room, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """To what has the focus. After a dialog the window is made active again, which a desktop does and nobody here."""
    if QApplication.activeWindow() is None:
        room.shell.activateWindow()
        room.until(lambda: QApplication.activeWindow() is room.shell)
    for key in keys:
        room.qtbot.keyClick(QApplication.focusWidget() or room.window, key, modifier)


def drawings(room: Room) -> list[Any]:
    return list(room.assembly.situation.annotations.values())


def draw_area(room: Room) -> Any:
    """A, the kind, three points by the crosshair, Enter."""
    press(room, Key.Key_A)
    dialog = room.window.tools.drawing.dialog
    room.qtbot.keyClicks(dialog.field, "area")
    room.qtbot.keyClick(dialog.field, Key.Key_Return)
    canvas = room.window.operation.canvas
    canvas.setFocus()
    press(room, Key.Key_P, *[Key.Key_Right] * 6, Key.Key_P, *[Key.Key_Down] * 6, Key.Key_P, Key.Key_Return)
    before = {one.id for one in drawings(room)}
    room.until(lambda: room.window.operation.selection.kind is Chosen.ANNOTATION)
    room.until(lambda: drawings(room))
    return room.assembly.situation.annotations[room.window.operation.selection.id], before


def test_that_m_measures_m_again_the_area_and_esc_leaves(at_map: Room) -> None:
    canvas = at_map.window.operation.canvas
    press(at_map, Key.Key_M)
    assert isinstance(canvas.hand.tool, MeasureTool)
    assert canvas.overlays.bar.isVisible()
    press(at_map, Key.Key_P, *[Key.Key_Right] * 5, Key.Key_P, Key.Key_M)
    assert canvas.hand.tool.measures_area
    press(at_map, Key.Key_Z, modifier=CONTROL)  # undo inside the tool
    assert len(canvas.hand.tool._places) == 1
    press(at_map, Key.Key_Escape)
    assert canvas.hand.tool is None


def test_that_esc_leaves_the_tool_even_from_the_list(at_map: Room) -> None:
    press(at_map, Key.Key_M)
    at_map.window.operation.left.alarms.setFocus()
    press(at_map, Key.Key_Escape)
    assert at_map.window.operation.canvas.hand.tool is None


def test_that_space_acknowledges_while_a_tool_is_held(at_map: Room) -> None:
    alarm = at_map.raise_alarm("intrusion", METER, Priority.HIGH)
    at_map.window.operation.show_alarm(alarm.id)
    at_map.window.operation.canvas.setFocus()
    press(at_map, Key.Key_M, Key.Key_Space)
    at_map.until(lambda: at_map.alarm(alarm.id).state is AlarmState.ACKNOWLEDGED)


def test_that_an_area_is_drawn_undone_and_drawn_again_by_keyboard(at_map: Room) -> None:
    area, _before = draw_area(at_map)
    assert (area.kind, len(area.places), area.drawn_by) == (ShapeKind.AREA, 3, "ana")
    bar = at_map.window._undo_bar
    assert bar.isVisible()
    assert bar.words == "Drawn: Area"
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: not drawings(at_map))
    at_map.until(lambda: not bar.isVisible())
    at_map.window.operation.canvas.setFocus()
    draw_area(at_map)
    at_map.until(lambda: len(drawings(at_map)) == 1)


def test_that_the_bar_undoes_by_a_press(at_map: Room) -> None:
    draw_area(at_map)
    at_map.qtbot.mouseClick(at_map.window._undo_bar.button, Qt.MouseButton.LeftButton)
    at_map.until(lambda: not drawings(at_map))


def test_that_a_drawing_is_of_the_selected_incident_and_so_are_the_next(at_map: Room) -> None:
    case = at_map.assembly.desk.services.incidents.open_(
        Opening("30101", at_map.asset(METER).place), at_map.assembly.desk.operator
    )
    at_map.until(lambda: case.id in at_map.assembly.situation.incidents)
    at_map.window.operation.select(Selection(Chosen.INCIDENT, case.id))
    first, _ = draw_area(at_map)
    assert first.incident_id == case.id
    at_map.window.operation.canvas.setFocus()
    second, _ = draw_area(at_map)
    assert second.incident_id == case.id


def test_that_f2_names_and_inks_a_drawing(at_map: Room) -> None:
    area, _ = draw_area(at_map)
    press(at_map, Key.Key_F2)
    dialog = at_map.window.tools.drawing.dialog
    assert isinstance(dialog, DescriptionDialog)
    at_map.qtbot.keyClicks(dialog.name, "Cierre")
    at_map.qtbot.keyClick(dialog.name, Key.Key_Return)
    at_map.qtbot.keyClicks(dialog.note, "hasta las 14 h")
    at_map.qtbot.keyClick(dialog.style_choice, Key.Key_Right)
    at_map.qtbot.keyClick(dialog.style_choice, Key.Key_Return, CONTROL)
    at_map.until(lambda: drawings(at_map)[0].name == "Cierre")
    (now,) = drawings(at_map)
    assert (now.note, now.style, now.version) == ("hasta las 14 h", AnnotationStyle.LONG_DASH, area.version + 1)
    title = at_map.window.operation.context._title.text()
    at_map.until(lambda: at_map.window.operation.context._title.text() == "Cierre")
    assert title
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: drawings(at_map)[0].name == "")


def test_that_a_text_is_asked_for_before_it_is_kept(at_map: Room) -> None:
    at_map.window.do(BY_ID["map.draw_text"])
    press(at_map, Key.Key_Return)
    dialog = at_map.window.tools.drawing.dialog
    assert isinstance(dialog, DescriptionDialog)
    at_map.qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()  # it needs words
    at_map.qtbot.keyClicks(dialog.name, "Puesto de mando")
    at_map.qtbot.keyClick(dialog.name, Key.Key_Return, CONTROL)
    at_map.until(lambda: [one.name for one in drawings(at_map)] == ["Puesto de mando"])


def test_that_a_shape_is_changed_and_removed_by_keys_and_both_are_undone(at_map: Room) -> None:
    area, _ = draw_area(at_map)
    canvas = at_map.window.operation.canvas
    canvas.setFocus()
    press(at_map, Key.Key_E, modifier=CONTROL)
    assert isinstance(canvas.hand.tool, ReshapeTool)
    press(at_map, Key.Key_Tab, Key.Key_Right, Key.Key_Right, Key.Key_P, Key.Key_Return)
    at_map.until(lambda: len(drawings(at_map)[0].places) == 4)
    press(at_map, Key.Key_Delete)
    at_map.until(lambda: not drawings(at_map))
    for count in (4, 3):
        press(at_map, Key.Key_Z, modifier=CONTROL)
        at_map.until(lambda count=count: drawings(at_map) and len(drawings(at_map)[0].places) == count)
    assert drawings(at_map)[0].places == area.places


def test_that_a_drawing_of_another_console_appears_and_the_second_hand_is_told(at_map: Room) -> None:
    area, _ = draw_area(at_map)
    services = at_map.assembly.desk.services
    luis = Operator("op-luis", "luis", "Luis", Role.OPERATOR)
    canvas = at_map.window.operation.canvas
    canvas.setFocus()
    press(at_map, Key.Key_E, modifier=CONTROL)
    press(at_map, Key.Key_Right)
    services.annotations.remove(area.id, luis, area.version)
    with at_map.qtbot.waitSignal(at_map.assembly.desk.refused, timeout=8000) as said:
        press(at_map, Key.Key_Return)
    assert "meanwhile" in said.args[0]


def test_that_keys_of_drawings_ask_for_one_first(at_map: Room) -> None:
    said: list[str] = []
    at_map.assembly.desk.refused.connect(said.append)
    press(at_map, Key.Key_Delete)
    press(at_map, Key.Key_E, modifier=CONTROL)
    press(at_map, Key.Key_F2)
    press(at_map, Key.Key_K)
    press(at_map, Key.Key_L)
    assert len(said) == 5
    at_map.assembly.desk.act(at_map.window, lambda s, o: s.undos.undo(o), print)
    at_map.until(lambda: "There is nothing to undo." in said)


def test_that_a_click_chooses_a_drawing_and_its_context_says_who_and_how_large(at_map: Room) -> None:
    area, _ = draw_area(at_map)
    operation, canvas = at_map.window.operation, at_map.window.operation.canvas
    operation.select(Selection())
    canvas.repaint()
    x_px, y_px = canvas.viewport.pixel_of(area.middle)
    at_map.until(lambda: canvas._pile.get("annotations") is not None and len(canvas._pile.get("annotations").layer.ids))
    at_map.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x_px) + 20, round(y_px) - 20))
    assert operation.selection == Selection(Chosen.ANNOTATION, area.id)
    facts = operation.context.annotation.facts.accessibleName()
    assert "m²" in facts or "ha" in facts
    assert "Ana Ruiz" in operation.context._meta.text()


# undo of the rest


def test_that_shelving_typing_and_dispatch_offer_their_way_back(at_map: Room) -> None:
    window = at_map.window
    alarm = at_map.raise_alarm("intrusion", METER, Priority.HIGH)
    window.operation.show_alarm(alarm.id)
    window.operation.canvas.setFocus()
    press(at_map, Key.Key_Space, Key.Key_I)
    at_map.until(lambda: window.operation.selection.kind is Chosen.INCIDENT)
    at_map.until(lambda: window.operation.context.proposed_unit)
    case_id = window.operation.selection.id
    cases = at_map.assembly.situation.incidents
    press(at_map, Key.Key_D)
    at_map.until(lambda: cases[case_id].unit_ids)
    at_map.until(window._undo_bar.isVisible)
    assert window._undo_bar.button.accessibleName() == "Cancel the dispatch"
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: not cases[case_id].unit_ids)
    before = cases[case_id].type_code
    press(at_map, Key.Key_T)
    dialog = window.acts.dialog
    at_map.qtbot.keyClicks(dialog.field, "30457")
    at_map.qtbot.keyClick(dialog.field, Key.Key_Return)
    at_map.until(lambda: cases[case_id].type_code == "30457")
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: cases[case_id].type_code == before)


def test_that_shelving_is_undone_as_it_was(at_map: Room) -> None:
    alarm = at_map.raise_alarm("battery", METER, Priority.LOW)
    at_map.window.operation.show_alarm(alarm.id)
    at_map.window.operation.canvas.setFocus()
    press(at_map, Key.Key_S)
    dialog = at_map.window.acts.dialog
    at_map.qtbot.keyClicks(dialog.field, "spare part ordered")
    at_map.qtbot.keyClick(dialog.field, Key.Key_Return)
    at_map.until(lambda: at_map.alarm(alarm.id).state is AlarmState.SHELVED)
    at_map.until(at_map.window._undo_bar.isVisible)
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: at_map.alarm(alarm.id).state is AlarmState.UNACKNOWLEDGED)


def test_that_an_incident_is_placed_on_the_map_and_put_back(at_map: Room) -> None:
    services, canvas = at_map.assembly.desk.services, at_map.window.operation.canvas
    case = services.incidents.open_(Opening("30101", at_map.asset(METER).place), at_map.assembly.desk.operator)
    cases = at_map.assembly.situation.incidents
    at_map.until(lambda: case.id in cases)
    at_map.window.operation.select(Selection(Chosen.INCIDENT, case.id))
    press(at_map, Key.Key_L)
    assert isinstance(canvas.hand.tool, PointTool)
    assert case.folio in canvas.overlays.bar.accessibleName()
    press(at_map, *[Key.Key_Right] * 10, Key.Key_Return)
    at_map.until(lambda: cases[case.id].place != case.place)
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: cases[case.id].place == case.place)


def test_that_an_alarm_is_joined_to_the_nearest_incident_and_let_go_again(at_map: Room) -> None:
    services, who = at_map.assembly.desk.services, at_map.assembly.desk.operator
    far = services.incidents.open_(Opening("30101", Place(22.9, -102.5)), who)
    near = services.incidents.open_(Opening("30101", at_map.asset(METER).place), who)
    alarm = at_map.raise_alarm("intrusion", METER, Priority.HIGH)
    at_map.until(lambda: {far.id, near.id} <= set(at_map.assembly.situation.incidents))
    at_map.window.operation.show_alarm(alarm.id)
    at_map.window.operation.canvas.setFocus()
    press(at_map, Key.Key_K)
    dialog = at_map.window.tools.placing.dialog
    assert [choice.id for choice in dialog.choices] == [near.id, far.id]
    at_map.qtbot.keyClick(dialog.field, Key.Key_Return)
    at_map.until(lambda: at_map.alarm(alarm.id).incident_id == near.id)
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: at_map.alarm(alarm.id).incident_id is None)


def test_that_a_thing_is_moved_by_who_may_and_no_other(at_map: Room) -> None:
    window, situation = at_map.window, at_map.assembly.situation
    meter = at_map.asset(METER)
    window.operation.select(Selection(Chosen.ASSET, meter.id))
    window.do(BY_ID["map.move_thing"])  # a supervisor configures nothing
    assert window.operation.canvas.hand.tool is None
    at_map.assembly.desk.seat(Operator("op-root", "root", "Root", Role.ADMIN))
    window.do(BY_ID["map.move_thing"])
    press(at_map, *[Key.Key_Down] * 4, Key.Key_Return)
    at_map.until(lambda: situation.assets[meter.id].place != meter.place)
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: situation.assets[meter.id].place == meter.place)


# coordinates, views, the rest


def test_that_the_place_under_the_cross_is_copied_as_the_operator_wants_it(at_map: Room) -> None:
    window, canvas = at_map.window, at_map.window.operation.canvas
    press(at_map, Key.Key_M)
    press(at_map, Key.Key_C, modifier=CONTROL | SHIFT)
    place = canvas.pointed_place
    assert QGuiApplication.clipboard().text() == write(place, Notation.DECIMAL)
    window.do(BY_ID["map.notation"])
    dialog = window.tools.belt.dialog
    at_map.qtbot.keyClicks(dialog.field, "utm")
    at_map.qtbot.keyClick(dialog.field, Key.Key_Return)
    press(at_map, Key.Key_C, modifier=CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == write(place, Notation.UTM).replace("\u2009", "")
    assert canvas.overlays.readout.text == write(place, Notation.UTM)
    services = at_map.assembly.desk.services
    at_map.until(lambda: services.preferences.read(at_map.assembly.desk.operator).notation is Notation.UTM)


def test_that_a_press_on_the_readout_takes_the_next_notation(at_map: Room) -> None:
    canvas = at_map.window.operation.canvas
    press(at_map, Key.Key_M)
    at_map.qtbot.mouseClick(canvas.overlays.readout, Qt.MouseButton.LeftButton)
    assert at_map.assembly.desk.notation is Notation.DMS


def test_that_coordinates_typed_into_the_search_bring_the_map_there(at_map: Room) -> None:
    field, canvas = at_map.window.top.search, at_map.window.operation.canvas
    press(at_map, Key.Key_F, modifier=CONTROL)
    at_map.qtbot.keyClicks(field, "13Q 748145 2520185")
    at_map.until(lambda: field.is_settled and field.shown)
    at_map.qtbot.keyClick(field, Key.Key_Return)
    assert canvas.viewport.centre.distance_m(Place(22.7708976, -102.5832026)) < 5
    assert canvas._mark is not None
    canvas.setFocus()
    press(at_map, Key.Key_Escape)
    assert canvas._mark is None


def test_that_enter_goes_to_what_is_found_even_when_it_is_pressed_before(at_map: Room) -> None:
    field = at_map.window.top.search
    press(at_map, Key.Key_F, modifier=CONTROL)
    at_map.qtbot.keyClicks(field, "jardin")
    at_map.qtbot.keyClick(field, Key.Key_Return)
    at_map.until(lambda: at_map.window.operation.selection.id == at_map.asset(METER).id)
    assert field.text() == ""


def test_that_the_last_places_hang_under_an_empty_field_and_are_kept_per_operator(at_map: Room) -> None:
    field, desk = at_map.window.top.search, at_map.assembly.desk
    for words in ("jardin", "mercado"):
        press(at_map, Key.Key_F, modifier=CONTROL)
        at_map.qtbot.keyClicks(field, words)
        at_map.until(lambda: field.is_settled and field.shown)
        at_map.qtbot.keyClick(field, Key.Key_Return)
    ana = desk.operator
    at_map.until(lambda: len(desk.services.preferences.read(ana).last_places) == 2)
    desk.seat(Operator("op-luis", "luis", "Luis", Role.OPERATOR))
    assert list(field.remembered) == []
    desk.seat(ana)
    at_map.until(lambda: len(field.remembered) == 2)
    press(at_map, Key.Key_F, modifier=CONTROL)
    assert [found.id for found in field.shown] == [at_map.asset(CONTAINER).id, at_map.asset(METER).id]
    press(at_map, Key.Key_Down, Key.Key_Return)
    assert at_map.window.operation.selection.id == at_map.asset(METER).id


def test_that_a_closed_incident_is_found_by_its_folio(at_map: Room) -> None:
    from desktop.domain.incident import CloseCode  # noqa: PLC0415

    services, who = at_map.assembly.desk.services, at_map.assembly.desk.operator
    case = services.incidents.open_(Opening("30101", at_map.asset(METER).place), who)
    services.incidents.close(case.id, CloseCode.NEGATIVE, who)
    at_map.assembly.situation.past_incidents.pop(case.id, None)
    field = at_map.window.top.search
    press(at_map, Key.Key_F, modifier=CONTROL)
    at_map.qtbot.keyClicks(field, case.folio)
    at_map.until(lambda: field.is_settled and field.shown)
    at_map.qtbot.keyClick(field, Key.Key_Return)
    at_map.until(lambda: at_map.window.operation.selection == Selection(Chosen.INCIDENT, case.id))
    at_map.until(lambda: case.folio in at_map.window.operation.context._meta.text())


def test_that_a_view_is_kept_found_renamed_and_removed(at_map: Room) -> None:
    window, canvas, situation = at_map.window, at_map.window.operation.canvas, at_map.assembly.situation
    canvas.turn_to(40.0)
    kept = canvas.viewport
    press(at_map, Key.Key_B)
    dialog = window.tools.views.dialog
    assert isinstance(dialog, NameDialog)
    at_map.qtbot.keyClicks(dialog.name, "Plaza de armas")
    dialog.shared.setChecked(True)
    at_map.qtbot.keyClick(dialog.name, Key.Key_Return)
    at_map.until(lambda: situation.bookmarks)
    canvas.turn_to(0.0)
    canvas.pan(500, 300)
    field = window.top.search
    press(at_map, Key.Key_F, modifier=CONTROL)
    at_map.qtbot.keyClicks(field, "plaza de armas")
    at_map.until(lambda: field.is_settled and field.shown)
    at_map.qtbot.keyClick(field, Key.Key_Return)
    assert canvas.viewport.centre.distance_m(kept.centre) < 1
    canvas.pan(500, 300)
    press(at_map, Key.Key_B, modifier=CONTROL)
    views = window.tools.views.dialog
    assert isinstance(views, ViewList)
    at_map.qtbot.keyClick(views.field, Key.Key_Return)
    assert canvas.viewport.centre.distance_m(kept.centre) < 1
    assert canvas.viewport.bearing_deg == 40.0
    press(at_map, Key.Key_B, modifier=CONTROL)
    at_map.qtbot.keyClick(window.tools.views.dialog.field, Key.Key_F2)
    at_map.qtbot.keyClicks(window.tools.views.dialog.name, "Plaza")
    at_map.qtbot.keyClick(window.tools.views.dialog.name, Key.Key_Return)
    at_map.until(lambda: [one.name for one in situation.bookmarks.values()] == ["Plaza"])
    press(at_map, Key.Key_B, modifier=CONTROL)
    at_map.qtbot.keyClick(window.tools.views.dialog.field, Key.Key_Delete)
    at_map.until(lambda: not situation.bookmarks)
    press(at_map, Key.Key_Z, modifier=CONTROL)
    at_map.until(lambda: [one.name for one in situation.bookmarks.values()] == ["Plaza"])


def test_that_the_palette_leads_to_kept_views(at_map: Room) -> None:
    canvas, services = at_map.window.operation.canvas, at_map.assembly.desk.services
    from desktop.domain.bookmark import View  # noqa: PLC0415

    services.bookmarks.save("Estadio", View(Place(22.8, -102.6), 900.0), at_map.assembly.desk.operator, shared=False)
    at_map.until(lambda: at_map.assembly.situation.bookmarks)
    press(at_map, Key.Key_K, modifier=CONTROL)
    dialog = at_map.shell.findChild(ChoiceDialog)
    at_map.qtbot.keyClicks(dialog.field, "estadio")
    at_map.qtbot.keyClick(dialog.field, Key.Key_Return)
    assert canvas.viewport.centre.distance_m(Place(22.8, -102.6)) < 1


def test_that_q_asks_what_is_here_by_keyboard(at_map: Room) -> None:
    press(at_map, Key.Key_Q)
    at_map.until(lambda: at_map.window.operation.canvas._pile.get("assets.meter"))
    press(at_map, Key.Key_Return)
    assert at_map.window.operation.selection.id == at_map.asset(METER).id


def test_that_the_map_is_turned_and_the_overview_shown_by_keys(at_map: Room) -> None:
    canvas = at_map.window.operation.canvas
    press(at_map, Key.Key_Right, modifier=SHIFT)
    assert canvas.viewport.bearing_deg == 15.0
    at_map.window.operation.left.alarms.setFocus()
    press(at_map, Key.Key_Left, Key.Key_Left, modifier=SHIFT)
    assert canvas.viewport.bearing_deg == -15.0
    at_map.window.do(BY_ID["map.north"])
    assert canvas.viewport.bearing_deg == 0.0
    press(at_map, Key.Key_O, modifier=CONTROL | SHIFT)
    assert canvas.overlays.overview.isVisible()
    services = at_map.assembly.desk.services
    at_map.until(lambda: services.preferences.read(at_map.assembly.desk.operator).overview)


def test_that_undo_in_a_text_field_is_the_fields_own(at_map: Room) -> None:
    draw_area(at_map)
    field = at_map.window.top.search
    press(at_map, Key.Key_F, modifier=CONTROL)
    at_map.qtbot.keyClicks(field, "abc")
    press(at_map, Key.Key_Z, modifier=CONTROL)
    assert field.text() != "abc"
    assert len(drawings(at_map)) == 1


def test_that_the_newest_question_wins(at_map: Room) -> None:
    field = at_map.window.top.search
    shown: list[str] = []
    field.asked.connect(shown.append)
    press(at_map, Key.Key_F, modifier=CONTROL)
    at_map.qtbot.keyClicks(field, "medidor norte")
    at_map.until(lambda: field.is_settled and field.shown)
    assert shown[-1] == "medidor norte"
    assert [found.name for found in field.shown][:1] == ["M-02 Medidor Norte"]


def test_that_the_bar_makes_room_for_the_plate_of_the_exercise(at_map: Room) -> None:
    canvas = at_map.window.operation.canvas
    press(at_map, Key.Key_M)
    before = canvas.overlays.bar.geometry().top()
    at_map.window.show_exercise(exercise=True)
    assert canvas.overlays.bar.geometry().top() >= before + at_map.window._plate.height()
