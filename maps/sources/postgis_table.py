"""A table or view of PostGIS as a layer: SQL by parameters, names by psycopg's own quoting. In the worker's child.

A feature's id is the table's integer key where it has one, else the row's number in the order of its place on disk.
Every statement has a time limit; nothing is ever written.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import psycopg
import pyproj
import shapely
from psycopg import sql

from maps.layer_facts import Column, ColumnType, Extent, Geometry, Inspection, Question, Sublayer
from maps.layer_messages import Secrets
from maps.source import Source, SourceKind
from maps.sources.feature_batch import Batch, Cells, Ids, check_column
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.mercator import Box, Floats, ToMercator, crs_code, degrees_of, known_crs, world_copies
from maps.sources.naming import area_key, name_column
from maps.sources.ogr_table import placed_shapes
from maps.sources.proposals import proposed

_STATEMENT_MS = 20_000
_TYPES = {
    "smallint": ColumnType.INTEGER,
    "integer": ColumnType.INTEGER,
    "bigint": ColumnType.INTEGER,
    "real": ColumnType.REAL,
    "double precision": ColumnType.REAL,
    "numeric": ColumnType.REAL,
    "boolean": ColumnType.BOOLEAN,
    "date": ColumnType.DATE,
    "text": ColumnType.TEXT,
    "character varying": ColumnType.TEXT,
    "character": ColumnType.TEXT,
    "uuid": ColumnType.TEXT,
    "timestamp with time zone": ColumnType.TIME,
    "timestamp without time zone": ColumnType.TIME,
}
_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.REAL})
_GEOMETRIES = {
    "POINT": Geometry.POINT,
    "MULTIPOINT": Geometry.POINT,
    "LINESTRING": Geometry.LINE,
    "MULTILINESTRING": Geometry.LINE,
    "POLYGON": Geometry.AREA,
    "MULTIPOLYGON": Geometry.AREA,
}
_LAYERS = (
    "SELECT f_table_schema, f_table_name, f_geometry_column, srid, type FROM geometry_columns"
    " WHERE has_table_privilege(format('%I.%I', f_table_schema, f_table_name), 'SELECT')"
    " ORDER BY f_table_schema, f_table_name, f_geometry_column LIMIT 1000"
)
_COLUMNS = (
    "SELECT column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position"
)
_KEY = (
    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
    " WHERE i.indrelid = to_regclass(format('%%I.%%I', %s::text, %s::text)) AND i.indisprimary AND i.indnatts = 1"
    " AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)"
)


@contextmanager
def connected(source: Source, secrets: Secrets) -> Generator[psycopg.Connection[tuple[Any, ...]]]:
    """Read only, with every wait bounded. Raises LayerFaultError no_answer, credentials, damaged."""
    parts = urlsplit(source.address)
    user, password = secrets.get(source.credentials, ("", ""))
    settings: dict[str, Any] = {
        "host": parts.hostname or "",
        "port": parts.port or 5432,
        "dbname": parts.path.lstrip("/"),
        "connect_timeout": 3,
        "keepalives_idle": 3,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": 5000,
        "options": f"-c statement_timeout={_STATEMENT_MS} -c default_transaction_read_only=on",
    }
    settings |= {"user": user, "password": password} if user else {}
    try:
        with psycopg.connect(**settings) as connection:
            yield connection
    except psycopg.OperationalError as error:
        refused = "password" in str(error) or "role" in str(error)
        raise LayerFaultError("credentials" if refused else "no_answer", parts.hostname or "") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise LayerFaultError("credentials", one_line(error)) from error
    except psycopg.Error as error:
        raise LayerFaultError("damaged", one_line(error)) from error


def inspect_database(address: str, said: Source | None, secrets: Secrets) -> Inspection:
    source = said or Source(SourceKind.POSTGIS, address)
    try:
        with connected(source, secrets) as connection:
            rows = connection.execute(_LAYERS).fetchall()
            found = tuple(_sublayer(source, connection, row) for row in rows)
    except LayerFaultError as error:
        if error.code != "credentials":
            raise
        asked = Sublayer(
            source, address, Geometry.NONE, proposed(Geometry.AREA, address), questions=(Question.CREDENTIALS,)
        )
        return Inspection("PostGIS", (asked,))
    return Inspection("PostGIS", found)


def _sublayer(source: Source, connection: Any, row: tuple[Any, ...]) -> Sublayer:
    schema, table, geometry, srid, type_ = row
    part = Source(
        SourceKind.POSTGIS, source.address, f"{schema}.{table}.{geometry}", source.crs, None, source.credentials
    )
    columns = _columns(connection, schema, table)
    kind = _GEOMETRIES.get(str(type_).upper().rstrip("ZM"), Geometry.MIXED)
    code, questions = "", (Question.CRS,)
    with suppress(LayerFaultError):  # then a person must say
        code, questions = crs_code(_crs(srid, source.crs)), ()
    return Sublayer(
        part,
        f"{schema}.{table}",
        kind,
        proposed(kind, table),
        code,
        _estimate(connection, schema, table),
        None if questions else _extent(connection, schema, table, geometry, _crs(srid, source.crs)),
        columns,
        questions,
        area_key=area_key(columns),
        name_column=name_column(columns),
    )


def _estimate(connection: Any, schema: str, table: str) -> int | None:
    """The planner's: a count would read a large table whole."""
    query = "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(format('%%I.%%I', %s::text, %s::text))"
    row = connection.execute(query, (schema, table)).fetchone()
    return int(row[0]) if row and row[0] >= 0 else None


