"""The names of a map file for the search: streets put together from their pieces, areas, settlements, crossings.

A street lies in the source as many short pieces; pieces of one name that lie near to each other are one street, and
a street of the same name in another colonia is another. In the map worker's child.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from maps.names import MapCrossing, MapName, MapNames, NameKind
from maps.sources.city_file import Table
from maps.sources.crossings import meetings
from maps.sources.reading import Geometries, SourceLayer
from maps.sources.tags import LAST_RANK, Texts
from maps.viewport import place_from_mercator

STREET_CLASSES = frozenset({"motorway", "avenue", "collector", "street", "service", "path"})
WATERWAYS = frozenset({"river", "stream"})
ONE_STREET_M = 250.0
"""Pieces of one name as near as this are one street: the gap of a square, a bridge, a park."""
NEAR_PLACE_M = 4_000.0
_LEAST_WIDTH_M, _MOST_WIDTH_M = 250.0, 30_000.0
_LONGEST_NAME = 200
_POINT_KEYS = ("amenity", "shop", "tourism", "office", "healthcare")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """n pieces with a name each, and the number of the street each belongs to."""

    lines: Geometries
    names: Texts
    classes: Texts
    ranks: NDArray[np.int64]
    street: NDArray[np.int64]

    @property
    def count(self) -> int:
        return int(self.street.max()) + 1 if len(self.street) else 0


@dataclass(frozen=True, slots=True, eq=False)
class CityTables:
    """What the import has read, in Web Mercator; `ground` is metres on the ground per map metre."""

    area: Table
    street: Table
    place: Table
    points: Sequence[SourceLayer]
    ground: float
    shares_nodes: bool
    """Streets that meet have a node in common, as in OpenStreetMap; a bridge has none with what is under it."""


def names_of(tables: CityTables) -> MapNames:
    streets = put_together(tables.street, tables.ground)
    near = Neighbourhoods(tables)
    names = [
        *_street_names(streets, near, tables.ground),
        *_waterways(tables, near),
        *_areas(tables, near),
        *_places(tables, near),
        *_points(tables, near),
    ]
    met = meetings(streets.lines, streets.street, tables.ground, shares_nodes=tables.shares_nodes)
    crossings = [MapCrossing(int(one), int(other), *_degrees(x, y)) for one, other, x, y in met]
    return MapNames(tuple(names), tuple(crossings))


# streets


def put_together(street: Table, ground: float) -> Streets:
    """Numbers by name and nearness, in the order of their first piece."""
    classes, names = street.columns["class"], street.columns["name"]
    kept = np.array(
        [bool(name) and kind in STREET_CLASSES for name, kind in zip(names, classes, strict=True)], dtype=np.bool_
    )
    lines, names, classes = street.geometry[kept], names[kept], classes[kept]
    return Streets(
        lines, names, classes, np.asarray(street.columns["rank"][kept], dtype=np.int64), _numbers(lines, names, ground)
    )


def _numbers(lines: Geometries, names: Texts, ground: float) -> NDArray[np.int64]:
    if not len(lines):
        return np.zeros(0, np.int64)
    _, group = np.unique(names.astype(str), return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    pairs = [_near_pairs(lines, members, ground) for members in np.split(order, starts[1:])]
    one, other = np.concatenate(pairs, axis=1)
    graph = coo_array((np.ones(len(one), np.bool_), (one, other)), shape=(len(lines), len(lines)))
    _, label = connected_components(graph, directed=False)
    _, first, number = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[number]


def _near_pairs(lines: Geometries, members: NDArray[np.intp], ground: float) -> NDArray[np.intp]:
    """(2, k) numbers of pieces of one name that belong together."""
    if len(members) == 1:
        return np.empty((2, 0), np.intp)
    some = lines[members]
    found = shapely.STRtree(some).query(some, predicate="dwithin", distance=ONE_STREET_M / ground)
    return members[found[:, found[0] < found[1]]]


def _street_names(streets: Streets, near: "Neighbourhoods", ground: float) -> Iterator[MapName]:
    """One for each number, in its order."""
    order = np.argsort(streets.street, kind="stable")
    starts = np.flatnonzero(np.diff(streets.street[order], prepend=-1))
    for members in np.split(order, starts[1:]) if len(order) else ():
        pieces = streets.lines[members]
        longest = members[int(np.argmax(shapely.length(pieces)))]
        middle = shapely.line_interpolate_point(_longest_part(streets.lines[longest]), 0.5, normalized=True)
        yield _name(
            NameKind.STREET,
            str(streets.classes[longest]),
            str(streets.names[longest]),
            _at(middle),
            (_extent_m(pieces, ground), near, int(streets.ranks[members].min())),
        )


def _longest_part(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.length(parts)))]


def _waterways(tables: CityTables, near: "Neighbourhoods") -> Iterator[MapName]:
    """Rivers and streams once a name: nobody looks for a piece of one."""
    classes, names = tables.street.columns["class"], tables.street.columns["name"]
    longest: dict[str, int] = {}
    lengths = shapely.length(tables.street.geometry)
    for index, (kind, name) in enumerate(zip(classes, names, strict=True)):
        if name and kind in WATERWAYS and lengths[index] > lengths[longest.get(name, index)] - 1e-9:
            longest[str(name)] = index
    for name, index in longest.items():
        shape = tables.street.geometry[index]
        middle = shapely.line_interpolate_point(_longest_part(shape), 0.5, normalized=True)
        about = (_extent_m(np.array([shape]), tables.ground), near, LAST_RANK)
        yield _name(NameKind.AREA, str(classes[index]), name, _at(middle), about)


# areas, settlements, addresses


def _areas(tables: CityTables, near: "Neighbourhoods") -> Iterator[MapName]:
    """One for each name, class and neighbourhood: the largest of those parts that a map file cuts it into."""
    columns = tables.area.columns
    named = np.flatnonzero([bool(name) for name in columns["name"]])
    shapes = tables.area.geometry[named]
    points = shapely.point_on_surface(shapes)
    settled = {str(name).casefold() for name in tables.place.columns["name"]}
    seen: set[tuple[str, str, str]] = set()
    for row in np.argsort(-shapely.area(shapes), kind="stable"):
        index, what = int(named[row]), str(columns["class"][named[row]])
        name = str(columns["name"][index])
        if what == "district" and name.casefold() in settled:
            continue  # its settlement stands for it
        at = _at(points[row])
        found = _name(NameKind.AREA, what, name, at, (_extent_m(shapes[row : row + 1], tables.ground), near, LAST_RANK))
        if (what, name, found.near) not in seen:
            seen.add((what, name, found.near))
            yield found


def _places(tables: CityTables, near: "Neighbourhoods") -> Iterator[MapName]:
    columns = tables.place.columns
    for shape, what, name, rank in zip(
        tables.place.geometry, columns["class"], columns["name"], columns["rank"], strict=True
    ):
        at = _at(shape)
        width_m = _PLACE_WIDTH_M.get(str(what), 1_000.0)
        yield _name(NameKind.PLACE, str(what), str(name), at, (width_m, near, int(rank)))


_PLACE_WIDTH_M = {"city": 12_000.0, "town": 6_000.0, "village": 3_000.0, "borough": 4_000.0, "suburb": 2_500.0}


def _points(tables: CityTables, near: "Neighbourhoods") -> Iterator[MapName]:
    """Named points of the source that say what they are."""
    for layer in tables.points:
        whats = [layer.texts(key) for key in _POINT_KEYS]
        for index, (shape, name) in enumerate(zip(layer.geometry, layer.names, strict=True)):
            what = next((column[index] for column in whats if column[index]), None)
            if name and what and shapely.get_type_id(shape) == 0:
                at = _at(shape)
                yield _name(NameKind.POINT, str(what), str(name), at, (_LEAST_WIDTH_M, near, LAST_RANK))


# what all share


class Neighbourhoods:
    """Which colonia or town a place lies in: the smallest named district around it, else the settlement nearest."""

    def __init__(self, tables: CityTables) -> None:
        columns = tables.area.columns
        pairs = zip(columns["class"], columns["name"], strict=True)
        kept = np.flatnonzero([kind == "district" and bool(name) for kind, name in pairs])
        self._shapes, self._names = tables.area.geometry[kept], columns["name"][kept]
        self._sizes = shapely.area(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        settled = np.flatnonzero([what != "peak" for what in tables.place.columns["class"]])
        self._settlements = tables.place.columns["name"][settled]
        corners = shapely.get_coordinates(tables.place.geometry[settled])
        self._nearest = KDTree(corners) if len(corners) else None
        self._reach = NEAR_PLACE_M / tables.ground

    def of(self, at: tuple[float, float], own: str) -> str:
        """Never the thing's own name."""
        around = self._tree.query(shapely.Point(at), predicate="intersects") if len(self._shapes) else ()
        for index in sorted(around, key=lambda found: self._sizes[found]):
            if self._names[index] != own:
                return str(self._names[index])
        if self._nearest is None:
            return ""
        count = min(2, self._nearest.n)
        off, index = (np.atleast_1d(part) for part in self._nearest.query(at, k=count))
        close = (str(self._settlements[row]) for far, row in zip(off, index, strict=True) if far <= self._reach)
        return next((name for name in close if name != own), "")


def _name(
    kind: NameKind, what: str, name: str, at: tuple[float, float], about: tuple[float, Neighbourhoods, int]
) -> MapName:
    width_m, near, rank = about
    lat_deg, lon_deg = _degrees(*at)
    said = " ".join(name.split())[:_LONGEST_NAME]
    return MapName(kind, what, said, lat_deg, lon_deg, round(width_m, 1), near.of(at, name)[:_LONGEST_NAME], rank)


def _at(point: Any) -> tuple[float, float]:
    """In map metres."""
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def _degrees(x_m: float, y_m: float) -> tuple[float, float]:
    place = place_from_mercator(float(x_m), float(y_m))
    return place.lat_deg, place.lon_deg


def _extent_m(shapes: Geometries, ground: float) -> float:
    west, south, east, north = shapely.total_bounds(shapes)
    size = max(east - west, north - south) * ground * 1.2
    return float(min(max(size, _LEAST_WIDTH_M), _MOST_WIDTH_M))
