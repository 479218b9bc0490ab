"""The process that plays the exercise: reads the store's assets, follows its dispatches, publishes to its broker.

`python -m desktop.services.exercise.show SETTINGS.json`; ends with its parent or on SIGTERM.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from desktop.config import Settings
from desktop.domain.events import IncidentEvent
from desktop.services import node_status
from desktop.services.exercise import city
from desktop.services.exercise.build import SEED
from desktop.services.exercise.drive import StreetGraph
from desktop.services.exercise.player import Player
from desktop.services.exercise.uplink import Message
from desktop.sources import broker
from desktop.storage import assets as asset_rows
from desktop.storage import journal, settings
from desktop.storage.journal import Follower, JournalRow
from desktop.storage.store import Store
from video.confinement import die_with_parent

LONGEST_WAIT_S = 0.5
MOST_IN_FLIGHT = 2000
"""A broker that is away must not make us grow: what a device says then is lost, as it would be on a real one."""
log = logging.getLogger(__name__)


def main(settings_file: Path) -> int:
    die_with_parent(os.getppid())
    config = Settings.model_validate_json(settings_file.read_text(encoding="utf-8"))
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    store = Store.open(config.store_location)
    try:
        return _show(config, store, stopping)
    finally:
        store.close()


def _show(config: Settings, store: Store, stopping: threading.Event) -> int:
    with store.read() as connection:
        if not settings.get(connection, "exercise", default=False):
            log.error("%s is not an exercise: nothing simulated is ever sent to it", store.name)
            return 1
        assets = tuple(asset_rows.every(connection))
        cursor = journal.head(connection).seq
    client = _connected(config, stopping)
    if client is None:
        return 0
    player = Player(assets, StreetGraph.of(city.draw(SEED)), _publisher(client), SEED)
    follower = Follower(store, cursor, _dispatcher(player))
    follower.start()
    player.backfill(datetime.now(UTC))
    while not stopping.is_set():
        stopping.wait(min(LONGEST_WAIT_S, player.play_due()))
    follower.stop()
    client.disconnect()
    client.loop_stop()
    return 0


def _connected(config: Settings, stopping: threading.Event) -> paho.Client | None:
    """Waits until the node listens, so that not even the first message is lost; None when stopped meanwhile."""
    while not stopping.wait(0.2):
        status = node_status.read(config.data)
        if status is None or not status.link_up or not status.broker:
            continue
        address = broker.parse(status.broker)
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id="exercise", protocol=paho.MQTTv311)
        client.max_inflight_messages_set(200)
        client.max_queued_messages_set(MOST_IN_FLIGHT * 4)
        client.connect_async(address.host, address.port)
        client.loop_start()
        while not client.is_connected() and not stopping.wait(0.05):
            pass
        return client
    return None


def _publisher(client: paho.Client) -> Callable[[Message], None]:
    def publish(message: Message) -> None:
        client.publish(message.topic, message.payload, qos=1)

    return publish


def _dispatcher(player: Player) -> Callable[[Sequence[JournalRow]], None]:
    """Units go where the journal sends them, and back on patrol when they are released."""

    def follow(rows: Sequence[JournalRow]) -> None:
        for row in rows:
            if isinstance(row.event, IncidentEvent):
                player.orders(row.event.incident)

    return follow


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(main(Path(sys.argv[1])))
