"""Planning by keys and clicks: coverage and its points, fog, areas, public spaces, new sites and their page."""

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop.domain.operator import Operator, Role
from desktop.domain.site_plan import SiteKind, Take
from desktop.services.areas.shading import LAYER as AREAS
from desktop.services.coverage.gaps import LAYER as GAPS
from desktop.services.fog.cover import LAYER as FOG
from desktop.services.siting.before_after import MARKS, REACH, SQUARE
from desktop.services.spaces.register import Spaces
from desktop.view.planning.modes import COVERAGE_LAYER
from desktop.view.planning.planning import Planning
from desktop.view.selection import Chosen
from desktop.view.siting import paper, press
from desktop.view.siting.page import write_pdf
from desktop.view.siting.room import SitesRoom
from desktop.view.siting.save_dialog import SaveDialog
from desktop.view.spaces.room import SpacesRoom
from desktop.view.spaces.sheet_dialog import SheetDialog
from maps.place import Place
from maps.plane import LocalPlane
from maps.viewport import Viewport

Room = Any
"""Of conftest.py."""
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press_key(room: Room, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    room.qtbot.keyClick(QApplication.focusWidget() or room.window, key, modifiers)


def planning(room: Room) -> Planning:
    return room.assembly.planning


def layer_of(room: Room, name: str) -> Any:
    painter = room.window.operation.canvas._pile.get(name)
    return painter.layer if painter is not None else None


def shown(room: Room, name: str) -> bool:
    return layer_of(room, name) is not None


@pytest.fixture
def room(room: Room, streets: Any) -> Room:
    """With streets that need no map worker; the map has the focus."""
    planning(room).engine.survey = streets
    planning(room).engine._book._surveyor = streets
    room.shell.activateWindow()
    room.window.operation.canvas.setFocus()
    return room


@pytest.fixture
def covered(room: Room) -> Room:
    engine = planning(room).engine
    engine.cover()
    room.until(lambda: engine.coverage.places)
    return room


# coverage and fog


def test_that_v_shows_what_cameras_see_with_its_legend_and_hides_it_again(covered: Room) -> None:
    press_key(covered, Qt.Key.Key_V)
    assert shown(covered, COVERAGE_LAYER)
    assert planning(covered).legend.names == ("coverage",)
    covered.until(lambda: planning(covered).engine.gaps)
    planning(covered).modes.gap_box.click()
    assert shown(covered, GAPS)
    press_key(covered, Qt.Key.Key_V)
    assert not shown(covered, COVERAGE_LAYER)
    assert not shown(covered, GAPS)
    assert planning(covered).legend.names == ()


def test_that_a_press_on_the_ground_tells_which_cameras_see_it(covered: Room, here: Place, plane: LocalPlane) -> None:
    canvas = covered.window.operation.canvas
    press_key(covered, Qt.Key.Key_V)
    canvas.fly_to(here, 400.0)
    seen = plane.to_place(20.0, 0.0)
    x_px, y_px = canvas.viewport.pixel_of(seen)
    covered.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x_px), round(y_px)))
    assert covered.window.operation.selection.kind is Chosen.POINT
    sights = covered.window.operation.context.point.rows.sights
    assert [sight.camera_id for sight in sights if sight.sees] == ["cam-1"]
    assert shown(covered, "planning.point")


def test_that_behind_a_camera_nobody_sees_and_the_point_says_so(covered: Room, here: Place, plane: LocalPlane) -> None:
    planning(covered).modes.point_asked.emit(plane.to_place(-20.0, 0.0))
    point = covered.window.operation.context.point
    assert not any(sight.sees for sight in point.rows.sights)
    assert not point._none.isHidden()


def test_that_shift_v_lays_fog_over_what_nothing_tells_of(covered: Room) -> None:
    press_key(covered, Qt.Key.Key_V, SHIFT)
    covered.until(lambda: shown(covered, FOG))
    assert planning(covered).engine.fog is not None
    assert 0 < planning(covered).engine.fog.known_ratio < 1
    press_key(covered, Qt.Key.Key_V, SHIFT)
    assert not shown(covered, FOG)


# areas


