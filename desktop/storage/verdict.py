"""Checking the journal: every row against its own hash, the row before, its payload and the record of erasures.

What a chain alone cannot show is a cut tail, or a chain rewritten from some row on: for that `anchors` are heads that
were kept elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, CursorResult, func, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import NullType

from desktop.domain.events import JournalEvent
from desktop.storage.chain import GENESIS_SHA256, ChainFields, row_sha256, text_sha256
from desktop.storage.columns import microseconds
from desktop.storage.fault import StoreDamagedError
from desktop.storage.tables import journal, journal_payload
from desktop.storage.tape import ERASED, Head

ROWS_AT_ONCE = 2000


_HASHED = len(ChainFields._fields)
_KIND = ChainFields._fields.index("kind")
_PAYLOAD_SHA256 = ChainFields._fields.index("payload_sha256")


class Flaw(StrEnum):
    MISSING = "missing"
    """A number is not there: the row was deleted."""
    ROW_CHANGED = "row_changed"
    """The row's fields do not give its hash: edited, or moved from another number."""
    CHAIN_BROKEN = "chain_broken"
    """The row does not follow the one before: that one was replaced, or this one."""
    PAYLOAD_CHANGED = "payload_changed"
    PAYLOAD_MISSING = "payload_missing"
    """Gone without even a tombstone."""
    ERASED_UNRECORDED = "erased_unrecorded"
    """A tombstone that no later row accounts for."""
    CUT_OFF = "cut_off"
    """Rows that were there once are gone from the end."""
    REWRITTEN = "rewritten"
    """The row is not the one that was anchored."""
    UNREADABLE = "unreadable"
    """The database cannot give the row."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rows` were sound, `head` is the last of them; `flaw` and `first_bad_seq` say what came next, or are None."""

    rows: int
    head: Head
    flaw: Flaw | None = None
    first_bad_seq: int | None = None

    @property
    def sound(self) -> bool:
        return self.flaw is None


class _FoundError(Exception):
    def __init__(self, flaw: Flaw, seq: int) -> None:
        super().__init__(flaw, seq)
        self.flaw, self.seq = flaw, seq


class _Checker:
    """Follows the chain row by row; raises _FoundError at the first bad one."""

    def __init__(self, anchors: Sequence[Head]) -> None:
        self._anchors = {anchor.seq: anchor.sha256 for anchor in anchors}
        self._erased: set[int] = set()
        self._recorded: set[int] = set()
        self._seq, self._sha256 = 0, GENESIS_SHA256

    @property
    def head(self) -> Head:
        return Head(self._seq, self._sha256)

    def check(self, row: Sequence[Any]) -> None:
        """`row` is as `_rows` selects it: what the hash covers, the hash, and the payload beside it."""
        seq, at, *_, previous_sha256, sha256, payload_seq, payload = row
        if seq != self._seq + 1:
            raise _FoundError(Flaw.MISSING, self._seq + 1)
        at_us = microseconds(at) if isinstance(at, datetime) else at
        if row_sha256((seq, at_us, *row[2:_HASHED])) != sha256:
            raise _FoundError(Flaw.ROW_CHANGED, seq)
        if previous_sha256 != self._sha256:
            raise _FoundError(Flaw.CHAIN_BROKEN, seq)
        if payload_seq is None:
            raise _FoundError(Flaw.PAYLOAD_MISSING, seq)
        self._check_payload(seq, row[_KIND], row[_PAYLOAD_SHA256], payload)
        if self._anchors.get(seq, sha256) != sha256:
            raise _FoundError(Flaw.REWRITTEN, seq)
        self._seq, self._sha256 = seq, sha256

    def _check_payload(self, seq: int, kind: str, sha256: str, payload: Any) -> None:
        if payload is None:
            self._erased.add(seq)
        elif not isinstance(payload, str) or text_sha256(payload) != sha256:
            raise _FoundError(Flaw.PAYLOAD_CHANGED, seq)
        elif kind == ERASED:
            self._recorded |= set(msgspec.json.decode(payload, type=JournalEvent).seqs)

    def check_end(self, last_payload_seq: int) -> None:
        unrecorded = self._erased - self._recorded
        if unrecorded:
            raise _FoundError(Flaw.ERASED_UNRECORDED, min(unrecorded))
        if max((last_payload_seq, *self._anchors)) > self._seq:
            raise _FoundError(Flaw.CUT_OFF, self._seq + 1)


def verify(connection: Connection, *anchors: Head) -> Verdict:
    """Check the whole chain, and that it holds each row that was anchored; names the first bad row."""
    checker = _Checker(anchors)
    try:
        with _rows(connection) as rows:
            for row in rows:
                checker.check(row)
        checker.check_end(connection.execute(select(func.max(journal_payload.c.seq))).scalar() or 0)
    except _FoundError as found:
        return Verdict(checker.head.seq, checker.head, found.flaw, found.seq)
    except (DBAPIError, StoreDamagedError):
        return Verdict(checker.head.seq, checker.head, Flaw.UNREADABLE, checker.head.seq + 1)
    return Verdict(checker.head.seq, checker.head)


def _rows(connection: Connection) -> CursorResult[*tuple[Any, ...]]:
    hashed: list[Any] = [journal.c[column] for column in ChainFields._fields if column in journal.c]
    # as stored: a changed row may hold anything in the place of a time
    hashed.insert(1, type_coerce(journal.c.at, NullType()))
    beside = journal_payload.c.seq, journal_payload.c.payload
    query = select(*hashed, journal.c.row_sha256, *beside).outerjoin(
        journal_payload, journal.c.seq == journal_payload.c.seq
    )
    return connection.execute(query.order_by(journal.c.seq).execution_options(yield_per=ROWS_AT_ONCE))
