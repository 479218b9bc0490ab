"""What a node says of itself while it lives: a small file in the data folder, written anew every half second.

It is no part of the store: a console reads it to know that the node lives and how it is doing, and a new node to know
how the one before it ended.
"""

from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from desktop.sources.lease import heard, say

BEAT_S = 0.5


class NodeStep(StrEnum):
    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"
    """It ended as it should; after any other end the last word is one of the others."""


class NodeStatus(msgspec.Struct, frozen=True):
    """`beat_s` is of the monotonic clock, which all processes of one machine share.

    `broker` is where messages come from now, empty before the first connection; `session` where the broker keeps a
    session for us. Counts are since the node's start; the rates and the 99th percentiles of the last seconds. `delays`
    and `ages` are the counts of `desktop.services.meter.Durations`, for whoever wants another span of time.
    """

    pid: int
    store: str
    step: NodeStep
    started_at: datetime
    beat_at: datetime
    beat_s: float
    broker: str = ""
    broker_kind: str = ""
    session: str = ""
    link_up: bool = False
    link_since: datetime | None = None
    link_fault: str = ""
    stored: int = 0
    duplicates: int = 0
    refused: int = 0
    dropped: int = 0
    waiting: int = 0
    messages_per_s: float = 0.0
    commit_ms: float = 0.0
    to_disk_p99_ms: float = 0.0
    store_fault: str = ""
    cameras: int = 0
    cameras_live: int = 0
    rss_mb: float = 0.0
    delays: tuple[int, ...] = ()
    ages: tuple[int, ...] = ()


def status_file(data: Path) -> Path:
    return data / "node.json"


def lease_file(data: Path, store_location: str) -> Path:
    """Beside the store where it is a file, so that two data folders that name one store cannot both run a node."""
    if "://" in store_location:
        return data / "node.lock"
    store = Path(store_location).absolute()
    return store.with_name(f".{store.name}.node.lock")


def write(data: Path, status: NodeStatus) -> None:
    say(status_file(data), status)


def read(data: Path) -> NodeStatus | None:
    """None where no node ever ran, or its file cannot be read."""
    return heard(status_file(data), NodeStatus)
