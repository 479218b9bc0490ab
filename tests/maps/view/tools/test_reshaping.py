"""Changing a shape: corners moved, added, taken away; by mouse with clicks or drags, and by keys."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from maps.measure import covered_m2
from maps.place import Place
from maps.shape import FEWEST, MOST, Shape, ShapeKind
from maps.view.tools.reshaping import ReshapeTool

Hands = Any
Key = Qt.Key
SQUARE = ((200, 200), (400, 200), (400, 400), (200, 400))


@pytest.fixture
def square(hands: Hands) -> Shape:
    return Shape(ShapeKind.AREA, tuple(hands.at(*at) for at in SQUARE))


def test_that_a_corner_is_picked_up_and_put_down_by_two_clicks(hands: Hands, square: Shape) -> None:
    tool, done = hands.take(ReshapeTool(square)), []
    tool.reshaped.connect(done.append)
    hands.click(401, 399)
    hands.move(480, 470)
    hands.click(500, 500)
    hands.press(Key.Key_Return)
    assert done[0].places[2].distance_m(hands.at(500, 500)) < 0.01
    assert done[0].places[:2] == square.places[:2]
    assert hands.canvas.hand.tool is None


def test_that_a_corner_is_dragged_and_the_map_stays(hands: Hands, square: Shape) -> None:
    tool, before = hands.take(ReshapeTool(square)), hands.canvas.viewport
    hands.drag((400, 400), (460, 430))
    assert hands.canvas.viewport == before
    assert tool.shape.places[2].distance_m(hands.at(460, 430)) < 0.01
    assert tool.can_finish
    hands.press(Key.Key_Backspace)
    assert tool.shape == square


def test_that_a_click_on_a_side_adds_a_corner_there(hands: Hands, square: Shape) -> None:
    tool = hands.take(ReshapeTool(square))
    hands.canvas.grab()
    hands.click(300, 203)
    assert len(tool.shape.places) == 5
    assert tool.shape.places[1].distance_m(hands.at(300, 203)) < 0.01
    hands.click(200, 300)  # the side back to the first
    assert len(tool.shape.places) == 6
    hands.click(300, 300)  # in the middle of nothing
    assert len(tool.shape.places) == 6


def test_that_it_is_all_done_by_keys(hands: Hands, square: Shape) -> None:
    tool, done = hands.take(ReshapeTool(square)), []
    tool.reshaped.connect(done.append)
    hands.press(Key.Key_Tab)
    assert tool.chosen == 1
    hands.press(Key.Key_Right, times=2)
    assert tool.shape.places[1].distance_m(hands.at(432, 200)) < 0.1
    hands.press(Key.Key_P)
    assert (len(tool.shape.places), tool.chosen) == (5, 2)
    hands.press(Key.Key_Delete)
    assert len(tool.shape.places) == 4
    hands.press(Key.Key_Backtab, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert tool.chosen == 1
    hands.press(Key.Key_Delete)
    assert len(tool.shape.places) == 3
    hands.press(Key.Key_Delete)  # three are the fewest of an area
    assert len(tool.shape.places) == 3
    hands.press(Key.Key_Return)
    assert len(done) == 1


def test_that_a_moves_all_of_it(hands: Hands, square: Shape) -> None:
    tool = hands.take(ReshapeTool(square))
    hands.press(Key.Key_A)
    hands.press(Key.Key_Down, modifier=Qt.KeyboardModifier.ControlModifier, times=5)
    assert all(
        place.distance_m(hands.at(x, y + 5)) < 0.1 for place, (x, y) in zip(tool.shape.places, SQUARE, strict=True)
    )
    assert covered_m2(tool.shape) == pytest.approx(covered_m2(square), rel=1e-4)


def test_that_esc_leaves_everything_as_it_was(hands: Hands, square: Shape) -> None:
    tool, done = hands.take(ReshapeTool(square)), []
    tool.reshaped.connect(done.append)
    hands.press(Key.Key_Right, Key.Key_Escape)
    assert done == []
    again = hands.take(ReshapeTool(square))
    again.reshaped.connect(done.append)
    hands.press(Key.Key_Return)  # nothing was changed
    assert done == []


def test_that_a_corner_is_drawn_to_another(hands: Hands, square: Shape) -> None:
    tool = hands.take(ReshapeTool(square))
    hands.click(400, 400)
    hands.click(203, 397)
    assert tool.shape.places[2] == square.places[3]


KEYS = [Key.Key_Tab, Key.Key_Backtab, Key.Key_P, Key.Key_Delete, Key.Key_A, Key.Key_Backspace, Key.Key_Left, Key.Key_Up]


@given(st.sampled_from(ShapeKind), st.lists(st.sampled_from(KEYS), max_size=40))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_no_row_of_keys_breaks_a_shape(hands: Hands, kind: ShapeKind, keys: list[Qt.Key]) -> None:
    places = tuple(Place(19.43 + 1e-4 * n, -99.13 + 1e-4 * n * n) for n in range(min(4, MOST[kind])))
    tool = hands.take(ReshapeTool(Shape(kind, places)))
    for key in keys:
        hands.press(key)
        assert FEWEST[kind] <= len(tool.shape.places) <= MOST[kind]
        assert 0 <= tool.chosen < len(tool.shape.places)
    while tool.can_undo:
        tool.undo()
    assert tool.shape == Shape(kind, places)
