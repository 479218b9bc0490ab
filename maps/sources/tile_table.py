"""One layer of vector tiles as a table: the features of the tiles that cover a box, at a zoom that fits it.

GDAL decodes a tile from a file of ours in the child's temporary folder; what it gave is kept by the shelf.
"""

import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pyogrio
import pyogrio.raw
import shapely

from maps.layer_facts import Column, ColumnType, Geometry
from maps.sources.feature_batch import Batch, Cells
from maps.sources.layer_fault import LayerFaultError, one_line
from maps.sources.mercator import Box
from maps.sources.ogr_table import READING_ERRORS
from maps.sources.tile_grid import Tile, few_tiles

TILES_A_VIEW = 24
TileOf = Callable[[Tile], bytes | None]


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="atalaya-tiles-")


def decoded(tile: Tile, raw: bytes, columns: Sequence[str] | None = None) -> dict[str, Batch]:
    """Layers of a tile, in Web Mercator, with all columns or those named. Raises LayerFaultError damaged."""
    path = Path(_folder().name) / "tile.mvt"
    path.write_bytes(raw)
    where: dict[str, Any] = {"X": str(tile.column), "Y": str(tile.row), "Z": str(tile.zoom)}
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        return {name: _batch(pyogrio.raw.read(path, layer=name, columns=columns, **where)) for name in names}
    except READING_ERRORS as error:
        raise LayerFaultError("damaged", one_line(error)) from error


def _batch(read: Any) -> Batch:
    shapes = np.asarray(shapely.from_wkb(read[2], on_invalid="ignore"), dtype=object)
    cells = {str(name): values for name, values in zip(read[0]["fields"], read[3], strict=True)}
    ids = np.arange(len(shapes), dtype=np.int64)
    whole = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return Batch(ids, shapes, cells, int((~whole).sum())).where(whole)


def _no_table(*_: object, **__: object) -> NoReturn:
    raise LayerFaultError("not_a_table", "tiles have no table of all their features")


class TileTable:
    """`tile_of` gives the raw tile; `kept` remembers decoded ones by name."""

    def __init__(
        self, layer: str, stamp: str, zooms: tuple[int, int], tile_of: TileOf, kept: Callable[..., Any]
    ) -> None:
        self._layer, self._stamp, self._zooms = layer, stamp, zooms
        self._tile_of, self._kept = tile_of, kept
        self.columns: tuple[Column, ...] = ()
        self.geometry = Geometry.MIXED

    @property
    def stamp(self) -> str:
        return f"{self._stamp}.{self._layer}"

    def layers_over(self, box: Box, columns: tuple[str, ...] | None = None) -> dict[str, Batch]:
        """All layers of the tiles over a box, by name, with all their columns or those named."""
        found: dict[str, list[Batch]] = {}
        for tile in few_tiles(box, self._zooms[1], self._zooms[0], TILES_A_VIEW):
            for name, batch in self._decoded(tile, columns).items():
                found.setdefault(name, []).append(batch)
        return {name: joined(batches) for name, batches in found.items()}

    def _decoded(self, tile: Tile, columns: tuple[str, ...] | None) -> dict[str, Batch]:
        def make() -> dict[str, Batch]:
            raw = self._tile_of(tile)
            return decoded(tile, raw, columns) if raw else {}

        return self._kept(f"{self._stamp} {tile} {columns}", make)

    def within(self, box: Box, columns: Sequence[str], most: int) -> Batch:
        batch = self.layers_over(box, tuple(columns) or None).get(self._layer)
        if batch is None:
            return Batch(np.empty(0, dtype=np.int64), np.empty(0, dtype=object), {})
        cells = {name: batch.cells.get(name, np.full(len(batch.ids), None, dtype=object)) for name in columns}
        self.columns = tuple(Column(name, ColumnType.TEXT) for name in batch.cells)
        part = slice(0, most)
        shown = {name: column[part] for name, column in (cells if columns else batch.cells).items()}
        return Batch(batch.ids[part], batch.shapes[part], shown, batch.broken)

    def count(self) -> int:
        return -1

    part = ids = of_ids = column = boxes = staticmethod(_no_table)


def joined(batches: Sequence[Batch]) -> Batch:
    """Of several tiles, with all the columns that any of them has."""
    if len(batches) == 1:
        return batches[0]
    names = dict.fromkeys(name for batch in batches for name in batch.cells)
    cells = {name: np.concatenate([_cells(batch, name) for batch in batches]) for name in names}
    shapes = np.concatenate([batch.shapes for batch in batches])
    return Batch(np.arange(len(shapes), dtype=np.int64), shapes, cells, sum(batch.broken for batch in batches))


def _cells(batch: Batch, name: str) -> Cells:
    column = batch.cells.get(name)
    return np.full(len(batch.ids), None, dtype=object) if column is None else column.astype(object)
