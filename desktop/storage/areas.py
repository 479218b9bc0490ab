"""Figures of areas, the newest of each name first asked for, and outlines beyond an area's first."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from desktop.domain.area import Figure, FigureHead
from desktop.storage.record import replace_rows, row_of, value_of
from desktop.storage.tables import area_figure as figures
from desktop.storage.tables import area_part as parts
from maps.place import Place

Ring = tuple[Place, ...]


def put_figures(connection: Connection, rows: Iterable[Figure]) -> None:
    """Each in the place of the one of that area, name and day."""
    replace_rows(connection, figures, [row_of(row) for row in rows])


def newest_figures(connection: Connection) -> dict[str, dict[str, Figure]]:
    """By area, then by name."""
    found: dict[str, dict[str, Figure]] = {}
    for row in connection.execute(select(figures).order_by(figures.c.as_of)).mappings():
        figure = value_of(Figure, row)
        found.setdefault(figure.area_id, {})[figure.name] = figure
    return found


def history(connection: Connection, area_id: str, name: str) -> list[Figure]:
    """Oldest first."""
    query = select(figures).where(figures.c.area_id == area_id, figures.c.name == name).order_by(figures.c.as_of)
    return [value_of(Figure, row) for row in connection.execute(query).mappings()]


def heads(connection: Connection) -> tuple[FigureHead, ...]:
    """Every name of a figure, by name."""
    columns = figures.c
    query = select(columns.name, func.count(columns.area_id.distinct()), func.max(columns.as_of)).group_by(columns.name)
    rows = connection.execute(query.order_by(columns.name)).all()
    return tuple(
        FigureHead(name, count, date.fromisoformat(as_of), _source(connection, name, as_of))
        for name, count, as_of in rows
    )


def _source(connection: Connection, name: str, as_of: str) -> str:
    query = select(figures.c.source).where(figures.c.name == name, figures.c.as_of == as_of).limit(1)
    return str(connection.execute(query).scalar() or "")


def put_parts(connection: Connection, area_id: str, rings: Sequence[Ring]) -> None:
    """All outlines of an area beyond the first, in the place of those that were known."""
    connection.execute(parts.delete().where(parts.c.area_id == area_id))
    rows = [
        {"area_id": area_id, "number": number, "ring": [(at.lat_deg, at.lon_deg) for at in ring]}
        for number, ring in enumerate(rings, start=1)
    ]
    if rows:
        connection.execute(parts.insert(), rows)


def every_part(connection: Connection) -> dict[str, list[Ring]]:
    """By area, in their order."""
    found: dict[str, list[Ring]] = {}
    for row in connection.execute(select(parts).order_by(parts.c.area_id, parts.c.number)):
        found.setdefault(row.area_id, []).append(tuple(Place(lat, lon) for lat, lon in row.ring))
    return found
