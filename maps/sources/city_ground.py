"""Reads from city files what stands and what leads where: buildings as heights, streets as points.

In the worker's child. Only what lies in a box is read: the city file has a spatial index.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import rasterio.features
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from rasterio.transform import from_origin

from maps.arrays_file import Arrays
from maps.city_ground import degrees_of
from maps.place import Place
from maps.plane import LocalPlane
from maps.sources.heights import LARGEST_SIDE, ReadHeights
from maps.viewport import place_to_mercator

Geometries = NDArray[np.object_]
Columns = dict[str, NDArray[Any]]
Box = tuple[float, float, float, float]
WALKED = ("motorway", "avenue", "collector", "street", "service")
"""Classes of streets that people live and drive on; the rest (paths, rails, rivers) is no street."""
RANKS = {name: rank for rank, name in enumerate(WALKED)}
MOST_POINTS = 2_000_000
LONGEST_NAME = 80
_CROSSING_GRAIN_M = 2.0


class GroundRefusedError(ValueError):
    """City files that give no ground. `code`: missing, damaged, too_large."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def read_buildings(
    cities: Sequence[Path], centre: Place, reach_m: float, step_m: float, default_m: float
) -> ReadHeights:
    """Heights over the ground in a square around a place: 0 where nothing is built. Raises GroundRefusedError."""
    step_m = max(step_m, 2 * reach_m / LARGEST_SIDE)
    side = 2 * math.ceil(reach_m / step_m) + 1
    x_m, y_m = place_to_mercator(centre)
    stretch = reach_m * 1.05 / math.cos(math.radians(centre.lat_deg))
    box = (x_m - stretch, y_m - stretch, x_m + stretch, y_m + stretch)
    grid = np.zeros((side, side), np.float32)
    corner_m = side * step_m / 2
    for shapes, columns in (_read(city, "area", box, "class = 'building'") for city in cities):
        said = columns.get("height_m", np.full(len(shapes), np.nan)).astype(np.float64)
        heights = np.where(np.isfinite(said), said, default_m)
        order = np.argsort(heights, kind="stable")  # of two that overlap the higher one stands
        local = shapely.transform(shapes[order], lambda xy: _local(xy, centre))
        if len(local):
            rasterio.features.rasterize(
                zip(local, heights[order].tolist(), strict=True),
                out=grid,
                transform=from_origin(-corner_m, corner_m, step_m, step_m),
            )
    return ReadHeights(grid, step_m)


def _local(xy: NDArray[np.float64], centre: Place) -> NDArray[np.float64]:
    return np.column_stack(LocalPlane(centre).from_degrees(*degrees_of(xy[:, 0], xy[:, 1])))


def read_ground(cities: Sequence[Path], box: Box, step_m: float) -> Arrays:
    """As `maps.city_ground.CityGround`, in Mercator metres. Raises GroundRefusedError."""
    streets = [_read(city, "street", box, f"class IN {WALKED!r}") for city in cities]
    lines = np.concatenate([np.empty(0, dtype=object), *(shapes for shapes, _ in streets)])
    names, ranks, owner = _named(streets)
    stretch = 1.0 / math.cos(math.atan(math.sinh((box[1] + box[3]) / 2 / 6_378_137.0)))
    x_m, y_m, line = _points_along(lines, step_m * stretch, box)
    order = np.argsort(owner[line], kind="stable")
    crossing = _crossings(lines, _CROSSING_GRAIN_M * stretch, box)
    houses = [_read(city, "area", box, "class = 'building'")[0] for city in cities]
    built = np.concatenate([np.empty(0, dtype=object), *houses])
    middle = shapely.get_coordinates(shapely.centroid(built))
    return {
        "street_x_m": x_m[order],
        "street_y_m": y_m[order],
        "street": owner[line][order].astype(np.int32),
        "names": names,
        "ranks": ranks,
        "step_m": np.array(step_m),
        "crossing_x_m": crossing[:, 0],
        "crossing_y_m": crossing[:, 1],
        "building_x_m": middle[:, 0],
        "building_y_m": middle[:, 1],
        "building_m2": shapely.area(built) / stretch**2,
    }


def _read(city: Path, layer: str, box: Box, where: str) -> tuple[Geometries, Columns]:
    try:
        if not city.is_file():
            raise GroundRefusedError("missing", city.name)
        meta, _, wkb, fields = pyogrio.raw.read(city, layer=layer, bbox=box, where=where)
    except (DataSourceError, DataLayerError, FieldError) as error:
        raise GroundRefusedError("damaged", f"{city.name}: {' '.join(str(error).split())[:160]}") from error
    shapes = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    columns = {str(name): np.asarray(values)[kept] for name, values in zip(meta["fields"], fields, strict=True)}
    return shapes[kept], columns


def _named(streets: Sequence[tuple[Geometries, Columns]]) -> tuple[NDArray[np.str_], NDArray[np.int32], NDArray[Any]]:
    """Streets of one name are one; those without any are one a class. Names, ranks, and the street of each line."""
    empty = np.empty(0, dtype=object)
    names = np.concatenate([empty, *(columns["name"] for _, columns in streets)])
    classes = np.concatenate([empty, *(columns["class"] for _, columns in streets)])
    keys = np.array(
        [str(name)[:LONGEST_NAME] if name else f"\t{kind}" for name, kind in zip(names, classes, strict=True)]
    )
    if not len(keys):
        return np.empty(0, dtype="<U1"), np.empty(0, np.int32), np.empty(0, np.intp)
    unique, owner = np.unique(keys, return_inverse=True)
    ranks = np.full(len(unique), len(WALKED), np.int32)
    np.minimum.at(ranks, owner, np.array([RANKS[str(kind)] for kind in classes], np.int32))
    return np.char.partition(unique, "\t")[:, 0], ranks, owner


def _points_along(
    lines: Geometries, step_m: float, box: Box
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """A point in the middle of each step; of every line one at least."""
    length = shapely.length(lines)
    count = np.maximum(1, np.rint(length / step_m)).astype(np.intp)
    if count.sum() > MOST_POINTS:
        raise GroundRefusedError("too_large", f"{int(count.sum())} points along streets: choose a smaller part")
    line = np.repeat(np.arange(len(lines)), count)
    number = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    at = shapely.line_interpolate_point(lines[line], (number + 0.5) / count[line], normalized=True)
    xy = shapely.get_coordinates(at)
    inside = _inside(xy, box)
    return xy[inside, 0], xy[inside, 1], line[inside]


def _crossings(lines: Geometries, grain_m: float, box: Box) -> NDArray[np.float64]:
    """Where three ends or more meet once all lines are cut at one another; of those closer than the grain, one."""
    if not len(lines):
        return np.empty((0, 2))
    parts = shapely.get_parts(shapely.node(shapely.multilinestrings(shapely.get_parts(lines))))
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(parts, index)) for index in (0, -1)])
    grid = np.rint(ends / grain_m).astype(np.int64)
    _, first, count = np.unique(grid, axis=0, return_index=True, return_counts=True)
    found = ends[first[count >= 3]]
    return found[_inside(found, box)]


def _inside(xy: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    inside: NDArray[np.bool_] = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    return inside
