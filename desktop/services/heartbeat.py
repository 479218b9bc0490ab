"""The node's pulse: its state as one value, written to `node.json` every half second whatever else happens."""

import logging
import os
import resource
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop.services import node_status
from desktop.services.ingest import Ingest
from desktop.services.meter import quantile_ms
from desktop.services.node_status import BEAT_S, NodeStatus, NodeStep
from desktop.sources.mailbox import Mailbox
from desktop.sources.mqtt import MqttSource

SPAN_BEATS = 20
"""Rates and percentiles are of the last ten seconds."""
PAGE_BYTES = resource.getpagesize()

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Pulse:
    """Reads the parts; called on the heartbeat's thread alone. `cameras` gives how many there are and how many live."""

    store: str
    source: MqttSource
    ingest: Ingest
    mailbox: Mailbox
    step: NodeStep = NodeStep.STARTING
    cameras: Callable[[], tuple[int, int]] = field(default=lambda: (0, 0))
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _past: deque[tuple[float, int, tuple[int, ...]]] = field(default_factory=lambda: deque(maxlen=SPAN_BEATS))

    def feel(self) -> NodeStatus:
        meter, link, now_s = self.ingest.meter, self.source.link, time.monotonic()
        delays, came = tuple(meter.delays.counts), meter.stored + meter.duplicates + meter.refused
        then_s, then_came, then_delays = self._past[0] if self._past else (now_s, came, delays)
        self._past.append((now_s, came, delays))
        cameras, cameras_live = self.cameras()
        return NodeStatus(
            pid=os.getpid(),
            store=self.store,
            step=self.step,
            started_at=self.started_at,
            beat_at=datetime.now(UTC),
            beat_s=now_s,
            broker=link.address,
            broker_kind=link.kind,
            session=self.source.session_at,
            link_up=link.up,
            link_since=link.since,
            link_fault=link.fault,
            stored=meter.stored,
            duplicates=meter.duplicates,
            refused=meter.refused,
            dropped=self.mailbox.dropped,
            waiting=len(self.mailbox),
            messages_per_s=(came - then_came) / (now_s - then_s) if now_s > then_s else 0.0,
            commit_ms=meter.last_commit_ms,
            to_disk_p99_ms=quantile_ms(delays, 0.99, then_delays),
            store_fault=meter.fault,
            cameras=cameras,
            cameras_live=cameras_live,
            rss_mb=_rss_mb(),
            delays=delays,
            ages=tuple(meter.ages.counts),
        )


class Heartbeat:
    """A full disk stops the words, not the heart: the reader sees them age."""

    def __init__(self, data: Path, pulse: Pulse) -> None:
        self._data, self._pulse = data, pulse
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._failed = False

    def start(self) -> None:
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5.0)

    def last_word(self) -> None:
        """After `stop`: the end was wanted."""
        self._pulse.step = NodeStep.STOPPED
        self._beat()

    def _run(self) -> None:
        while not self._stopping.wait(BEAT_S):
            self._beat()

    def _beat(self) -> None:
        try:
            node_status.write(self._data, self._pulse.feel())
        except OSError as error:
            if not self._failed:
                log.warning("the node cannot say how it is: %s", error)
            self._failed = True
        else:
            self._failed = False


def _rss_mb() -> float:
    """proc(5): the second number of statm is of resident pages."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES / 1e6
