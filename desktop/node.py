"""The node: the headless services of one store, composed here and nowhere else.

One node serves a store: a lease elects it. It listens to the field, stores, watches, and says how it is doing in
`node.json`. Killed at any moment it loses nothing it acknowledged.
"""

import gc
import logging
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Protocol

from desktop.config import Settings
from desktop.domain.events import AssetEvent, CityEvent, GeofenceEvent
from desktop.services import node_status
from desktop.services.alarms import Alarms
from desktop.services.approval import Approvals
from desktop.services.chronicle import Chronicle
from desktop.services.device_book import DeviceBook
from desktop.services.evidence import anchoring
from desktop.services.fence_watch import FenceRound
from desktop.services.heartbeat import Heartbeat, Pulse
from desktop.services.ingest import Ingest, minute_prefix
from desktop.services.limits import Limits
from desktop.services.node_status import NodeStatus, NodeStep
from desktop.services.redaction import configure_logging
from desktop.services.replay.rounds import KeyRounds
from desktop.services.rounds import Rounds
from desktop.services.silence import Silence
from desktop.sources import broker
from desktop.sources.lease import Lease
from desktop.sources.mailbox import Mailbox
from desktop.sources.mqtt import MqttSource
from desktop.sources.payloads.decoders import TOPICS
from desktop.storage import inbox, journal, quarantine, settings
from desktop.storage.fault import StoreError
from desktop.storage.journal import JournalRow
from desktop.storage.sole import SoleNode
from desktop.storage.store import Store

KEYS_KEPT = timedelta(days=8)
"""A day longer than a broker keeps our session: a message it brings again is always known."""
REFUSED_KEPT = timedelta(days=30)
LOG_FOLDED_S = 1.0
WATCH_S = 0.5
SOLE_LOOK_S = 3.0
TURN_S = 0.001
"""A thread that comes back from the database waits this long for the interpreter while another reads the network, and
comes back many times a batch: with Python's own 5 ms a full network halved what was stored."""

log = logging.getLogger(__name__)


class NodeRunsError(RuntimeError):
    """Another node serves this store already."""


class PartDiedError(RuntimeError):
    """A thread of the node ended by a fault of ours: the node ends too, and a new one begins clean."""


