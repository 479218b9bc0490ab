"""The replay on its thread: jumps, play, loops, events, and what it says when there is nothing to see."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.alarm import AlarmState, Cause, Priority
from desktop.domain.asset import Asset
from desktop.domain.events import AssetEvent, NodeEvent, OperatorEvent, imports_of
from desktop.domain.operator import Operator, Role
from desktop.services.alarms import Alarms
from desktop.services.picture import code_title
from desktop.services.picture_delta import PictureDelta
from desktop.services.replay.cursor import Cursor, ReplayStatus
from desktop.services.replay.replay import Listeners, Replay
from desktop.storage import assets, journal, observations
from desktop.storage.report_rows import Report
from desktop.storage.store import Store
from maps.place import Place

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PLAZA = Place(22.7709, -102.5832)
METER = Asset("meter-1", "meter", "M-01", "", PLAZA)
SOFIA = Operator("id-sofia", "sofia", "Sofía", Role.SUPERVISOR)
WAIT_S = 20.0


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    """An hour: a meter, a value each minute until minute 20; an alarm raised at 10, acknowledged at 12, gone at 15."""
    opened = Store.open(where)
    now = [at(0)]
    alarms = Alarms(opened, "node", lambda: now[0])
    with opened.write() as connection:
        assets.put(connection, [METER])
        for event in imports_of([METER], "test"):
            journal.append(connection, event, "test", at(0))
        for minute in range(1, 21):
            report = Report(METER.id, at(minute), at(minute), f"k{minute}", (("flow_m3h", float(minute)),))
            observations.add_reports(connection, [report])
    now[0] = at(10)
    alarm = alarms.raise_(Cause("limit", METER.id, "flow_m3h", Priority.HIGH, PLAZA, at(10)))
    now[0] = at(12)
    alarms.acknowledge(alarm.id, SOFIA)
    now[0] = at(15)
    alarms.return_("limit", METER.id, "flow_m3h", at(15))
    with opened.write() as connection:
        journal.append(connection, OperatorEvent("signed_out", SOFIA.id, SOFIA.login), "test", at(16))
        journal.append(connection, NodeEvent("stopped"), "node", at(21))
        journal.append(connection, NodeEvent("started"), "node", at(50))
    yield opened
    opened.close()


@dataclass
class Watcher:
    """What a replay has told, and a way to wait for it."""

    replay: Replay | None = None
    deltas: list[PictureDelta] = field(default_factory=list)
    statuses: list[ReplayStatus] = field(default_factory=list)
    told: threading.Condition = field(default_factory=threading.Condition)

    def begin(self, store: Store, moment: datetime) -> Replay:
        self.replay = Replay(store, moment, Listeners(self.on_delta, self.on_status), code_title, lambda: at(60))
        self.replay.start()
        self.until(lambda status: status.loaded)
        return self.replay

    def on_delta(self, delta: PictureDelta) -> None:
        self.deltas.append(delta)

    def on_status(self, status: ReplayStatus) -> None:
        with self.told:
            self.statuses.append(status)
            self.told.notify_all()

    def until(self, holds: Callable[[ReplayStatus], bool]) -> ReplayStatus:
        with self.told:
            assert self.told.wait_for(lambda: self.statuses and holds(self.statuses[-1]), WAIT_S), self.statuses[-1:]
            return self.statuses[-1]

    def jump(self, moment: datetime) -> ReplayStatus:
        assert self.replay is not None
        self.replay.jump(moment)
        return self.until(lambda status: status.cursor.at == moment)


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    made = Watcher()
    yield made
    if made.replay is not None:
        made.replay.stop()


def test_that_three_moments_show_the_alarm_as_it_was(store: Store, watcher: Watcher) -> None:
    replay = watcher.begin(store, at(11))
    (alarm,) = replay.snapshot().alarms.values()
    assert (alarm.state, replay.snapshot().latest[METER.id, "flow_m3h"].value) == (AlarmState.UNACKNOWLEDGED, 11.0)
    watcher.jump(at(13))
    assert next(iter(replay.snapshot().alarms.values())).acknowledged_by == "sofia"
    watcher.jump(at(9))
    assert replay.snapshot().alarms == {}
    assert watcher.deltas[-1].whole


def test_that_a_layer_that_stays_the_same_is_the_same(store: Store, watcher: Watcher) -> None:
    replay = watcher.begin(store, at(11))
    before = replay.snapshot().layers["assets.meter"]
    watcher.jump(at(13))
    assert replay.snapshot().layers["assets.meter"] is before


def test_that_what_is_selected_is_told_of_after_its_end(store: Store, watcher: Watcher) -> None:
    replay = watcher.begin(store, at(11))
    (alarm_id,) = replay.snapshot().alarms
    replay.watch((alarm_id,))
    watcher.jump(at(18))
    assert replay.snapshot().alarms == {}
    assert [alarm.state for alarm in watcher.deltas[-1].alarms] == [AlarmState.CLOSED]


def test_that_playing_brings_what_happens_and_the_speed_counts(store: Store, watcher: Watcher) -> None:
    replay = watcher.begin(store, at(9.9))
    replay.turn(lambda cursor: replace(cursor, playing=True, speed=60))
    watcher.until(lambda status: status.cursor.at > at(12.1))
    replay.turn(lambda cursor: replace(cursor, playing=False))
    steps = [alarm.state for delta in watcher.deltas if not delta.whole for alarm in delta.alarms]
    assert steps == [AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED]
    assert {one.value for delta in watcher.deltas for one in delta.latest} >= {10.0, 11.0, 12.0}


def test_that_a_loop_begins_anew(store: Store, watcher: Watcher) -> None:
    replay = watcher.begin(store, at(10))
    replay.turn(lambda cursor: replace(cursor, playing=True, speed=60, loop=(at(10), at(10.2))))
    watcher.until(lambda _: sum(delta.whole for delta in watcher.deltas) >= 3)
    assert all(at(10) <= status.cursor.at < at(10.2) for status in watcher.statuses)


def test_that_steps_go_from_event_to_event_and_pass_over_who_signed_out(store: Store, watcher: Watcher) -> None:
    replay = watcher.begin(store, at(11))
    for events, moment in ((1, at(12)), (1, at(15)), (-1, at(12)), (-1, at(10))):
        replay.step(events)
        watcher.until(lambda status, moment=moment: status.cursor.at == moment)
    replay.jump(at(15.5))
    watcher.until(lambda status: status.cursor.at == at(15.5))
    replay.step(1)
    watcher.until(lambda status: status.cursor.at == at(15.5))


def test_that_it_stops_at_the_present_and_never_goes_beyond(store: Store, watcher: Watcher) -> None:
    replay = watcher.begin(store, at(59.95))
    replay.turn(lambda cursor: replace(cursor, playing=True, speed=60))
    status = watcher.until(lambda status: status.at_head)
    assert not status.cursor.playing
    replay.jump(at(90))
    assert watcher.until(lambda status: status.cursor.at == at(60)).at_head


def test_that_a_span_without_data_says_so_and_whether_the_node_stood(store: Store, watcher: Watcher) -> None:
    watcher.begin(store, at(14))
    assert watcher.statuses[-1].quiet is None
    quiet = watcher.jump(at(30)).quiet
    assert quiet is not None
    assert (quiet.since, quiet.until, quiet.stopped) == (at(21), at(50), True)
    assert watcher.replay is not None
    watcher.replay.jump(at(-100))
    before = watcher.until(lambda status: status.cursor.at == at(0) - timedelta(seconds=1))
    assert before.quiet is not None
    assert (before.quiet.since, before.quiet.until) == (None, at(0))


def test_that_what_retention_erased_is_counted_and_not_shown(store: Store, watcher: Watcher) -> None:
    with store.write() as connection:
        seqs = [row.seq for row in journal.after(connection, 0) if row.kind.startswith("alarm.")]
        journal.erase(connection, seqs, "sofia", "retention", "test")
    replay = watcher.begin(store, at(11))
    assert watcher.statuses[-1].erased == 1
    assert replay.snapshot().alarms == {}
    assert watcher.jump(at(9)).erased == 0


def test_that_things_no_row_tells_of_stand_as_they_are_today(store: Store, watcher: Watcher) -> None:
    lamp = Asset("lamp-1", "luminaire", "L-1", "", PLAZA)
    with store.write() as connection:
        assets.put(connection, [lamp])
        journal.append(connection, AssetEvent("imported", "luminaire", 1), "test", at(55))
    replay = watcher.begin(store, at(5))
    assert replay.snapshot().assets == {METER.id: METER, lamp.id: lamp}
    watcher.jump(at(0) - timedelta(seconds=1))
    assert replay.snapshot().assets == {lamp.id: lamp}


def test_that_speeds_go_up_and_down_and_stop_at_their_ends() -> None:
    cursor = Cursor(NOON).faster()
    assert (cursor.playing, cursor.speed) == (True, 1)
    speeds = [cursor.speed]
    for _ in range(6):
        cursor = cursor.faster()
        speeds.append(cursor.speed)
    assert speeds == [1, 2, 5, 10, 30, 60, 60]
    assert cursor.slower().speed == 30
    assert Cursor(NOON).slower().speed == 1


def test_that_a_hitch_is_not_leapt_over() -> None:
    assert Cursor(NOON, playing=True, speed=60).after(10.0) == NOON + timedelta(seconds=30)