def test_that_areas_are_shaded_by_incidents_and_per_thousand_people(room: Room) -> None:
    press_key(room, Qt.Key.Key_A, CONTROL | SHIFT)
    areas = planning(room)._areas()
    room.until(lambda: areas.shading is not None)
    assert {line.cells[0]: line.cells[2] for line in areas.table.lines} == {"Oriente": "6", "Poniente": "0"}
    assert areas.table.lines[0].cells[0] == "Oriente"
    assert shown(room, AREAS)
    areas.per.click()
    room.until(lambda: areas.shading is not None and areas.shading.is_rate)
    assert {line.cells[0]: line.cells[2] for line in areas.table.lines} == {"Oriente": "–", "Poniente": "0"}
    press_key(room, Qt.Key.Key_Escape)
    assert not shown(room, AREAS)
    assert room.window.operation.slot.room is None


def test_that_an_area_chosen_in_the_table_shows_its_figures(room: Room) -> None:
    planning(room).open_areas()
    areas = planning(room)._areas()
    room.until(lambda: areas.shading is not None)
    areas.table.setFocus()
    areas.table.choose("east")
    press_key(room, Qt.Key.Key_Down)
    assert room.window.operation.selection.id == "west"
    figures = room.window.operation.context.asset.figures
    room.until(lambda: "3" in figures.accessibleName())
    assert "Population" in figures.accessibleName()


def test_that_the_table_of_areas_leaves_as_a_file_that_a_spreadsheet_reads(room: Room, folder: Path) -> None:
    planning(room).open_areas()
    areas = planning(room)._areas()
    room.until(lambda: areas.shading is not None)
    planning(room).export_table()
    room.until(lambda: list((folder / "exports").glob("incidents-*.csv")))
    (file,) = (folder / "exports").glob("incidents-*.csv")
    assert "Oriente" in file.read_text(encoding="utf-8-sig")


# public spaces


@pytest.fixture
def register(room: Room) -> SpacesRoom:
    press_key(room, Qt.Key.Key_E, CONTROL | SHIFT)
    opened = room.window.operation.slot.room
    assert isinstance(opened, SpacesRoom)
    return opened


def test_that_the_register_filters_by_what_is_overdue(room: Room, register: SpacesRoom) -> None:
    del room
    assert [row.id for row in register.shown] == ["park", "court"]
    register.overdue.click()
    assert [row.id for row in register.shown] == ["park"]
    register.overdue.click()
    register.open_now.click()
    assert [row.id for row in register.shown] == ["park"]


def test_that_an_inspection_is_entered_by_hand_and_kept(room: Room, register: SpacesRoom) -> None:
    register.list.choose("park")
    register._choose_row("park")
    context = room.window.operation.context.space
    context.enter()
    assert context.form._wrong.text()
    room.qtbot.mouseClick(context.form._group.button(2), Qt.MouseButton.LeftButton)
    room.qtbot.keyClicks(context.form.note, "Banca rota")
    room.qtbot.keyClick(context.form.note, Qt.Key.Key_Return, CONTROL)
    room.until(lambda: room.assembly.situation.planning.spaces["park"].condition == 2)
    (kept,) = Spaces(room.store).history("park")
    assert (kept.condition, kept.note, kept.by) == (2, "Banca rota", "ana")


def test_that_a_sheet_is_corrected_in_its_dialog(room: Room, register: SpacesRoom) -> None:
    register._choose_row("park")
    planning(room).edit_sheet()
    dialog = planning(room).dialog
    assert isinstance(dialog, SheetDialog)
    dialog.items["benches"].setValue(7)
    dialog.days[0].setText("25:00")
    dialog.do.click()
    assert dialog.wrong.text()
    dialog.days[0].setText("06:00-22:00")
    dialog.do.click()
    room.until(lambda: room.assembly.situation.planning.spaces["park"].inventory.get("benches") == 7)


# new sites


