"""Drawing each kind of shape by mouse and by keys."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from maps.shape import FEWEST, MOST, Shape, ShapeKind
from maps.view.tools.sketching import SketchTool

Hands = Any
Key = Qt.Key


@pytest.mark.parametrize("kind", ShapeKind)
def test_that_each_kind_is_drawn_by_keyboard_alone(hands: Hands, kind: ShapeKind) -> None:
    drawn: list[Shape] = []
    hands.take(SketchTool(kind)).drawn.connect(drawn.append)
    count = min(MOST[kind], 4)
    for number in range(count if count > 1 else 0):
        hands.press(Key.Key_Right if number % 2 else Key.Key_Down, times=6)
        hands.press(Key.Key_P)
    if MOST[kind] != count or count == 1:
        hands.press(Key.Key_Return)
    assert [shape.kind for shape in drawn] == [kind]
    assert len(drawn[0].places) == count
    assert hands.canvas.hand.tool is None


@pytest.mark.parametrize("kind", [ShapeKind.LINE, ShapeKind.AREA, ShapeKind.ARROW])
def test_that_a_shape_is_not_ended_before_it_is_one(hands: Hands, kind: ShapeKind) -> None:
    drawn: list[Shape] = []
    tool = hands.take(SketchTool(kind))
    tool.drawn.connect(drawn.append)
    for number in range(FEWEST[kind] - 1):
        hands.click(100 + 50 * number, 200)
    hands.press(Key.Key_Return)
    assert drawn == []
    assert hands.canvas.hand.tool is tool
    hands.press(Key.Key_Backspace)
    assert tool.can_undo == (FEWEST[kind] > 2)


def test_that_two_clicks_at_one_spot_put_one_point(hands: Hands) -> None:
    drawn: list[Shape] = []
    hands.take(SketchTool(ShapeKind.LINE)).drawn.connect(drawn.append)
    hands.click(100, 100)
    hands.click(100, 100)
    hands.click(300, 100)
    hands.click(300, 100)
    hands.press(Key.Key_Return)
    assert len(drawn[0].places) == 2


def test_that_a_circle_says_its_area_and_radius_while_it_grows(hands: Hands) -> None:
    tool = hands.take(SketchTool(ShapeKind.CIRCLE))
    hands.click(300, 300)
    hands.move(400, 300)
    assert "radius 100" in tool.said or "radius 99" in tool.said
    hands.canvas.grab()


def test_that_leaving_draws_nothing(hands: Hands) -> None:
    drawn: list[Shape] = []
    hands.take(SketchTool(ShapeKind.AREA)).drawn.connect(drawn.append)
    for at in ((200, 200), (400, 200), (400, 400)):
        hands.click(*at)
    hands.press(Key.Key_Escape)
    assert drawn == []
