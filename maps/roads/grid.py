"""A grid over the pieces of street, so that what is near a place is found without looking at all of them."""

import numpy as np
from numpy.typing import NDArray

from maps.roads.graph import M_PER_DEG, Floats, Grid, Ints, Longs, RoadGraph, degrees

Places = NDArray[np.intp]
_FINEST_M = 120.0
_CELLS_PER_PIECE = 2.0
_LONGEST_CELLS = 4096
"""A piece over more cells than this along a side is cut off there: nobody looks for a street 500 km long."""


def grid_of(points_e7: Ints, point_start: Longs) -> Grid:
    lat, lon = degrees(points_e7).T
    south, west, north, east = float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())
    stretch = max(0.01, float(np.cos(np.radians((south + north) / 2))))
    cell = _cell_deg((north - south, (east - west) * stretch), len(lat))
    columns, rows = int((east - west) * stretch / cell) + 1, int((north - south) / cell) + 1
    first = np.delete(np.arange(len(lat)), point_start[1:] - 1)
    row, column = ((lat - south) / cell).astype(np.intp), ((lon - west) * stretch / cell).astype(np.intp)
    cells, pieces = _covered(first, row, column, columns)
    order = np.lexsort((pieces, cells))
    start = np.zeros(columns * rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(cells, minlength=columns * rows), out=start[1:])
    return Grid(south, west, cell, stretch, columns, rows, start, pieces[order].astype(np.int32))


def _cell_deg(sides_deg: tuple[float, float], pieces: int) -> float:
    """As fine as the pieces are dense, not finer than a block."""
    area = max(sides_deg[0], 1e-6) * max(sides_deg[1], 1e-6)
    return max(_FINEST_M / M_PER_DEG, float(np.sqrt(area / (_CELLS_PER_PIECE * pieces))), max(sides_deg) / 30_000)


def _covered(first: Places, row: Places, column: Places, columns: int) -> tuple[Places, Places]:
    """Every cell of each piece's box, with the piece."""
    top, bottom = np.maximum(row[first], row[first + 1]), np.minimum(row[first], row[first + 1])
    right, left = np.maximum(column[first], column[first + 1]), np.minimum(column[first], column[first + 1])
    high = np.minimum(top - bottom + 1, _LONGEST_CELLS)
    wide = np.minimum(right - left + 1, _LONGEST_CELLS)
    count = high * wide
    owner = np.repeat(np.arange(len(first)), count)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return (bottom[owner] + nth // wide[owner]) * columns + left[owner] + nth % wide[owner], first[owner]


def pieces_near(grid: Grid, lat_deg: float, lon_deg: float, reach_m: float) -> Ints:
    """First points of the pieces in the cells within reach; some may lie further."""
    reach = reach_m / M_PER_DEG
    row, column = (lat_deg - grid.south_deg) / grid.cell_deg, (lon_deg - grid.west_deg) * grid.stretch / grid.cell_deg
    span = reach / grid.cell_deg
    bottom, top = max(0, int(np.floor(row - span))), min(grid.rows - 1, int(np.floor(row + span)))
    left, right = max(0, int(np.floor(column - span))), min(grid.columns - 1, int(np.floor(column + span)))
    if bottom > top or left > right:
        return np.empty(0, dtype=np.int32)
    found = [
        grid.pieces[grid.start[line * grid.columns + left] : grid.start[line * grid.columns + right + 1]]
        for line in range(bottom, top + 1)
    ]
    return np.unique(np.concatenate(found))


def pieces_in_box(grid: Grid, south_west: tuple[float, float], north_east: tuple[float, float]) -> Ints:
    """First points of the pieces in the cells that a box of latitudes and longitudes touches."""
    (south, west), (north, east) = south_west, north_east
    bottom = max(0, int(np.floor((south - grid.south_deg) / grid.cell_deg)))
    top = min(grid.rows - 1, int(np.floor((north - grid.south_deg) / grid.cell_deg)))
    left = max(0, int(np.floor((west - grid.west_deg) * grid.stretch / grid.cell_deg)))
    right = min(grid.columns - 1, int(np.floor((east - grid.west_deg) * grid.stretch / grid.cell_deg)))
    if bottom > top or left > right:
        return np.empty(0, dtype=np.int32)
    found = [
        grid.pieces[grid.start[line * grid.columns + left] : grid.start[line * grid.columns + right + 1]]
        for line in range(bottom, top + 1)
    ]
    return np.unique(np.concatenate(found))


def distances_m(graph: RoadGraph, pieces: Ints, lat_deg: float, lon_deg: float) -> tuple[Floats, Floats]:
    """From a place to each piece, and how far along the piece (0 to 1) its nearest point lies."""
    a, b = degrees(graph.points_e7[pieces]), degrees(graph.points_e7[pieces + 1])
    stretch = np.cos(np.radians(lat_deg))
    ax, ay = (a[:, 1] - lon_deg) * stretch, a[:, 0] - lat_deg
    dx, dy = (b[:, 1] - a[:, 1]) * stretch, b[:, 0] - a[:, 0]
    square = dx * dx + dy * dy
    along = np.clip(-(ax * dx + ay * dy) / np.where(square > 0.0, square, 1.0), 0.0, 1.0)
    return np.hypot(ax + along * dx, ay + along * dy) * M_PER_DEG, along
