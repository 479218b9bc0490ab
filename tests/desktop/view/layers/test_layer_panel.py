"""The layers panel under real keys and clicks: what is switched, ordered, named and removed is so in the store."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt

from desktop.domain.operator import Role, Session
from desktop.view.layers.row_delegate import LayerDelegate, Part
from desktop.view.layers.rows import LayerRow
from maps.layer_facts import LayerState
from tests.desktop.view.conftest import ANA
from tests.desktop.view.layers.conftest import CONTROL, Hands, write

RED = ((0.0, 0.0, {"n": 1}),)


def test_that_a_file_dropped_on_the_map_is_a_layer_that_is_drawn(city: Hands) -> None:
    city.drawn()
    entry = city.entry("Colonias")
    city.until(lambda: city.layers.layers.news.get(entry.id))
    assert city.layers.layers.news[entry.id].state is LayerState.DRAWN
    stored = city.stored("Colonias")
    assert stored is not None
    assert stored.owner == ""
    assert city.layers.panel.list.current == city.row("Colonias")


def test_that_space_hides_a_layer_for_who_presses_it_and_undo_brings_it_back(city: Hands) -> None:
    city.layers.panel.list.setFocus()
    city.press(Qt.Key.Key_Space)
    city.until(lambda: not city.row("Colonias").visible)
    stored = city.stored("Colonias")
    assert stored is not None
    assert stored.visible
    city.press(Qt.Key.Key_Z, CONTROL)
    city.until(lambda: city.row("Colonias").visible)


def test_that_a_click_on_the_box_switches_and_the_map_follows(city: Hands) -> None:
    middle = city.canvas.width() // 2 + 14, city.canvas.height() // 2 + 14
    shown = city.seen().pixelColor(*middle)
    panel, box, row = city.layers.panel.list, city.box("Colonias"), city.row("Colonias")
    delegate = LayerDelegate(city.layers.panel.legends)
    inside = [x for x in range(box.width()) if delegate.part_at(box, row, QPointF(x, box.center().y())) is Part.BOX]
    city.click(panel.viewport(), inside[len(inside) // 2], box.center().y())
    assert city.seen().pixelColor(*middle) != shown


def test_that_layers_are_ordered_by_key_and_the_store_keeps_the_order(city: Hands, tmp_path: Path) -> None:
    city.add(write(tmp_path / "Arriba.geojson", RED))
    city.layers.panel.choose(city.entry("Arriba").id)
    city.layers.panel.list.setFocus()
    city.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    tree = city.layers.layers.tree
    names = [one.name for one, _depth in tree.walk() if one.name in {"Arriba", "Colonias"}]
    assert names == ["Colonias", "Arriba"]
    city.until(lambda: (one := city.stored("Arriba")) is not None and one.version > 1)


def test_that_a_layer_is_renamed_in_its_row(city: Hands) -> None:
    city.layers.panel.list.setFocus()
    city.press(Qt.Key.Key_F2)
    city.press(Qt.Key.Key_A, CONTROL)
    city.write("Colonias de 2026")
    city.press(Qt.Key.Key_Return)
    city.until(lambda: city.stored("Colonias de 2026"))


def test_that_a_group_is_made_filled_and_removed_with_what_is_in_it(city: Hands) -> None:
    layers = city.layers
    layers.panel.list.setFocus()
    city.press(Qt.Key.Key_G, CONTROL)
    city.until(lambda: city.has("New group"))
    city.press(Qt.Key.Key_Escape)
    group = city.entry("New group")
    layers.panel.acts.move_to(city.entry("Colonias").id, group.id, 0)
    city.until(lambda: (one := city.stored("Colonias")) is not None and one.parent_id == group.id)
    layers.panel.choose(group.id)
    layers.panel.list.setFocus()
    city.press(Qt.Key.Key_Delete)
    city.until(lambda: not city.assembly.situation.layer_entries)
    city.press(Qt.Key.Key_Z, CONTROL)
    city.until(lambda: city.stored("Colonias"))


def test_that_alarms_cannot_be_hidden(hands: Hands) -> None:
    said: list[str] = []
    hands.assembly.desk.refused.connect(said.append)
    row = next(one for one in hands.layers.panel.shown_rows if isinstance(one, LayerRow) and one.entry.is_always_shown)
    hands.layers.panel.choose(row.id)
    hands.layers.panel.list.setFocus()
    hands.press(Qt.Key.Key_Space)
    assert said == ["Alarms and incidents are always shown."]


def test_that_opacity_is_for_who_moves_it_until_the_city_is_asked_again(city: Hands) -> None:
    layers, entry = city.layers.layers, city.entry("Colonias")
    city.layers.panel.list.setFocus()
    for _press in range(3):
        city.press(Qt.Key.Key_Minus)
    assert layers.view.opacity(entry) == pytest.approx(0.7)
    city.until(lambda: city.layers.panel.opacity.value() == 70)
    layers.look_as_the_city()
    assert layers.view.opacity(entry) == pytest.approx(1.0)


def test_that_what_is_wrong_is_said_in_the_row_with_what_can_be_done(city: Hands, tmp_path: Path) -> None:
    (tmp_path / "Colonias.geojson").unlink()
    city.layers.layers.canvas.redraw_layers()
    city.drawn()

    def said() -> bool:
        row = city.row("Colonias")
        return isinstance(row, LayerRow) and row.line == "The file is not there." and row.remedy == "find"

    city.until(lambda: city.layers.panel.refresh() or said())
    city.layers.move_source(city.entry("Colonias"), str(write(tmp_path / "moved.geojson", RED)))
    city.until(lambda: city.layers.panel.refresh() or not said())


def test_that_the_filter_leaves_the_rows_that_are_meant(city: Hands) -> None:
    city.layers.panel.filter.setFocus()
    city.layers.panel.filter.setText("colonías")
    titles = [one.title for one in city.layers.panel.shown_rows]
    assert "Colonias" in titles
    assert "Units" not in titles


def test_that_who_may_not_configure_adds_a_layer_of_their_own(hands: Hands, tmp_path: Path) -> None:
    hands.assembly.seat(Session("session-2", replace(ANA, role=Role.OPERATOR), datetime.now(UTC)))
    hands.add(write(tmp_path / "Mia.geojson", RED))
    stored = hands.stored("Mia")
    assert stored is not None
    assert stored.owner == ANA.id


def test_that_the_panel_is_put_away_by_esc_and_brought_back_by_its_key(hands: Hands) -> None:
    panel = hands.layers.panel
    panel.list.setFocus()
    hands.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    hands.press(Qt.Key.Key_L, CONTROL)
    assert panel.isVisible()
    assert panel.list.hasFocus()
