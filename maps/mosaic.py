"""What all cameras together see, as square tiles of cells over the city: the best class of any camera in each cell.

Only tiles in which something is seen exist, so that a city of any size costs what its cameras cost. Cells are squares
of Mercator metres, `cell_m` of ground wide at `lat_deg`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.city_ground import degrees_of
from maps.dori import Dori, classes_of
from maps.viewport import place_to_mercator, to_mercator
from maps.viewshed import Viewshed

Floats = NDArray[np.float64]
Classes = NDArray[np.uint8]
TILE = 128
_SAFE = 1.01
"""The metres of the ground and those of the projection differ by less, in any direction."""
Key = tuple[int, int]
"""Column counted to the east and row counted to the north, from where the projection has its zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Mosaic:
    """`tiles` (TILE, TILE) of `maps.dori` classes, row 0 in the north."""

    cell_m: float
    lat_deg: float
    tiles: Mapping[Key, Classes]

    @property
    def side_m(self) -> float:
        """Of a cell, in Mercator metres."""
        return self.cell_m / math.cos(math.radians(self.lat_deg))

    @property
    def seen_m2(self) -> float:
        """Ground that is seen large enough to detect somebody."""
        return sum(int(np.count_nonzero(tile >= Dori.DETECT)) for tile in self.tiles.values()) * self.cell_m**2

    def at(self, lat_deg: Floats, lon_deg: Floats) -> Classes:
        """The class of each point's cell."""
        x_m, y_m = to_mercator(lat_deg, lon_deg)
        column, row = np.floor(x_m / self.side_m).astype(np.int64), np.floor(y_m / self.side_m).astype(np.int64)
        found = np.zeros(len(column), np.uint8)
        keys = (column // TILE << 32) + (row // TILE & 0xFFFFFFFF)
        order = np.argsort(keys, kind="stable")
        for some in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
            tile = self.tiles.get((int(column[some[0]] // TILE), int(row[some[0]] // TILE))) if len(some) else None
            if tile is not None:
                found[some] = tile[TILE - 1 - row[some] % TILE, column[some] % TILE]
        return found


def mosaic_of(viewsheds: Iterable[Viewshed], lat_deg: float, cell_m: float = 1.0) -> Mosaic:
    """Of viewsheds anywhere; `lat_deg` is about the middle of the city."""
    tiles: dict[Key, Classes] = {}
    side_m = cell_m / math.cos(math.radians(lat_deg))
    for viewshed in viewsheds:
        for key in _keys(viewshed, side_m):
            _lay_on(tiles, key, side_m, viewshed)
    return Mosaic(cell_m, lat_deg, tiles)


def _keys(viewshed: Viewshed, side_m: float) -> Iterable[Key]:
    """Tiles that its square touches."""
    if not viewshed.px_per_m.size:
        return []
    x_m, y_m = place_to_mercator(viewshed.centre)
    stretch, margin_m = 1.0 / math.cos(math.radians(viewshed.centre.lat_deg)), 2 * viewshed.step_m
    west, south, east, north = viewshed.bounds_m
    tile_m = side_m * TILE
    columns = _tiles(x_m + (west - margin_m) * stretch * _SAFE, x_m + (east + margin_m) * stretch * _SAFE, tile_m)
    rows = _tiles(y_m + (south - margin_m) * stretch * _SAFE, y_m + (north + margin_m) * stretch * _SAFE, tile_m)
    return [(column, row) for column in columns for row in rows]


def _tiles(low_m: float, high_m: float, tile_m: float) -> range:
    return range(math.floor(low_m / tile_m), math.floor(high_m / tile_m) + 1)


def _lay_on(tiles: dict[Key, Classes], key: Key, side_m: float, viewshed: Viewshed) -> None:
    x_m, y_m = tile_cells(key, side_m)
    lat_deg, lon_deg = degrees_of(x_m, y_m)
    px_per_m, _ = viewshed.at(np.repeat(lat_deg, TILE), np.tile(lon_deg, TILE))
    classes = classes_of(px_per_m).reshape(TILE, TILE)
    if classes.any():
        known = tiles.get(key)
        tiles[key] = classes if known is None else np.maximum(known, classes)


def tile_cells(key: Key, side_m: float) -> tuple[Floats, Floats]:
    """Mercator x of each column and y of each row, in the middle of its cells; rows from the north."""
    along = np.arange(0.5, TILE, dtype=np.float64) * side_m
    tile_m = side_m * TILE
    return key[0] * tile_m + along, (key[1] + 1) * tile_m - along
