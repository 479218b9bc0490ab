"""What is done with layers: table, look, comparison, what lies under a click, what must be said first."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QComboBox

from desktop.config import InitialLayer
from desktop.domain.events import LayerEvent
from desktop.domain.operator import Session
from desktop.storage import journal
from desktop.view.layers.adding.add_dialog import AddDialog
from desktop.view.layers.feature_context import FeatureContext
from desktop.view.layers.look.class_forms import CategoryForm, GraduatedForm
from desktop.view.layers.look.page import LookPage
from desktop.view.layers.table.table_panel import TablePanel
from desktop.view.selection import Chosen
from maps.place import Place
from maps.symbology import Categorised, Graduated
from tests.desktop.view.conftest import ANA, PLAZA
from tests.desktop.view.layers.conftest import CONTROL, SHIFT, Hands, write


def table(hands: Hands) -> TablePanel:
    hands.layers.panel.list.setFocus()
    hands.press(Qt.Key.Key_T, CONTROL | SHIFT)
    panel = hands.layers.table.panel
    assert panel is not None
    hands.until(lambda: panel.model.is_counted)
    return panel


def cell(panel: TablePanel, row: int, column: str) -> str:
    names = [one.name for one in panel.model.columns]
    return str(panel.model.index(row, names.index(column)).data())


def look(hands: Hands) -> LookPage:
    hands.layers.panel.list.setFocus()
    hands.press(Qt.Key.Key_Return)
    page = hands.layers.panel.findChild(LookPage)
    assert isinstance(page, LookPage)
    hands.until(lambda: page.look is not None)
    return page


def pick(combo: QComboBox, value: object) -> None:
    combo.setCurrentIndex(combo.findData(value))


def pixel(hands: Hands, place: Place) -> QPointF:
    x, y = hands.canvas.viewport.pixel_of(place)
    return QPointF(x, y)


# the attribute table


def test_that_rows_are_sorted_filtered_and_chosen_both_ways(city: Hands) -> None:
    panel = table(city)
    assert panel.model.total == 12
    column = [one.name for one in panel.model.columns].index("habitantes")
    panel.sort(column)
    panel.sort(column)
    city.until(lambda: cell(panel, 0, "colonia") == "Colonia 11")
    field = panel.table.head.field(column)
    assert field is not None
    field.setFocus()
    city.write(">1000")
    city.until(lambda: panel.model.total == 2)
    city.press(Qt.Key.Key_Escape)
    city.press(Qt.Key.Key_Home)
    city.press(Qt.Key.Key_Down, SHIFT)
    entry = city.entry("Colonias")
    city.until(lambda: len(city.layers.layers.selected.get(entry.id, ())) == 2)
    first, second = city.layers.layers.selected[entry.id]
    panel.show_feature(second)
    city.until(lambda: cell(panel, panel.table.currentIndex().row(), "colonia") == "Colonia 10")
    assert first == second + 1


def test_that_the_table_leaves_as_a_file_that_the_journal_knows(city: Hands, tmp_path: Path) -> None:
    city.assembly.seat(Session("session-2", ANA, datetime.now(UTC)))
    city.until(lambda: city.has("Colonias"))
    panel = table(city)
    out = tmp_path / "colonias.csv"
    panel.export_wanted.emit(str(out))
    city.until(out.exists)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 13
    assert "Colonia 00" in lines[1]
    with city.store.read() as connection:
        told = [one.event for one in journal.after(connection, 0)]
    assert any(isinstance(one, LayerEvent) and one.step == "exported" for one in told)


# looks


def test_that_categories_are_read_tried_out_and_kept(city: Hands) -> None:
    before = city.entry("Colonias").symbology
    page = look(city)
    assert page.look is not None
    pick(page.look.kind, "categorised")
    form = page.look.forms["categorised"]
    assert isinstance(form, CategoryForm)
    pick(form.column, "zona")
    city.until(lambda: len(form.look.categories) == 2)
    city.until(lambda: isinstance(city.layers.layers.shown_tree.get(city.entry("Colonias").id).symbology, Categorised))
    assert city.entry("Colonias").symbology == before
    city.press(Qt.Key.Key_Return, CONTROL)
    city.until(lambda: (one := city.stored("Colonias")) is not None and isinstance(one.symbology, Categorised))
    city.press(Qt.Key.Key_Z, CONTROL)
    city.until(lambda: (one := city.stored("Colonias")) is not None and one.symbology == before)


def test_that_a_graduated_look_has_the_classes_that_were_asked_for_and_esc_leaves_no_trace(city: Hands) -> None:
    before = city.entry("Colonias").symbology
    page = look(city)
    assert page.look is not None
    pick(page.look.kind, "graduated")
    form = page.look.forms["graduated"]
    assert isinstance(form, GraduatedForm)
    pick(form.column, "habitantes")
    city.until(lambda: len(form.look.steps) == 5)
    form.count.setValue(3)
    city.until(lambda: len(form.look.steps) == 3)
    assert isinstance(form.look, Graduated)
    assert form.look.steps[0].lower == pytest.approx(100.0)
    assert form.look.steps[-1].upper == pytest.approx(1200.0)
    page.setFocus()
    city.press(Qt.Key.Key_Escape)
    assert city.layers.panel.shows_list
    assert city.layers.layers.shown_tree.get(city.entry("Colonias").id).symbology == before


def test_that_a_look_is_saved_as_qml_and_loaded_into_another_layer(city: Hands, tmp_path: Path) -> None:
    city.add(write(tmp_path / "Otra.geojson", ((0.01, 0.0, {"zona": "N"}),)))
    entry, other = city.entry("Colonias"), city.entry("Otra")
    qml = tmp_path / "look.qml"
    city.layers.files.save_style(entry, qml)
    city.until(qml.exists)
    assert qml.read_text(encoding="utf-8").startswith("<!DOCTYPE qgis")
    city.layers.files.load_style(other.id, qml)
    city.until(lambda: (one := city.stored("Otra")) is not None and one.version > 1)


# the map's side


def test_that_a_click_on_the_map_tells_the_feature_and_leads_to_its_row(city: Hands) -> None:
    city.drawn()
    at = pixel(city, Place(PLAZA.lat_deg + 0.0085, PLAZA.lon_deg + 0.0045))
    city.click(city.canvas, at.x(), at.y())
    operation = city.window.operation
    city.until(lambda: operation.selection.kind is Chosen.FEATURE)
    assert operation.context.findChild(FeatureContext) is city.layers.looking.context
    assert list(city.layers.layers.selected) == [city.entry("Colonias").id]


def test_that_two_states_lie_side_by_side_until_esc(city: Hands) -> None:
    city.drawn()
    city.layers.panel.list.setFocus()
    city.press(Qt.Key.Key_D, CONTROL | SHIFT)
    comparing = city.layers.comparing
    assert comparing.bar is not None
    entry = city.entry("Colonias")
    assert entry.id not in comparing.sides.left
    assert entry.id in comparing.sides.right
    line = comparing.bar.line_px
    comparing.bar.setFocus()
    city.press(Qt.Key.Key_Right)
    assert comparing.bar.line_px > line
    assert comparing.page is not None
    comparing.page.list.setFocus()
    city.press(Qt.Key.Key_Left)
    assert entry.id in comparing.sides.left
    city.press(Qt.Key.Key_Escape)
    assert comparing.bar is None
    assert city.layers.panel.shows_list


# adding


def dialog(hands: Hands) -> AddDialog:
    hands.layers.panel.list.setFocus()
    hands.press(Qt.Key.Key_O, CONTROL)
    made = hands.window.findChild(AddDialog)
    assert isinstance(made, AddDialog)
    hands.until(made.isVisible)
    return made


def raster(path: Path) -> Path:
    pixels = np.full((3, 20, 20), 200, np.uint8)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=20,
        height=20,
        count=3,
        dtype="uint8",
        transform=Affine(10.0, 0.0, 747_000.0, 0.0, -10.0, 2_520_000.0),
    ) as file:
        file.write(pixels)
    return path


def test_that_a_file_that_says_no_system_is_asked_about_and_then_added(hands: Hands, tmp_path: Path) -> None:
    made = dialog(hands)
    made.look_at([str(raster(tmp_path / "Orto.tif"))])
    hands.until(lambda: made.finding.is_over and made.finding.found)
    made.go_on()
    hands.until(made.crs_page.isVisible)
    made.crs_page.other.setFocus()
    hands.write("EPSG:32613")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.stored("Orto"))
    stored = hands.stored("Orto")
    assert stored is not None
    assert stored.source is not None
    assert stored.source.crs == "EPSG:32613"


def test_that_a_table_is_asked_for_its_columns(hands: Hands, tmp_path: Path) -> None:
    rows = "\n".join(f"{n},{PLAZA.lon_deg + n / 1000},{PLAZA.lat_deg}" for n in range(5))
    path = tmp_path / "Baches.csv"
    path.write_text(f"folio,a,b\n{rows}\n", encoding="utf-8")
    made = dialog(hands)
    made.look_at([str(path)])
    hands.until(lambda: made.finding.is_over and made.finding.found)
    made.go_on()
    hands.until(made.columns_page.isVisible)
    pick(made.columns_page.east, "a")
    pick(made.columns_page.north, "b")
    made.go_on()
    hands.until(made.crs_page.isVisible)
    made.crs_page.other.setFocus()
    hands.write("EPSG:4326")
    made.go_on()
    hands.until(lambda: hands.stored("Baches"))


def test_that_what_is_no_map_is_said_in_the_dialog_and_nothing_is_added(hands: Hands, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gpkg"
    bad.write_bytes(b"<html>not found</html>")
    made = dialog(hands)
    made.look_at([str(bad)])
    hands.until(lambda: made.finding.is_over and made.finding.faults)
    assert not made.finding.found
    made.setFocus()
    hands.press(Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    assert not hands.assembly.situation.layer_entries


def test_that_layers_of_the_configuration_come_once(hands: Hands, tmp_path: Path) -> None:
    path = write(tmp_path / "Inicial.geojson", ((0.0, 0.0, {"n": 1}),))
    wanted = (InitialLayer(address=str(path), name="Límites", group="Base"), InitialLayer(address="/none", name="Otra"))
    said: list[str] = []
    hands.layers._window.say = said.append  # type: ignore[method-assign]
    hands.layers.begin(wanted)
    hands.until(lambda: hands.stored("Límites"))
    hands.until(lambda: len(said) == 2)
    assert "Otra" in said[1]
    assert hands.entry("Límites").parent_id == hands.entry("Base").id
    hands.layers.layers.try_act(lambda: hands.layers.layers.tree.removed(hands.entry("Base").id))
    hands.until(lambda: hands.stored("Límites") is None)
    hands.layers.begin(wanted)
    hands.until(lambda: len(said) == 3)
    assert hands.stored("Límites") is None


def test_that_a_layer_of_another_program_is_handed_over_with_its_look(city: Hands, tmp_path: Path) -> None:
    qml = tmp_path / "look.qml"
    city.layers.files.save_style(city.entry("Colonias"), qml)
    city.until(qml.exists)
    path = write(tmp_path / "deqgis.geojson", ((0.02, 0.0, {"n": 1}),))
    city.layers.hand_over(str(path), str(qml), "De QGIS")
    city.until(lambda: city.stored("De QGIS"))
    assert json.loads(path.read_text(encoding="utf-8"))["features"]
