"""Ways of any layer of lines that was read: a cadastre's road axes, a generated town. In the map worker's child.

Such a source numbers no crossings: lines join where they have a corner in common, to the centimetre.
"""

from collections.abc import Iterable

import numpy as np
import shapely

from maps.roads.graph import CLASSES
from maps.roads.ways import Crossings, Rules, WayCollector, Ways
from maps.sources.reading import SourceLayer
from maps.sources.road_tags import ROAD_KEYS, WayRules, rules_of
from maps.viewport import MERCATOR_RADIUS_M

_LINES = (1, 2, 5)
_SIGNS = ("highway", "fclass", "tipovial", "tipo_vial", "route")
"""A layer with one of these columns says which of its lines are streets."""
_WORDS = ("vial", "calle", "street", "road", "camino", "carretera", "eje")
"""In the name of a layer without such a column: all of its lines are streets."""
_UNSAID = {"highway": "unclassified"}


def line_roads(layers: Iterable[SourceLayer]) -> tuple[Ways, Crossings]:
    collector, strange = WayCollector(), 0
    for layer in layers:
        strange += _collect(layer, collector)
    return collector.ways(), Crossings(strange_speeds=strange)


def _collect(layer: SourceLayer, collector: WayCollector) -> int:
    lines = layer.where(np.isin(shapely.get_type_id(layer.geometry), _LINES))
    has_signs = any(sign in lines.columns for sign in _SIGNS)
    if not len(lines.geometry) or not (has_signs or any(word in layer.name.lower() for word in _WORDS)):
        return 0
    keys = [key for key in ROAD_KEYS if key in lines.columns]
    names, strange = lines.names, 0
    parts, owner = shapely.get_parts(lines.geometry, return_index=True)
    for part, row in zip(parts, owner.tolist(), strict=True):
        tags = {key: str(value) for key in keys if (value := lines.columns[key][row])}
        rules = rules_of(tags if has_signs else {**_UNSAID, **tags})
        if rules is not None:
            strange += rules.has_strange_speed
            collector.add(0, str(names[row] or ""), _nodes(part), _limits(rules))
    return strange


def _limits(rules: WayRules) -> Rules:
    return Rules(
        CLASSES.index(rules.road_class), (rules.forward, rules.backward), (rules.forward_kmh, rules.backward_kmh)
    )


def _nodes(line: shapely.Geometry) -> list[tuple[int, int, int]]:
    """The joining number is the corner's own latitude and longitude in 1e-7 degrees."""
    x_m, y_m = shapely.get_coordinates(line).T
    lat_e7 = np.rint(np.degrees(np.arctan(np.sinh(y_m / MERCATOR_RADIUS_M))) * 1e7).astype(np.int64)
    lon_e7 = np.rint(np.degrees(x_m / MERCATOR_RADIUS_M) * 1e7).astype(np.int64)
    keys = ((lat_e7 + 900_000_000) << 32) | (lon_e7 + 1_800_000_000)
    return list(zip(keys.tolist(), lat_e7.tolist(), lon_e7.tolist(), strict=True))
