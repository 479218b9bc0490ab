"""The node as others see it: whether it lives, since when not, and a new one started where it is gone.

Whoever sees it gone may start one; the lease elects which of them serves the store.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desktop.config import Settings
from desktop.services import node_status
from desktop.services.node_status import NodeStatus, NodeStep
from desktop.sources import detached, lease

LOOK_S = 0.2
SILENT_AFTER_S = 3.0
"""Six beats: a node that holds its lease and says nothing for so long hangs, or its disk does."""
STARTS_IN_A_ROW = 5
STARTS_SPAN_S = 60.0

log = logging.getLogger(__name__)


class Presence(StrEnum):
    GONE = "gone"
    STARTING = "starting"
    ALIVE = "alive"
    SILENT = "silent"
    """It runs, but says nothing."""


@dataclass(frozen=True, slots=True)
class NodeView:
    """`since` is when the node was last heard, None where it never was; `status` its last word."""

    presence: Presence
    since: datetime | None = None
    status: NodeStatus | None = None


class NodeLink:
    """Thread: any. No call waits; `keep` starts a thread that looks five times a second."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._starts_s: list[float] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def look(self) -> NodeView:
        status = node_status.read(self._settings.data)
        since = status.beat_at if status else None
        if not lease.is_held(node_status.lease_file(self._settings.data, self._settings.store_location)):
            return NodeView(Presence.GONE, since, status)
        if status is None or status.step is not NodeStep.RUNNING or not _is_of_holder(status):
            return NodeView(Presence.STARTING, since, status)
        silent = time.monotonic() - status.beat_s > SILENT_AFTER_S
        return NodeView(Presence.SILENT if silent else Presence.ALIVE, since, status)

    def start_node(self) -> int:
        """Start one, detached; where another came first, it ends by itself. Gives its process id."""
        data = self._settings.data
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = _hand_over(self._settings)
        self._starts_s = [*self._starts_s[-STARTS_IN_A_ROW:], time.monotonic()]
        return detached.start([sys.executable, "-m", "desktop.node", str(settings)], data / "node.log")

    @property
    def may_start(self) -> bool:
        """False when the last ones died before they ran, again and again: then one a minute is tried."""
        recent = [start_s for start_s in self._starts_s if time.monotonic() - start_s < STARTS_SPAN_S]
        return len(recent) < STARTS_IN_A_ROW

    def keep(self, on_change: Callable[[NodeView], None], *, starts: bool = True) -> None:
        """Call back on our thread whenever the presence changes; with `starts`, a node that is gone is replaced."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._watch, args=(on_change, starts), name="node-link", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking; the node stays."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _watch(self, on_change: Callable[[NodeView], None], starts: bool) -> None:  # noqa: FBT001  a thread's argument
        last: Presence | None = None
        started_pid = 0
        while not self._stopping.is_set():
            view = self.look()
            if view.presence is not last:
                last = view.presence
                on_change(view)
            if view.presence is Presence.ALIVE:
                self._starts_s.clear()
            if starts and view.presence is Presence.GONE and self.may_start and not _lives(started_pid):
                started_pid = self._try_start()
            self._stopping.wait(LOOK_S)

    def _try_start(self) -> int:
        try:
            return self.start_node()
        except OSError as error:
            log.warning("no node could be started: %s", error)
            return 0


def _is_of_holder(status: NodeStatus) -> bool:
    """The word may be of a node before, which died."""
    return _lives(status.pid)


def _lives(pid: int) -> bool:
    return pid > 0 and detached.is_alive(pid)


def _hand_over(settings: Settings) -> Path:
    """The settings as a file of the owner alone: an address may hold a password, and arguments are for all to see."""
    settings.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = settings.runtime / "node-settings.json"
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as text:
        text.write(settings.model_dump_json())
    beside.replace(file)
    return file
