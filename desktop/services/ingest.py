"""From the mailbox to the disk: batches of messages become rows, and only then is the broker told.

A message that was acknowledged is in the store, once. While the store cannot be written the batch waits, nothing is
acknowledged, and the broker keeps what follows. A message that cannot be read, or that the store refuses, goes to the
quarantine with the reason and takes no neighbour along.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Empty, Full, Queue

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from desktop.domain.events import NodeEvent
from desktop.domain.observation import Position
from desktop.services.device_book import DeviceBook
from desktop.services.meter import Meter
from desktop.sources.mailbox import LARGEST_BATCH, Mailbox, Message
from desktop.sources.payloads.decoders import decode
from desktop.sources.payloads.uplink import UnreadableError, Uplink
from desktop.storage import inbox, journal, observations, quarantine
from desktop.storage.fault import StoreError
from desktop.storage.report_rows import Report
from desktop.storage.store import Store

WRITER = "node"
WAIT_S = 0.5
MOST_READ_AHEAD = 4
"""Batches that wait for the commit before them; they go in one commit together."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0
MOST_QUARANTINED = 200
"""Of one batch: the rest of a flood of rubbish is counted, not kept."""
TOLD_EVERY_S = 60.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with what was read in it, or why it could not be."""

    message: Message
    uplink: Uplink | None
    reason: str = ""

    @property
    def at(self) -> datetime:
        """The source's own time, or that of arrival where it has none."""
        return (self.uplink and self.uplink.at) or self.message.arrived_at


