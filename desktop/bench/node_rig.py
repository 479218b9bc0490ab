"""A node of its own to measure: an empty store, a broker, a node process and a field of devices beside them."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.config import Settings
from desktop.services.node_link import NodeLink, Presence
from desktop.services.node_status import NodeStatus
from desktop.sources import broker
from desktop.storage import tally
from desktop.storage.store import Store

READY_WITHIN_S = 30.0
DRAINED_WITHIN_S = 300.0
"""A slow or busy machine has a long queue; that is a figure and no failure."""
LOOK_S = 0.02
STILL_FOR_S = 1.5
"""Three beats."""
QUANTITY = "volume_m3"


class RigError(RuntimeError):
    """The rig did not come up, or the field could not speak; the message says which log to read."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a field says when it is done; `run` begins the keys of its messages."""

    run: str
    sent: int
    acknowledged: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What of it is in the store."""

    lost: int
    doubled: int


class NodeRig:
    """`store` is an address where it is not a file in `data`."""

    def __init__(self, data: Path, store: str | None = None) -> None:
        nothing = data / "no-models"  # analysis is another bench's
        self.config = Settings(data=data, store=store, models=nothing, shared=nothing)
        self.link = NodeLink(self.config)
        self.broker = broker.find(data)
        self._fields: list[FieldProcess] = []

    def start(self) -> NodeStatus:
        """A node, running and connected."""
        self.link.start_node()
        return self.wait_for(lambda status: status.link_up)

    def wait_for(
        self, wanted: Callable[[NodeStatus], bool], within_s: float = READY_WITHIN_S, every_s: float = LOOK_S
    ) -> NodeStatus:
        """The first word of a living node that is as wanted; raises RigError."""
        deadline_s = time.monotonic() + within_s
        while time.monotonic() < deadline_s:
            view = self.link.look()
            if view.presence is Presence.ALIVE and view.status and wanted(view.status):
                return view.status
            time.sleep(every_s)
        raise RigError(f"the node did not become ready in {within_s:.0f} s. See {self.config.data / 'node.log'}")

    def field(self, rate_per_s: float, seconds: float) -> "FieldProcess":
        field = FieldProcess(self.broker, rate_per_s, seconds)
        self._fields.append(field)
        return field

    def wait_until_drained(self, within_s: float = DRAINED_WITHIN_S) -> None:
        """Nothing waits, and nothing came between two words of the node."""
        came = -1

        def is_still(status: NodeStatus) -> bool:
            nonlocal came
            before, came = came, status.stored + status.duplicates
            return came == before and status.waiting == 0

        self.wait_for(is_still, within_s, STILL_FOR_S)

    def kill_node(self) -> float:
        """With -9; gives the moment (monotonic). The one who kept it starts the next."""
        view = self.link.look()
        if view.status is not None and view.presence in {Presence.ALIVE, Presence.STARTING}:
            os.kill(view.status.pid, signal.SIGKILL)
        return time.monotonic()

    def count(self, field: Sent) -> Kept:
        store = Store.open(self.config.store_location)
        try:
            with store.read() as connection:
                found = tally.of_quantity(connection, f"cs:up:{field.run}-", QUANTITY)
        finally:
            store.close()
        return Kept(lost=field.acknowledged - found.messages, doubled=found.rows - found.messages)

    def stop_node(self) -> None:
        self.link.stop()
        view = self.link.look()
        if view.status is not None and view.presence is not Presence.GONE:
            os.kill(view.status.pid, signal.SIGTERM)
        deadline_s = time.monotonic() + READY_WITHIN_S
        while self.link.look().presence is not Presence.GONE and time.monotonic() < deadline_s:
            time.sleep(LOOK_S)

    def stop(self) -> None:
        for field in self._fields:
            field.kill()
        self.stop_node()
        broker.stop(self.config.data)


class FieldProcess:
    """Devices that speak, in a process beside."""

    def __init__(self, to: broker.Broker, rate_per_s: float, seconds: float) -> None:
        self.run = secrets.token_hex(4)
        self._seconds = seconds
        command = [sys.executable, "-m", "desktop.bench.field_load", to.host, str(to.port), self.run]
        command += ["--rate", str(rate_per_s), "--seconds", str(seconds)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @property
    def speaks(self) -> bool:
        return self._process.poll() is None

    def end(self) -> Sent:
        """Let it say no more; as `finish`."""
        self._process.terminate()
        return self.finish()

    def kill(self) -> None:
        """Whatever it is doing."""
        if self.speaks:
            self._process.kill()
            self._process.communicate()

    def finish(self) -> Sent:
        """Wait for its end; raises RigError where it could not speak."""
        said, complaint = self._process.communicate(timeout=self._seconds + 60)
        if self._process.returncode:
            raise RigError(f"the field could not speak: {complaint.strip().splitlines()[-1:]}")
        figures = json.loads(said)
        return Sent(self.run, figures["sent"], figures["acknowledged"], figures["seconds"])


@contextmanager
def node_rig(beside: Path | None = None) -> Generator[NodeRig]:
    """A rig in an empty folder, on the disk of `beside`; all ended and removed at the end."""
    if beside is not None:
        beside.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="bench-", dir=beside))
    rig = NodeRig(data)
    try:
        yield rig
    finally:
        rig.stop()
        shutil.rmtree(data, ignore_errors=True)
