"""The tables that a child has open, with what it worked out of them: a spatial index of boxes, whole columns.

Bounded in bytes; what has not been used for longest goes first. Everything is dropped when its source's content is
another one than it was.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.layer_messages import Places, Secrets
from maps.source import ON_THE_NET, Source, SourceKind
from maps.sources.conversion import convert_if_small
from maps.sources.feature_batch import Cells, Ids, Table
from maps.sources.file_format import checked_file, format_of
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import Box
from maps.sources.ogr_table import OgrTable
from maps.sources.raster_file import RasterFile

_BUDGET_BYTES = 512 << 20
_MOST_TABLES, _MOST_MADE = 256, 1024


@dataclass(frozen=True, slots=True, eq=False)
class BoxIndex:
    """Boxes of Web Mercator by feature, n rows."""

    ids: Ids
    boxes: NDArray[np.float64]

    def meeting(self, box: Box) -> NDArray[np.intp]:
        west, south, east, north = (self.boxes[:, side] for side in range(4))
        return np.flatnonzero((west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1]))


class FeatureShelf:
    """One thread's."""

    def __init__(self) -> None:
        self._tables: OrderedDict[str, Table] = OrderedDict()
        self._made: OrderedDict[tuple[str, str], Any] = OrderedDict()

    def table(self, source: Source, places: Places, secrets: Secrets) -> Table:
        """Raises LayerFaultError, NotPreparedError."""
        stamp = _stamp(source, places)
        key = f"{source.key}.{stamp}"
        if key not in self._tables:
            table = self._opened(source, places, secrets)
            self._tables[key] = table
            while len(self._tables) > _MOST_TABLES:
                self._tables.popitem(last=False)
        self._tables.move_to_end(key)
        return self._tables[key]

    def _opened(self, source: Source, places: Places, secrets: Secrets) -> Table:
        if source.kind in (SourceKind.PMTILES, SourceKind.MBTILES):
            from maps.sources.tile_archive import open_vector_tiles  # noqa: PLC0415 - few have one

            return open_vector_tiles(source, places, self.keep_by)
        return open_table(source, places, secrets)

    def raster(self, source: Source, places: Places) -> RasterFile:
        """Raises LayerFaultError."""
        stamp = checked_file(source.address, places)[1].text
        return self.keep_by(f"raster {source.key} {stamp}", lambda: RasterFile(source, places))

    def index(self, table: Table) -> BoxIndex:
        return self._kept(table, "boxes", lambda: BoxIndex(*table.boxes()))

    def column(self, table: Table, name: str) -> tuple[Ids, Cells]:
        return self._kept(table, f"column {name}", lambda: table.column(name))

    def keep(self, table: Table, name: str, make: Callable[[], Any]) -> Any:
        """What was made under this name of this very content, or makes it."""
        return self._kept(table, name, make)

    def keep_by(self, name: str, make: Callable[[], Any]) -> Any:
        """As `keep`, of something whose name tells its content."""
        return self._kept_by(("", name), make)

    def has_index(self, table: Table) -> bool:
        return (table.stamp, "boxes") in self._made

    def _kept(self, table: Table, name: str, make: Callable[[], Any]) -> Any:
        return self._kept_by((table.stamp, name), make)

    def _kept_by(self, key: tuple[str, str], make: Callable[[], Any]) -> Any:
        if key not in self._made:
            self._made[key] = make()
            self._trim()
        self._made.move_to_end(key)
        return self._made[key]

    def _trim(self) -> None:
        while len(self._made) > _MOST_MADE:
            self._made.popitem(last=False)
        while len(self._made) > 1 and sum(_bytes_of(made) for made in self._made.values()) > _BUDGET_BYTES:
            self._made.popitem(last=False)


def _bytes_of(made: Any) -> int:
    if isinstance(made, np.ndarray):
        return made.nbytes + (60 * made.size if made.dtype == object else 0)
    if isinstance(made, BoxIndex):
        return made.ids.nbytes + made.boxes.nbytes
    return sum(_bytes_of(part) for part in made) if isinstance(made, tuple) else 64


def _stamp(source: Source, places: Places) -> str:
    if source.kind not in ON_THE_NET:
        return checked_file(source.address, places)[1].text
    return ""


def open_table(source: Source, places: Places, secrets: Secrets) -> Table:
    """Raises LayerFaultError, NotPreparedError."""
    if source.kind in (SourceKind.VECTOR, SourceKind.CSV, SourceKind.GTFS):
        return _file_table(source, places)
    if source.kind is SourceKind.POSTGIS:
        from maps.sources.postgis_table import PostgisTable  # noqa: PLC0415 - few have one, and psycopg takes 0.1 s

        return PostgisTable(source, secrets)
    if source.kind is SourceKind.WFS:
        from maps.sources.web_features import fetched_table  # noqa: PLC0415 - as above, of the network

        return fetched_table(source, places, secrets)
    raise LayerFaultError("not_a_table", source.kind)


def _file_table(source: Source, places: Places) -> Table:
    path, stamp = checked_file(source.address, places)
    form = format_of(path)
    if form.is_raster:
        raise LayerFaultError("not_a_table", path.name)
    if form.in_place:
        return OgrTable(path, source.sublayer, stamp, source.crs)
    made, made_stamp = checked_file(str(convert_if_small(source, places)), Places(places.cache))
    return OgrTable(made, source.sublayer, made_stamp, source.crs)
