"""The other side of the tests in QGIS, in the project's own environment: stores, a node, a console, a server.

    .venv/bin/python tests/qgis/city.py COMMAND ...

Run as processes of their own, because PySide6 and QGIS's PyQt are never in one. Each prints JSON, a line at a time.
"""

import argparse
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault

from desktop.config import Settings
from desktop.domain.alarm import HIDDEN_STATES, Alarm, AlarmState, Priority
from desktop.domain.asset import Asset
from desktop.domain.events import AlarmEvent, AssetEvent, IncidentEvent, MediaEvent
from desktop.domain.incident import Incident
from desktop.domain.observation import Position
from desktop.services.map_layers import place_of, sector
from desktop.storage import alarms, assets, base_maps, cameras, incidents, journal, media, observations
from desktop.storage.media import Media
from desktop.storage.store import Store
from maps.place import Place

ROOT = Path(__file__).parents[2]
FAR = Place(22.80, -102.30)
"""Where a unit has gone that left the city: outside of every asset's box."""


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def make(data: Path, where: str) -> None:
    """The demonstration city with alarms of every look, incidents, moved units, photos; says what must be seen."""
    data.mkdir(parents=True, exist_ok=True)
    settings = data / "settings.json"
    said = {"data": str(data), "store": where or None, "shared": os.environ.get("ATALAYA_SHARED", str(ROOT.parent / "shared"))}
    settings.write_text(json.dumps(said))
    subprocess.run([sys.executable, "-m", "desktop.services.exercise.build", str(settings)], check=True)
    store = Store.open(where or data / "atalaya.sqlite")
    fill(store)
    say(facts(store))
    store.close()


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
        Incident(f"i-{n}", f"SMV-2026-{n:06}", "30101", Priority(n), place, now, "ana", title=f"Caso {n}")
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
        one = Media(f"m-{number}", "photo", f"vuelo/{number}.jpg", "0" * 64, now, Place(lat, lon), ring, {"gsd_cm": 2.5})
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


def node(data: Path, rate_per_s: float) -> None:
    """A real node with its broker, and devices that speak to it, until a line comes; then what the store is like."""
    from desktop.bench.node_rig import NodeRig
    from desktop.storage import health

    rig = NodeRig(data)
    try:
        status = rig.start()
        field = rig.field(rate_per_s, 600.0)
        mover = Mover(rig, data)
        mover.start()
        say({"pid": status.pid})
        for line in sys.stdin:
            if line.strip() == "stop":
                break
            if line.strip() == "kill":
                rig.kill_node()
                say({"pid": rig.start().pid})
        mover.stop()
        sent = field.end()
        rig.wait_until_drained()
        kept = rig.count(sent)
        rig.stop_node()
        store = Store.open(data / "atalaya.sqlite")
        with store.write() as connection:
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        with store.read() as connection:
            verdict = journal.verify(connection)
        log = data / "node.log"
        complaints = [one for one in log.read_text().splitlines() if "busy" in one or "locked" in one or "malformed" in one]
        say(
            {
                "integrity": whole, "lost": kept.lost, "doubled": kept.doubled, "sent": sent.acknowledged,
                "flaw": str(verdict.flaw) if verdict.flaw else "", "complaints": complaints, "moves": mover.moves,
                "wal_mb": _wal_mb(data), "healthy": health.__name__,
            }
        )  # fmt: skip
        store.close()
    finally:
        rig.stop()


def _wal_mb(data: Path) -> float:
    log = data / "atalaya.sqlite-wal"
    return log.stat().st_size / 1e6 if log.exists() else 0.0


class Mover(threading.Thread):
    """Units that speak OwnTracks to the broker, ten times a second, along a circle."""

    def __init__(self, rig: Any, data: Path) -> None:
        super().__init__(daemon=True)
        import paho.mqtt.client as paho
        from paho.mqtt.enums import CallbackAPIVersion

        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id="mover", protocol=paho.MQTTv311)
        self._client.connect(rig.broker.host, rig.broker.port)
        self._client.loop_start()
        self._ending = threading.Event()
        store = Store.open(data / "atalaya.sqlite")
        with store.read() as connection:
            self._units = [str(a.attributes["owntracks"]) for a in assets.every(connection, "unit")]
        store.close()
        self.moves = 0

    def run(self) -> None:
        while not self._ending.wait(0.1):
            name = self._units[self.moves % len(self._units)]
            fix = {
                "_type": "location", "lat": 22.77 + 1e-4 * (self.moves % 50), "lon": -102.34, "tst": int(time.time()),
                "cog": self.moves % 360, "vel": 20, "tid": name[-2:],
            }  # fmt: skip
            self._client.publish(f"owntracks/atalaya/{name}", json.dumps(fix), qos=1)
            self.moves += 1

    def stop(self) -> None:
        self._ending.set()
        self.join(5)
        self._client.loop_stop()


