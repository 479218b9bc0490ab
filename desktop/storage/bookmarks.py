"""Views of the map that were given a name."""

from sqlalchemy import Connection, select

from desktop.domain.bookmark import Bookmark
from desktop.storage import names
from desktop.storage.findable import BOOKMARKS, of_bookmark
from desktop.storage.record import first_value, put_version, row_of, values
from desktop.storage.tables import bookmark as table


def put(connection: Connection, bookmark: Bookmark) -> None:
    """Keep a new one (version 1) or its next version; raises ConflictError when another hand was first."""
    put_version(connection, table, row_of(bookmark))
    if bookmark.removed:
        names.remove(connection, BOOKMARKS, [bookmark.id])
    else:
        names.put(connection, BOOKMARKS, [of_bookmark(bookmark)])


def get(connection: Connection, bookmark_id: str) -> Bookmark | None:
    return first_value(connection, Bookmark, table, table.c.id == bookmark_id)


def every(connection: Connection) -> list[Bookmark]:
    """Everybody's that were not removed, by name."""
    return values(connection, Bookmark, select(table).where(~table.c.removed).order_by(table.c.name, table.c.id))
