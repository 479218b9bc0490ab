"""The journal: rows in the order of the commits, followed without a gap whatever breaks."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.domain.alarm import Alarm, Priority, Step
from desktop.domain.events import AlarmEvent, CityEvent, Event, JournalEvent, NodeEvent
from desktop.storage import alarms, journal
from desktop.storage.journal import Follower, JournalRow
from desktop.storage.store import Store
from maps.place import Place

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
ALARM = Alarm("a-1", "intrusion", Priority.HIGH, "cam-1", "gate", Place(22.77, -102.58), NOON)


def append(store: Store, *events: Event) -> list[int]:
    with store.write() as connection:
        return [journal.append(connection, event, "node", NOON) for event in events]


class Listener:
    """Keeps what a follower hands over, and waits for it."""

    def __init__(self) -> None:
        self.rows: list[JournalRow] = []
        self._came = threading.Condition()

    def __call__(self, rows: Sequence[JournalRow]) -> None:
        with self._came:
            self.rows.extend(rows)
            self._came.notify_all()

    def wait_for(self, count: int, timeout_s: float = 15.0) -> list[int]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.rows) >= count, timeout_s), f"{len(self.rows)} of {count} rows"
            return [row.seq for row in self.rows]


def test_that_an_event_comes_back_as_it_was_written(store: Store) -> None:
    event = AlarmEvent("raised", ALARM, by="maria", note="con «comillas», \u0000 y 🚨")
    assert append(store, event) == [1]
    with store.read() as connection:
        (row,) = journal.after(connection, 0)
    assert row == JournalRow(1, NOON, "node", "alarm.raised", "a-1", ALARM.place, event)


def test_that_every_kind_of_event_has_a_subject() -> None:
    assert set(journal._SUBJECT) == set(get_args(Event))


def test_that_numbers_have_no_gap_after_a_transaction_that_failed(store: Store) -> None:
    append(store, NodeEvent("started"))
    with suppress(ZeroDivisionError), store.write() as connection:
        journal.append(connection, NodeEvent("gap"), "node")
        raise ZeroDivisionError
    assert append(store, NodeEvent("stopped")) == [2]


def test_that_a_cursor_gives_pages_in_order(store: Store) -> None:
    append(store, *(CityEvent("configured", str(n)) for n in range(10)))
    with store.read() as connection:
        first = journal.after(connection, 0, limit=4)
        second = journal.after(connection, first[-1].seq, limit=4)
        assert [row.subject for row in (*first, *second)] == [str(n) for n in range(8)]
        assert [row.seq for row in journal.of_subject(connection, "7")] == [8]
        assert len(journal.between(connection, NOON, NOON + timedelta(seconds=1))) == 10
        assert journal.between(connection, NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)) == []


def test_that_state_and_journal_are_kept_or_lost_together(store: Store) -> None:
    with suppress(ZeroDivisionError), store.write() as connection:
        alarms.put(connection, ALARM)
        journal.append(connection, AlarmEvent("raised", ALARM, by="node"), "node")
        raise ZeroDivisionError
    with store.read() as connection:
        assert alarms.open_alarms(connection) == []
        assert journal.head(connection).seq == 0


def test_that_a_kind_of_a_newer_program_is_passed_over_without_its_event(store: Store) -> None:
    append(store, NodeEvent("started"))
    with store.write() as connection:
        connection.execute(text("""UPDATE journal_payload SET payload = '{"type":"satellite","step":"seen"}'"""))
    with store.read() as connection:
        (row,) = journal.after(connection, 0)
    assert row.event is None


def test_that_an_erased_payload_leaves_its_row_and_an_account(store: Store) -> None:
    append(store, AlarmEvent("raised", ALARM, by="maria"), NodeEvent("stopped"))
    with store.write() as connection:
        assert journal.erase(connection, [1], by="retention", note="30 days", writer="node") == 3
    with store.read() as connection:
        first, _, third = journal.after(connection, 0)
        assert journal.verify(connection).sound
    assert (first.kind, first.subject, first.event) == ("alarm.raised", "a-1", None)
    assert third.event == JournalEvent("erased", (1,), "retention", "30 days")


def test_that_the_account_of_an_erasure_cannot_be_erased(store: Store) -> None:
    append(store, NodeEvent("started"))
    with store.write() as connection:
        account = journal.erase(connection, [1], by="retention", note="", writer="node")
    with pytest.raises(journal.NotErasableError), store.write() as connection:
        journal.erase(connection, [account], by="thief", note="", writer="node")


def test_that_a_follower_gets_old_rows_then_new_ones_at_once(store: Store) -> None:
    append(store, *(CityEvent("configured", str(n)) for n in range(700)))
    listener = Listener()
    follower = Follower(store, 100, listener)
    follower.start()
    listener.wait_for(600)
    begun = time.perf_counter()
    append(store, NodeEvent("stopped"))
    assert listener.wait_for(601) == list(range(101, 702))
    assert time.perf_counter() - begun < 1.0
    follower.stop()


def test_that_a_follower_hears_writers_of_other_processes_in_commit_order(store: Store) -> None:
    program = (
        "import sys\nfrom desktop.domain.events import CityEvent\nfrom desktop.storage import journal\n"
        "from desktop.storage.store import Store\nstore = Store.open(sys.argv[1])\n"
        "for n in range(25):\n"
        "    with store.write() as connection:\n"
        "        journal.append(connection, CityEvent('configured', str(n)), sys.argv[2])\n"
    )
    listener = Listener()
    follower = Follower(store, 0, listener)
    follower.start()
    running = [subprocess.Popen([sys.executable, "-c", program, store.where, name]) for name in ("one", "two")]
    assert [one.wait(60) for one in running] == [0, 0]
    assert listener.wait_for(50) == list(range(1, 51))
    follower.stop()
    with store.read() as connection:
        assert journal.verify(connection).sound


def test_that_a_listener_that_fails_does_not_end_the_following(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    listener = Listener()

    def fail_once(rows: Sequence[JournalRow]) -> None:
        listener(rows)
        if len(listener.rows) == 1:
            raise ZeroDivisionError

    follower = Follower(store, 0, fail_once)
    follower.start()
    append(store, NodeEvent("started"))
    listener.wait_for(1)
    append(store, NodeEvent("stopped"))
    assert listener.wait_for(2) == [1, 2]
    follower.stop()
    assert "ZeroDivisionError" in caplog.text


def test_that_a_follower_that_waits_costs_little(store: Store) -> None:
    listener = Listener()
    follower = Follower(store, 0, listener)
    append(store, NodeEvent("started"))
    follower.start()
    listener.wait_for(1)
    begun = time.process_time()
    threading.Event().wait(1.0)
    assert time.process_time() - begun < 0.1
    follower.stop()


def test_that_a_follower_ends_when_told_to(store: Store) -> None:
    follower = Follower(store, 0, lambda _: None)
    follower.start()
    begun = time.perf_counter()
    follower.stop()
    assert time.perf_counter() - begun < 2.0


@pytest.mark.postgis
def test_that_a_follower_misses_nothing_while_the_server_is_gone(
    postgis_address: str, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgis")
    store = Store.open(postgis_address)
    listener, links = Listener(), list[bool]()
    follower = Follower(store, 0, listener, links.append)
    follower.start()
    append(store, NodeEvent("started"))
    listener.wait_for(1)
    server.stop()
    server.start()
    begun = time.perf_counter()
    append(store, NodeEvent("stopped"))
    assert listener.wait_for(2) == [1, 2]
    assert time.perf_counter() - begun < 6.0
    follower.stop()
    store.close()
    assert links == [False, True]


moments = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
places = st.none() | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(
    st.lists(st.tuples(st.builds(Alarm, words, words, st.sampled_from(Priority), words, words, places, moments), words))
)
def test_that_any_words_and_places_verify_and_come_back(
    store_file: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[Alarm, str]]
) -> None:
    _round_trip(str(store_file(tmp_path_factory.mktemp("any") / "store.sqlite")), drawn)


@pytest.mark.postgis
@given(
    st.lists(st.tuples(st.builds(Alarm, words, words, st.sampled_from(Priority), words, words, places, moments), words))
)
def test_that_any_words_and_places_verify_and_come_back_from_a_server(
    postgis_any: Callable[[], str], drawn: list[tuple[Alarm, str]]
) -> None:
    _round_trip(postgis_any(), drawn)


def _round_trip(where: str, drawn: list[tuple[Alarm, str]]) -> None:
    store = Store.open(where)
    with store.write() as connection:
        start = journal.head(connection).seq
        for alarm, note in drawn:
            journal.append(connection, AlarmEvent(Step.RAISE, alarm, by="node", note=note), "node")
    with store.read() as connection:
        assert [row.event for row in journal.after(connection, start)] == [
            AlarmEvent(Step.RAISE, alarm, by="node", note=note) for alarm, note in drawn
        ]
        assert journal.verify(connection).sound
    store.close()


@pytest.fixture(scope="module")
def postgis_any(request: pytest.FixtureRequest) -> Callable[[], str]:
    """One store for all examples: a database for each would take a tenth of a second."""
    address = request.getfixturevalue("postgis").new_database("any_words")
    return lambda: address
