"""What is acknowledged is in the store, once; what cannot be stored waits; what cannot be read harms nobody."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.asset import Asset
from desktop.services.device_book import DeviceBook
from desktop.services.ingest import Ingest
from desktop.sources.mailbox import Mailbox, Message
from desktop.storage import assets, journal, observations, quarantine, settings
from desktop.storage.fault import StoreBusyError
from desktop.storage.store import Store
from desktop.storage.tally import of_quantity

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def message(number: int = 1, flow: float = 1.0, at: datetime = NOON, device: int = 1, **changes: object) -> Message:
    eui = f"{device:016x}"
    body = {
        "deduplicationId": f"message-{number}",
        "time": at.isoformat(),
        "deviceInfo": {"devEui": eui},
        "object": {"flow_m3h": flow},
        **changes,
    }
    return raw(f"application/1/device/{eui}/event/up", json.dumps(body).encode(), number)


def raw(topic: str, payload: bytes, mid: int = 1) -> Message:
    return Message(topic, payload, datetime.now(UTC), time.monotonic(), qos=1, mid=mid, connection=1)


class Bench:
    """An ingest with its two neighbours: what it is given, and what it acknowledged."""

    def __init__(self, store: Store, *, exercise: bool = False) -> None:
        self.store, self.mailbox, self.acknowledged = store, Mailbox(), list[Message]()
        self.book = DeviceBook(store)
        self.ingest = Ingest(store, self.mailbox, self.acknowledged.extend, self.book, exercise=exercise)

    def take_in(self, messages: Sequence[Message]) -> None:
        """Give them and wait until all are acknowledged."""
        wanted = len(self.acknowledged) + len(messages)
        for one in messages:
            self.mailbox.put(one)
        assert self.waits_for(lambda: len(self.acknowledged) == wanted)

    def waits_for(self, wanted: Callable[[], bool], within_s: float = 10.0) -> bool:
        deadline_s = time.monotonic() + within_s
        while not wanted() and time.monotonic() < deadline_s:
            time.sleep(0.005)
        return wanted()

    def latest(self) -> dict[tuple[str, str], float]:
        with self.store.read() as connection:
            return {(one.device_id, one.quantity): one.value for one in observations.latest(connection)}


@pytest.fixture
def bench(store: Store) -> Iterator[Bench]:
    made = Bench(store)
    made.ingest.start()
    yield made
    made.ingest.stop()


def test_that_a_message_is_in_the_store_when_it_is_acknowledged(bench: Bench) -> None:
    bench.take_in([message(flow=3.5)])
    assert bench.latest() == {("0000000000000001", "flow_m3h"): 3.5}


def test_that_a_message_delivered_twice_counts_once(bench: Bench) -> None:
    bench.take_in([message(1), message(1), message(2)])
    bench.take_in([message(2), message(1)])
    with bench.store.read() as connection:
        tally = of_quantity(connection, "cs:up:", "flow_m3h")
    assert (tally.messages, tally.rows) == (2, 2)
    assert (bench.ingest.meter.stored, bench.ingest.meter.duplicates) == (2, 3)


def test_that_late_data_is_kept_and_moves_nothing_back(bench: Bench) -> None:
    bench.take_in([message(1, flow=5.0, at=NOON)])
    bench.take_in([message(2, flow=9.0, at=NOON - timedelta(hours=3))])
    assert bench.latest() == {("0000000000000001", "flow_m3h"): 5.0}
    with bench.store.read() as connection:
        values = [one.value for one in observations.series(connection, "0000000000000001", "flow_m3h")]
    assert values == [9.0, 5.0]


def test_that_source_time_and_arrival_are_both_kept(bench: Bench) -> None:
    bench.take_in([message(at=NOON)])
    with bench.store.read() as connection:
        (one,) = observations.latest(connection)
    assert one.at == NOON
    assert datetime.now(UTC) - one.arrived_at < timedelta(seconds=20)


def test_that_what_a_registered_device_says_is_of_its_asset(bench: Bench) -> None:
    with bench.store.write() as connection:
        assets.put(
            connection,
            [
                Asset("meter-7", "meter", "M-07", "Meter 7", None, attributes={"dev_eui": "000000000000000A"}),
                Asset("unit-3", "unit", "P-03", "Patrol 3", None, attributes={"owntracks": "p03"}),
            ],
        )
    bench.book.forget()
    report = raw("owntracks/units/p03", b'{"_type":"location","lat":22.77,"lon":-102.58,"tst":1777636800,"vel":36}')
    bench.take_in([message(device=10), report])
    assert bench.latest() == {("meter-7", "flow_m3h"): 1.0}
    with bench.store.read() as connection:
        (position,) = observations.latest_positions(connection)
    assert (position.device_id, position.speed_ms) == ("unit-3", pytest.approx(10.0))


def test_that_the_unreadable_is_set_aside_with_its_reason_and_harms_no_neighbour(bench: Bench) -> None:
    bad = [
        raw("application/1/device/x/event/up", b"\xff\xfe", 2),
        raw("application/1/device/x/event/up", b'{"object":{"a":NaN}}', 3),
        raw("owntracks/u/d", b'{"_type":"location","lat":91,"lon":0}', 4),
        raw("unreadable-topic", b"{}", 5),
        raw("application/1/device/x/event/up", b" " * 1_000_000, 6),
    ]
    bench.take_in([message(1), *bad, message(7)])
    with bench.store.read() as connection:
        reasons = [one.reason.partition(":")[0] for one in quarantine.recent(connection)][::-1]
        notes = [row.event.note for row in journal.after(connection, 0, 100) if row.kind == "node.quarantined"]
    assert reasons == ["not_json", "not_json", "not_on_earth", "unknown_topic", "too_large"]
    assert notes == ["not_json 2, not_on_earth 1, unknown_topic 1, too_large 1"]
    assert bench.ingest.meter.stored == 2
    assert bench.ingest.meter.refused == 5


def test_that_a_flood_of_rubbish_is_told_once_and_not_kept_whole(bench: Bench) -> None:
    bench.take_in([raw("application/1/device/x/event/up", b"{", number) for number in range(1500)])
    with bench.store.read() as connection:
        told = [row for row in journal.after(connection, 0, 100) if row.kind == "node.quarantined"]
        kept = quarantine.count(connection)
    assert len(told) == 1
    assert 200 <= kept < 1500
    assert bench.ingest.meter.refused == 1500


def test_that_what_the_store_itself_refuses_is_set_aside_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    add = observations.add_reports

    def picky(connection: object, reports: Sequence[observations.Report]) -> None:
        if any(report.values[0][1] == 13.0 for report in reports):
            raise ValueError("a value no database takes")
        add(connection, reports)  # type: ignore[arg-type]

    monkeypatch.setattr(observations, "add_reports", picky)
    bench.take_in([message(1), message(2, flow=13.0), message(3)])
    with bench.store.read() as connection:
        assert [one.reason for one in quarantine.recent(connection)] == ["refused by the store: ValueError"]
        assert of_quantity(connection, "cs:up:", "flow_m3h").messages == 2


def test_that_while_the_store_cannot_be_written_nothing_is_acknowledged_and_nothing_lost(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, full = observations.add_reports, [True]

    def add_when_free(connection: object, reports: Sequence[observations.Report]) -> None:
        if full[0]:
            raise StoreBusyError("the disk is full")
        add(connection, reports)  # type: ignore[arg-type]

    monkeypatch.setattr(observations, "add_reports", add_when_free)
    bench.mailbox.put(message(1))
    assert bench.waits_for(lambda: bench.ingest.meter.fault != "")
    bench.mailbox.put(message(2))
    assert bench.acknowledged == []
    full[0] = False
    assert bench.waits_for(lambda: len(bench.acknowledged) == 2)
    assert bench.ingest.meter.fault == ""
    assert bench.ingest.meter.stored == 2


def test_that_made_up_traffic_enters_an_exercise_only(store: Store) -> None:
    made_up = message(1, deviceInfo={"devEui": "0000000000000001", "tags": {"simulated": "true"}})
    for exercise, count in ((False, 0), (True, 1)):
        bench = Bench(store, exercise=exercise)
        bench.ingest.start()
        bench.take_in([made_up])
        bench.ingest.stop()
        assert len(bench.latest()) == count
    with store.read() as connection:
        assert [one.reason.partition(":")[0] for one in quarantine.recent(connection)] == ["simulated"]
        assert settings.get(connection, "exercise") is None


deliveries = st.lists(st.integers(0, 6), min_size=1, max_size=30)


@given(first=deliveries, second=st.randoms(use_true_random=False))
def test_that_any_order_and_any_repeats_end_in_the_same_state(first: list[int], second: "st.random.Random") -> None:
    """Message n has its own time and value; the state after is that of the newest, however they came."""
    other = first + first[: len(first) // 2]
    second.shuffle(other)
    assert _state_after(first) == _state_after(other)


def _state_after(numbers: list[int]) -> tuple[object, ...]:
    bench = Bench(_shared_store())
    offset = _State.device = _State.device + 1
    letters = [message(n + 100 * offset, float(n), NOON + timedelta(seconds=n), offset) for n in numbers]
    assert bench.ingest._keep([bench.ingest._open(one) for one in letters])
    eui = f"{offset:016x}"
    with bench.store.read() as connection:
        series = [(one.value, one.at) for one in observations.series(connection, eui, "flow_m3h")]
        latest = [(one.value, one.at) for one in observations.latest(connection, eui)]
    return tuple(series), tuple(latest)


class _State:
    device = 1000
    store: Store | None = None


def _shared_store() -> Store:
    assert _State.store is not None
    return _State.store


@pytest.fixture(autouse=True, scope="module")
def _one_store_for_all_examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    _State.store = Store.open(tmp_path_factory.mktemp("examples") / "store.sqlite")
    yield
    _State.store.close()