@pytest.fixture
def sites(room: Room, here: Place) -> SitesRoom:
    canvas = room.window.operation.canvas
    canvas.fly_to(here, 900.0)
    press_key(room, Qt.Key.Key_S, CONTROL | SHIFT)
    opened = room.window.operation.slot.room
    assert isinstance(opened, SitesRoom)
    opened.form.show_part(here, 700.0)
    opened.form.kind.pick(SiteKind.CONTAINER)
    opened.form.count.setValue(2)
    return opened


def answered(room: Room, sites: SitesRoom) -> None:
    room.qtbot.mouseClick(sites.run, Qt.MouseButton.LeftButton)
    room.until(lambda: sites.answer is not None)


def test_that_a_plan_is_calculated_shown_before_and_after_and_kept(room: Room, sites: SitesRoom, folder: Path) -> None:
    answered(room, sites)
    assert sites.answer is not None
    assert [line.id for line in sites.page.sites.lines][:2] == ["1", "2"]
    marks = layer_of(room, MARKS)
    assert marks.labels == ("1", "2")
    assert shown(room, REACH)
    sites.page._sides.button(0).click()
    assert layer_of(room, MARKS).labels == ()
    said: list[str] = []
    room.window.said.connect(said.append)
    planning(room).export_plan()
    assert "Save the plan first" in said[-1]
    room.qtbot.mouseClick(sites.save, Qt.MouseButton.LeftButton)
    dialog = room.window.window().findChild(SaveDialog)
    assert dialog is not None
    room.qtbot.keyClicks(dialog.name, "Contenedores")
    room.qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    room.until(lambda: [head.name for head in room.assembly.situation.planning.plans] == ["Contenedores"])
    room.until(lambda: sites.kept.count() == 2)
    _print(room, sites, folder / "plan.pdf")


def _print(room: Room, sites: SitesRoom, out: Path) -> None:
    """Its page holds both maps, what is better then, every site, and who made it."""
    assert sites.printable is not None
    plan, sides = sites.printable
    page = press.page_of(plan, sides, room.assembly.desk.operator, planning(room)._imprint(), "", None)
    write_pdf(page, out)
    reader = PdfReader(out)
    words = " ".join(" ".join(found.extract_text().split()) for found in reader.pages)
    assert len(reader.pages) == 2
    for said in (
        "Contenedores",
        "As it stands",
        "With the plan",
        "People served",
        "Ana Ruiz",
        "Page 2 of 2",
        "Poniente",
    ):
        assert said in words


def test_that_candidates_are_marked_by_press_and_a_press_on_one_takes_it_away(room: Room, sites: SitesRoom) -> None:
    canvas = room.window.operation.canvas
    sites.form.take.setCurrentIndex(sites.form.take.findData(Take.MARKED))
    at = QPoint(canvas.width() // 2, canvas.height() // 2)
    room.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    room.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(80, 0))
    assert len(sites.form.marked) == 2
    assert len(layer_of(room, MARKS).ids) == 2
    room.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    assert len(sites.form.marked) == 1


def test_that_a_question_that_cannot_be_answered_says_why_under_its_fields(room: Room, sites: SitesRoom) -> None:
    sites.form.show_part(Place(0.0, 0.0), 700.0)
    sites.form.take.pick(Take.MARKED)
    sites.form.show_marked(())
    planning(room).run_plan()
    assert "mark candidates" in sites.form._wrong.text()
    assert sites.answer is None
    assert shown(room, SQUARE)


def test_that_a_role_without_the_right_keeps_no_plan(room: Room, sites: SitesRoom) -> None:
    answered(room, sites)
    room.assembly.desk.seat(Operator("op-ines", "ines", "Inés", Role.AUDITOR))
    said: list[str] = []
    room.window.said.connect(said.append)
    room.qtbot.mouseClick(sites.save, Qt.MouseButton.LeftButton)
    assert said
    assert room.window.window().findChild(SaveDialog) is None


def test_that_both_sides_fit_the_page_and_the_square_is_whole_on_them(here: Place) -> None:
    width, height = paper.map_size()
    assert paper.map_box(1).right() <= paper.page_box().right() + 1
    assert paper.map_box(0).right() < paper.map_box(1).left()
    viewport = Viewport.around(here, 700.0 * 1.15 * width / min(width, height), width, height)
    assert viewport.ground_m_per_px * height >= 700.0
