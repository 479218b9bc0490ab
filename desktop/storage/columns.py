"""Column types that mean the same on SQLite and PostgreSQL: moments, JSON values, shapes on the ground."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Integer, Text, func
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from maps.place import Place

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WGS84 = 4326
_MICROSECOND = timedelta(microseconds=1)

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Only INTEGER is SQLite's own row number; it has 64 bits there."""
Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Text ordered by code point on both, as Python orders it."""


class NaiveTimeError(ValueError):
    """A moment without a zone: it could be any of 38 hours."""


def microseconds(moment: datetime) -> int:
    """Since 1970 in UTC, exact; raises NaiveTimeError."""
    if moment.tzinfo is None:
        raise NaiveTimeError(f"{moment.isoformat()} has no zone: give an aware time")
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_at(since_us: int) -> datetime:
    return EPOCH + timedelta(microseconds=since_us)


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC, to the microsecond: a whole number on SQLite, timestamptz on PostgreSQL."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        since_us = microseconds(value)
        return value if dialect.name == "postgresql" else since_us

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return moment_at(value) if isinstance(value, int) else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """Any JSON value, or frozen value msgspec can write, as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else msgspec.json.decode(value)


class Shape(UserDefinedType[str]):
    """A geometry in WGS 84, written as WKT for QGIS and the spatial index; the program reads the plain columns.

    Migrations declare the same columns with GeoAlchemy2. Here it is not imported: it would cost every start 0.2 s.
    """

    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_: Any) -> str:
        return self.kind

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        return func.ST_GeomFromText(bindvalue, WGS84)


def point_wkt(place: Place | None) -> str | None:
    """WKT has longitude first."""
    return None if place is None else f"POINT({place.lon_deg!r} {place.lat_deg!r})"


def ring_wkt(ring: Sequence[Place]) -> str | None:
    """A polygon of one ring, closed; None for fewer than three corners."""
    if len(ring) < 3:
        return None
    return f"POLYGON(({_corners(_closed(ring))}))"


def line_wkt(line: Sequence[Place]) -> str | None:
    """None for fewer than two corners."""
    return "LINESTRING(" + _corners(line) + ")" if len(line) >= 2 else None


def path_wkt(places: Sequence[Place], *, closed: bool) -> str | None:
    """A point, a line, or the polygon within a ring."""
    if closed or len(places) == 1:
        return ring_wkt(places) if closed else point_wkt(places[0])
    return line_wkt(places)


def polygons_wkt(polygons: Sequence[Sequence[Sequence[Place]]]) -> str | None:
    """Each an outer ring and its holes; None for no polygon."""
    written = [
        "(" + ", ".join(f"({_corners(_closed(ring))})" for ring in rings if len(ring) >= 3) + ")" for rings in polygons
    ]
    return "MULTIPOLYGON(" + ", ".join(written) + ")" if written else None


def _closed(ring: Sequence[Place]) -> Sequence[Place]:
    return [*ring, ring[0]] if ring[0] != ring[-1] else ring


def _corners(line: Sequence[Place]) -> str:
    return ", ".join(f"{corner.lon_deg!r} {corner.lat_deg!r}" for corner in line)
