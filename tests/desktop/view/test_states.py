"""What every panel shows when it has nothing, waits, has lost something, or nothing is real."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import locale
from desktop.config import Settings
from desktop.domain.alarm import FalseCode, Priority
from desktop.services.picture_delta import PictureDelta
from desktop.storage import journal
from desktop.storage import settings as city_settings
from desktop.storage.store import Store
from desktop.view.assembly import Assembly
from desktop.view.exercise import ExercisePlate, paint_hatch
from desktop.view.key_button import KeyButton
from desktop.view.remembered import FILE_NAME, Remembered, recall, remember
from desktop.view.shell import Shell
from desktop.view.sign_in import SignIn
from desktop.view.state_plate import StatePlate
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens
from maps.worker_client import MapWorker

Room = Any
"""Of conftest.py."""


def test_that_an_empty_list_says_what_would_be_there(room: Room) -> None:
    left = room.window.operation.left
    assert left.isVisible()
    plates = [plate for plate in left.findChildren(StatePlate) if plate.isVisible()]
    assert len(plates) == 1


def test_that_a_store_that_does_not_answer_is_said_on_the_list_and_taken_back(room: Room) -> None:
    room.raise_alarm("intrusion", "M-01", Priority.HIGH)
    left, bridge = room.window.operation.left, room.assembly.bridge
    bridge.receive(PictureDelta(at=datetime.now(UTC), linked=False), lambda: None)
    room.until(left.lost.isVisible)
    assert "does not answer since" in left.lost.accessibleName()
    assert left.alarms.isVisible()
    bridge.receive(PictureDelta(at=datetime.now(UTC)), lambda: None)
    room.until(lambda: not left.lost.isVisible())


def test_that_silence_is_written_down(room: Room) -> None:
    with room.qtbot.waitSignal(room.window.acts.silenced, timeout=8000):
        room.qtbot.keyClick(room.window, Qt.Key.Key_F8)
    with room.store.read() as connection:
        kinds = [row.kind for row in journal.after(connection, 0)]
    assert "operator.silenced" in kinds


def test_that_nobody_acts_before_somebody_has_signed_in(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", "M-01", Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    room.assembly.desk.seat(None)
    said: list[str] = []
    room.window.said.connect(said.append)
    room.window.operation.left.alarms.setFocus()
    room.qtbot.keyClick(room.window, Qt.Key.Key_Space)
    assert said == ["Nobody has signed in."]
    assert room.alarm(alarm.id).acknowledged_by is None


def _console(folder: Path) -> tuple[Shell, Assembly, MapWorker]:
    worker, canvas = MapWorker(folder / "run", draws=False), MapCanvas(None)
    shell = Shell(canvas)
    assembly = Assembly(Settings(data=folder), shell, canvas, worker)
    assembly.starts_node = False
    shell.show()
    assembly.start(None)
    return shell, assembly, worker


def test_that_the_first_start_makes_an_administrator_who_chooses_a_password(
    qtbot: QtBot, dressed: QApplication, data: Path
) -> None:
    shell, assembly, worker = _console(data)
    qtbot.addWidget(shell)
    qtbot.waitUntil(lambda: shell.findChild(SignIn) is not None, timeout=15_000)
    page = shell.findChild(SignIn)
    assert isinstance(page, SignIn)
    password = page.notice.partition("password ")[2].partition(" ")[0]
    qtbot.keyClicks(page.login, "admin")
    qtbot.keyClicks(page.password, password)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(page.fresh.isVisible, timeout=8000)
    qtbot.keyClicks(page.fresh, "short")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "longer" in page.fault, timeout=8000)
    page.fresh.clear()
    qtbot.keyClicks(page.fresh, "una frase bastante larga")
    qtbot.keyClick(page.fresh, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: assembly.desk.operator is not None, timeout=8000)
    assert assembly.desk.operator is not None
    assert assembly.desk.operator.login == "admin"
    assert assembly.window.operation.isVisible()
    shell.close()
    worker.close()


def test_that_a_wrong_password_is_said_at_the_field(qtbot: QtBot, dressed: QApplication, folder: Path) -> None:
    shell, assembly, worker = _console(folder)
    qtbot.addWidget(shell)
    qtbot.waitUntil(lambda: shell.findChild(SignIn) is not None, timeout=15_000)
    page = shell.findChild(SignIn)
    assert isinstance(page, SignIn)
    assert assembly.window.strip.isVisible()
    assert not assembly.window.band.isVisible()
    assembly.window.show_workspace(1)
    assert not assembly.window.operation.isVisible()
    qtbot.keyClicks(page.login, "ana")
    qtbot.keyClicks(page.password, "not the one at all")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "wrong" in page.fault, timeout=8000)
    assert assembly.desk.operator is None
    shell.close()
    worker.close()


def test_that_a_store_that_cannot_be_opened_is_said_and_tried_again(
    qtbot: QtBot, dressed: QApplication, data: Path
) -> None:
    (data / "atalaya.sqlite").write_bytes(b"this is no database at all" * 100)
    shell, assembly, worker = _console(data)
    qtbot.addWidget(shell)
    qtbot.waitUntil(lambda: _button(shell, "Try again") is not None, timeout=15_000)
    (data / "atalaya.sqlite").unlink()
    qtbot.mouseClick(_button(shell, "Try again"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: assembly.desk.services is not None, timeout=15_000)
    shell.close()
    worker.close()


def _button(window: QWidget, words: str) -> QPushButton | None:
    return next((one for one in window.findChildren(QPushButton) if one.text() == words and one.isVisible()), None)


def test_that_an_exercise_is_framed_on_every_side_and_named_in_the_title(
    qtbot: QtBot, dressed: QApplication, folder: Path
) -> None:
    store = Store.open(folder / "atalaya.sqlite")
    with store.write() as connection:
        city_settings.put(connection, "exercise", value=True)
    store.close()
    worker, canvas = MapWorker(folder / "run", draws=False), MapCanvas(None)
    shell = Shell(canvas, exercise=True)
    qtbot.addWidget(shell)
    assembly = Assembly(Settings(data=folder), shell, canvas, worker)
    assembly.starts_node = False
    shell.show()
    assembly.start(Remembered((), "", 22.0, -102.0, 1000.0, exercise=True))
    plate = shell.findChild(ExercisePlate)
    assert plate is not None
    assert plate.isVisible()
    assert "NOTHING IS REAL" in shell.windowTitle()
    picture = shell.grab().toImage()
    assert _has(picture, 0, picture.height() // 2, vertical=True)
    assert _has(picture, picture.width() // 2, 1, vertical=False)
    shell.close()
    worker.close()


def _has(picture: QImage, x: int, y: int, *, vertical: bool) -> bool:
    """The exercise's colour within a stretch of the frame."""
    wanted = colour(tokens().exercise)
    steps = range(3 * scale.SPACE_16)
    seen = [picture.pixelColor(x, y + step) if vertical else picture.pixelColor(x + step, y) for step in steps]
    return any(abs(one.hue() - wanted.hue()) < 8 and one.saturation() > 60 for one in seen)


