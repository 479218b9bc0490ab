"""Views of the map with a name: an operator's own, or shared with the room."""

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.bookmark import Bookmark, View
from desktop.domain.events import BookmarkEvent
from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.services.undo import Counter, Undoable
from desktop.storage import bookmarks as rows
from desktop.storage import journal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store


class UnknownBookmarkError(LookupError):
    """There is no such bookmark, or it is somebody else's own."""


class Bookmarks:
    """Use cases of bookmarks. Thread: any; each call is one transaction."""

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now
        self._left: dict[str, int] = {}

    def save(self, name: str, view: View, by: Operator, *, shared: bool) -> Bookmark:
        """Raises BookmarkRefusedError."""
        permit(self._store, self._writer, by, "bookmark.share" if shared else "bookmark.save")
        bookmark = Bookmark(
            id=str(uuid7()),
            name=" ".join(name.split()),
            place=view.place,
            width_m=view.width_m,
            bearing_deg=view.bearing_deg,
            owner_id=None if shared else by.id,
            saved_by=by.login,
            saved_at=self._now(),
        )
        with self._store.write() as connection:
            return self._write(connection, bookmark, "saved", by)

    def rename(self, bookmark_id: str, name: str, by: Operator, version: int) -> Bookmark:
        """Raises UnknownBookmarkError, BookmarkRefusedError, ConflictError."""
        return self._change(bookmark_id, by, version, "renamed", " ".join(name.split()), removed=False)

    def remove(self, bookmark_id: str, by: Operator, version: int) -> Bookmark:
        return self._change(bookmark_id, by, version, "removed", None, removed=True)

    def restore(self, bookmark_id: str, by: Operator, version: int) -> Bookmark:
        return self._change(bookmark_id, by, version, "restored", None, removed=False)

    def every(self, operator: Operator) -> list[Bookmark]:
        """The operator's own and those of the room, by name."""
        with self._store.read() as connection:
            return [one for one in rows.every(connection) if one.may_see(operator.id)]

    def undo_of_saving(self, saved: Bookmark) -> Undoable:
        return _undo("save", saved, lambda by: self.remove(saved.id, by, self._seen(saved)))

    def undo_of_removing(self, removed: Bookmark) -> Undoable:
        return _undo("remove", removed, lambda by: self.restore(removed.id, by, self._seen(removed)))

    def undo_of_renaming(self, before: Bookmark, after: Bookmark) -> Undoable:
        return _undo("rename", after, lambda by: self.rename(after.id, before.name, by, self._seen(after)))

    def _seen(self, bookmark: Bookmark) -> int:
        """The version that this console's own acts have led to."""
        return self._left.get(bookmark.id, bookmark.version)

    def _change(
        self, bookmark_id: str, by: Operator, version: int, step: str, name: str | None, *, removed: bool
    ) -> Bookmark:
        with self._store.read() as connection:
            known = rows.get(connection, bookmark_id)
        if known is None or not known.may_see(by.id):
            message = f"there is no bookmark {bookmark_id}"
            raise UnknownBookmarkError(message)
        permit(self._store, self._writer, by, "bookmark.save" if known.owner_id else "bookmark.share")
        if known.version != version:
            raise ConflictError("bookmark", bookmark_id)
        with self._store.write() as connection:
            changed = known.changed(known.name if name is None else name, removed=removed)
            return self._write(connection, changed, step, by)

    def _write(self, connection: Connection, bookmark: Bookmark, step: str, by: Operator) -> Bookmark:
        rows.put(connection, bookmark)
        journal.append(connection, BookmarkEvent(step, bookmark, by.login), self._writer, self._now())
        self._left[bookmark.id] = bookmark.version
        return bookmark


def _undo(act: str, bookmark: Bookmark, counter: Counter) -> Undoable:
    return Undoable(f"bookmark.{act}", bookmark.id, bookmark.name, counter)
