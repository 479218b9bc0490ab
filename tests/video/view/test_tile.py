"""The tile: what it says in each state, that it greys in time, and that it costs nothing when nobody sees it."""

import gettext
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from maps.view.theme import palette, scale, style
from video.camera import Camera
from video.fault import Fault
from video.frame_slot import FrameNote, SlotBox, SlotStatus
from video.slot_writer import SlotWriter
from video.view.tile import VideoTile
from video.view.tile_clock import TileClock
from video.view.tile_paint import BoxPainter, fitted
from video.view.tile_reading import STALE_AFTER_S

CAMERA = Camera("camera-04", "C-04 Parque Morelos norte", "rtsp://127.0.0.1/x")
ONLINE = SlotStatus(online=True, fault=None, since_s=9.0, has_model=True, looped=False, analysed_fps=5.0)
PERSON = SlotBox(7, "person", 0.91, (300.0, 200.0, 360.0, 380.0))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The source strings, whatever language another test has chosen."""
    before = gettext.textdomain()
    gettext.textdomain("no-such-catalogue")
    yield
    gettext.textdomain(before)


@pytest.fixture
def clock(qapp: QApplication) -> TileClock:
    style.apply(qapp, palette.DARK)
    return TileClock()


def shown(qtbot: QtBot, clock: TileClock, slots: Path, camera: Camera = CAMERA) -> VideoTile:
    tile = VideoTile(camera, slots, clock)
    qtbot.addWidget(tile)
    tile.resize(scale.VIDEO_WIDTH_PX, tile.heightForWidth(scale.VIDEO_WIDTH_PX))
    tile.show()
    return tile


def write(writer: SlotWriter, *boxes: SlotBox, value: int = 90, age_s: float = 0.0) -> None:
    captured_ns = time.monotonic_ns() - int(age_s * 1e9)
    writer.write(
        FrameNote(0.0, captured_ns, time.time(), boxes, measured=True), np.full((576, 768, 3), value, np.uint8)
    )


def colours(image: QImage, area: QRectF) -> set[str]:
    box = area.toRect()
    return {
        QColor(image.pixel(x, y)).name() for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    }


def test_that_a_live_camera_says_its_age_and_its_rate(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    writer = SlotWriter(tmp_path, CAMERA.id)
    writer.say(ONLINE)
    write(writer, PERSON)
    tile = shown(qtbot, clock, tmp_path)
    qtbot.waitUntil(lambda: "LIVE" in tile.reading.right)
    assert tile.reading.right.startswith("5.0/s · LIVE 0.")
    assert not tile.reading.grey
    assert CAMERA.name in tile.accessibleName()


def test_that_a_recording_played_again_is_never_called_live(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    camera = Camera("camera-04", "C-04", "clip.avi", loop=True)
    writer = SlotWriter(tmp_path, camera.id)
    write(writer)
    tile = shown(qtbot, clock, tmp_path, camera)
    qtbot.waitUntil(lambda: not tile.reading.grey)
    assert tile.reading.notices == ("REPEATED",)
    assert "LIVE" not in tile.reading.right


def test_that_a_picture_that_stands_still_goes_grey_with_its_age(
    qtbot: QtBot, clock: TileClock, tmp_path: Path
) -> None:
    writer = SlotWriter(tmp_path, CAMERA.id)
    write(writer, PERSON, age_s=STALE_AFTER_S - 0.3)
    tile = shown(qtbot, clock, tmp_path)
    qtbot.waitUntil(lambda: tile.reading.right.startswith("LIVE 1."))
    qtbot.waitUntil(lambda: tile.reading.grey, timeout=1500)
    assert tile.reading.middle.endswith("s ago")
    picture = tile.grab().toImage()
    corner = QRectF(tile.width() / 2 - 60, tile.height() - 40, 8, 8)
    assert all(QColor(name).saturation() == 0 for name in colours(picture, corner))
    write(writer)
    qtbot.waitUntil(lambda: not tile.reading.grey)


@pytest.mark.parametrize("fault", list(Fault))
def test_that_each_fault_is_said_in_words(fault: Fault, qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    SlotWriter(tmp_path, CAMERA.id).say(SlotStatus(False, fault, 3.0, has_model=True, looped=False, analysed_fps=0.0))
    tile = shown(qtbot, clock, tmp_path)
    tile.look()
    assert len(tile.reading.below) > len("The ")
    assert tile.reading.below in tile.accessibleName()


def test_that_without_a_model_it_says_so_and_shows_movement(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    writer = SlotWriter(tmp_path, CAMERA.id)
    write(writer)
    writer.say(SlotStatus(True, None, 1.0, has_model=False, looped=False, analysed_fps=0.0, moving=True))
    tile = shown(qtbot, clock, tmp_path)
    tile.set_source("Generated scene")
    tile.look()
    assert tile.reading.notices == ("No detector model: movement", "Generated scene")


def test_that_a_camera_without_a_worker_is_waited_for(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    tile = shown(qtbot, clock, tmp_path)
    assert tile.reading.grey
    assert tile.reading.below == "Waiting for the camera"
    assert not tile.grab().isNull()


def test_that_only_a_tile_that_is_seen_marks_its_camera_as_watched(
    qtbot: QtBot, clock: TileClock, tmp_path: Path
) -> None:
    writer = SlotWriter(tmp_path, CAMERA.id)
    tile = VideoTile(CAMERA, tmp_path, clock)
    qtbot.addWidget(tile)
    qtbot.wait(100)
    assert not writer.watched()
    tile.show()
    qtbot.waitUntil(writer.watched)
    tile.hide()
    assert not clock._timer.isActive()


def test_that_boxes_of_alarms_wear_their_colour_and_others_none(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    alarmed = SlotBox(8, "person", 0.8, (500.0, 200.0, 600.0, 400.0), priority=1)
    writer = SlotWriter(tmp_path, CAMERA.id)
    write(writer, PERSON, alarmed, value=40)
    tile = shown(qtbot, clock, tmp_path)
    qtbot.waitUntil(lambda: not tile.reading.grey)
    picture = tile.grab().toImage()
    place = fitted(768, 576, QRectF(tile.rect()))
    ratio = place.width() / 768
    calm_edge = QRectF(place.left() + 300 * ratio - 1, place.top() + 300 * ratio, 3, 10)
    alarm_edge = QRectF(place.left() + 500 * ratio - 1, place.top() + 300 * ratio, 3, 10)
    assert palette.VIDEO_TEXT.lower() in colours(picture, calm_edge)
    assert palette.DARK.p1.lower() in colours(picture, alarm_edge)


def test_that_labels_never_lie_on_each_other(qapp: QApplication) -> None:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    boxes = [SlotBox(n, "person", 0.5, (10.0 + 5 * n, 100.0, 60.0 + 5 * n, 200.0)) for n in range(20)]
    strokes = BoxPainter(painter, QRectF(0, 0, 400, 300), (400, 300))
    strokes.paint(boxes)
    painter.end()
    labels = strokes._taken
    assert labels
    assert not any(one.intersects(other) for one in labels for other in labels if one is not other)


def test_that_it_is_reached_and_opened_by_key(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    tile = shown(qtbot, clock, tmp_path)
    assert tile.focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(tile.opened) as opened:
        qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert opened.args == [CAMERA.id]
    with qtbot.waitSignal(tile.chosen) as chosen:
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert chosen.args == [CAMERA.id]


def test_that_its_shape_is_sixteen_to_nine(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    tile = shown(qtbot, clock, tmp_path)
    assert tile.sizeHint().width() * 9 // 16 == tile.sizeHint().height()


def test_that_sixteen_tiles_are_looked_at_in_half_a_frame(qtbot: QtBot, clock: TileClock, tmp_path: Path) -> None:
    wall = QWidget()
    qtbot.addWidget(wall)
    writers, tiles = list[SlotWriter](), list[VideoTile]()
    for number in range(16):
        camera = Camera(f"camera-{number}", f"C-{number}", "rtsp://127.0.0.1/x")
        writers.append(SlotWriter(tmp_path, camera.id, 768, 576))
        tile = VideoTile(camera, tmp_path, clock, wall)
        tile.resize(scale.VIDEO_WIDTH_PX, 229)
        tiles.append(tile)
    wall.show()
    took_s = list[float]()
    for _ in range(10):
        for writer in writers:
            write(writer, PERSON)
        began_s = time.process_time()
        clock._look()
        took_s.append(time.process_time() - began_s)
    assert sorted(took_s)[5] < 0.016
