"""A city to be shown: `make FOLDER`, `carry FILE ADDRESS` (into a server), `act STORE DEED` (one change).

In the project's own environment, as all in this folder: PySide6 and QGIS's PyQt are never in one process. Each prints
JSON, a line at a time.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault

from desktop.domain.alarm import HIDDEN_STATES, Alarm, AlarmState, Priority
from desktop.domain.asset import Asset
from desktop.domain.events import AlarmEvent, AssetEvent, IncidentEvent, MediaEvent
from desktop.domain.incident import Incident
from desktop.domain.observation import Position
from desktop.services.map_layers import place_of
from desktop.storage import alarms, assets, base_maps, cameras, incidents, journal, media, observations
from desktop.storage import settings as city_settings
from desktop.storage.media import Media
from desktop.storage.store import Store
from maps.place import Place
from video.footprint import sector

ROOT = Path(__file__).parents[3]
FAR = Place(22.80, -102.30)
"""Where a unit has gone that left the city: outside of every asset's box."""


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def make(data: Path) -> None:
    """The demonstration city with alarms of every look, incidents, moved units, photos; says what must be seen."""
    data.mkdir(parents=True, exist_ok=True)
    settings = data / "settings.json"
    said = {"data": str(data), "shared": os.environ.get("ATALAYA_SHARED", str(ROOT.parent / "shared"))}
    settings.write_text(json.dumps(said))
    subprocess.run([sys.executable, "-m", "desktop.services.exercise.build", str(settings)], check=True)
    _fill_and_say(Store.open(data / "atalaya.sqlite"))


def carry(file: Path, where: str) -> None:
    """What the city of a file owns, into a store on a server; then as `make`."""
    source, store = Store.open(file), Store.open(where)
    with source.read() as reading, store.write() as writing:
        assets.put(writing, assets.every(reading))
        for camera in cameras.every(reading):
            cameras.put(writing, camera)
        for base in base_maps.every(reading):
            base_maps.put(writing, base)
        for name in ("exercise", "city_name", "time_zone"):
            city_settings.put(writing, name, city_settings.get(reading, name, default=None))
    source.close()
    _fill_and_say(store)


def _fill_and_say(store: Store) -> None:
    fill(store)
    told = facts(store)
    store.close()  # the last one to close it: its log is folded in, and the file is whole by itself
    say(told)


def fill(store: Store) -> None:
    now = datetime.now(UTC)
    with store.write() as connection:
        known = {asset.code: asset for asset in assets.every(connection)}
        for alarm in _alarms(known, now):
            alarms.put(connection, alarm)
            journal.append(connection, AlarmEvent("raised", alarm, "test"), "test")
        for incident in _incidents(known, now):
            incidents.put(connection, incident)
            journal.append(connection, IncidentEvent("opened", incident, "test"), "test")
        units = [asset for asset in known.values() if asset.kind == "unit"]
        observations.add_positions(connection, _fixes(units, now))
        for unit, status in zip(units, ("free", "on_the_way", "at_the_place", "out_of_service"), strict=False):
            assets.put(connection, [replace(unit, attributes={**unit.attributes, "status": status})])
        for one in _photos(known["C-01"].place, now):
            media.put(connection, [one])
            journal.append(connection, MediaEvent("indexed", one.id, one.path, one.sha256, "test"), "test")


def _alarms(known: dict[str, Asset], now: datetime) -> list[Alarm]:
    rows = (
        ("a-1", "intrusion", 1, "C-01", AlarmState.UNACKNOWLEDGED),
        ("a-2", "intrusion", 1, "C-04", AlarmState.ACKNOWLEDGED),
        ("a-3", "crossing", 1, "C-07", AlarmState.RETURNED),
        ("a-4", "phase_lost", 2, "G-05", AlarmState.UNACKNOWLEDGED),
        ("a-5", "camera_offline", 2, "C-09", AlarmState.ACKNOWLEDGED),
        ("a-6", "limit", 2, "G-12", AlarmState.RETURNED),
        ("a-7", "silence", 3, "G-20", AlarmState.UNACKNOWLEDGED),
        ("a-8", "fill", 3, "G-31", AlarmState.ACKNOWLEDGED),
        ("a-9", "battery", 3, "G-33", AlarmState.RETURNED),
        ("a-10", "silence", 3, "G-40", AlarmState.SHELVED),
        ("a-11", "intrusion", 1, "C-11", AlarmState.OUT_OF_SERVICE),
        ("a-12", "intrusion", 1, "C-12", AlarmState.CLOSED),
    )
    return [
        Alarm(id_, kind, Priority(priority), known[code].id, "", None, now - timedelta(seconds=number), state)
        for number, (id_, kind, priority, code, state) in enumerate(rows)
    ]