class Part(Protocol):
    """What the node starts in order and stops in the reverse of it."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class Node:
    """Everything of one store. `run` returns when `stop` was called, or raises why it could not go on."""

    def __init__(self, config: Settings, store: Store, before: NodeStatus | None, sole: SoleNode) -> None:
        self._config, self._store, self._before, self._sole = config, store, before, sole
        self._stopping = threading.Event()
        with store.read() as connection:
            exercise = bool(settings.get(connection, "exercise", default=False))
            head = journal.head(connection).seq
        mailbox = Mailbox()
        find = partial(broker.find, config.data, config.broker)
        session_at = before.session if before else ""
        self._source = MqttSource(find, _client_id(store), TOPICS, mailbox, session_at)
        self._book = DeviceBook(store)
        self._ingest = Ingest(store, mailbox, self._source.acknowledge, self._book, exercise=exercise)
        self._alarms = alarms = Alarms(store)
        self._silence = Silence(store, alarms)
        self._limits = Limits(store, alarms)
        self._fences = FenceRound(store, alarms)
        approvals = Approvals(store, "node")
        self._chronicle = Chronicle(store, lambda: self._source.link, mailbox, self._on_link)
        self._pulse = Pulse(store.name, self._source, self._ingest, mailbox)
        self._heartbeat = Heartbeat(config.data, self._pulse)
        self._anchoring = anchoring.Anchoring(store, config.data)
        self._rounds = rounds = Rounds()
        rounds.add("log", LOG_FOLDED_S, store.fold_log)
        rounds.add("chronicle", WATCH_S, self._chronicle.look)
        rounds.add("silence", 5.0, self._silence.check)
        rounds.add("limits", 3.0, self._limits.check)
        rounds.add("geofences", 1.0, self._fences.check)
        rounds.add("approvals", 5.0, approvals.expire)
        rounds.add("shelves", 5.0, alarms.wake_shelved)
        rounds.add("old keys", 60.0, self._prune)
        rounds.add("checkpoint", anchoring.EVERY_S, self._anchoring.look)
        KeyRounds(store).join(rounds)
        follower = journal.Follower(store, head, self._on_rows)
        self._parts: list[Part] = [self._heartbeat, follower, self._source, self._ingest, rounds]

    def run(self) -> None:
        """Blocks; raises a StoreError when the store cannot be written at the start, PartDiedError for a fault."""
        self._chronicle.begin(self._before)
        self._anchoring.begin()
        started: list[Part] = []
        try:
            for part in self._parts:
                part.start()
                started.append(part)
            gc.freeze()  # what lives now lives for ever: collections then look at messages only
            self._pulse.step = NodeStep.RUNNING
            log.info("node of %s runs", self._store.name)
            started += self._cameras()
            self._watch()
        finally:
            for part in reversed(started):
                part.stop()
        self._chronicle.end()
        self._anchoring.end()
        self._heartbeat.last_word()

    def stop(self) -> None:
        self._stopping.set()

    def _cameras(self) -> list[Part]:
        """Last, and loaded now: their libraries take a while, and the field need not wait for them. Started."""
        from desktop.services.cameras import Cameras, places_of  # noqa: PLC0415
        from video.crew import CrewOptions  # noqa: PLC0415

        config = self._config
        places = places_of(config.data, config.runtime, config.models, config.shared)
        cameras = Cameras(self._store, self._alarms, places, CrewOptions(config.detector_budget_cores))
        try:
            cameras.start()
        except OSError:
            log.exception("the cameras cannot be watched; the field is")
            return []
        self._pulse.cameras = cameras.count
        self._rounds.add("old sightings", 600.0, cameras.forget_old)
        return [cameras]

    def _watch(self) -> None:
        looked_s = time.monotonic()
        while not self._stopping.wait(WATCH_S):
            if not (self._ingest.is_alive and self._source.is_alive):
                raise PartDiedError("a thread of the node died of a fault, see the traceback above. It starts again")
            if time.monotonic() - looked_s > SOLE_LOOK_S:
                looked_s = time.monotonic()
                self._stay_sole()

    def _stay_sole(self) -> None:
        try:
            if not self._sole.is_ours and not self._sole.take():
                raise NodeRunsError("the server was away, and a node on another machine has taken over")
        except StoreError:
            return  # it is away: nobody can write now, and nobody can take over

    def _on_rows(self, rows: Sequence[JournalRow]) -> None:
        if any(isinstance(row.event, AssetEvent) for row in rows):
            self._book.forget()
            self._silence.forget_assets()
            self._limits.forget_assets()
        if any(isinstance(row.event, AssetEvent | GeofenceEvent | CityEvent) for row in rows):
            self._fences.forget_fences()

    def _on_link(self, up: bool) -> None:  # noqa: FBT001  a callback's shape
        if up:
            self._silence.link_back()
        else:
            self._silence.link_lost()

    def _prune(self) -> None:
        now = datetime.now(UTC)
        with self._store.write() as connection:
            inbox.prune(connection, now - KEYS_KEPT, minute_prefix(now - KEYS_KEPT))
            quarantine.prune(connection, now - REFUSED_KEPT)


def serve(config: Settings, on_node: Callable[[Node], None]) -> None:
    """Run the node of these settings; raises NodeRunsError where one runs, or what keeps it from running."""
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lease = Lease.take(node_status.lease_file(config.data, config.store_location))
    if lease is None:
        raise NodeRunsError(_who_runs(config))
    with lease:
        before = node_status.read(config.data)
        store = Store.open(config.store_location)
        try:
            with SoleNode(store) as sole:
                if not sole.take():
                    raise NodeRunsError("a node on another machine serves this store already. Leave it to serve")
                node = Node(config, store, before, sole)
                on_node(node)
                node.run()
        finally:
            store.close()


def _who_runs(config: Settings) -> str:
    status = node_status.read(config.data)
    who = f"process {status.pid}, since {status.started_at:%Y-%m-%d %H:%M:%S} UTC" if status else "another process"
    return f"a node already serves this store: {who}. Leave it to serve, or stop it before you start another"


def _client_id(store: Store) -> str:
    """One for ever for each store: the broker knows our session by it."""
    with store.write() as connection:
        known = settings.get(connection, "mqtt_client_id")
        if known is None:
            known = f"atalaya-{uuid.uuid4().hex[:12]}"
            settings.put(connection, "mqtt_client_id", known)
    return str(known)


def run_until_told(config: Settings) -> None:
    """`serve`, ended by SIGTERM or SIGINT. It has the process for itself."""
    sys.setswitchinterval(TURN_S)

    def on_node(node: Node) -> None:
        def end(_: int, __: FrameType | None) -> None:
            node.stop()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)

    serve(config, on_node)


def main(arguments: Sequence[str]) -> int:
    """`python -m desktop.node SETTINGS.json`: how a console starts one."""
    config = Settings.model_validate_json(Path(arguments[0]).read_text(encoding="utf-8"))
    configure_logging(config.log_level)
    try:
        run_until_told(config)
    except NodeRunsError as error:
        log.info("%s", error)
    except (OSError, PartDiedError) as error:
        log.error("%s", error)  # noqa: TRY400  its words say what to do
        return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    logging.shutdown()
    os._exit(code)  # threads of libraries must not hold the process, and with it the lease