class Ingest:
    """`acknowledge` is told the messages of every batch after its commit. Two threads: one reads, one stores."""

    def __init__(
        self,
        store: Store,
        mailbox: Mailbox,
        acknowledge: Callable[[Sequence[Message]], None],
        book: DeviceBook,
        *,
        exercise: bool,
    ) -> None:
        self._store, self._mailbox, self._acknowledge, self._book = store, mailbox, acknowledge, book
        self._exercise = exercise
        self._stopping = threading.Event()
        self._opened: Queue[list[Letter]] = Queue(maxsize=MOST_READ_AHEAD)
        self._threads = (
            threading.Thread(target=self._read, name="ingest-read", daemon=True),
            threading.Thread(target=self._store_all, name="ingest-store", daemon=True),
        )
        self._told_s = -TOLD_EVERY_S
        self._untold: Counter[str] = Counter()
        self.meter = Meter()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the batch in hand; what waits stays unacknowledged and comes again."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=10.0)

    @property
    def is_alive(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def _read(self) -> None:
        """The next batch is read while the one before it is written to the disk."""
        while not self._stopping.is_set():
            batch = self._mailbox.take(WAIT_S)
            letters = [self._open(message) for message in batch]
            while letters and not self._stopping.is_set():
                try:
                    self._opened.put(letters, timeout=WAIT_S)
                except Full:
                    continue
                break

    def _store_all(self) -> None:
        while not self._stopping.is_set():
            letters = self._gathered()
            if letters and self._keep(letters):
                self._acknowledge([letter.message for letter in letters])

    def _gathered(self) -> list[Letter]:
        """All that was read while the commit before ran, or the next to come."""
        letters: list[Letter] = []
        with suppress(Empty):
            letters += self._opened.get(timeout=WAIT_S)
            while len(letters) < LARGEST_BATCH:
                letters += self._opened.get_nowait()
        return letters

    def _open(self, message: Message) -> Letter:
        try:
            uplink = decode(message.topic, message.payload)
        except UnreadableError as error:
            return Letter(message, None, str(error))
        if uplink.simulated and not self._exercise:
            return Letter(message, None, "simulated: a real store takes no made-up traffic")
        return Letter(message, uplink)

    def _keep(self, letters: Sequence[Letter]) -> bool:
        """Store them, however long that takes; False only when told to stop meanwhile."""
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._book.refresh()
                self._commit(letters)
            except StoreError as error:
                self._say(str(error))
                self._stopping.wait(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            except (SQLAlchemyError, ValueError, OverflowError) as error:
                return self._keep_apart(letters, error)
            else:
                self._say("")
                return True
        return False

    def _keep_apart(self, letters: Sequence[Letter], error: Exception) -> bool:
        """The store refuses something of a batch: one by one, so that only the culprit is set aside."""
        if len(letters) > 1:
            return all(self._keep([letter]) for letter in letters)
        (letter,) = letters
        if letter.uplink is None:
            log.error("a refused message of %d bytes cannot even be set aside: %s", len(letter.message.payload), error)
            self.meter.refused += 1
            return True
        return self._keep([Letter(letter.message, None, f"refused by the store: {type(error).__name__}")])

    def _commit(self, letters: Sequence[Letter]) -> None:
        began_s = time.monotonic()
        with self._store.write() as connection:
            fresh = self._write(connection, letters)
        self._count(letters, fresh, time.monotonic() - began_s)

    def _write(self, connection: Connection, letters: Sequence[Letter]) -> list[Letter]:
        fresh = _first_deliveries(connection, letters)
        uplinks = [(letter.message, letter.uplink) for letter in fresh if letter.uplink is not None]
        observations.add_reports(connection, [self._report(*one) for one in uplinks if one[1].values])
        observations.add_positions(connection, [self._position(*one) for one in uplinks if one[1].fix])
        refused = [letter for letter in letters if letter.uplink is None]
        for letter in refused[:MOST_QUARANTINED]:
            message = letter.message
            quarantine.add(connection, message.topic, message.payload, letter.reason, message.arrived_at)
        self._tell_refused(connection, refused)
        return fresh

    def _report(self, message: Message, uplink: Uplink) -> Report:
        at = uplink.at or message.arrived_at
        return Report(self._book.asset_of(uplink.device), at, message.arrived_at, uplink.key, uplink.values)

    def _position(self, message: Message, uplink: Uplink) -> Position:
        at, fix = uplink.at or message.arrived_at, uplink.fix
        assert fix is not None
        asset_id = self._book.asset_of(uplink.device)
        return Position(asset_id, fix.place, at, message.arrived_at, uplink.key, fix.heading_deg, fix.speed_ms)

    def _tell_refused(self, connection: Connection, refused: Sequence[Letter]) -> None:
        """In the journal: the first at once, then the sum of each minute."""
        if not refused or not self._tells_now:
            return
        untold = self._untold + Counter(letter.reason.partition(":")[0] for letter in refused)
        note = ", ".join(f"{reason} {count}" for reason, count in untold.most_common(5))
        journal.append(connection, NodeEvent("quarantined", note), WRITER)

    @property
    def _tells_now(self) -> bool:
        return time.monotonic() - self._told_s > TOLD_EVERY_S

    def _count(self, letters: Sequence[Letter], fresh: Sequence[Letter], commit_s: float) -> None:
        meter, now_s, now_at_s = self.meter, time.monotonic(), datetime.now(UTC).timestamp()
        refused = [letter for letter in letters if letter.uplink is None]
        self._count_refused(refused)
        meter.duplicates += len(letters) - len(refused) - len(fresh)
        meter.stored += len(fresh)
        meter.commits += 1
        meter.last_commit_ms = commit_s * 1000
        meter.delays.add([now_s - letter.message.arrived_s for letter in fresh])
        meter.ages.add([now_at_s - letter.at.timestamp() for letter in fresh])

    def _count_refused(self, refused: Sequence[Letter]) -> None:
        self.meter.refused += len(refused)
        if refused and self._tells_now:  # they are in the journal since the commit
            self._told_s = time.monotonic()
            self._untold.clear()
        else:
            self._untold.update(letter.reason.partition(":")[0] for letter in refused)

    def _say(self, fault: str) -> None:
        """Once when it begins to fail, once when it is over."""
        if fault and not self.meter.fault:
            log.error("messages cannot be stored and wait: %s", fault)
        if self.meter.fault and not fault:
            log.info("messages are stored again")
        self.meter.fault = fault


def _first_deliveries(connection: Connection, letters: Sequence[Letter]) -> list[Letter]:
    """Those never stored before, each once, in their order."""
    by_key: dict[str, Letter] = {}
    for letter in letters:
        if letter.uplink is not None:
            by_key.setdefault(f"{minute_prefix(letter.at)} {letter.uplink.key}", letter)
    if not by_key:
        return []
    new = inbox.claim(connection, by_key, letters[0].message.arrived_at)
    return [letter for key, letter in by_key.items() if key in new]


def minute_prefix(moment: datetime) -> str:
    """What keys in the inbox begin with: the source's minute.

    Keys of one time lie together, where random ones would touch every page, and old ones are found by it.
    """
    return f"{max(0, int(moment.timestamp())) // 60:08x}"
