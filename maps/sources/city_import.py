"""Makes a city file from a map file: read, sort into areas, streets and places, name, write. In the child."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.names import MapNames
from maps.roads.facts import RoadFacts
from maps.sources.building_heights import heights_of
from maps.sources.city_file import Table, write_city_file
from maps.sources.labels import area_labels, named, street_labels
from maps.sources.names import CityTables, names_of
from maps.sources.reading import Geometries, SourceLayer, UnreadableMapError, read_layers
from maps.sources.road_import import import_roads
from maps.sources.tags import (
    AREA_CLASSES,
    LAST_RANK,
    LINE_RANK,
    OTHER,
    PLACE_RANK,
    Texts,
    area_classes,
    line_classes,
    place_classes,
)
from maps.viewport import place_from_mercator

OSM_ATTRIBUTION = "© OpenStreetMap contributors"
"""Asked for by the Open Database License, section 4.3."""
_STRAY_PERCENT = 1.0
_POINTS, _LINES, _POLYGONS = (0, 4), (1, 2, 5), (3, 6)


@dataclass(frozen=True, slots=True)
class CityFacts:
    """What an import made: rows per table of facts, where the city lies, and what is called how in it."""

    layers: dict[str, int]
    lat_deg: float
    lon_deg: float
    width_m: float
    attribution: str
    names: MapNames
    roads: RoadFacts | None = None
    """None: the map has no ways, and there is no road file."""


def import_city(source: Path, target: Path, on_progress: Callable[[float], None]) -> CityFacts:
    """Raises UnreadableMapError, CityFileError; `target` and the road file beside it are then as they were before."""
    layers: list[SourceLayer] = []
    for layer in read_layers(source):
        layers.append(layer)
        on_progress(min(0.5, 0.15 * len(layers)))
    area, street, place = _areas(layers), _streets(layers), _places(layers)
    if not area.count + street.count:
        raise UnreadableMapError("empty", source.name)
    west, south, east, north = _extent((street, area))
    centre = place_from_mercator((west + east) / 2, (south + north) / 2)
    ground = float(np.cos(np.radians(centre.lat_deg)))
    on_progress(0.6)
    from_osm = any(layer.from_osm for layer in layers)
    tables = CityTables(area, street, place, _of_types(layers, _POINTS), ground, shares_nodes=from_osm)
    names = names_of(tables)
    labels = area_labels(area, named(place.columns["name"]), ground)
    with import_roads(source, layers, target) as roads:
        on_progress(0.8)
        write_city_file(target, (area, street, place, labels, street_labels(street)))
    on_progress(1.0)
    counts = {table.name: table.count for table in (area, street, place)}
    width_m = max(east - west, north - south, 200.0) * ground
    attribution = OSM_ATTRIBUTION if from_osm else ""
    return CityFacts(counts, centre.lat_deg, centre.lon_deg, width_m, attribution, names, roads)


def _areas(layers: Iterable[SourceLayer]) -> Table:
    """Large before small, lowest class first: what is drawn later lies on top."""
    found = [(layer, area_classes(layer)) for layer in _of_types(layers, _POLYGONS)]
    geometry, columns = _joined(found)
    columns["height_m"] = _heights(found)
    level = np.array([AREA_CLASSES.index(str(kind)) for kind in columns["class"]], dtype=np.int64)
    order = np.lexsort((-shapely.area(geometry), level))
    return Table("area", geometry[order], {key: column[order] for key, column in columns.items()})


def _heights(found: Iterable[tuple[SourceLayer, Texts]]) -> NDArray[np.float64]:
    """Of what is a building; nothing else stands in the way of a camera."""
    said = [
        np.where(classes == "building", heights_of(dict(layer.columns), len(layer.geometry)), np.nan)
        for layer, classes in found
    ]
    return np.concatenate([np.empty(0), *said])


def _streets(layers: Iterable[SourceLayer]) -> Table:
    found = [(layer, line_classes(layer)) for layer in _of_types(layers, _LINES)]
    geometry, columns = _joined(found)
    rank = np.array([LINE_RANK.get(str(kind), LAST_RANK) for kind in columns["class"]], dtype=np.int32)
    tunnel = [np.array([bool(text) and text != "no" for text in layer.texts("tunnel")]) for layer, _ in found]
    under = np.concatenate([np.empty(0, dtype=np.bool_), *tunnel]).astype(np.int32)
    return Table("street", geometry, {**columns, "rank": rank, "tunnel": under})


def _places(layers: Iterable[SourceLayer]) -> Table:
    geometry, columns = _joined([(layer, place_classes(layer)) for layer in _of_types(layers, _POINTS)])
    named_places = (columns["class"] != OTHER) & columns["name"].astype(bool)
    kept = {key: column[named_places] for key, column in columns.items()}
    rank = np.array([PLACE_RANK[str(kind)] for kind in kept["class"]], dtype=np.int32)
    return Table("place", geometry[named_places], {**kept, "rank": rank})


def _of_types(layers: Iterable[SourceLayer], types: tuple[int, ...]) -> list[SourceLayer]:
    return [layer.where(np.isin(shapely.get_type_id(layer.geometry), types)) for layer in layers]


def _joined(found: Sequence[tuple[SourceLayer, Texts]]) -> tuple[Geometries, dict[str, NDArray[Any]]]:
    empty = np.empty(0, dtype=object)
    columns: dict[str, NDArray[Any]] = {
        "class": np.concatenate([empty, *(classes for _, classes in found)]),
        "name": np.concatenate([empty, *(layer.names for layer, _ in found)]),
    }
    return np.concatenate([empty, *(layer.geometry for layer, _ in found)]), columns


def _extent(tables: Iterable[Table]) -> tuple[float, float, float, float]:
    """Of the first table with rows: where nearly all of it lies, so that one stray feature does not make a country."""
    geometry = next(table.geometry for table in tables if table.count)
    xy: NDArray[np.float64] = shapely.get_coordinates(geometry)
    west, south = np.percentile(xy, _STRAY_PERCENT, axis=0)
    east, north = np.percentile(xy, 100.0 - _STRAY_PERCENT, axis=0)
    return float(west), float(south), float(east), float(north)
