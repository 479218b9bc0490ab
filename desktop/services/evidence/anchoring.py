"""Keeps the journal's head signed outside the store, every minute that brought a row; the node's work."""

import logging
from pathlib import Path

from desktop.domain.events import NodeEvent
from desktop.services.clock import Now, utc_now
from desktop.services.evidence.checkpoint import Checkpoint, Checkpoints, DamagedCheckpointError
from desktop.services.evidence.installation import Installation
from desktop.storage import journal
from desktop.storage.store import Store

EVERY_S = 60.0
WRITER = "node"
log = logging.getLogger(__name__)


class Anchoring:
    """Thread: the node's. `begin` once, `look` again and again (it may raise an OSError), `end` at last."""

    def __init__(self, store: Store, data: Path, now: Now = utc_now) -> None:
        self._store, self._now = store, now
        self._checkpoints = Checkpoints(data, store.name)
        self._installation = Installation(store, data, WRITER)
        self._anchored = 0

    def begin(self) -> None:
        """Tell the journal where it no longer holds what was anchored: cut off, or put back from a copy."""
        try:
            newest = self._checkpoints.newest()
        except DamagedCheckpointError as error:
            self._tell(f"the checkpoints are damaged: {error}")
            return
        if newest is not None and not self._holds(newest):
            self._tell(f"the journal does not hold row {newest.seq}, anchored at {newest.at}")
        elif newest is not None:
            self._anchored = newest.seq

    def look(self) -> None:
        """Anchor the head where it has moved."""
        with self._store.read() as connection:
            head = journal.head(connection)
        if head.seq == self._anchored:
            return
        key = self._installation.key()
        with self._store.read() as connection:
            head = journal.head(connection)  # the key's own first row too
        self._checkpoints.append(head, self._now(), key)
        self._anchored = head.seq

    def end(self) -> None:
        try:
            self.look()
        except OSError as error:
            log.warning("the journal's last rows are not anchored: %s", error)

    def _holds(self, one: Checkpoint) -> bool:
        with self._store.read() as connection:
            return journal.hashes(connection, [one.seq]).get(one.seq) == one.sha256

    def _tell(self, note: str) -> None:
        log.error("%s", note)
        try:
            with self._store.write() as connection:
                journal.append(connection, NodeEvent("gap", note), WRITER)
        except OSError as error:
            log.warning("it cannot be written down: %s", error)
