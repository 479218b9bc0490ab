"""The journal: whatever an operator may later have to explain, written in the transaction of the change itself.

One chain per store. An append holds the writer's lock until its transaction ends, so numbers are without gaps and in
the order of the commits, and a cursor misses nothing. Reading is in `tape`, checking in `verdict`, following in
`follower`; all are reached from here.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select, text

from desktop.domain import events
from desktop.domain.events import Event, JournalEvent, kind_of
from desktop.storage.chain import ChainFields, row_sha256, text_sha256
from desktop.storage.columns import microseconds
from desktop.storage.follower import Follower
from desktop.storage.record import plain
from desktop.storage.tables import journal, journal_payload
from desktop.storage.tape import ERASED, Head, JournalRow, after, between, hashes, head, of_kind, of_subject
from desktop.storage.verdict import Flaw, Verdict, verify
from desktop.storage.wake import CHANNEL
from maps.place import Place

__all__ = [
    "Flaw",
    "Follower",
    "Head",
    "JournalRow",
    "NotErasableError",
    "Verdict",
    "after",
    "append",
    "between",
    "erase",
    "extend",
    "hashes",
    "head",
    "of_kind",
    "of_subject",
    "verify",
]

CHAIN_LOCK = 0x4154414C_4A4F5552
"""Advisory lock of PostgreSQL: "ATALJOUR". SQLite's writers already hold BEGIN IMMEDIATE."""

_SUBJECT: dict[type[Any], Callable[[Any], str]] = {
    events.AlarmEvent: lambda event: event.alarm.id,
    events.IncidentEvent: lambda event: event.incident.id,
    events.AssetEvent: lambda event: event.asset_id or event.kind,
    events.CameraEvent: lambda event: event.camera_id,
    events.UnitEvent: lambda event: event.unit_id,
    events.OperatorEvent: lambda event: event.operator_id,
    events.NodeEvent: lambda _: "",
    events.CityEvent: lambda event: event.name,
    events.LayerEvent: lambda event: event.layer.id,
    events.MediaEvent: lambda event: event.media_id,
    events.ApprovalEvent: lambda event: event.approval_id,
    events.ClosureEvent: lambda event: event.closure.id,
    events.GeofenceEvent: lambda event: event.fence.id,
    events.CrossingEvent: lambda event: event.subject_id,
    events.AnnotationEvent: lambda event: event.annotation.id,
    events.BookmarkEvent: lambda event: event.bookmark.id,
    events.UndoEvent: lambda event: event.subject,
    events.AreaEvent: lambda event: event.kind,
    events.SpaceEvent: lambda event: event.space.id if event.space else "",
    events.PlanEvent: lambda event: event.plan_id,
    events.JournalEvent: lambda _: "",
}
"""What each kind of event is about; a test holds the table complete."""


class NotErasableError(ValueError):
    """The records of erasures are what accounts for the tombstones: they stay."""


def append(connection: Connection, event: Event, writer: str, at: datetime | None = None) -> int:
    """Write the event after the last row; gives its number. `at` is now unless the caller knows better."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    last = head(connection)
    payload = msgspec.json.encode(event, enc_hook=plain).decode()
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    fields = _fields(last, event, writer, moment, payload)
    connection.execute(journal.insert(), _row(fields, moment))
    connection.execute(journal_payload.insert(), {"seq": fields.seq, "payload": payload})
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_notify(:channel, :seq)"), {"channel": CHANNEL, "seq": str(fields.seq)})
    return fields.seq


def extend(connection: Connection, events: Iterable[tuple[Event, datetime]], writer: str) -> int:
    """Write many at once, each with its moment, in their order; gives the last number. For what is made, not told."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    last, rows, payloads = head(connection), list[dict[str, Any]](), list[dict[str, Any]]()
    for event, at in events:
        payload = msgspec.json.encode(event, enc_hook=plain).decode()
        rows.append(_row(_fields(last, event, writer, at, payload), at))
        payloads.append({"seq": last.seq + 1, "payload": payload})
        last = Head(last.seq + 1, rows[-1]["row_sha256"])
    if rows:
        connection.execute(journal.insert(), rows)
        connection.execute(journal_payload.insert(), payloads)
    return last.seq


def _fields(last: Head, event: Event, writer: str, moment: datetime, payload: str) -> ChainFields:
    place = _place_of(event)
    return ChainFields(
        last.seq + 1,
        microseconds(moment),
        _storable(writer),
        _storable(kind_of(event)),
        _storable(_SUBJECT[type(event)](event)),
        None if place is None else place.lat_deg + 0.0,  # SQLite keeps no negative zero: the hash must not either
        None if place is None else place.lon_deg + 0.0,
        text_sha256(payload),
        last.sha256,
    )


def _row(fields: ChainFields, moment: datetime) -> dict[str, Any]:
    row: dict[str, Any] = fields._asdict() | {"at": moment, "row_sha256": row_sha256(fields)}
    del row["at_us"]
    return row


def _storable(words: str) -> str:
    """PostgreSQL takes no NUL in a text; in the payload JSON has it escaped."""
    return words.replace("\x00", "\ufffd")


def _place_of(event: Event) -> Place | None:
    if isinstance(event, events.AlarmEvent):
        return event.alarm.place
    if isinstance(event, events.ClosureEvent):
        return event.closure.line[0]
    if isinstance(event, events.CrossingEvent):
        return event.place
    if isinstance(event, events.AnnotationEvent):
        return event.annotation.places[0]
    return event.incident.place if isinstance(event, events.IncidentEvent) else None


def erase(connection: Connection, seqs: Sequence[int], by: str, note: str, writer: str) -> int:
    """Empty the payloads of the rows, leaving tombstones and a row that accounts for them; gives that row's number.

    Raises NotErasableError for a row that is itself such an account.
    """
    kept = connection.execute(select(journal.c.seq).where(journal.c.seq.in_(seqs), journal.c.kind == ERASED)).first()
    if kept is not None:
        raise NotErasableError(f"row {kept.seq} of the journal accounts for an erasure and cannot be erased")
    connection.execute(journal_payload.update().where(journal_payload.c.seq.in_(seqs)).values(payload=None))
    return append(connection, JournalEvent("erased", tuple(sorted(seqs)), by, note), writer)