def console(data: Path) -> None:
    """A console without a display, linked with QGIS as its settings allow; acts on lines, tells what it shows."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QSocketNotifier, QTimer

    from desktop import app
    from desktop.services.companion.extent import extent_of
    from desktop.view.actions import BY_ID
    from desktop.view.assembly import Assembly
    from desktop.view.shell import Shell
    from maps.view.canvas import MapCanvas
    from maps.view.theme.palette import DARK
    from maps.worker_client import MapWorker

    settings = Settings(data=data, qgis=True)
    qt = app.application("es", DARK)
    canvas, worker = MapCanvas(None), MapWorker(settings.runtime, draws=False)
    shell = Shell(canvas)
    assembly = Assembly(settings, shell, canvas, worker)
    assembly.starts_node = False
    shell.show()
    assembly.start(None)

    def tell(_view: object) -> None:
        shown = extent_of(canvas.viewport)
        say({"view": [shown.south_deg, shown.west_deg, shown.north_deg, shown.east_deg]})

    def obey() -> None:
        line = sys.stdin.readline().strip()
        if line == "follow":
            assembly.window.do(BY_ID["map.qgis_follows"])
        elif line == "pan":
            canvas.pan(200, 0)
        else:
            shell.close()

    canvas.moved.connect(tell)
    assembly.companion.linked.connect(lambda guests: say({"guests": guests}))
    assembly.companion.layer_received.connect(lambda one: say({"layer": [one.name, str(one.gpkg), str(one.qml)]}))
    hands = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    hands.activated.connect(obey)
    ready = QTimer(interval=50)
    ready.timeout.connect(lambda: _say_ready(assembly, ready))
    ready.start()
    signal.signal(signal.SIGTERM, lambda *_: shell.close())
    qt.exec()
    worker.close()


def _say_ready(assembly: Any, timer: Any) -> None:
    if assembly.situation.loaded and assembly.desk.operator is not None:
        timer.stop()
        say({"ready": True})


def server(password: str) -> None:
    """A PostGIS with an empty store and a role that needs the password and may only read the views."""
    spec = importlib.util.spec_from_file_location("stores", ROOT / "tests/desktop/storage/conftest.py")
    assert spec is not None
    assert spec.loader is not None
    stores = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stores)
    made = stores.Postgis.find()
    if made is None:
        say({"missing": "postgresql-15-postgis-3"})
        return
    try:
        made.start()
        address = made.new_database("city", template=None)
        Store.open(address).close()
        _make_reader(made, address, password)
        say({"address": address, "reader": address.replace("atalaya@", f"looker:{password}@")})
        sys.stdin.readline()
    finally:
        made.remove()


def _make_reader(made: Any, address: str, password: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as owning:
        views = [row[0] for row in owning.execute("SELECT viewname FROM pg_views WHERE viewname LIKE 'map_%'")]
        owning.execute(f"CREATE ROLE looker LOGIN PASSWORD '{password}'".encode())
        owning.execute(f"GRANT SELECT ON {', '.join(views)} TO looker".encode())
        rules = Path(str(owning.execute("SHOW hba_file").fetchone()[0]))
    rules.write_text("host all looker 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    with psycopg.connect(address, autocommit=True) as owning:
        owning.execute("SELECT pg_reload_conf()")


def lock(file: Path) -> None:
    """Holds the file for itself alone until a line comes."""
    from pysqlite3 import dbapi2 as sqlite

    holding = sqlite.connect(str(file), isolation_level=None)
    holding.execute("PRAGMA locking_mode = EXCLUSIVE")
    holding.execute("BEGIN EXCLUSIVE")
    say({"locked": True})
    sys.stdin.readline()
    holding.execute("ROLLBACK")
    holding.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("rest", nargs="*")
    asked = parser.parse_args()
    rest = asked.rest
    match asked.command:
        case "make":
            make(Path(rest[0]), rest[1] if len(rest) > 1 else "")
        case "act":
            act(rest[0], rest[1])
        case "node":
            node(Path(rest[0]), float(rest[1]))
        case "console":
            console(Path(rest[0]))
        case "server":
            server(rest[0])
        case "lock":
            lock(Path(rest[0]))
        case unknown:
            sys.exit(f"no such command: {unknown}")


if __name__ == "__main__":
    main()
