"""`node.py DATA RATE`: a real node with its broker, devices and units that speak to it, until it is told to stop.

A line `kill` ends the node with -9 and starts the next; after `stop` it says what the store is like.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
from paho.mqtt.enums import CallbackAPIVersion

from desktop.bench.node_rig import NodeRig
from desktop.storage import assets, journal
from desktop.storage.store import Store


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def node(data: Path, rate_per_s: float) -> None:
    """A real node with its broker, and devices that speak to it, until a line comes; then what the store is like."""
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
                dead = status.pid
                rig.kill_node()
                rig.link.start_node()
                status = rig.wait_for(lambda now, dead=dead: now.link_up and now.pid != dead)
                say({"pid": status.pid})
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
        complaints = [
            one for one in log.read_text().splitlines() if "busy" in one or "locked" in one or "malformed" in one
        ]
        say(
            {
                "integrity": whole, "lost": kept.lost, "doubled": kept.doubled, "sent": sent.acknowledged,
                "flaw": str(verdict.flaw) if verdict.flaw else "", "complaints": complaints, "moves": mover.moves,
                "wal_mb": _wal_mb(data),
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
                "_type": "location", "lat": 22.76 + 1e-6 * self.moves, "lon": -102.34, "tst": int(time.time()),
                "cog": self.moves % 360, "vel": 20, "tid": name[-2:],
            }  # fmt: skip
            self._client.publish(f"owntracks/atalaya/{name}", json.dumps(fix), qos=1)
            self.moves += 1

    def stop(self) -> None:
        self._ending.set()
        self.join(5)
        self._client.loop_stop()


if __name__ == "__main__":
    node(Path(sys.argv[1]), float(sys.argv[2]))
