"""Devices that behave: night and day, demand, faults of the script, and the words they send."""

import json
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from desktop.domain.asset import Asset, AssetKind
from desktop.services.exercise import city, devices, script, uplink
from desktop.services.exercise.drive import Drive, StreetGraph
from desktop.services.exercise.player import Player
from maps.place import Place

ZONE = ZoneInfo("America/Mexico_City")
NIGHT = datetime(2026, 11, 23, 21, 0, tzinfo=ZONE)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


def asset(kind: str, number: str, **attributes: str | int) -> Asset:
    more = MappingProxyType({"dev_eui": "fefe000100000001"} | attributes)
    return Asset(f"{kind}-{number}", kind, f"X-{number}", "", Place(22.77, -102.34), "cabinet-17", (), more)


def test_that_lamps_burn_at_night_and_not_at_noon() -> None:
    lamp = asset(AssetKind.LUMINAIRE, "0001", rated_w=80, phase="s")
    assert devices.readings(lamp, NIGHT, frozenset())["power_w"] == pytest.approx(80, rel=0.05)
    assert devices.readings(lamp, NOON, frozenset())["power_w"] < 2


def test_that_a_lost_phase_darkens_its_lamps_and_its_cabinets_current() -> None:
    lost = frozenset({script.Trouble("phase_lost", "cabinet-17", "s")})
    lamp = asset(AssetKind.LUMINAIRE, "0001", rated_w=80, phase="s")
    assert devices.readings(lamp, NIGHT, lost)["power_w"] == 0
    cabinet = devices.readings(asset(AssetKind.CABINET, "17"), NIGHT, lost)
    assert cabinet["current_s_a"] == 0
    assert cabinet["current_r_a"] > 4


def test_that_demand_peaks_in_the_morning_and_sleeps_at_three() -> None:
    flow = [devices.demand(NIGHT.replace(hour=hour)) for hour in range(24)]
    assert int(np.argmax(flow)) == 7
    assert min(flow) == flow[2] == flow[3]


def test_that_a_leak_raises_flow_and_lowers_pressure() -> None:
    district = asset(AssetKind.DMA, "2", homes=1500)
    calm = devices.readings(district, NOON, frozenset())
    leaking = devices.readings(district, NOON, frozenset({script.Trouble("leak", "dma-2")}))
    assert leaking["flow_m3h"] > calm["flow_m3h"] * 1.3
    assert leaking["pressure_m"] < calm["pressure_m"]


def test_that_the_script_turns_troubles_on_and_off() -> None:
    silent = script.Trouble("silent", "dma-4")
    assert silent not in script.troubles_at(10)
    assert silent in script.troubles_at(30)
    assert silent not in script.troubles_at(1000)
    assert silent in script.troubles_at(script.LENGTH_S + 30)


def test_that_a_lamp_speaks_as_the_things_stack_and_a_meter_as_chirpstack() -> None:
    lamp = uplink.uplink(asset(AssetKind.LUMINAIRE, "0001"), {"power_w": 80.0}, NIGHT, 3)
    body = json.loads(lamp.payload)
    assert body["uplink_message"]["decoded_payload"] == {"power_w": 80.0}
    assert body["simulated"] is True
    meter = json.loads(uplink.uplink(asset(AssetKind.METER, "0001"), {"flow_m3h": 0.1}, NIGHT, 3).payload)
    assert meter["object"] == {"flow_m3h": 0.1}
    assert meter["time"].endswith("Z")


def test_that_a_unit_sent_to_a_place_arrives_and_stays() -> None:
    plan = city.draw(7)
    graph = StreetGraph.of(plan)
    drive = Drive(graph, 0, np.random.default_rng(1))
    for _ in range(50):
        drive.step(2.0)
    goal = np.array([100.0, 100.0])
    drive.go_to(goal)
    for _ in range(900):
        drive.step(2.0)
    assert drive.arrived
    assert float(np.hypot(*(drive.xy - goal))) < 120


def test_that_the_player_backfills_two_hours_and_silences_whom_the_script_says() -> None:
    sent: list[uplink.Message] = []
    district = asset(AssetKind.DMA, "4", report_period_s=10)
    player = Player((district,), StreetGraph.of(city.draw(7)), sent.append, 7)
    player.backfill(NIGHT)
    times = [json.loads(message.payload)["time"] for message in sent]
    assert len(times) == 60
    assert times == sorted(times)
    assert datetime.fromisoformat(times[0]) == NIGHT - timedelta(hours=2)
