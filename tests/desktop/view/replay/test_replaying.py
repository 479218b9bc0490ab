"""The past by an operator's own hands: keys, drags and clicks on the whole console."""

from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop.domain.alarm import AlarmState, Priority
from desktop.storage import observations
from desktop.storage.report_rows import Report

Room = Any
METER, CONTAINER = "M-01", "R-01"
CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def _press(room: Room, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    room.qtbot.keyClick(QApplication.focusWidget() or room.window, key, modifier)


def _open(room: Room) -> None:
    room.shell.activateWindow()
    room.window.operation.canvas.setFocus()
    _press(room, Qt.Key.Key_H)
    room.until(lambda: room.assembly.desk.situation is not room.assembly.desk.live)


def test_that_h_shows_the_past_marked_as_such_and_esc_is_live_again(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    _open(room)
    window = room.window
    assert window.top.replay_clock.isVisible()
    assert window.replay_bar.isVisible()
    assert "REPLAY" in window.top.replay_clock.words
    room.until(lambda: window.operation.left.rows == [])
    assert window.strip.chips[0].row.id == alarm.id
    _press(room, Qt.Key.Key_Escape)
    assert not window.top.replay_clock.isVisible()
    assert not window.replay_bar.isVisible()
    room.until(lambda: [row.id for row in window.operation.left.rows] == [alarm.id])


def test_that_nothing_can_be_done_in_the_past(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    said: list[str] = []
    room.window.said.connect(said.append)
    _open(room)
    _press(room, Qt.Key.Key_Space)
    assert "replay" in said[-1]
    room.assembly.desk.act(room.window, lambda *_parts: said.append("done"), lambda _none: None)
    _press(room, Qt.Key.Key_Escape)
    assert "done" not in said
    assert room.alarm(alarm.id).state is AlarmState.UNACKNOWLEDGED


def test_that_a_live_alarm_comes_to_the_strip_while_the_past_is_shown(room: Room) -> None:
    _open(room)
    services = room.assembly.desk.services
    assert services is not None
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    room.until(lambda: room.window.strip.chips)
    assert room.window.strip.chips[0].row.id == alarm.id
    assert alarm.id not in room.assembly.desk.situation.alarms


def test_that_dragging_the_band_goes_to_that_moment(room: Room) -> None:
    band = room.window.band
    axis = band.axis()
    wanted = axis.time_at(axis.left_px + axis.width_px / 2)
    assert wanted is not None
    at = QPoint(round(axis.left_px + axis.width_px / 2), band.height() - 6)
    room.qtbot.mouseClick(band, Qt.MouseButton.LeftButton, NONE, at)
    room.until(lambda: room.assembly.desk.replayed_at is not None)
    assert abs(room.assembly.desk.replayed_at - wanted) < timedelta(minutes=1)


def test_that_play_moves_and_the_speed_is_what_was_pressed(room: Room) -> None:
    _open(room)
    room.qtbot.mouseClick(room.window.replay_bar.speeds[60], Qt.MouseButton.LeftButton)
    _press(room, Qt.Key.Key_J)
    status = lambda: room.assembly.replaying.status  # noqa: E731
    room.until(lambda: status().cursor.playing and status().cursor.speed == 60)
    begun = room.assembly.desk.replayed_at
    room.until(lambda: room.assembly.desk.replayed_at > begun + timedelta(seconds=10))
    _press(room, Qt.Key.Key_J)
    room.until(lambda: not status().cursor.playing)


def test_that_a_key_goes_to_the_same_hour_yesterday(room: Room) -> None:
    _open(room)
    before = room.assembly.replaying.status.cursor.at
    room.raise_alarm("intrusion", METER, Priority.HIGH)
    _press(room, Qt.Key.Key_Y, CONTROL)
    # the tape begins later than yesterday: it stops a second before its first row and says that there is nothing
    room.until(lambda: room.assembly.desk.replayed_at != before and room.assembly.replaying.status.quiet is not None)
    assert "No data" in room.window.replay_bar.words.text()


def test_that_w_lists_what_touched_the_spot_newest_first_and_a_row_chooses_it(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", METER, Priority.HIGH)
    meter, now = room.asset(METER), datetime.now(UTC)
    said = [Report(meter.id, now - timedelta(minutes=n), now, f"k{n}", (("flow_m3h", float(n)),)) for n in range(1, 90)]
    with room.store.write() as connection:
        observations.add_reports(connection, said)
    canvas = room.window.operation.canvas
    canvas.fly_to(meter.place, 500.0)
    canvas.setFocus()
    _press(room, Qt.Key.Key_W)
    pivot = room.window.pivot
    room.until(lambda: len(pivot.rows) == 40)
    times = [row.touch.at for row in pivot.rows]
    assert times == sorted(times, reverse=True)
    assert {row.touch.source for row in pivot.rows} == {"alarm", "reading"}
    pivot.list.verticalScrollBar().setValue(pivot.list.verticalScrollBar().maximum())
    room.until(lambda: len(pivot.rows) >= 80)
    pivot.list.verticalScrollBar().setValue(pivot.list.verticalScrollBar().maximum())
    room.until(lambda: len(pivot.rows) == 90)
    assert len({row.id for row in pivot.rows}) == 90
    row = next(n for n, row in enumerate(pivot.rows) if row.id == alarm.id)
    pivot.list.scrollTo(pivot.list.model().index(row, 0))
    place = pivot.list.visualRect(pivot.list.model().index(row, 0)).center()
    room.qtbot.mouseClick(pivot.list.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert room.window.operation.selection.id == alarm.id
    _press(room, Qt.Key.Key_Escape)
    assert not pivot.isVisible()
