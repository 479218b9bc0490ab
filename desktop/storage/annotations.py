"""What people drew on the map, as it stands now; how each came to be so is in the journal."""

from sqlalchemy import Connection, select

from desktop.domain.annotation import Annotation
from desktop.storage import names
from desktop.storage.columns import path_wkt
from desktop.storage.findable import ANNOTATIONS, of_annotation
from desktop.storage.record import first_value, plain_columns, put_version, row_of, values
from desktop.storage.tables import annotation as table
from maps.measure import ring_of
from maps.shape import ShapeKind


def put(connection: Connection, annotation: Annotation) -> None:
    """Keep a new one (version 1) or its next version; raises ConflictError when another hand was first."""
    put_version(connection, table, row_of(annotation) | {"shape": None if annotation.removed else _wkt(annotation)})
    named = of_annotation(annotation)
    if annotation.removed or named is None:
        names.remove(connection, ANNOTATIONS, [annotation.id])
    else:
        names.put(connection, ANNOTATIONS, [named])


def _wkt(annotation: Annotation) -> str | None:
    closed = annotation.kind in {ShapeKind.AREA, ShapeKind.CIRCLE}
    return path_wkt(ring_of(annotation.shape), closed=closed)


def get(connection: Connection, annotation_id: str) -> Annotation | None:
    return first_value(connection, Annotation, table, table.c.id == annotation_id)


def every(connection: Connection) -> list[Annotation]:
    """Those that are on the map, the oldest first."""
    query = select(*plain_columns(table)).where(~table.c.removed).order_by(table.c.drawn_at, table.c.id)
    return values(connection, Annotation, query)
