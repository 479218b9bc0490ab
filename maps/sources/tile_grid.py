"""The pyramid of square tiles over Web Mercator: which zoom suits a picture, and which tiles cover it."""

import math
from dataclasses import dataclass

from maps.sources.mercator import WORLD_M, Box

MOST_TILES = 200
"""Of one picture: a 4K screen at its own zoom."""


@dataclass(frozen=True, slots=True)
class Tile:
    zoom: int
    column: int
    row: int
    """Counted from the north."""

    @property
    def box(self) -> Box:
        side = 2 * WORLD_M / (1 << self.zoom)
        west, north = self.column * side - WORLD_M, WORLD_M - self.row * side
        return west, north - side, west + side, north

    @property
    def parent(self) -> "Tile":
        return Tile(self.zoom - 1, self.column // 2, self.row // 2)


def zoom_for(m_per_px: float, tile_px: int, lowest: int, highest: int) -> int:
    """The zoom whose pixels are nearest to those of the picture, rather finer than coarser."""
    ideal = math.log2(2 * WORLD_M / (tile_px * max(m_per_px, 1e-9)))
    return max(lowest, min(highest, math.ceil(ideal - 0.35)))


def tiles_over(box: Box, zoom: int) -> list[Tile]:
    """Those that meet a box, those nearest to its middle first; only once around the world."""
    count = 1 << zoom
    side = 2 * WORLD_M / count
    first_column, last_column = _span(box[0] + WORLD_M, box[2] + WORLD_M, side, count)
    first_row, last_row = _span(WORLD_M - box[3], WORLD_M - box[1], side, count)
    if (last_column - first_column + 1) * (last_row - first_row + 1) > 100 * MOST_TILES:
        return []
    found = [
        Tile(zoom, column, row)
        for column in range(first_column, last_column + 1)
        for row in range(first_row, last_row + 1)
    ]
    middle = (first_column + last_column) / 2, (first_row + last_row) / 2
    return sorted(found, key=lambda tile: math.hypot(tile.column - middle[0], tile.row - middle[1]))


def _span(low_m: float, high_m: float, side: float, count: int) -> tuple[int, int]:
    return max(0, math.floor(low_m / side)), min(count - 1, math.ceil(high_m / side) - 1)


def few_tiles(box: Box, zoom: int, lowest: int, most: int = MOST_TILES) -> list[Tile]:
    """At the zoom, or at the next coarser one that needs no more than `most`."""
    for level in range(zoom, lowest - 1, -1):
        found = tiles_over(box, level)
        if 0 < len(found) <= most:
            return found
    return tiles_over(box, lowest)[:most]
