"""The overview, the readout of the pointer's place, and where they lie."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from maps.coordinates import Notation, write
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.tools.measuring import MeasureTool
from maps.worker_client import MapWorker

Hands = Any


@pytest.fixture
def canvas(qtbot: QtBot, map_worker: MapWorker, city: Path, here: Place) -> MapCanvas:
    canvas = MapCanvas(map_worker)
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.set_calm_motion(calm=True)
    canvas.resize(800, 600)
    canvas.show()
    canvas.set_home(here, 1_800.0)
    canvas.set_city(city, "© somebody")
    return canvas


def test_that_the_overview_shows_the_place_with_the_view_in_it(qtbot: QtBot, canvas: MapCanvas, here: Place) -> None:
    overview = canvas.overlays.overview
    assert overview.isHidden()
    assert canvas.overlays.toggle_overview()
    qtbot.waitUntil(lambda: len(np.unique(_pixels(overview))) > 20, timeout=20_000)
    canvas.fly_to(here, 300.0)
    small = overview._box.boundingRect()
    assert small.width() < 60
    assert small.center().x() == pytest.approx(overview.width() / 2, abs=1)
    canvas.turn_to(45.0)
    assert overview._box.boundingRect().height() > small.height() * 1.3
    assert not canvas.overlays.toggle_overview()


def _pixels(widget: Any) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()].copy()


def test_that_a_press_a_drag_and_the_arrows_bring_the_map_there(qtbot: QtBot, canvas: MapCanvas, here: Place) -> None:
    overview = canvas.overlays.overview
    canvas.overlays.toggle_overview()
    canvas.fly_to(here, 300.0)
    qtbot.mousePress(overview, Qt.MouseButton.LeftButton, pos=QPoint(60, 40))
    assert overview._box.boundingRect().center().x() == pytest.approx(60, abs=1)
    QTest.mouseMove(overview, QPoint(100, 100))
    qtbot.mouseRelease(overview, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    before = canvas.viewport
    overview.setFocus()
    qtbot.keyClick(overview, Qt.Key.Key_Right)
    assert canvas.viewport.x_m - before.x_m == pytest.approx(canvas.width() / 2 * before.scale)


def test_that_the_pointers_place_is_said_in_the_corner_as_it_is_wanted(hands_of: Hands, canvas: MapCanvas) -> None:
    readout = canvas.overlays.readout
    hands_of(canvas, 200, 100)
    assert readout.isHidden()  # nobody has said how to write it
    readout.set_writer(lambda place: write(place, Notation.UTM), "Another notation")
    hands_of(canvas, 210, 120)
    assert readout.isVisible()
    assert readout.text == write(canvas.viewport.place_at(210, 120), Notation.UTM)
    readout.set_writer(lambda place: write(place, Notation.DECIMAL), "Another notation")
    assert readout.text == write(canvas.viewport.place_at(210, 120), Notation.DECIMAL)


@pytest.fixture
def hands_of() -> Any:
    from PySide6.QtCore import QEvent, QPointF  # noqa: PLC0415
    from PySide6.QtGui import QMouseEvent  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    def move(canvas: MapCanvas, x_px: int, y_px: int) -> None:
        at, none = QPointF(x_px, y_px), Qt.MouseButton.NoButton
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(canvas, QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), none, none, keys))

    return move


def test_that_a_press_on_the_readout_asks_for_another_notation_and_chooses_nothing(
    qtbot: QtBot, hands_of: Hands, canvas: MapCanvas
) -> None:
    chosen: list[object] = []
    canvas.clicked.connect(chosen.append)
    readout = canvas.overlays.readout
    readout.set_writer(lambda place: write(place, Notation.DMS), "Another notation")
    hands_of(canvas, 300, 300)
    with qtbot.waitSignal(readout.pressed):
        qtbot.mouseClick(readout, Qt.MouseButton.LeftButton)
    assert chosen == []


@pytest.mark.parametrize("size", [(800, 600), (420, 500), (1_400, 900)])
def test_that_nothing_lies_over_another_in_any_size(
    qtbot: QtBot, hands_of: Hands, canvas: MapCanvas, size: tuple[int, int]
) -> None:
    overlays = canvas.overlays
    overlays.readout.set_writer(lambda place: write(place, Notation.DMS), "")
    canvas.resize(*size)
    hands_of(canvas, 50, 50)
    overlays.toggle_overview()
    canvas.turn_to(20.0)
    canvas.hand.take_up(MeasureTool())
    boxes = [part.geometry() for part in (overlays.bar, overlays.north, overlays.readout, overlays.overview)]
    assert all(canvas.rect().contains(box) for box in boxes)
    for number, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[number + 1 :])
