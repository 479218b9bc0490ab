"""Key frames, made by a round of the node: every so many rows of the tape, every so many values of the field.

An older store is caught up with in steps, from its first row on. A frame of the field is the store's present at the
moment it is made: for times before the first one a replay has the messages alone.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from desktop.services.clock import Now, utc_now
from desktop.services.replay.living import Living
from desktop.storage import arrival, journal, key_frames, tape
from desktop.storage.columns import EPOCH
from desktop.storage.key_frames import FieldFrame, TapeFrame
from desktop.storage.store import Store

TAPE_ROWS = 2_000
"""Between two frames of the tape: as many a jump has to read at most."""
FIELD_ROWS = 50_000
FIELD_EVERY = timedelta(hours=1)


class KeyFrames:
    """Thread: the node's rounds."""

    def __init__(
        self, store: Store, now: Now = utc_now, tape_rows: int = TAPE_ROWS, field_rows: int = FIELD_ROWS
    ) -> None:
        self._store, self._now, self._tape_rows, self._field_rows = store, now, tape_rows, field_rows
        self._living: Living | None = None
        self._seq = 0

    def keep_tape(self) -> bool:
        """Make the next frame if its rows are there; says whether there may be more. Raises a StoreError."""
        with self._store.read() as connection:
            if self._living is None:
                self._living = self._begin(connection)
            if journal.head(connection).seq - self._seq < self._tape_rows:
                return False
            rows = journal.after(connection, self._seq, self._tape_rows)
        self._living.take(rows)
        self._seq = rows[-1].seq
        with self._store.write() as connection:
            key_frames.put_tape(connection, TapeFrame(self._seq, rows[-1].at, self._living.seqs))
        return True

    def keep_field(self) -> bool:
        """Make a frame of the field if the last one is old enough and something has come since; says if it did."""
        now = self._now()
        with self._store.read() as connection:
            last = key_frames.last_field_at(connection)
            if not self._is_due(arrival.count(connection, last or EPOCH, now), last, now):
                return False
            newest = key_frames.newest_now(connection)
        now = self._now()  # all that is in it had arrived by now
        with self._store.write() as connection:
            key_frames.put_field(connection, FieldFrame(now, newest))
        return True

    def _begin(self, connection: Connection) -> Living:
        """Where the last frame was made."""
        frame = key_frames.tape_before(connection, journal.head(connection).seq)
        if frame is None:
            return Living()
        self._seq = frame.seq
        return Living(tape.numbered(connection, frame.living))

    def _is_due(self, arrived: int, last: datetime | None, now: datetime) -> bool:
        return arrived >= self._field_rows or (arrived > 0 and (last is None or now - last >= FIELD_EVERY))
