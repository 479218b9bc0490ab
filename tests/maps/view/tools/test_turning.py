"""The map turned by keys, wheel and hand: hits, cards, units and the base picture stay right, and north comes back."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from maps.layer import Layer
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.furniture import scale_bar
from maps.view.theme import scale
from maps.worker_client import MapWorker

Hands = Any
Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_that_shift_and_arrows_turn_and_north_comes_back_by_key_and_by_click(hands: Hands) -> None:
    canvas, north = hands.canvas, hands.canvas.overlays.north
    assert north.isHidden()
    hands.press(Key.Key_Right, modifier=SHIFT, times=3)
    assert canvas.viewport.bearing_deg == 3 * scale.TURN_STEP_DEG
    assert north.isVisible()
    assert "45" in north.accessibleName()
    hands.press(Key.Key_Left, modifier=SHIFT)
    assert canvas.viewport.bearing_deg == 30.0
    hands.press(Key.Key_Up, modifier=SHIFT)
    assert canvas.viewport.bearing_deg == 0.0
    hands.press(Key.Key_Left, modifier=SHIFT)
    hands.bot.mouseClick(north, Qt.MouseButton.LeftButton)
    assert canvas.viewport.bearing_deg == 0.0
    assert north.isHidden()


def test_that_shift_and_the_wheel_turn_and_the_wheel_alone_zooms(hands: Hands) -> None:
    _wheel(hands, SHIFT)
    assert hands.canvas.viewport.bearing_deg == -scale.TURN_WHEEL_DEG
    before = hands.canvas.viewport.scale
    _wheel(hands, Qt.KeyboardModifier.NoModifier)
    assert hands.canvas.viewport.scale < before
    assert hands.canvas.viewport.bearing_deg == -scale.TURN_WHEEL_DEG


def _wheel(hands: Hands, keys: Qt.KeyboardModifier) -> None:
    at = QPointF(400, 300)
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, hands.canvas.mapToGlobal(at), QPoint(), QPoint(0, 120), none, keys, phase, False)
    QApplication.sendEvent(hands.canvas, event)


def test_that_a_drag_with_shift_turns_the_map_after_the_hand(hands: Hands) -> None:
    canvas = hands.canvas
    held = hands.at(600, 300)
    hands.drag((600, 300), (400, 500), SHIFT)  # a quarter clockwise about the middle
    assert canvas.viewport.bearing_deg == pytest.approx(-90, abs=1)
    assert hands.pixel(held) == pytest.approx((400, 500), abs=3)
    assert canvas.viewport.centre.distance_m(hands.at(400, 300)) < 0.01


def test_that_a_turn_by_hand_rests_at_north(hands: Hands) -> None:
    hands.canvas.turn_to(40)
    hands.drag((600, 300), (400 + 200 * math.cos(math.radians(39)), 300 + 200 * math.sin(math.radians(39))), SHIFT)
    assert hands.canvas.viewport.bearing_deg == 0.0


@pytest.mark.parametrize("bearing_deg", [0.0, 37.0, 90.0, -151.0])
def test_that_every_kind_of_thing_is_found_where_it_is_seen(
    hands: Hands, layers: tuple[Layer, ...], bearing_deg: float
) -> None:
    canvas = hands.canvas
    for layer in layers:
        canvas.set_layer(layer)
    canvas.turn_to(bearing_deg)
    for name, identity in (("units", "u2"), ("cameras", "c4"), ("incidents", "i1"), ("lamps", "2"), ("alarms", "a2")):
        canvas.select(name, identity)
        canvas.grab()
        painter = canvas._pile.get(name)
        x_px, y_px = canvas.viewport.pixel_of_metres(*painter.place_m(painter.index_of(identity)))
        assert canvas._hit(QPointF(x_px, y_px)).id == identity
    inside = canvas.viewport.pixel_of_metres(*canvas._pile.get("views").place_m(0))
    assert canvas._pile.get("views").hit(canvas.viewport, *inside) == (0, scale.HIT_RADIUS_PX)


def test_that_a_unit_points_to_where_it_goes_on_a_turned_map(hands: Hands, layers: tuple[Layer, ...]) -> None:
    """Heading north-east on a map with north-east up is straight up: its tip is above, its wings below."""
    hands.canvas.set_layer(layers[4])
    hands.canvas.turn_to(45.0)
    unit = hands.canvas._pile.get("units")
    x_px, y_px = (round(at) for at in hands.canvas.viewport.pixel_of_metres(*unit.place_m(0)))
    picture = _picture(hands.canvas)[y_px - 11 : y_px + 12, x_px - 11 : x_px + 12]
    lit = picture != picture[0, 0]
    up, down = lit[:11].any(axis=1).sum(), lit[12:].any(axis=1).sum()
    width_above, width_below = lit[4].sum(), lit[18].sum()
    assert up >= down - 1
    assert width_above < width_below


def _picture(canvas: MapCanvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()].copy()


def test_that_the_scale_bar_knows_no_turn(hands: Hands) -> None:
    straight = scale_bar(hands.canvas.viewport)
    hands.canvas.turn_to(77.0)
    assert scale_bar(hands.canvas.viewport) == straight


def test_that_a_turned_map_flies_zooms_and_resizes_without_forgetting_its_turn(hands: Hands, here: Place) -> None:
    canvas = hands.canvas
    canvas.turn_to(30.0)
    canvas.fly_to(Place(here.lat_deg + 0.001, here.lon_deg), 300.0)
    canvas.zoom(2.0)
    canvas.resize(700, 500)
    canvas.go_home()
    assert canvas.viewport.bearing_deg == 30.0
    canvas.show_view(here, 500.0, -60.0)
    assert canvas.viewport.bearing_deg == -60.0
    assert canvas.viewport.ground_m_per_px * canvas.viewport.width_px == pytest.approx(500.0, rel=1e-3)


def test_that_the_turned_base_picture_lies_where_the_city_is(
    qtbot: QtBot, map_worker: MapWorker, city: Path, here: Place
) -> None:
    canvas = MapCanvas(map_worker)
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.resize(800, 600)
    canvas.show()
    canvas.set_home(here, 600.0)
    canvas.set_city(city)
    _drawn(qtbot, canvas)
    park = canvas.viewport.place_at(*_inside_park(canvas.viewport.pixel_of))
    green = _colour(canvas, park)
    for bearing_deg in (30.0, 90.0, 180.0):
        canvas.turn_to(bearing_deg)
        assert _colour(canvas, park) == green  # the old picture turned, at once
        _drawn(qtbot, canvas)
        assert _colour(canvas, park) == green  # and the new one, drawn with that side up
    canvas.pan(30, -20)
    assert _colour(canvas, park) == green


def _inside_park(pixel_of: Callable[[Place], tuple[float, float]]) -> tuple[float, float]:
    x_px, y_px = pixel_of(Place(19.4326, -99.1332))
    return x_px - 100, y_px + 40


def _drawn(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.repaint()
    qtbot.waitUntil(lambda: canvas.is_base_ready, timeout=20_000)


def _colour(canvas: MapCanvas, place: Place) -> int:
    x_px, y_px = (round(at) for at in canvas.viewport.pixel_of(place))
    return int(_picture(canvas)[y_px, x_px])
