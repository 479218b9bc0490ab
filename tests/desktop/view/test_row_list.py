"""The list under a stream of news: nothing moves under the hand, nothing is lost, ten thousand rows are no load."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.alarm import Alarm, AlarmState, Priority
from desktop.view.alarm_list import alarm_list, next_waiting
from desktop.view.row_list import RowList
from desktop.view.rows import AlarmRow, alarm_row, most_pressing_first, on_the_list, rate
from maps.view.theme import scale

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def row(number: int, priority: Priority = Priority.LOW, state: AlarmState = AlarmState.UNACKNOWLEDGED) -> AlarmRow:
    raised = NOW - timedelta(seconds=number)
    alarm = Alarm(f"a{number:05}", "silence", priority, f"meter-{number}", "", None, raised, state)
    return alarm_row(alarm, {}, {})


@pytest.fixture
def rows(qtbot: QtBot, dressed: QApplication) -> RowList:
    made = alarm_list(lambda: NOW)
    qtbot.addWidget(made)
    made.resize(scale.LIST_WIDTH_PX, 10 * scale.ROW_PX)
    made.show()
    return made


def _top(rows: RowList, row_id: str) -> int:
    place = rows.model().place_of(row_id)
    return rows.visualRect(rows.model().index(place)).top()


def _put(rows: RowList, wanted: Sequence[AlarmRow]) -> None:
    rows.put(wanted)
    QApplication.processEvents()


def test_that_rows_that_come_in_above_do_not_move_what_is_seen(rows: RowList) -> None:
    _put(rows, [row(number) for number in range(100, 200)])
    rows.verticalScrollBar().setValue(20 * scale.ROW_PX)
    seen = rows.model().rows[rows.indexAt(QPoint(1, 1)).row()].id
    before = _top(rows, seen)
    waiting: list[int] = []
    rows.waiting_above.connect(waiting.append)
    _put(rows, [row(number) for number in range(97, 200)])
    assert _top(rows, seen) == before
    assert waiting == [3]


def test_that_the_chosen_row_stays_chosen_wherever_it_goes(rows: RowList) -> None:
    _put(rows, [row(number) for number in range(50)])
    rows.choose("a00007")
    _put(rows, [row(7, Priority.HIGH), *(row(number) for number in range(50) if number != 7)])
    assert rows.currentIndex().row() == 0
    assert rows.current_id == "a00007"


def test_that_choosing_from_elsewhere_says_nothing(rows: RowList) -> None:
    _put(rows, [row(number) for number in range(5)])
    said: list[str] = []
    rows.row_chosen.connect(said.append)
    rows.choose("a00003")
    assert said == []
    assert rows.currentIndex().row() == 3


def test_that_a_row_that_changes_in_place_is_no_new_list(rows: RowList) -> None:
    _put(rows, [row(number) for number in range(5)])
    resets: list[None] = []
    rows.model().modelReset.connect(lambda: resets.append(None))
    _put(rows, [row(number, state=AlarmState.ACKNOWLEDGED) for number in range(5)])
    assert resets == []
    assert rows.model().rows[0].alarm.state is AlarmState.ACKNOWLEDGED


def test_that_ten_thousand_rows_take_no_more_than_a_blink(rows: RowList) -> None:
    many = [row(number) for number in range(10_000)]
    began = time.thread_time()
    _put(rows, many)
    _put(rows, [row(10_001, Priority.HIGH), *many])
    assert time.thread_time() - began < 0.5


def test_that_a_screen_reader_hears_priority_name_and_state(rows: RowList) -> None:
    _put(rows, [row(1, Priority.HIGH)])
    said = rows.model().index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "High: No signal · meter-1, not acknowledged"


def test_that_order_is_priority_then_unacknowledged_then_newest() -> None:
    done = AlarmState.ACKNOWLEDGED
    mixed = [
        row(5),
        row(1, Priority.MEDIUM, done),
        row(9, Priority.MEDIUM),
        row(3, Priority.HIGH, done),
        row(2),
    ]
    ordered = [one.id for one in most_pressing_first(mixed)]
    assert ordered == ["a00003", "a00009", "a00001", "a00002", "a00005"]


def test_that_hidden_alarms_are_off_the_list() -> None:
    hidden = [row(number, state=state) for number, state in enumerate((AlarmState.SHELVED, AlarmState.SUPPRESSED))]
    assert on_the_list([*hidden, row(9)]) == [row(9)]


def test_that_next_goes_round_and_skips_what_was_acknowledged() -> None:
    listed = [row(1), row(2, state=AlarmState.ACKNOWLEDGED), row(3)]
    found = next_waiting(listed, "a00001")
    assert found is not None
    assert found.id == "a00003"
    again = next_waiting(listed, "a00003")
    assert again is not None
    assert again.id == "a00001"
    assert next_waiting([listed[1]], "") is None


def test_that_the_rate_counts_the_last_ten_minutes() -> None:
    assert rate([row(10), row(599), row(601)], NOW) == 2
