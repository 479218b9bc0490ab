"""What the node tells the journal of itself: its start and end, the link to the field, and every gap it knows of."""

from collections.abc import Callable

from desktop.domain.events import NodeEvent
from desktop.services.node_status import NodeStatus, NodeStep
from desktop.sources.mailbox import Mailbox
from desktop.sources.mqtt import Link
from desktop.storage import journal
from desktop.storage.store import Store

WRITER = "node"


class Chronicle:
    """Thread: the node's rounds. A word that cannot be written now is written when it can."""

    def __init__(
        self, store: Store, link: Callable[[], Link], mailbox: Mailbox, on_link: Callable[[bool], None]
    ) -> None:
        self._store, self._link, self._mailbox, self._on_link = store, link, mailbox, on_link
        self._was_up: bool | None = None
        self._forgotten = self._dropped = self._connections = 0

    def begin(self, before: NodeStatus | None) -> None:
        """Raises a StoreError."""
        words = [NodeEvent("started")]
        if before is not None and before.step is not NodeStep.STOPPED:
            note = f"the node before ended without stopping, last heard {before.beat_at.isoformat()}"
            words.insert(0, NodeEvent("gap", note))
        self._tell(*words)

    def end(self) -> None:
        self._tell(NodeEvent("stopped"))

    def look(self) -> None:
        """Tell what changed since the last look."""
        link, dropped = self._link(), self._mailbox.dropped
        words = [*self._of_link(link)]
        if link.forgotten > self._forgotten:
            words.append(
                NodeEvent("gap", f"the broker {link.address} had lost our session: what it kept for us is gone")
            )
        if dropped > self._dropped:
            words.append(NodeEvent("gap", f"{dropped - self._dropped} messages of QoS 0 found no room"))
        if words:
            self._tell(*words)
        self._forgotten, self._dropped, self._connections = link.forgotten, dropped, link.connections
        self._turn(up=link.up, known=link.up or bool(link.fault))

    def _of_link(self, link: Link) -> list[NodeEvent]:
        if self._was_up is not False and link.fault and not link.up:
            return [NodeEvent("link_lost", link.fault)]
        if self._was_up is False and link.up:
            return [NodeEvent("link_back", link.address)]
        if self._was_up and link.connections > self._connections:
            return [NodeEvent("link_lost", "for a moment, between two looks"), NodeEvent("link_back", link.address)]
        return []

    def _turn(self, *, up: bool, known: bool) -> None:
        """Before the first connection neither is known, and nothing is said."""
        if known and up is not self._was_up:
            self._was_up = up
            self._on_link(up)

    def _tell(self, *words: NodeEvent) -> None:
        with self._store.write() as connection:
            for word in words:
                journal.append(connection, word, WRITER)