def _incidents(known: dict[str, Asset], now: datetime) -> list[Incident]:
    places = [known[code].place for code in ("C-02", "C-05", "C-06")]
    return [
        Incident(f"i-{n}", f"SMV-2026-{900_000 + n:06}", "30101", Priority(n), place, now, "ana", title=f"Caso {n}")
        for n, place in enumerate(places, start=1)
        if place is not None
    ]


def _fixes(units: list[Asset], now: datetime) -> list[Position]:
    """The first four with a heading and now, the fifth long ago, the sixth far away; the others have none."""
    fixes: list[Position] = []
    for number, unit in enumerate(units[:6]):
        assert unit.place is not None
        place = Place(unit.place.lat_deg + 0.001, unit.place.lon_deg + 0.001) if number < 5 else FAR
        at = now - timedelta(hours=2) if number == 4 else now
        fixes.append(Position(unit.id, place, at, at, f"k-{number}", 45.0 * number, 5.0))
    return fixes


def _photos(beside: Place | None, now: datetime) -> list[Media]:
    assert beside is not None
    made: list[Media] = []
    for number in range(4):
        lat, lon = beside.lat_deg + 0.001 + number * 0.0004, beside.lon_deg + 0.001
        ring = tuple(Place(lat + dy, lon + dx) for dx, dy in ((0, 0), (6e-4, 0), (6e-4, 5e-4), (0, 5e-4)))
        one = Media(
            f"m-{number}", "photo", f"vuelo/{number}.jpg", "0" * 64, now, Place(lat, lon), ring, {"gsd_cm": 2.5}
        )
        made.append(one)
    return made


def facts(store: Store) -> dict[str, Any]:
    """What a reader of the views must find, computed from the store's own values."""
    with store.read() as connection:
        known = {asset.id: asset for asset in assets.every(connection)}
        every_alarm = [a for a in alarms.recent(connection) if a.state not in {*HIDDEN_STATES, AlarmState.CLOSED}]
        fixes = {fix.device_id: fix.place for fix in observations.latest_positions(connection)}
        units = {one.id: fixes.get(one.id, one.place) for one in known.values() if one.kind == "unit"}
        points = [one for one in known.values() if one.place and not one.outline and one.kind != "unit"]
        mounted = [camera for camera in cameras.every(connection) if camera.mount]
        return {
            "map_alarm": {alarm.id: _degrees(place_of(alarm, known)) for alarm in every_alarm},
            "looks": Counter(f"{alarm.priority.value}-{_look(alarm)}" for alarm in every_alarm),
            "map_incident": {one.id: _degrees(one.place) for one in incidents.open_incidents(connection)},
            "map_unit": {id_: _degrees(place) for id_, place in units.items() if place},
            "kinds": Counter(str(one.kind) for one in points),
            "map_asset": {one.id: _degrees(one.place) for one in points},
            "map_area": [one.id for one in known.values() if len(one.outline) >= 3],
            "map_camera_view": {one.id: sector(one.mount).tolist() for one in mounted if one.mount},
            "map_photo": {one.id: _degrees(one.place) for one in media.every(connection, "photo")},
            "bases": [one.file for one in base_maps.every(connection)],
        }


def _degrees(place: Place | None) -> list[float]:
    assert place is not None
    return [place.lat_deg, place.lon_deg]


def _look(alarm: Alarm) -> str:
    return {AlarmState.UNACKNOWLEDGED: "filled", AlarmState.RETURNED: "slashed"}.get(alarm.state, "outline")


def act(where: str, deed: str) -> None:
    """One change of the city, in its transaction with the journal's row."""
    store = Store.open(where)
    now = datetime.now(UTC)
    with store.write() as connection:
        known = {asset.code: asset for asset in assets.every(connection)}
        if deed == "raise":
            alarm = Alarm(f"n-{now.timestamp()}", "leak", Priority.HIGH, known["C-10"].id, str(now), None, now)
            alarms.put(connection, alarm)
            journal.append(connection, AlarmEvent("raised", alarm, "test"), "test")
        elif deed == "move":
            unit = next(asset for asset in known.values() if asset.kind == "unit")
            fix = Position(unit.id, FAR, now, now, f"k-{now.timestamp()}", 10.0, 1.0)
            observations.add_positions(connection, [fix])
        elif deed == "import":
            place = known["C-01"].place
            assets.put(connection, [Asset("h-1", "hydrant", "H-01", "Hidrante", place)])
            journal.append(connection, AssetEvent("imported", "hydrant"), "test")
    say({"done": deed})
    store.close()


COMMANDS = {
    "make": lambda folder: make(Path(folder)),
    "carry": lambda file, where: carry(Path(file), where),
    "act": act,
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
