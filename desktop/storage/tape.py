"""Reading the journal: rows after a cursor, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from desktop.domain.events import Event
from desktop.storage.chain import GENESIS_SHA256
from desktop.storage.tables import journal, journal_payload
from maps.place import Place

ERASED = "journal.erased"
_MOST_AT_ONCE = 500
"""Of the values that one statement may carry."""
_STEPPED_ROWS = 1000
"""As many as a stepping clock may have written out of order."""
_EVENT = msgspec.json.Decoder(Event)
_ROWS = select(
    journal.c.seq,
    journal.c.at,
    journal.c.writer,
    journal.c.kind,
    journal.c.subject,
    journal.c.lat_deg,
    journal.c.lon_deg,
    journal_payload.c.payload,
).outerjoin(journal_payload, journal.c.seq == journal_payload.c.seq)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """`event` is None when retention has erased the payload, or a newer program wrote a kind this one does not know."""

    seq: int
    at: datetime
    writer: str
    kind: str
    subject: str
    place: Place | None
    event: Event | None


@dataclass(frozen=True, slots=True)
class Head:
    """The last row: its number and hash. Kept elsewhere, it is the anchor that shows a cut tail."""

    seq: int
    sha256: str


def head(connection: Connection) -> Head:
    """The last row of the chain; number 0 when there is none yet."""
    last = connection.execute(
        select(journal.c.seq, journal.c.row_sha256).order_by(journal.c.seq.desc()).limit(1)
    ).first()
    return Head(0, GENESIS_SHA256) if last is None else Head(last.seq, last.row_sha256)


def after(connection: Connection, seq: int, limit: int = 500) -> list[JournalRow]:
    """Rows after number `seq`, oldest first."""
    return _rows(connection, _ROWS.where(journal.c.seq > seq).order_by(journal.c.seq).limit(limit))


def of_subject(
    connection: Connection, subject: str, limit: int | None = 500, kind: str | None = None
) -> list[JournalRow]:
    """What happened to one alarm, incident, asset ..., oldest first; of more than `limit` the newest."""
    query = _ROWS.where(journal.c.subject == subject).order_by(journal.c.seq.desc()).limit(limit)
    return _rows(connection, query if kind is None else query.where(journal.c.kind == kind))[::-1]


def of_kind(connection: Connection, kind: str, since: datetime, limit: int) -> list[JournalRow]:
    """Rows of one kind from a moment on, oldest first."""
    query = _ROWS.where(journal.c.kind == kind, journal.c.at >= since).order_by(journal.c.seq).limit(limit)
    return _rows(connection, query)


def hashes(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    """The hash of each row by its number: with the chain's head, what proves that the row was there."""
    found: dict[int, str] = {}
    for start in range(0, len(seqs), _MOST_AT_ONCE):
        some = journal.c.seq.in_(seqs[start : start + _MOST_AT_ONCE])
        found |= {
            row.seq: row.row_sha256
            for row in connection.execute(select(journal.c.seq, journal.c.row_sha256).where(some))
        }
    return found


def between(connection: Connection, since: datetime, until: datetime, limit: int = 5000) -> list[JournalRow]:
    """What was written in a span of time, in the order of the chain."""
    span = (journal.c.at >= since) & (journal.c.at < until)
    return _rows(connection, _ROWS.where(span).order_by(journal.c.seq).limit(limit))


def numbered(connection: Connection, seqs: Sequence[int]) -> list[JournalRow]:
    """The rows of these numbers, oldest first."""
    found: list[JournalRow] = []
    for start in range(0, len(seqs), _MOST_AT_ONCE):
        some = journal.c.seq.in_(seqs[start : start + _MOST_AT_ONCE])
        found += _rows(connection, _ROWS.where(some).order_by(journal.c.seq))
    return found


def span(connection: Connection, seq: int, until: int, limit: int) -> list[JournalRow]:
    """Rows after number `seq` up to `until`, oldest first."""
    some = (journal.c.seq > seq) & (journal.c.seq <= until)
    return _rows(connection, _ROWS.where(some).order_by(journal.c.seq).limit(limit))


def before(connection: Connection, seq: int, limit: int) -> list[JournalRow]:
    """Rows before number `seq`, newest first."""
    return _rows(connection, _ROWS.where(journal.c.seq < seq).order_by(journal.c.seq.desc()).limit(limit))


def seq_at(connection: Connection, moment: datetime) -> int:
    """The last row that was written by then; 0 when none was. Where a clock stepped back, the later row."""
    newest = select(journal.c.seq).where(journal.c.at <= moment).order_by(journal.c.at.desc(), journal.c.seq.desc())
    seq = connection.execute(newest.limit(1)).scalar() or 0
    near = (journal.c.seq > seq) & (journal.c.seq <= seq + _STEPPED_ROWS) & (journal.c.at <= moment)
    return connection.execute(select(func.max(journal.c.seq)).where(near)).scalar() or seq


def begin(connection: Connection) -> datetime | None:
    """When the first row was written."""
    return connection.execute(select(journal.c.at).order_by(journal.c.seq).limit(1)).scalar()


def last_of(connection: Connection, subject: str, seq: int) -> JournalRow | None:
    """The last row about a thing up to a number."""
    query = _ROWS.where(journal.c.subject == subject, journal.c.seq <= seq).order_by(journal.c.seq.desc()).limit(1)
    return next(iter(_rows(connection, query)), None)


def time_of(connection: Connection, seq: int) -> datetime | None:
    return connection.execute(select(journal.c.at).where(journal.c.seq == seq)).scalar()


def time_after(connection: Connection, moment: datetime) -> datetime | None:
    """When the next row after a moment was written."""
    return connection.execute(select(func.min(journal.c.at)).where(journal.c.at > moment)).scalar()


def _rows(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[JournalRow]:
    return [
        JournalRow(seq, at, writer, kind, subject, _place(lat_deg, lon_deg), _event(payload))
        for seq, at, writer, kind, subject, lat_deg, lon_deg, payload in connection.execute(query)
    ]


def _place(lat_deg: float | None, lon_deg: float | None) -> Place | None:
    return None if lat_deg is None or lon_deg is None else Place(lat_deg, lon_deg)


def _event(payload: str | None) -> Event | None:
    if payload is None:
        return None
    try:
        return _EVENT.decode(payload)
    except msgspec.ValidationError:
        return None
