"""A month of a busy city, made for measuring: a tape of alarms and incidents, and what thousands of devices said.

Everything is written as the node writes it, with its key frames, only faster: the messages by the database itself.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from desktop.domain.alarm import Alarm, Priority, Step
from desktop.domain.asset import Asset
from desktop.domain.events import AlarmEvent, CameraEvent, Event, IncidentEvent, OperatorEvent, UnitEvent, imports_of
from desktop.domain.incident import Incident, IncidentState
from desktop.domain.unit import UnitStatus
from desktop.services.replay.frames import KeyFrames
from desktop.storage import assets, cameras, journal, key_frames, observations
from desktop.storage.columns import microseconds
from desktop.storage.key_frames import FieldFrame
from desktop.storage.report_rows import Report
from desktop.storage.store import Store
from maps.place import Place
from video.camera import Camera, Mount

CENTRE = Place(22.7709, -102.5832)
DEVICES, UNITS, CAMERAS = 5_000, 200, 60
BEGUN = datetime(2026, 10, 1, tzinfo=UTC)
DAYS = 30
CHUNK = timedelta(hours=1)
ROWS_AT_ONCE = 5_000
_SPREAD_DEG = 0.05

_MESSAGES = text(
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)"
    " INSERT INTO observation SELECT 'device-' || ((:first + i) % :devices), :since_us + i * :step_us,"
    " :since_us + i * :step_us + 800000, printf('bench-%012d', :first + i),"
    " json_object('flow_m3h', (:first + i) % 977 / 10.0, 'battery_ratio', 0.9) FROM n"
)
_FIXES = text(
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)"
    " INSERT INTO position SELECT 'unit-' || ((:first + i) % :units), :lat + (((:first + i) * 7919) % 1000) / 10000.0,"
    " :lon + (((:first + i) * 104729) % 1000) / 10000.0, :since_us + i * :step_us, :since_us + i * :step_us + 800000,"
    " printf('fix-%012d', :first + i), 90.0, 8.0 FROM n"
)
_NEWEST = text(
    "INSERT INTO latest SELECT device_id, quantity, value, at, arrived_at, key, at, 1 FROM ("
    "SELECT o.device_id, j.key AS quantity, j.value AS value, o.at, o.arrived_at, o.key FROM observation o,"
    " json_each(o.readings) j WHERE o.rowid > (SELECT max(rowid) FROM observation) - :devices) WHERE true"
    " ON CONFLICT (device_id, quantity) DO UPDATE SET value = excluded.value, at = excluded.at,"
    " arrived_at = excluded.arrived_at, key = excluded.key, current_at = excluded.current_at"
)
_NEWEST_FIXES = text(
    "INSERT INTO latest_position SELECT device_id, lat_deg, lon_deg, at, arrived_at, key, heading_deg, speed_ms, at, 1"
    " FROM position WHERE rowid > (SELECT max(rowid) FROM position) - :units ON CONFLICT (device_id) DO UPDATE SET"
    " lat_deg = excluded.lat_deg, lon_deg = excluded.lon_deg, at = excluded.at, arrived_at = excluded.arrived_at,"
    " key = excluded.key, current_at = excluded.current_at"
)


@dataclass(frozen=True, slots=True)
class Size:
    """Rows of the tape; messages of the field."""

    rows: int
    messages: int


def make(store: Store, size: Size) -> None:
    """Into an empty store on SQLite."""
    chance = random.Random(20_261_123)  # noqa: S311  the same month each time
    things = _things(chance)
    with store.write() as connection:
        assets.put(connection, things)
        watched = [_camera(one) for one in things if one.kind == "camera"]
        for camera in watched:
            cameras.put(connection, camera)
        begun: list[Event] = [*imports_of(things, "bench")]
        begun += [CameraEvent("configured", camera.id, "", camera) for camera in watched]
        journal.extend(connection, [(event, BEGUN) for event in begun], "bench")
    _write_tape(store, _events(chance, things, size.rows))
    frames = KeyFrames(store)
    while frames.keep_tape():
        pass
    _write_field(store, size.messages)


def _things(chance: random.Random) -> list[Asset]:
    def place() -> Place:
        spread = (chance.uniform(-_SPREAD_DEG, _SPREAD_DEG) for _ in range(2))
        return Place(CENTRE.lat_deg + next(spread), CENTRE.lon_deg + next(spread))

    kinds = (("device", "luminaire", DEVICES), ("unit", "unit", UNITS), ("camera", "camera", CAMERAS))
    return [
        Asset(f"{name}-{number}", kind, f"{name[0].upper()}-{number}", "", place())
        for name, kind, count in kinds
        for number in range(count)
    ]


def _camera(asset: Asset) -> Camera:
    assert asset.place is not None
    return Camera(asset.id, asset.code, "rtsp://127.0.0.1/none", Mount(asset.place))


def _write_tape(store: Store, events: Iterator[tuple[Event, datetime]]) -> None:
    some: list[tuple[Event, datetime]] = []
    for one in events:
        some.append(one)
        if len(some) == ROWS_AT_ONCE:
            _extend(store, some)
            some = []
    _extend(store, some)


def _extend(store: Store, some: list[tuple[Event, datetime]]) -> None:
    with store.write() as connection:
        journal.extend(connection, some, "node")


def _events(chance: random.Random, things: list[Asset], rows: int) -> Iterator[tuple[Event, datetime]]:
    """Alarms that are raised, acknowledged and gone; every tenth becomes an incident with a unit."""
    step = timedelta(days=DAYS) / rows
    open_alarms: list[Alarm] = []
    sources = [one for one in things if one.kind != "unit"]
    made, at = 0, BEGUN
    while made < rows:
        at = BEGUN + step * made
        if made % 20 == 19:
            yield OperatorEvent("signed_in", "op", "ana"), at
            made += 1
            continue
        if len(open_alarms) < 150 + chance.randrange(100):
            alarm = _raised(chance.choice(sources), made, at, chance)
            open_alarms.append(alarm)
            yield AlarmEvent(Step.RAISE, alarm, "node"), at
            made += 1
            continue
        alarm = open_alarms.pop(chance.randrange(len(open_alarms)))
        following = list(_end_of(alarm, at, made, chance))
        yield from following
        made += len(following)


def _raised(source: Asset, number: int, at: datetime, chance: random.Random) -> Alarm:
    priority = Priority(chance.choice((1, 2, 2, 3, 3, 3)))
    return Alarm(f"alarm-{number:08d}", "limit", priority, source.id, f"q{number}", source.place, at)


def _end_of(alarm: Alarm, at: datetime, number: int, chance: random.Random) -> Iterator[tuple[Event, datetime]]:
    seen = replace(alarm.after(Step.ACKNOWLEDGE), acknowledged_by="ana", acknowledged_at=at)
    yield AlarmEvent(Step.ACKNOWLEDGE, seen, "ana"), at
    if number % 10 == 0:
        yield from _incident(seen, at, number, f"unit-{chance.randrange(UNITS)}")
    yield AlarmEvent(Step.RETURN, replace(seen.after(Step.RETURN), returned_at=at, closed_at=at), "node"), at


def _incident(alarm: Alarm, at: datetime, number: int, unit: str) -> Iterator[tuple[Event, datetime]]:
    place = alarm.place or CENTRE
    opened = Incident(f"case-{number:08d}", f"ZAC-2026-{number:08d}", "30101", alarm.priority, place, at, "ana")
    sent = replace(opened.moved(IncidentState.ASSIGNED), unit_ids=(unit,))
    yield IncidentEvent("opened", opened, "ana"), at
    yield UnitEvent(UnitStatus.ON_THE_WAY, unit, opened.id, "ana"), at
    yield IncidentEvent("assigned", sent, "ana"), at
    yield UnitEvent(UnitStatus.FREE, unit, opened.id, "ana"), at
    yield IncidentEvent("closed", replace(sent.moved(IncidentState.CLOSED), closed_at=at, unit_ids=()), "ana"), at


def _write_field(store: Store, messages: int) -> None:
    chunks = timedelta(days=DAYS) // CHUNK
    each = messages // chunks
    for number in range(chunks):
        since = BEGUN + CHUNK * number
        with store.write() as connection:
            _say(connection, each, number, since)
            newest = key_frames.newest_now(connection)
            key_frames.put_field(connection, FieldFrame(since + CHUNK, newest))
        store.fold_log()


def _say(connection: Connection, each: int, number: int, since: datetime) -> None:
    step_us = round(CHUNK.total_seconds() * 1e6) // max(1, each)
    said = {"count": each, "first": number * each, "since_us": microseconds(since), "step_us": step_us}
    connection.execute(_MESSAGES, said | {"devices": DEVICES})
    connection.execute(_NEWEST, {"devices": min(DEVICES, each)})
    fixes = max(1, each // 20)
    moved = {"count": fixes, "first": number * fixes, "since_us": microseconds(since)}
    moved |= {"step_us": round(CHUNK.total_seconds() * 1e6) // fixes, "units": UNITS}
    south, west = CENTRE.lat_deg - _SPREAD_DEG, CENTRE.lon_deg - _SPREAD_DEG
    connection.execute(_FIXES, moved | {"lat": south, "lon": west})
    connection.execute(_NEWEST_FIXES, {"units": min(UNITS, fixes)})


def report_of(device: int, at: datetime, value: float) -> Report:
    return Report(f"device-{device}", at, at, f"live-{device}", (("flow_m3h", value),))


def speak(store: Store, at: datetime) -> None:
    """One message more, as from the field."""
    with store.write() as connection:
        observations.add_reports(connection, [report_of(0, at, 1.0)])
