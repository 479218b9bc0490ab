"""Following the journal from a cursor, in a thread of its own: every row once and in order, whatever breaks between."""

import logging
import threading
from collections.abc import Callable, Sequence

from desktop.storage import tape
from desktop.storage.fault import StoreError
from desktop.storage.store import Store
from desktop.storage.tape import JournalRow
from desktop.storage.wake import Wake

ROWS_AT_ONCE = 500
FIRST_RETRY_S = 0.2
LAST_RETRY_S = 2.0

log = logging.getLogger(__name__)


class Follower:
    """`on_rows` is called on the follower's thread with the rows after `cursor`, as soon as they are committed.

    `on_link(False)` says once that the store cannot be read, `on_link(True)` once that it can again.
    """

    def __init__(
        self,
        store: Store,
        cursor: int,
        on_rows: Callable[[Sequence[JournalRow]], None],
        on_link: Callable[[bool], None] | None = None,
    ) -> None:
        self._store, self._on_rows, self._on_link = store, on_rows, on_link
        self.cursor = cursor
        self._stopped = threading.Event()
        self._linked = True
        self._thread = threading.Thread(target=self._run, name="journal-follower", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end and wait for it; when this returns no callback runs any more."""
        self._stopped.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        retry_s = FIRST_RETRY_S
        while not self._stopped.is_set():
            try:
                with self._store.watch() as wake:
                    self._tell_link(up=True)
                    retry_s = FIRST_RETRY_S
                    self._follow(wake)
            except StoreError as error:
                self._tell_link(up=False, why=error)
                self._stopped.wait(retry_s)
                retry_s = min(retry_s * 2, LAST_RETRY_S)

    def _follow(self, wake: Wake) -> None:
        while not self._stopped.is_set():
            while self._deliver():
                pass
            wake.wait(self._stopped)

    def _deliver(self) -> bool:
        """Hand over the next rows; says whether there may be more."""
        with self._store.read() as connection:
            rows = tape.after(connection, self.cursor, ROWS_AT_ONCE)
        if rows:
            self._hand_over(rows)
            self.cursor = rows[-1].seq
        return len(rows) == ROWS_AT_ONCE and not self._stopped.is_set()

    def _hand_over(self, rows: Sequence[JournalRow]) -> None:
        try:
            self._on_rows(rows)
        except Exception:  # one listener's fault must not end the following
            log.exception("a listener of the journal failed on rows %d to %d", rows[0].seq, rows[-1].seq)

    def _tell_link(self, *, up: bool, why: StoreError | None = None) -> None:
        if up == self._linked:
            return
        self._linked = up
        if up:
            log.info("the journal can be followed again, from row %d", self.cursor)
        else:
            log.warning("the journal cannot be followed: %s", why)
        if self._on_link is not None:
            self._on_link(up)
