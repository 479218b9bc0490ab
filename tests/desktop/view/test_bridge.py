"""Deltas reach the Qt thread in batches: layers coalesce, alarms never do."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from pytestqt.qtbot import QtBot

from desktop.domain.alarm import Alarm, Priority, Step
from desktop.domain.observation import Observation, Position
from desktop.services.picture_delta import PictureDelta, Snapshot
from desktop.view.bridge import Bridge
from desktop.view.situation import Situation, Topic, zone_named
from maps.layer import PointCloud
from maps.place import Place

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HERE = Place(22.77, -102.58)


def _alarm(number: int) -> Alarm:
    return Alarm(f"alarm-{number}", "intrusion", Priority.HIGH, "camera-1", "", HERE, NOW)


def _cloud(count: int) -> PointCloud:
    return PointCloud("units", np.zeros(count), np.zeros(count), np.zeros(count, np.uint8))


def _snapshot() -> Snapshot:
    return Snapshot(
        at=NOW,
        cursor=0,
        linked=True,
        assets={},
        alarms={"alarm-1": _alarm(1)},
        incidents={},
        cameras={},
        camera_states={},
        base_maps=(),
        layer_entries=(),
        settings={"time_zone": "America/Mexico_City", "exercise": True},
        people={"ana": "Ana Ruiz"},
        media={},
        latest={("meter-1", "flow_m3h"): Observation("meter-1", "flow_m3h", 2.5, NOW, NOW, "k")},
        positions={},
        annotations={},
        bookmarks={},
        layers={"units": _cloud(1)},
    )


def _from_another_thread(bridge: Bridge, deltas: list[PictureDelta]) -> None:
    def send() -> None:
        for delta in deltas:
            bridge.receive(delta, _snapshot)

    thread = threading.Thread(target=send)
    thread.start()
    thread.join()


def test_that_every_alarm_arrives_and_only_the_newest_layer(qtbot: QtBot) -> None:
    situation = Situation()
    bridge = Bridge(situation)
    told, layers = [], []
    bridge.told.connect(told.append)
    bridge.layer_made.connect(layers.append)
    deltas = [PictureDelta(at=NOW, alarms=(_alarm(number),), layers=(_cloud(number),)) for number in range(200)]
    _from_another_thread(bridge, deltas)
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert len(situation.alarms) == 200
    assert [len(layer.lat_deg) for layer in layers] == [199]
    assert told == [frozenset({Topic.ALARMS})]


def test_that_a_closed_alarm_leaves_the_list_and_stays_in_the_past(qtbot: QtBot) -> None:
    situation = Situation()
    open_alarm = _alarm(1)
    situation.advance(PictureDelta(at=NOW, alarms=(open_alarm,)))
    closed = open_alarm.after(Step.FALSE)
    situation.advance(PictureDelta(at=NOW, alarms=(closed,)))
    assert situation.alarms == {}
    assert situation.past_alarms["alarm-1"] == closed


def test_that_a_whole_delta_is_taken_as_a_snapshot(qtbot: QtBot) -> None:
    situation = Situation()
    bridge = Bridge(situation)
    layers = []
    bridge.layer_made.connect(layers.append)
    with qtbot.waitSignal(bridge.told, timeout=5000) as told:
        _from_another_thread(bridge, [PictureDelta(at=NOW, whole=True)])
    assert told.args[0] == frozenset(Topic)
    assert situation.loaded
    assert situation.is_exercise
    assert situation.person("ana") == "Ana Ruiz"
    assert situation.values["meter-1"]["flow_m3h"].value == 2.5
    assert str(situation.zone) == "America/Mexico_City"
    assert [layer.name for layer in layers] == ["units"]


def test_that_a_lost_link_is_told_once_with_its_moment() -> None:
    situation = Situation()
    lost = PictureDelta(at=NOW, linked=False)
    assert situation.advance(lost) == {Topic.LINK}
    assert situation.lost_at == NOW
    assert situation.advance(replace(lost, at=NOW + timedelta(seconds=1))) == frozenset()
    assert situation.advance(PictureDelta(at=NOW)) == {Topic.LINK}
    assert situation.lost_at is None


def test_that_positions_move_and_values_are_by_device_and_quantity() -> None:
    situation = Situation()
    fix = Position("unit-1", HERE, NOW, NOW, "k")
    value = Observation("meter-1", "flow_m3h", 1.0, NOW, NOW, "k")
    assert situation.advance(PictureDelta(at=NOW, positions=(fix,), latest=(value,))) == {Topic.POSITIONS, Topic.VALUES}
    assert situation.positions["unit-1"].place == HERE
    assert situation.values["meter-1"] == {"flow_m3h": value}


def test_that_what_was_before_the_start_never_overwrites_newer_news() -> None:
    situation = Situation()
    newer = replace(_alarm(1), version=5)
    situation.advance(PictureDelta(at=NOW, alarms=(newer,)))
    situation.take_past((_alarm(1), _alarm(2)), ())
    assert situation.past_alarms["alarm-1"] == newer
    assert "alarm-2" in situation.past_alarms


def test_that_an_unknown_zone_is_utc_and_not_the_workstations() -> None:
    assert zone_named("Nowhere/City") is UTC
    assert zone_named("") is UTC
