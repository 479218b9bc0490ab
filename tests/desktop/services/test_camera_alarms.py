"""Rules of cameras raise one alarm for a place, return it with its last cause, and never call a gap calm."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from desktop.domain.alarm import Alarm, AlarmState, Priority
from desktop.services.alarms import Alarms
from desktop.services.camera_alarms import GRACE_S, MOMENT_S, OFFLINE_DELAY_S, CameraAlarms
from desktop.services.surveillance import Surveillance
from desktop.storage import alarms as rows
from desktop.storage import cameras, journal, sightings
from desktop.storage.fault import StoreBusyError
from desktop.storage.store import Store
from maps.place import Place
from video.camera import Camera, Mount
from video.messages import CameraEvents, CameraSightings, CameraState, CameraStep
from video.rule_event import CROSSED, ENTERED, RuleEvent
from video.sighting import Sighting

PLAZA = Place(22.7709, -102.5832)


@pytest.fixture
def attended() -> list[frozenset[str]]:
    return []


@pytest.fixture
def desk(store: Store, clock: Any, attended: list[frozenset[str]]) -> CameraAlarms:
    with store.write() as connection:
        cameras.put(connection, Camera("cam-4", "Park", "a.avi", Mount(PLAZA)))
    made = CameraAlarms(store, Alarms(store, "node", clock), attended.append, clock, clock.ticks)
    made.begin()
    made.hear(CameraState("cam-4", CameraStep.ONLINE, clock.now))
    return made


def events(clock: Any, *found: RuleEvent) -> CameraEvents:
    return CameraEvents("cam-4", clock.now, found)


def rule_event(event: str, kind: str, track: int | None = 7, rule: str = "night", **more: Any) -> RuleEvent:
    return RuleEvent(event, kind, rule, 12.0, zone=more.pop("zone", "north"), track=track, **more)


def open_alarms(store: Store) -> list[Alarm]:
    with store.read() as connection:
        return rows.open_alarms(connection)


def test_that_an_intrusion_raises_a_p1_where_the_camera_hangs_and_returns_when_the_zone_is_empty(
    desk: CameraAlarms, store: Store, clock: Any, attended: list[frozenset[str]]
) -> None:
    desk.hear(events(clock, rule_event(ENTERED, "intrusion")))
    assert open_alarms(store) == []
    desk.hear(events(clock, rule_event("intrusion", "intrusion", class_name="person", seconds=3.1)))
    (alarm,) = open_alarms(store)
    assert (alarm.kind, alarm.source_id, alarm.detail, alarm.priority) == ("intrusion", "cam-4", "north", Priority.HIGH)
    assert (alarm.place, alarm.raised_at) == (PLAZA, clock.now)
    clock.go(9)
    desk.hear(events(clock, rule_event("intrusion.end", "intrusion", track=None)))
    (returned,) = open_alarms(store)
    assert (returned.state, returned.returned_at) == (AlarmState.RETURNED, clock.now)
    assert attended == [frozenset({"cam-4"}), frozenset()]


def test_that_the_alarm_stays_until_the_last_of_several_is_gone(desk: CameraAlarms, store: Store, clock: Any) -> None:
    desk.hear(events(clock, rule_event("dwell", "dwell", 1, priority=2), rule_event("dwell", "dwell", 2, priority=2)))
    desk.hear(events(clock, rule_event("dwell.end", "dwell", 1)))
    (alarm,) = open_alarms(store)
    assert (alarm.state, alarm.priority) == (AlarmState.UNACKNOWLEDGED, Priority.MEDIUM)
    desk.hear(events(clock, rule_event("dwell.end", "dwell", 2)))
    assert open_alarms(store)[0].state is AlarmState.RETURNED


def test_that_a_place_of_the_object_is_better_than_the_cameras(desk: CameraAlarms, store: Store, clock: Any) -> None:
    there = Place(22.78, -102.58)
    desk.hear(events(clock, rule_event("stopped", "stopped", place=there)))
    assert open_alarms(store)[0].place == there


def test_that_a_crossing_is_one_alarm_until_the_line_is_quiet(desk: CameraAlarms, store: Store, clock: Any) -> None:
    crossing = rule_event(CROSSED, "crossing", zone="", line="gate")
    desk.hear(events(clock, crossing))
    clock.go(MOMENT_S - 1)
    desk.hear(events(clock, crossing))
    clock.go(MOMENT_S - 1)
    desk.look()
    (alarm,) = open_alarms(store)
    assert (alarm.detail, alarm.state) == ("gate", AlarmState.UNACKNOWLEDGED)
    clock.go(2)
    desk.look()
    assert open_alarms(store)[0].state is AlarmState.RETURNED


def test_that_a_film_that_begins_again_keeps_an_alarm_that_is_found_again(
    desk: CameraAlarms, store: Store, clock: Any
) -> None:
    desk.hear_pass("cam-4", 0)
    desk.hear(events(clock, rule_event("intrusion", "intrusion")))
    desk.hear_pass("cam-4", 1)
    clock.go(4)
    desk.hear(events(clock, rule_event("intrusion", "intrusion", 8)))
    clock.go(GRACE_S * 2)
    desk.look()
    assert open_alarms(store)[0].state is AlarmState.UNACKNOWLEDGED
    desk.hear_pass("cam-4", 2)
    clock.go(GRACE_S)
    desk.look()
    assert open_alarms(store)[0].state is AlarmState.RETURNED


def test_that_a_camera_that_cannot_see_returns_nothing(desk: CameraAlarms, store: Store, clock: Any) -> None:
    desk.hear(events(clock, rule_event("intrusion", "intrusion")))
    desk.hear(CameraState("cam-4", CameraStep.OFFLINE, clock.now, "timeout"))
    clock.go(3600)
    desk.look()
    assert {alarm.kind: alarm.state for alarm in open_alarms(store)} == {
        "intrusion": AlarmState.UNACKNOWLEDGED,
        "camera_offline": AlarmState.UNACKNOWLEDGED,
    }
    desk.hear(CameraState("cam-4", CameraStep.ONLINE, clock.now))
    clock.go(GRACE_S)
    desk.look()
    assert {alarm.state for alarm in open_alarms(store)} == {AlarmState.RETURNED}


def test_that_a_new_node_takes_up_the_alarms_of_the_one_before(desk: CameraAlarms, store: Store, clock: Any) -> None:
    desk.hear(events(clock, rule_event("intrusion", "intrusion")))
    fresh = CameraAlarms(store, Alarms(store, "node", clock), None, clock, clock.ticks)
    fresh.begin()
    clock.go(GRACE_S * 4)
    fresh.look()
    assert open_alarms(store)[0].state is AlarmState.UNACKNOWLEDGED  # the camera has not come yet
    fresh.hear(CameraState("cam-4", CameraStep.ONLINE, clock.now))
    clock.go(GRACE_S)
    fresh.look()
    assert open_alarms(store)[0].state is AlarmState.RETURNED


def test_that_a_short_loss_of_a_stream_is_written_and_is_no_alarm(desk: CameraAlarms, store: Store, clock: Any) -> None:
    desk.hear(CameraState("cam-4", CameraStep.OFFLINE, clock.now, "timeout"))
    desk.hear(CameraState("cam-4", CameraStep.OFFLINE, clock.now, "timeout"))
    clock.go(OFFLINE_DELAY_S / 2)
    desk.look()
    desk.hear(CameraState("cam-4", CameraStep.ONLINE, clock.now))
    clock.go(OFFLINE_DELAY_S)
    desk.look()
    assert open_alarms(store) == []
    with store.read() as connection:
        kinds = [row.kind for row in journal.after(connection, 0)]
    assert kinds == ["camera.online", "camera.offline", "camera.online"]


def test_that_a_camera_whose_worker_dies_again_and_again_is_told(desk: CameraAlarms, store: Store, clock: Any) -> None:
    desk.hear(CameraState("cam-4", CameraStep.DEGRADED, clock.now))
    (alarm,) = open_alarms(store)
    assert (alarm.kind, alarm.priority) == ("camera_degraded", Priority.LOW)


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        pause.wait(0.02)
    pytest.fail("it did not come in time")


def test_that_what_workers_say_reaches_the_store_and_a_store_that_fails_loses_no_event(
    store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarms = Alarms(store, "node", clock)
    raise_all, failures = alarms.raise_all, [1]

    def failing(causes: Any) -> list[Alarm]:
        if failures:
            failures.pop()
            message = "another writer holds the store"
            raise StoreBusyError(message)
        return raise_all(causes)

    monkeypatch.setattr(alarms, "raise_all", failing)
    surveillance = Surveillance(store, alarms, None, clock, clock.ticks)
    surveillance.start()
    try:
        placed = Sighting(7, "person", 0.9, (0.0, 0.0, 10.0, 20.0), PLAZA)
        nowhere = Sighting(8, "car", 0.9, (0.0, 0.0, 10.0, 20.0))
        surveillance.hear(CameraSightings("cam-4", clock.now, 1.0, 0, (placed, nowhere)))
        surveillance.hear(events(clock, rule_event("intrusion", "intrusion")))
        wait_for(lambda: len(open_alarms(store)) == 1)
        wait_for(lambda: len(_seen(store)) == 1)
    finally:
        surveillance.stop()
    assert [(row.track, row.place) for row in _seen(store)] == [(7, PLAZA)]


def _seen(store: Store) -> list[sightings.SightingRow]:
    with store.read() as connection:
        return sightings.after(connection, 0)
