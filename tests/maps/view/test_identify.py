"""A click where several things lie: all are offered and walked through, and other sources add theirs."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from maps.layer import AlarmMarks, Layer
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.identify import Click, Identified
from maps.view.pile import Hit
from maps.view.theme import scale

Key = Qt.Key
MIDDLE = QPoint(400, 300)


@pytest.fixture
def canvas(qtbot: QtBot, here: Place, layers: tuple[Layer, ...], make_alarms: Callable[..., AlarmMarks]) -> MapCanvas:
    """In the middle two alarms in one mark, over the view of a camera and an incident's place."""
    canvas = MapCanvas()
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.set_calm_motion(calm=True)
    canvas.resize(800, 600)
    canvas.show()
    canvas.set_home(here, 600.0)
    canvas.set_layer(layers[0])
    canvas.set_layer(make_alarms(("a1", 0, 0, 1, False), ("a2", 3, 0, 2, True), ("far", 200, 0, 3, False)))
    canvas.setFocus()
    return canvas


@pytest.fixture
def chosen(canvas: MapCanvas) -> list[str]:
    ids: list[str] = []
    canvas.clicked.connect(lambda hit: ids.append(hit.id))
    return ids


def _click(qtbot: QtBot, canvas: MapCanvas, at: QPoint = MIDDLE) -> None:
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)


def test_that_one_thing_is_chosen_without_a_list(qtbot: QtBot, canvas: MapCanvas, chosen: list[str]) -> None:
    _click(qtbot, canvas, QPoint(600, 300))
    assert chosen == ["far"]
    assert not canvas.identifier.is_open
    _click(qtbot, canvas, QPoint(50, 50))
    assert chosen == ["far", ""]


def test_that_several_are_offered_and_the_first_is_chosen_at_once(
    qtbot: QtBot, canvas: MapCanvas, chosen: list[str]
) -> None:
    _click(qtbot, canvas)
    assert chosen == ["a1"]
    assert canvas.identifier.is_open
    assert [one.hit.id for one in canvas.identifier.found] == ["a1", "a2", "c4"]
    said = canvas.identifier.list.accessibleName()
    assert "Alarm a1" in said
    assert "Camera C-04" in said
    box = canvas.identifier.list.geometry()
    assert canvas.rect().contains(box)
    assert not box.contains(MIDDLE)


def test_that_a_second_click_and_tab_walk_round(qtbot: QtBot, canvas: MapCanvas, chosen: list[str]) -> None:
    _click(qtbot, canvas)
    _click(qtbot, canvas)
    qtbot.keyClick(canvas, Key.Key_Tab)
    qtbot.keyClick(canvas, Key.Key_Tab)
    qtbot.keyClick(canvas, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(canvas, Key.Key_Up)
    assert chosen == ["a1", "a2", "c4", "a1", "c4", "a2"]
    assert canvas.hasFocus()


def test_that_a_row_is_taken_by_a_press_and_enter_goes_into_it(
    qtbot: QtBot, canvas: MapCanvas, chosen: list[str]
) -> None:
    entered: list[str] = []
    canvas.activated.connect(lambda hit: entered.append(hit.id))
    _click(qtbot, canvas)
    third = QPoint(40, scale.SPACE_4 + 3 * scale.WALL_ROW_PX + 5)
    qtbot.mouseClick(canvas.identifier.list, Qt.MouseButton.LeftButton, pos=third)
    assert chosen[-1] == "c4"
    qtbot.keyClick(canvas, Key.Key_Return)
    assert entered == ["c4"]
    assert not canvas.identifier.is_open


@pytest.mark.parametrize("away", ["esc", "pan", "elsewhere"])
def test_that_the_list_is_put_away(qtbot: QtBot, canvas: MapCanvas, away: str) -> None:
    _click(qtbot, canvas)
    if away == "esc":
        qtbot.keyClick(canvas, Key.Key_Escape)
    elif away == "pan":
        qtbot.keyClick(canvas, Key.Key_Plus)
    else:
        _click(qtbot, canvas, QPoint(600, 300))
    assert not canvas.identifier.is_open


def test_that_another_source_answers_at_once_or_later_and_never_to_an_old_click(
    qtbot: QtBot, canvas: MapCanvas, chosen: list[str]
) -> None:
    asked: list[tuple[Click, Any]] = []
    canvas.identifier.add_source(lambda click, give: asked.append((click, give)))
    canvas.identifier.add_source(
        lambda click, give: give([_thing("parcel", "Parcel 12")]) if click.x_px < 100 else None
    )
    _click(qtbot, canvas, QPoint(50, 50))
    assert chosen[-1] == "parcel"
    assert not canvas.identifier.is_open
    old_click, old_give = asked[0]
    assert (
        old_click.viewport.place_at(old_click.x_px, old_click.y_px).distance_m(canvas.viewport.place_at(50, 50)) < 0.01
    )
    _click(qtbot, canvas, QPoint(600, 300))
    assert chosen[-1] == "far"
    old_give([_thing("late", "Late")])
    assert [one.hit.id for one in canvas.identifier.found] == ["far"]
    asked[1][1]([_thing("tree", "Tree 7")])
    assert [one.hit.id for one in canvas.identifier.found] == ["far", "tree"]
    assert canvas.identifier.is_open
    assert chosen[-1] == "far"


def _thing(identity: str, words: str) -> Identified:
    return Identified(Hit("file", identity, Place(0, 0)), (words, "parcels.gpkg"))


def test_that_a_crowd_is_listed_in_a_window_of_twelve(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.identifier.add_source(lambda _click, give: give([_thing(f"t{n}", f"Tree {n}") for n in range(40)]))
    _click(qtbot, canvas, QPoint(50, 590))
    assert len(canvas.identifier.found) == 40
    assert canvas.rect().contains(canvas.identifier.list.geometry())
    canvas.identifier.step(30)
    canvas.grab()
    first = canvas.identifier.list.geometry().height()
    assert first <= (scale.IDENTIFY_ROWS + 2) * scale.WALL_ROW_PX


def test_that_identify_can_be_asked_of_any_pixel(canvas: MapCanvas, chosen: list[str]) -> None:
    canvas.identify(QPointF(600, 300))
    assert chosen == ["far"]
