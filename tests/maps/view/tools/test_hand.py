"""The hand: one tool at a time, the crosshair of the keyboard, what a tool is drawn to."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from maps.layer import AssetMarks
from maps.place import Place
from maps.shape import Shape, ShapeKind
from maps.view.tools.measuring import MeasureTool
from maps.view.tools.pointing import PointTool
from maps.view.tools.sketching import SketchTool

Hands = Any
Key = Qt.Key


def test_that_a_second_tool_takes_the_place_of_the_first(hands: Hands) -> None:
    hands.take(MeasureTool())
    hands.click(100, 100)
    second = hands.take(SketchTool(ShapeKind.LINE))
    assert hands.canvas.hand.tool is second
    assert hands.canvas.overlays.bar.accessibleName().startswith("Draw: Line")


def test_that_a_tool_leaves_dragging_zooming_and_space_alone(hands: Hands) -> None:
    tool = hands.take(MeasureTool())
    before = hands.canvas.viewport
    hands.drag((400, 300), (300, 300))
    assert hands.canvas.viewport.x_m > before.x_m
    assert tool.said == ""
    hands.press(Key.Key_Plus)
    assert hands.canvas.viewport.scale < before.scale
    space = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    hands.canvas.keyPressEvent(space)
    assert not space.isAccepted()  # it goes on to the window, which acknowledges
    assert tool.said == ""


def test_that_a_click_with_a_tool_chooses_nothing(hands: Hands) -> None:
    chosen: list[object] = []
    hands.canvas.clicked.connect(chosen.append)
    hands.take(MeasureTool())
    hands.click(200, 200)
    assert chosen == []
    hands.press(Key.Key_Escape)
    hands.click(200, 200)
    assert len(chosen) == 1


def test_that_the_crosshair_waits_in_the_middle_and_moves_the_map_at_an_edge(hands: Hands) -> None:
    hands.take(MeasureTool())
    cross, canvas = hands.canvas.hand.crosshair, hands.canvas
    assert cross.is_shown
    assert cross.pixel(canvas.viewport) == (400, 300)
    before = canvas.viewport
    hands.press(Key.Key_Left, times=40)
    assert canvas.viewport.x_m < before.x_m
    x_px, _y_px = cross.pixel(canvas.viewport)
    assert x_px >= 40
    hands.move(500, 200)
    assert not cross.is_shown
    hands.press(Key.Key_Right)  # goes on from where the mouse was
    assert cross.pixel(canvas.viewport) == pytest.approx((516, 200))


def test_that_a_point_is_drawn_to_a_corner_near_it(hands: Hands) -> None:
    lamp = hands.at(420, 310)
    marks = AssetMarks(
        "lamps",
        "luminaire",
        ("l",),
        ("L-1",),
        np.array([lamp.lat_deg]),
        np.array([lamp.lon_deg]),
        np.zeros(1, np.uint8),
    )
    hands.canvas.set_layer(marks)
    tool = hands.take(MeasureTool())
    hands.click(425, 305)
    hands.click(600, 305)
    assert tool.places[0].distance_m(lamp) < 0.001
    assert tool.places[1].distance_m(hands.at(600, 305)) < 0.001


def test_that_an_area_closes_on_its_first_corner(hands: Hands) -> None:
    drawn: list[Shape] = []
    tool = hands.take(SketchTool(ShapeKind.AREA))
    tool.drawn.connect(drawn.append)
    for at in ((200, 200), (400, 200), (400, 400), (203, 202)):
        hands.click(*at)
    assert len(drawn[0].places) == 3
    assert hands.canvas.hand.tool is None


def test_that_one_place_is_given_by_click_or_by_enter(hands: Hands) -> None:
    given: list[Place] = []
    for by_key in (False, True):
        tool = hands.take(PointTool("Place of the incident"))
        tool.pointed.connect(lambda spot: given.append(spot.place))
        if by_key:
            hands.press(Key.Key_Right, Key.Key_Return)
        else:
            hands.click(150, 160)
        assert hands.canvas.hand.tool is None
    assert given[0].distance_m(hands.at(150, 160)) < 0.01
    assert given[1].distance_m(hands.at(416, 300)) < 0.01


def test_that_a_tool_that_stays_waits_for_the_next_place(hands: Hands) -> None:
    tool = hands.take(PointTool("What is here", stays=True))
    hands.click(150, 160)
    assert hands.canvas.hand.tool is tool


def test_that_what_is_pointed_at_is_the_crosshair_the_mouse_or_the_middle(hands: Hands) -> None:
    canvas = hands.canvas
    assert canvas.pointed_place.distance_m(canvas.viewport.centre) < 0.01
    hands.take(MeasureTool())
    hands.press(Key.Key_Up)
    assert canvas.pointed_place.distance_m(hands.at(400, 284)) < 0.01
    hands.move(100, 120)
    assert canvas.pointed_place.distance_m(hands.at(100, 120)) < 0.01
