"""Reads public spaces from a map file with OpenStreetMap's tags, and counts what stands in each. In the child.

Keys and values: OpenStreetMap wiki, "Map features".
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.features import FoundSpace
from maps.sources.outline import middle_of, rings_of
from maps.sources.reading import Geometries, SourceLayer, UnreadableMapError, read_layers
from maps.sources.tags import Texts

Values = frozenset[str]
KINDS: tuple[tuple[str, Mapping[str, Values]], ...] = (
    ("playground", {"leisure": frozenset({"playground"})}),
    ("court", {"leisure": frozenset({"pitch", "sports_centre", "track"})}),
    ("market", {"amenity": frozenset({"marketplace"})}),
    ("cemetery", {"landuse": frozenset({"cemetery"}), "amenity": frozenset({"grave_yard"})}),
    ("plaza", {"place": frozenset({"square"})}),
    (
        "park",
        {
            "leisure": frozenset({"park", "recreation_ground"}),
            "landuse": frozenset({"recreation_ground", "village_green"}),
        },
    ),
    ("tree", {"natural": frozenset({"tree"})}),
)
"""The first that fits decides."""
ITEMS: tuple[tuple[str, str, Values], ...] = (
    ("benches", "amenity", frozenset({"bench"})),
    ("luminaires", "highway", frozenset({"street_lamp"})),
    ("bins", "amenity", frozenset({"waste_basket", "waste_disposal", "recycling"})),
    ("fountains", "amenity", frozenset({"drinking_water", "fountain"})),
    ("toilets", "amenity", frozenset({"toilets"})),
    ("exercise_equipment", "leisure", frozenset({"fitness_station"})),
    ("trees", "natural", frozenset({"tree"})),
)
"""What stands in a space: word of the inventory, key and values of its points."""
PRIVATE = frozenset({"private", "no", "customers", "permit"})
_COLUMNS = frozenset(
    {
        "leisure",
        "landuse",
        "amenity",
        "place",
        "natural",
        "highway",
        "access",
        "opening_hours",
        "operator",
        "playground",
    }
    | {"osm_id", "osm_way_id"}
)
MOST_SPACES = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    source: SourceLayer
    kinds: Texts
    """One of KINDS, or None."""


def read_spaces(path: Path) -> tuple[FoundSpace, ...]:
    """Those that the public may enter. Raises UnreadableMapError; `empty` where there is none."""
    layers = [_Layer(layer, _kinds(layer)) for layer in read_layers(path, _COLUMNS)]
    rows = [(layer.source, int(row)) for layer in layers for row in np.flatnonzero(layer.kinds != None)]  # noqa: E711 - elementwise
    if not rows:
        raise UnreadableMapError("empty", path.name)
    if len(rows) > MOST_SPACES:
        raise UnreadableMapError("too_many", f"{len(rows)} spaces in {path.name}, and {MOST_SPACES} is the most")
    kinds = [str(layer.kinds[row]) for layer in layers for row in np.flatnonzero(layer.kinds != None)]  # noqa: E711
    shapes = np.array([layer.geometry[row] for layer, row in rows], dtype=object)
    inventories = _inventories(shapes, [layer.source for layer in layers])
    return tuple(
        _space(layer, row, kind, inventory)
        for (layer, row), kind, inventory in zip(rows, kinds, inventories, strict=True)
    )


def _kinds(layer: SourceLayer) -> Texts:
    found: Texts = np.full(len(layer.geometry), None, dtype=object)
    types = shapely.get_type_id(layer.geometry)
    for kind, keys in reversed(KINDS):
        fits = np.isin(types, (0,) if kind == "tree" else (0, 3, 6))
        found[fits & _tagged(layer, keys)] = kind
    found[np.isin(layer.texts("access"), list(PRIVATE))] = None
    return found


def _tagged(layer: SourceLayer, keys: Mapping[str, Values]) -> NDArray[np.bool_]:
    fits = np.zeros(len(layer.geometry), np.bool_)
    for key, values in keys.items():
        fits |= np.isin(layer.texts(key), list(values))
    return fits


def _inventories(shapes: Geometries, layers: Sequence[SourceLayer]) -> list[dict[str, int]]:
    """Points of each item within each polygon."""
    counted: list[dict[str, int]] = [{} for _ in shapes]
    tree = shapely.STRtree(shapes)
    for item, key, values in ITEMS:
        for layer in layers:
            points = layer.geometry[_tagged(layer, {key: values}) & (shapely.get_type_id(layer.geometry) == 0)]
            _, owner = tree.query(points, predicate="within") if len(points) else (None, np.empty(0, np.intp))
            for index in owner[shapely.get_dimensions(shapes[owner]) == 2].tolist():
                counted[index][item] = counted[index].get(item, 0) + 1
    return counted


def _space(layer: SourceLayer, row: int, kind: str, inventory: dict[str, int]) -> FoundSpace:
    shape, name = layer.geometry[row], str(layer.names[row] or "")
    lat_deg, lon_deg = middle_of(shape)
    return FoundSpace(
        source_id=_source_id(layer, row, kind, f"{name}{lat_deg:.6f}{lon_deg:.6f}"),
        kind=kind,
        name=name,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        rings=rings_of(shape),
        opening_hours=str(layer.texts("opening_hours")[row] or ""),
        responsible=str(layer.texts("operator")[row] or ""),
        inventory=inventory,
    )


def _source_id(layer: SourceLayer, row: int, kind: str, rest: str) -> str:
    """OpenStreetMap's own number, with a letter for what it counts; else a hash of what and where it is."""
    for column, letter in (
        ("osm_way_id", "w"),
        ("osm_id", "n" if shapely.get_type_id(layer.geometry[row]) == 0 else "r"),
    ):
        number = layer.texts(column)[row]
        if number:
            return f"osm-{letter}{number}"
    return f"{kind}-{hashlib.sha256(rest.encode()).hexdigest()[:12]}"
