"""Reads areas with names or keys: INEGI's framework, a cadastre's colonias, OSM's suburbs. In the worker's child."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from maps.features import FoundArea
from maps.sources.outline import middle_of, rings_of
from maps.sources.reading import SourceLayer, UnreadableMapError, read_layers
from maps.sources.tags import area_classes

CODES = ("cvegeo", "clave", "cve", "code", "codigo", "código", "id_colonia", "ref:inegi", "ref")
"""Columns that hold the key of an area, most trusted first."""
OTHER_KEYS = ("cve_ent", "cve_mun", "cve_loc", "cve_ageb", "nom_ent", "nom_mun", "admin_level", "postal_code")
MOST_AREAS = 20_000


def read_areas(path: Path) -> tuple[FoundArea, ...]:
    """Raises UnreadableMapError; `empty` where the file has no polygon that has a name or a key."""
    layers = read_layers(path, frozenset((*CODES, *OTHER_KEYS)))
    found = tuple(area for layer in layers for area in _areas(layer))
    if not found:
        raise UnreadableMapError("empty", path.name)
    if len(found) > MOST_AREAS:
        raise UnreadableMapError("too_many", f"{len(found)} areas in {path.name}, and {MOST_AREAS} is the most")
    return found


def _areas(layer: SourceLayer) -> Iterator[FoundArea]:
    polygons = layer.where(np.isin(shapely.get_type_id(layer.geometry), (3, 6)))
    codes, names = _codes(polygons), polygons.names
    kept = area_classes(polygons) == "district" if polygons.from_osm else np.ones(len(names), np.bool_)
    for index in np.flatnonzero(kept):
        name, code = str(names[index] or ""), codes[index]
        shape = polygons.geometry[index]
        rings = rings_of(shape) if name or code else ()
        if rings:
            yield FoundArea(code, name, *middle_of(shape), rings, _keys(polygons, int(index)))


def _codes(layer: SourceLayer) -> list[str]:
    columns = [layer.texts(key) for key in CODES]
    return [next((str(column[row]) for column in columns if column[row]), "") for row in range(len(layer.geometry))]


def _keys(layer: SourceLayer, row: int) -> dict[str, str]:
    return {key: str(layer.columns[key][row]) for key in OTHER_KEYS if key in layer.columns and layer.columns[key][row]}
