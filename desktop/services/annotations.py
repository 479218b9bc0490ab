"""What people draw on the map for each other: drawn, reshaped, described, removed, restored; all in the journal."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.annotation import Annotation, AnnotationStep, Description
from desktop.domain.events import AnnotationEvent
from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.services.undo import Counter, Undoable
from desktop.storage import annotations as rows
from desktop.storage import incidents, journal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store
from maps.shape import Shape

Change = Callable[[Annotation, datetime], Annotation]


class UnknownAnnotationError(LookupError):
    """There is no such annotation."""


class Annotations:
    """Use cases of annotations. Thread: any; each call is one transaction.

    Whoever changes one says which version was seen: of two hands on one shape the second is told (ConflictError).
    """

    def __init__(self, store: Store, writer: str = "console", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now
        self._left: dict[str, int] = {}
        """The version of each that this console has left: where its later acts and their undoing have led."""

    def draw(self, shape: Shape, description: Description, by: Operator) -> Annotation:
        """Raises AnnotationRefusedError. An incident that is not there is not linked."""
        permit(self._store, self._writer, by, "annotation.draw")
        now = self._now()
        with self._store.write() as connection:
            drawn = Annotation(
                id=str(uuid7()),
                kind=shape.kind,
                places=shape.places,
                name=description.name.strip(),
                note=description.note.strip(),
                style=description.style,
                incident_id=_known_incident(connection, description.incident_id),
                drawn_by=by.login,
                drawn_at=now,
                changed_by=by.login,
                changed_at=now,
            )
            return self._write(connection, drawn, AnnotationStep.DRAWN, by)

    def reshape(self, annotation_id: str, shape: Shape, by: Operator, version: int) -> Annotation:
        permit(self._store, self._writer, by, "annotation.change")
        step = AnnotationStep.RESHAPED
        return self._change(annotation_id, by, version, step, lambda old, now: old.reshaped(shape, by.login, now))

    def describe(self, annotation_id: str, description: Description, by: Operator, version: int) -> Annotation:
        permit(self._store, self._writer, by, "annotation.change")
        step = AnnotationStep.DESCRIBED
        return self._change(
            annotation_id, by, version, step, lambda old, now: old.described(description, by.login, now)
        )

    def remove(self, annotation_id: str, by: Operator, version: int) -> Annotation:
        permit(self._store, self._writer, by, "annotation.remove")
        step = AnnotationStep.REMOVED
        return self._change(annotation_id, by, version, step, lambda old, now: old.removed_by(by.login, now))

    def restore(self, annotation_id: str, by: Operator, version: int) -> Annotation:
        permit(self._store, self._writer, by, "annotation.draw")
        step = AnnotationStep.RESTORED
        return self._change(annotation_id, by, version, step, lambda old, now: old.restored(by.login, now))

    # how each is taken back: what this console has left, and nothing that another hand has changed since

    def undo_of_drawing(self, drawn: Annotation) -> Undoable:
        return _undo("draw", drawn, lambda by: self.remove(drawn.id, by, self._seen(drawn)))

    def undo_of_reshaping(self, before: Annotation, after: Annotation) -> Undoable:
        return _undo("change", after, lambda by: self.reshape(after.id, before.shape, by, self._seen(after)))

    def undo_of_describing(self, before: Annotation, after: Annotation) -> Undoable:
        return _undo("change", after, lambda by: self.describe(after.id, before.description, by, self._seen(after)))

    def undo_of_removing(self, removed: Annotation) -> Undoable:
        return _undo("remove", removed, lambda by: self.restore(removed.id, by, self._seen(removed)))

    def _seen(self, annotation: Annotation) -> int:
        return self._left.get(annotation.id, annotation.version)

    # the one way a change is written

    def _change(
        self, annotation_id: str, by: Operator, version: int, step: AnnotationStep, change: Change
    ) -> Annotation:
        with self._store.write() as connection:
            known = rows.get(connection, annotation_id)
            if known is None:
                message = f"there is no annotation {annotation_id}"
                raise UnknownAnnotationError(message)
            if known.version != version:
                raise ConflictError("annotation", annotation_id)
            return self._write(connection, change(known, self._now()), step, by)

    def _write(self, connection: Connection, annotation: Annotation, step: AnnotationStep, by: Operator) -> Annotation:
        rows.put(connection, annotation)
        journal.append(connection, AnnotationEvent(step, annotation, by.login), self._writer, annotation.changed_at)
        self._left[annotation.id] = annotation.version
        return annotation


def _undo(act: str, annotation: Annotation, counter: Counter) -> Undoable:
    return Undoable(f"annotation.{act}", annotation.id, annotation.name, counter)


def _known_incident(connection: Connection, incident_id: str | None) -> str | None:
    found = incidents.get(connection, incident_id) if incident_id else None
    return found.id if found is not None else None