def _extent(connection: Any, schema: str, table: str, geometry: str, crs: pyproj.CRS) -> Extent | None:
    query = "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM ST_EstimatedExtent(%s, %s, %s) AS e"
    try:
        with connection.transaction():
            row = connection.execute(query, (schema, table, geometry)).fetchone()
    except psycopg.Error:
        return None  # never analysed, or a view
    if row is None or row[0] is None:
        return None
    points = ToMercator(crs).points(np.array([[row[0], row[1]], [row[2], row[3]]], dtype=np.float64))
    lon, lat = degrees_of(points)
    return Extent(float(lat[0]), float(lon[0]), float(lat[1]), float(lon[1])) if np.isfinite(points).all() else None


def _columns(connection: Any, schema: str, table: str) -> tuple[Column, ...]:
    rows = connection.execute(_COLUMNS, (schema, table)).fetchall()
    return tuple(Column(str(name), _TYPES.get(str(type_), ColumnType.OTHER)) for name, type_ in rows)


def _crs(srid: int, said: str) -> pyproj.CRS:
    return known_crs(f"EPSG:{srid}" if srid > 0 else said)


class PostgisTable:
    """`sublayer` of the source is schema.table.geometry."""

    def __init__(self, source: Source, secrets: Secrets) -> None:
        self._source, self._secrets = source, secrets
        parts = source.sublayer.split(".")
        if len(parts) != 3:
            raise LayerFaultError("not_a_map", source.sublayer[:200])
        self._schema, self._table, self._place = parts
        with connected(source, secrets) as connection:
            self.columns = _columns(connection, self._schema, self._table)
            key = connection.execute(_KEY, (self._schema, self._table)).fetchone()
            query = (
                "SELECT srid, type FROM geometry_columns"
                " WHERE f_table_schema = %s AND f_table_name = %s AND f_geometry_column = %s"
            )
            row = connection.execute(query, (self._schema, self._table, self._place)).fetchone()
        if row is None:
            raise LayerFaultError("missing", source.sublayer[:200])
        self._srid = int(row[0])
        self._reach = ToMercator(_crs(self._srid, source.crs))
        self.geometry = _GEOMETRIES.get(str(row[1]).upper().rstrip("ZM"), Geometry.MIXED)
        self._key = sql.Identifier(str(key[0])) if key else None

    @property
    def stamp(self) -> str:
        return f"{self._source.key}"

    @property
    def crs(self) -> str:
        return crs_code(self._reach.crs)

    @property
    def _id(self) -> sql.Composable:
        return self._key or sql.SQL("(ctid::text::point)[0]::bigint * 4096 + (ctid::text::point)[1]::bigint")

    @property
    def _from(self) -> sql.Composed:
        return sql.SQL(" FROM {}.{}").format(sql.Identifier(self._schema), sql.Identifier(self._table))

    def count(self) -> int:
        return int(self._rows(sql.Composed([sql.SQL("SELECT count(*)"), self._from]), ())[0][0])

    def within(self, box: Box, columns: Sequence[str], most: int) -> Batch:
        parts = [self._copy_within(box, shift, columns, most) for shift in world_copies(box)]
        return parts[0] if len(parts) == 1 else _joined(parts)

    def _copy_within(self, box: Box, shift: float, columns: Sequence[str], most: int) -> Batch:
        place = sql.Identifier(self._place)
        seen = self._reach.box_in_source((box[0] - shift, box[1], box[2] - shift, box[3]))
        where, values = sql.SQL(""), []
        if seen is not None:
            where = sql.SQL(" WHERE {} && ST_MakeEnvelope(%s, %s, %s, %s, %s)").format(place)
            values = [*seen, self._srid]
        batch = self._batch(columns, where + sql.SQL(" LIMIT %s"), (*values, most), shift)
        return Batch(batch.ids, batch.shapes, batch.cells, batch.broken, is_cut=len(batch.ids) + batch.broken >= most)

    def of_ids(self, ids: Ids, columns: Sequence[str], *, shapes: bool) -> Batch:
        where = sql.SQL(" WHERE {} = ANY(%s)").format(self._id)
        if shapes:
            found = self._batch(columns, where, (ids.tolist(),), 0.0)
        else:
            found = self._table_part(columns, where, (ids.tolist(),))
        order = {int(id_): at for at, id_ in enumerate(found.ids.tolist())}
        return found.where(np.array([order[id_] for id_ in ids.tolist() if id_ in order], dtype=np.intp))

    def part(self, first: int, count: int, columns: Sequence[str]) -> Batch:
        tail = sql.SQL(" ORDER BY 1 LIMIT %s OFFSET %s")
        return self._table_part(columns, tail, (count, first))

    def ids(self) -> Ids:
        rows = self._rows(sql.SQL("SELECT {}").format(self._id) + self._from + sql.SQL(" ORDER BY 1"), ())
        return np.array([row[0] for row in rows], dtype=np.int64)

    def column(self, name: str) -> tuple[Ids, Cells]:
        check_column(self.columns, name)
        part = self._table_part((name,), sql.SQL(" ORDER BY 1"), ())
        return part.ids, part.cells[name]

    def boxes(self) -> tuple[Ids, Floats]:
        place = sql.Identifier(self._place)
        query = sql.SQL("SELECT {id}, ST_XMin({g}), ST_YMin({g}), ST_XMax({g}), ST_YMax({g})").format(
            id=self._id, g=place
        )
        rows = self._rows(query + self._from + sql.SQL(" WHERE {} IS NOT NULL ORDER BY 1").format(place), ())
        found = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 4)
        lower, upper = self._reach.points(found[:, :2]), self._reach.points(found[:, 2:])
        boxes = np.column_stack([np.minimum(lower, upper), np.maximum(lower, upper)])
        placed = np.isfinite(boxes).all(axis=1)
        return np.array([row[0] for row in rows], dtype=np.int64)[placed], boxes[placed]

    def _batch(self, columns: Sequence[str], tail: sql.Composable, values: Sequence[Any], shift: float) -> Batch:
        place = sql.SQL(", ST_AsBinary(ST_CurveToLine({}))").format(sql.Identifier(self._place))
        rows = self._rows(self._select(columns) + place + self._from + tail, values)
        wkb = np.array([None if row[-1] is None else bytes(row[-1]) for row in rows], dtype=object)
        ids, cells = self._ids_and_cells(columns, rows)
        if not len(rows):
            return Batch(ids, np.empty(0, dtype=object), cells)
        shapes, placed, broken = placed_shapes(wkb, self._reach)
        if shift:
            shapes = np.asarray(shapely.transform(shapes, lambda xy: xy + np.array([shift, 0.0])), dtype=object)
        return Batch(ids, shapes, cells, broken).where(placed)

    def _table_part(self, columns: Sequence[str], tail: sql.Composable, values: Sequence[Any]) -> Batch:
        rows = self._rows(self._select(columns) + self._from + tail, values)
        ids, cells = self._ids_and_cells(columns, rows)
        return Batch(ids, np.full(len(ids), None, dtype=object), cells)

    def _select(self, columns: Sequence[str]) -> sql.Composed:
        for name in columns:
            check_column(self.columns, name)
        parts = [self._id, *(self._readable(name) for name in columns)]
        return sql.SQL("SELECT ") + sql.SQL(", ").join(parts)

    def _readable(self, name: str) -> sql.Composable:
        """Numbers as floats, the rest as PostgreSQL writes it."""
        type_ = next(column.type for column in self.columns if column.name == name)
        if type_ is ColumnType.BOOLEAN:
            return sql.Identifier(name)
        cast = "{}::double precision" if type_ in _NUMBERS else "{}::text"
        return sql.SQL(cast).format(sql.Identifier(name))

    def _ids_and_cells(self, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> tuple[Ids, dict[str, Cells]]:
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        types = {column.name: column.type for column in self.columns}
        cells: dict[str, Cells] = {}
        for at, name in enumerate(columns, start=1):
            values = [row[at] for row in rows]
            if types[name] in _NUMBERS:
                cells[name] = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
            else:
                cells[name] = np.array(values, dtype=object)
        return ids, cells

    def _rows(self, query: sql.Composed, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connected(self._source, self._secrets) as connection:
            return connection.execute(query, values).fetchall()


def _joined(parts: Sequence[Batch]) -> Batch:
    cells = {name: np.concatenate([part.cells[name] for part in parts]) for name in parts[0].cells}
    ids, shapes = (np.concatenate([getattr(part, name) for part in parts]) for name in ("ids", "shapes"))
    return Batch(ids, shapes, cells, sum(part.broken for part in parts), any(part.is_cut for part in parts))
