"""Measuring by mouse and by keyboard: what is said is what PROJ says."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from maps.measure import area_m2, segments_m
from maps.view.amounts import THIN_SPACE, area_words, length_words
from maps.view.tools.measuring import MeasureTool

Hands = Any
Key = Qt.Key


def test_that_a_path_is_measured_by_clicks_and_ended_by_enter(hands: Hands) -> None:
    tool = hands.take(MeasureTool())
    for at in ((100, 300), (300, 300), (300, 500)):
        hands.click(*at)
    assert tool.said.startswith(length_words(sum(segments_m(tool.places))))
    assert sum(segments_m(tool.places)) == pytest.approx(400.0, rel=0.01)
    assert not tool.is_done
    hands.press(Key.Key_Return)
    assert tool.is_done
    assert len(tool.places) == 3
    hands.click(500, 100)  # anew
    assert len(tool.places) <= 2
    hands.press(Key.Key_Escape)
    assert hands.canvas.hand.tool is None


def test_that_a_path_is_measured_by_keyboard_alone(hands: Hands) -> None:
    tool = hands.take(MeasureTool())
    hands.press(Key.Key_P)
    hands.press(Key.Key_Right, times=10)
    hands.press(Key.Key_P)
    hands.press(Key.Key_Down, modifier=Qt.KeyboardModifier.ControlModifier, times=7)
    hands.press(Key.Key_Insert)
    hands.press(Key.Key_Enter)
    first, second = segments_m(tool.places)
    assert (first, second) == pytest.approx((160.0, 7.0), rel=0.02)
    assert tool.is_done


def test_that_backspace_takes_the_last_point_back_and_esc_leaves(hands: Hands) -> None:
    tool = hands.take(MeasureTool())
    for at in ((100, 300), (300, 300), (300, 500)):
        hands.click(*at)
    before = tool.said
    hands.press(Key.Key_Backspace)
    assert tool.said != before
    hands.press(Key.Key_Backspace, Key.Key_Backspace, Key.Key_Backspace)
    assert tool.said == ""
    assert not tool.can_undo
    hands.press(Key.Key_Escape)
    assert hands.canvas.hand.tool is None
    assert hands.canvas.overlays.bar.isHidden()


def test_that_undo_opens_an_ended_path_again(hands: Hands) -> None:
    tool = hands.take(MeasureTool())
    hands.click(100, 300)
    hands.click(300, 300)
    hands.press(Key.Key_Return, Key.Key_Backspace)
    assert not tool.is_done
    assert tool.can_finish


def test_that_an_area_is_measured_on_the_ellipsoid(hands: Hands) -> None:
    tool = hands.take(MeasureTool(area=True))
    for at in ((200, 200), (400, 200), (400, 400), (200, 400)):
        hands.click(*at)
    hands.press(Key.Key_Return)
    assert area_m2(tool.places) == pytest.approx(40_000, rel=0.02)
    around = length_words(sum(segments_m(tool.places, closed=True)))
    assert tool.said == f"{area_words(area_m2(tool.places))} · around {around}"
    tool.toggle()
    assert tool.said.startswith(length_words(sum(segments_m(tool.places))))


def test_that_the_right_button_ends_as_enter_does(hands: Hands) -> None:
    tool = hands.take(MeasureTool())
    hands.click(100, 300)
    hands.click(300, 300)
    hands.click(350, 350, Qt.MouseButton.RightButton)
    assert tool.is_done


def test_that_a_path_is_drawn_with_its_lengths(hands: Hands) -> None:
    bare = _pixels(hands)
    hands.take(MeasureTool())
    hands.click(100, 300)
    hands.click(600, 300)
    hands.press(Key.Key_Return)
    changed = _pixels(hands) != bare
    assert changed[296:305, 120:330].mean() > 0.15  # the line
    assert changed[290:310, 325:375].mean() > 0.3  # its length in the middle


def _pixels(hands: Hands) -> np.ndarray:
    image = hands.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()].copy()


def test_that_the_bar_says_the_tool_and_what_to_do_next(hands: Hands) -> None:
    bar = hands.canvas.overlays.bar
    assert bar.isHidden()
    hands.take(MeasureTool())
    assert bar.isVisible()
    assert "Measure distance" in bar.accessibleName()
    first = bar.accessibleName()
    hands.click(100, 300)
    assert bar.accessibleName() != first


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "0.0 m"),
        (238.44, "238.4 m"),
        (1204.5, f"1{THIN_SPACE}204.5 m"),
        (9_999.97, "10.00 km"),
        (1_234_567, f"1{THIN_SPACE}234.57 km"),
    ],
)
def test_that_lengths_are_said_with_thin_spaces(metres: float, said: str) -> None:
    assert length_words(metres) == said


@pytest.mark.parametrize(
    ("square_m", "said"),
    [
        (0, "0.0 m²"),
        (84.26, "84.3 m²"),
        (8_412.4, f"8{THIN_SPACE}412 m²"),
        (12_400, "1.24 ha"),
        (9_999.7, "1.00 ha"),
        (3_410_000, "3.41 km²"),
    ],
)
def test_that_areas_are_said_in_the_unit_people_use(square_m: float, said: str) -> None:
    assert area_words(square_m) == said