def test_that_the_plate_speaks_spanish_by_default(
    dressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "es")
    locale.install(cache=tmp_path)
    assert ExercisePlate().text() == "SIMULACRO · NADA ES REAL"


def test_that_the_hatch_leaves_the_inside_alone(dressed: QApplication) -> None:
    picture = QImage(200, 200, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    paint_hatch(painter, picture.size())
    painter.end()
    inner = scale.EXERCISE_FRAME_PX
    assert picture.pixelColor(inner, inner).rgb() & 0xFFFFFF == 0
    assert picture.pixelColor(199 - inner, 199 - inner).rgb() & 0xFFFFFF == 0


def test_that_a_view_is_remembered_and_a_broken_memory_is_none(data: Path) -> None:
    (data / "city.gpkg").write_bytes(b"")
    known = Remembered(
        ("city.gpkg",), "© people", 22.77, -102.58, 4000.0, "light", exercise=True, time_zone="America/Mexico_City"
    )
    remember(data, known)
    assert recall(data) == known
    (data / "city.gpkg").unlink()
    assert recall(data) is None
    for text in (b"", b"{", b"\xff", b'{"cities": 3}', b'{"cities": ["../../etc/passwd"]}'):
        (data / FILE_NAME).write_bytes(text)
        assert recall(data) is None


def test_that_everything_that_takes_the_focus_has_a_name_for_a_screen_reader(room: Room) -> None:
    room.raise_alarm("intrusion", "M-01", Priority.HIGH)
    alarm = next(iter(room.assembly.situation.alarms))
    room.window.operation.show_alarm(alarm)
    nameless = [
        widget
        for widget in room.shell.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_that_an_alarm_that_is_over_can_be_looked_at_and_no_more(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", "M-01", Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    buttons = [one for one in room.window.operation.context.findChildren(KeyButton) if one.isVisible()]
    assert [one.action_id for one in buttons] == ["incident.open", "alarm.false"]
    assert all(one.isEnabled() for one in buttons)
    services = room.assembly.desk.services
    services.alarms.mark_false(alarm.id, room.assembly.desk.operator, FalseCode.TEST)
    room.until(lambda: not buttons[0].isEnabled() and not buttons[1].isEnabled())


def test_that_the_checklist_is_kept_as_a_draft(room: Room) -> None:
    first, second = (room.raise_alarm("intrusion", code, Priority.HIGH) for code in ("M-01", "M-02"))
    operation = room.window.operation
    operation.show_alarm(first.id)
    boxes = [box for box in operation.context.alarm.checklist.findChildren(QCheckBox) if box.isVisible()]
    boxes[1].click()
    room.until(lambda: room.assembly.desk.services.drafts.read(room.assembly.desk.operator, f"checklist.{first.id}"))
    operation.show_alarm(second.id)
    assert operation.context.alarm.checklist.done == frozenset()
    operation.show_alarm(first.id)
    room.until(lambda: operation.context.alarm.checklist.done == frozenset({1}))
