"""The peer of `bench ingest`: paho as its tutorials show it, one commit for every message.

The same database library and durability (FULL), and one row a message instead of four: all else is in its favour.
"""

import json
import sys
import time
from pathlib import Path

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from desktop.storage.engine import sqlite_engine

INSERT = "INSERT INTO message (topic, payload) VALUES (?, ?)"


def main(arguments: list[str]) -> int:
    """Listen for some seconds after the first message; print how many were stored in how long."""
    host, port, file, seconds = arguments
    Path(file).touch()
    raw = sqlite_engine(Path(file), writes=True).raw_connection()
    raw.cursor().execute("PRAGMA journal_mode = WAL")
    raw.cursor().execute("CREATE TABLE message (topic TEXT, payload BLOB)")
    times: list[float] = []

    def store(_: paho.Client, __: object, message: paho.MQTTMessage) -> None:
        raw.cursor().execute(INSERT, (message.topic, message.payload))  # a transaction of its own, as none is open
        times.append(time.monotonic())

    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = store
    client.connect(host, int(port))
    client.subscribe("application/#", qos=1)
    while not times or times[-1] - times[0] < float(seconds):
        client.loop(0.1)
    sys.stdout.write(json.dumps({"messages": len(times), "seconds": times[-1] - times[0]}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
