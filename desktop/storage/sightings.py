"""What calibrated cameras saw, row by row, for the map and for later questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from desktop.storage import counter, passes
from desktop.storage.record import row_of, values
from desktop.storage.tables import sighting as table
from maps.place import Place


@dataclass(frozen=True, slots=True)
class SightingRow:
    """One object in one frame. `box` is x1, y1, x2, y2 in pixels of the source; `x_m, y_m` of a local calibration.

    `id` goes up in commit order, so it is a cursor; a row that is not stored yet has 0.
    """

    camera_id: str
    at: datetime
    track: int | None
    class_name: str
    score: float
    box: tuple[float, float, float, float]
    place: Place | None = None
    x_m: float | None = None
    y_m: float | None = None
    id: int = 0


def add(connection: Connection, rows: Sequence[SightingRow]) -> None:
    if rows:
        first = counter.take(connection, "sighting", len(rows))
        connection.execute(table.insert(), [row_of(row) | {"id": first + n} for n, row in enumerate(rows)])


def after(connection: Connection, cursor: int, limit: int = 5000) -> list[SightingRow]:
    """Rows with a higher id, oldest first."""
    return values(connection, SightingRow, select(table).where(table.c.id > cursor).order_by(table.c.id).limit(limit))


def between(connection: Connection, since: datetime, until: datetime, limit: int = 5000) -> list[SightingRow]:
    """Rows of a span of their own time, oldest first; of more than `limit` the newest."""
    span = (table.c.at > since) & (table.c.at <= until)
    query = select(table).where(span).order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
    return values(connection, SightingRow, query)[::-1]


def last_before(connection: Connection, moment: datetime) -> datetime | None:
    return connection.execute(select(func.max(table.c.at)).where(table.c.at <= moment)).scalar()


def first_after(connection: Connection, moment: datetime) -> datetime | None:
    return connection.execute(select(func.min(table.c.at)).where(table.c.at > moment)).scalar()


def head(connection: Connection) -> int:
    """The highest id so far: where a new reader begins."""
    return connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar() or 0


def prune(connection: Connection, seen_before: datetime) -> int:
    """Forget old rows, and the passes made of them; gives how many rows."""
    passes.prune_sightings(connection, seen_before)
    return connection.execute(table.delete().where(table.c.at < seen_before)).rowcount
