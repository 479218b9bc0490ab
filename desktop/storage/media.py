"""Photos and other files the city keeps, with where they were taken and what ground they show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from desktop.domain.asset import AttributeValue
from desktop.storage import names
from desktop.storage.findable import PHOTOS, of_photo
from desktop.storage.record import first_value, plain_columns, replace_rows, row_of, values, with_shapes
from desktop.storage.tables import media as table
from maps.place import Place


@dataclass(frozen=True, slots=True)
class Media:
    """`kind` is photo, video or document; `footprint` a ring of places on the ground, empty when not known.

    `attributes` hold what its decoder knows (alt_m, height_m, yaw_deg, pitch_deg, gsd_cm ...).
    """

    id: str
    kind: str
    path: str
    sha256: str
    taken_at: datetime | None = None
    place: Place | None = None
    footprint: tuple[Place, ...] = ()
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict[str, AttributeValue])


def put(connection: Connection, media: Iterable[Media]) -> None:
    """Keep the files, each in the place of the one with its id."""
    kept = list(media)
    replace_rows(connection, table, [with_shapes(row_of(one), one, one.footprint) for one in kept])
    names.put(connection, PHOTOS, [of_photo(one.id, one.path, one.place) for one in kept if one.kind == "photo"])


def get(connection: Connection, media_id: str) -> Media | None:
    return first_value(connection, Media, table, table.c.id == media_id)


def by_sha256(connection: Connection, sha256: str) -> Media | None:
    return first_value(connection, Media, table, table.c.sha256 == sha256)


def every(connection: Connection, kind: str | None = None) -> list[Media]:
    """All, or all of a kind, by the time they were taken."""
    query = select(*plain_columns(table)).order_by(table.c.taken_at, table.c.path)
    return values(connection, Media, query if kind is None else query.where(table.c.kind == kind))
