"""What lies under a pixel or within an outline, and where features lie."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from maps.feature_filter import Cell, columns_of
from maps.layer_facts import ColumnType, Extent, Found, Geometry, Rows
from maps.place import Place
from maps.sources.column_facts import cell_of
from maps.sources.feature_batch import Batch, Ids, Table
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.filtering import lets_through
from maps.sources.mercator import Floats, degrees_of
from maps.sources.naming import name_column
from maps.sources.row_order import order_of
from maps.stack import StackLayer
from maps.viewport import place_to_mercator

_MOST_CORNERS = 1000
_MOST_READ = 2000


def features_at(layer: StackLayer, table: Table, spot: tuple[float, float, float], most: int) -> list[Found]:
    """Features within reach of x, y (metres of Web Mercator), nearest first."""
    x_m, y_m, reach_m = spot
    names = [column.name for column in table.columns if column.type is not ColumnType.OTHER]
    batch = table.within((x_m - reach_m, y_m - reach_m, x_m + reach_m, y_m + reach_m), names, _MOST_READ)
    batch = batch.where(lets_through(layer.where, batch.cells, len(batch.ids)))
    if not len(batch.ids):
        return []
    point = shapely.Point(x_m, y_m)
    away = shapely.distance(batch.shapes, point)
    near = [row for row in np.argsort(away, kind="stable").tolist() if away[row] <= reach_m][: most + 1]
    return [_found(layer, table, batch, row, point) for row in near]


def _found(layer: StackLayer, table: Table, batch: Batch, row: int, point: Any) -> Found:
    cells = tuple(cell_of(column[row]) for column in batch.cells.values())
    nearest = shapely.get_coordinates(shapely.shortest_line(batch.shapes[row], point))[:1]
    lon, lat = degrees_of(nearest if len(nearest) else np.array([[point.x, point.y]]))
    title = _title(table, dict(zip(batch.cells, cells, strict=True)), int(batch.ids[row]))
    return Found(
        layer.id,
        int(batch.ids[row]),
        title,
        tuple(batch.cells),
        cells,
        float(lat[0]),
        float(lon[0]),
        rings_of(batch.shapes[row]),
    )


def _title(table: Table, cells: dict[str, Cell], feature_id: int) -> str:
    value = cells.get(name_column(table.columns))
    return str(value) if value not in (None, "") else str(feature_id)


def rings_of(shape: Any) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Outlines as lat, lon in degrees, thinned when there are too many corners."""
    corners = int(shapely.get_num_coordinates(shape))
    if corners > _MOST_CORNERS:
        west, south, east, north = shapely.bounds(shape)
        shape = shapely.simplify(shape, max(east - west, north - south) / 400.0)
    lines = shapely.get_parts(shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape)
    rings, left = [], _MOST_CORNERS
    for line in lines:
        lon, lat = degrees_of(shapely.get_coordinates(line)[:left])
        left -= len(lon)
        rings.append(tuple(zip(lat.tolist(), lon.tolist(), strict=True)))
        if left <= 0:
            break
    return tuple(rings)


def features_within(
    rows: Rows, ring: Sequence[tuple[float, float]], most: int, table: Table
) -> tuple[tuple[int, ...], bool]:
    """Ids of features that touch a polygon of lat, lon; and whether there are more."""
    if table.geometry is Geometry.NONE or len(ring) < 3:
        return (), False
    polygon = shapely.Polygon([place_to_mercator(Place(lat, lon)) for lat, lon in ring])
    polygon = polygon if polygon.is_valid else polygon.buffer(0)
    if polygon.is_empty:
        return (), False
    west, south, east, north = polygon.bounds
    batch = table.within((west, south, east, north), columns_of(rows.where), most * 4 + 1000)
    batch = batch.where(lets_through(rows.where, batch.cells, len(batch.ids)))
    shapely.prepare(polygon)
    touching = batch.ids[shapely.intersects(polygon, batch.shapes)]
    return tuple(touching[:most].tolist()), len(touching) > most or batch.is_cut


def extent_of(rows: Rows, ids: Sequence[int], table: Table, shelf: FeatureShelf) -> Extent | None:
    """Of some features, or of all that the filter lets through."""
    if table.geometry is Geometry.NONE:
        return None
    if 0 < len(ids) <= _MOST_READ:
        shapes = table.of_ids(np.array(ids, dtype=np.int64), (), shapes=True).shapes
        return _extent(shapely.bounds(shapes)) if len(shapes) else None
    index = shelf.index(table)
    wanted: Ids = np.array(ids, dtype=np.int64) if len(ids) else order_of(rows, table, shelf).ids
    boxes = index.boxes[np.isin(index.ids, wanted)]
    return _extent(boxes) if len(boxes) else None


def _extent(boxes: Floats) -> Extent:
    corners = np.array([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
    lon, lat = degrees_of(corners)
    return Extent(float(lat[0]), float(lon[0]), float(lat[1]), float(lon[1]))
