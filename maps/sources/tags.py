"""What a feature is, from its OpenStreetMap tags: the class of an area, a line or a place in the city file.

Columns of tags are arrays of `str | None` of one length. The first rule whose column holds a known value decides.
Keys and values: OpenStreetMap wiki, "Map features"; `fclass` is the column of Geofabrik's shapefiles.
"""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.object_]
Columns = Mapping[str, Texts]

Rules = tuple[tuple[str, Mapping[str, str]], ...]


class TaggedLayer(Protocol):
    """What a class is decided from."""

    @property
    def name(self) -> str: ...
    @property
    def geometry(self) -> Texts: ...
    @property
    def columns(self) -> Columns: ...


ANY = "*"
"""Matches every value but `no`."""
OTHER = "other"

_BUILDING = {ANY: "building"}
_NATURAL = {
    "water": "water",
    "bay": "water",
    "wood": "forest",
    "scrub": "forest",
    "wetland": "field",
    "grassland": "field",
    "heath": "field",
    "fell": "field",
    "scree": "rock",
    "bare_rock": "rock",
    "beach": "rock",
    "sand": "rock",
    "glacier": "rock",
}
_LANDUSE = {
    "reservoir": "water",
    "basin": "water",
    "forest": "forest",
    "grass": "park",
    "recreation_ground": "park",
    "village_green": "park",
    "cemetery": "park",
    "meadow": "field",
    "farmland": "field",
    "farm": "field",
    "vineyard": "field",
    "orchard": "field",
    "allotments": "field",
    "residential": "built",
    "commercial": "built",
    "retail": "built",
    "industrial": "built",
    "farmyard": "built",
    "construction": "built",
    "railway": "built",
    "military": "built",
    "quarry": "rock",
}
_LEISURE = {
    "park": "park",
    "garden": "park",
    "golf_course": "park",
    "playground": "park",
    "pitch": "park",
    "stadium": "park",
    "sports_centre": "park",
    "track": "park",
    "recreation_ground": "park",
    "swimming_pool": "water",
}
_AMENITY = {
    "grave_yard": "park",
    "parking": "paved",
    "school": "built",
    "university": "built",
    "college": "built",
    "hospital": "built",
    "marketplace": "paved",
}
_DISTRICT: dict[str, str] = dict.fromkeys(
    ("administrative", "city", "town", "village", "borough", "suburb", "quarter", "neighbourhood"), "district"
)
_AREA_RULES: Rules = (
    ("building", _BUILDING),
    ("natural", _NATURAL),
    ("waterway", {"riverbank": "water", "dock": "water", "river": "water", "canal": "water"}),
    ("leisure", _LEISURE),
    ("landuse", _LANDUSE),
    ("amenity", _AMENITY),
    ("aeroway", {"apron": "paved", "runway": "paved", "taxiway": "paved", "helipad": "paved", "aerodrome": "built"}),
    ("highway", {ANY: "paved"}),
    ("place", {**_DISTRICT, "square": "paved", "city_block": "built"}),
    ("boundary", _DISTRICT),
    (
        "fclass",
        {**_NATURAL, **_LEISURE, **_LANDUSE, **_AMENITY, **_DISTRICT, "building": "building", "riverbank": "water"},
    ),
)

_HIGHWAY = {
    "motorway": "motorway",
    "motorway_link": "motorway",
    "trunk": "motorway",
    "trunk_link": "motorway",
    "primary": "avenue",
    "primary_link": "avenue",
    "secondary": "avenue",
    "secondary_link": "avenue",
    "tertiary": "collector",
    "tertiary_link": "collector",
    "residential": "street",
    "unclassified": "street",
    "living_street": "street",
    "road": "street",
    "pedestrian": "street",
    "busway": "street",
    "service": "service",
    "track": "path",
    "path": "path",
    "footway": "path",
    "cycleway": "path",
    "bridleway": "path",
    "steps": "path",
}
_RAILWAY: dict[str, str] = dict.fromkeys(("rail", "light_rail", "tram", "subway", "narrow_gauge", "monorail"), "rail")
_WATERWAY = {"river": "river", "canal": "stream", "stream": "stream", "drain": "stream", "ditch": "stream"}
_LINE_RULES: Rules = (
    ("highway", _HIGHWAY),
    ("railway", _RAILWAY),
    ("waterway", _WATERWAY),
    ("aerialway", {ANY: "cableway"}),
    ("barrier", {ANY: "barrier"}),
    ("boundary", {"administrative": "border"}),
    ("fclass", {**_RAILWAY, **_WATERWAY, **_HIGHWAY}),
)
_PLACES = ("city", "town", "village", "borough", "suburb", "quarter", "neighbourhood", "hamlet", "locality")
_POINT_RULES: Rules = (
    ("place", {name: name for name in _PLACES}),
    ("natural", {"peak": "peak"}),
    ("fclass", {**{name: name for name in _PLACES}, "national_capital": "city", "peak": "peak"}),
)

_LAYER_WORDS = (
    ("edific", "building"),
    ("construc", "building"),
    ("building", "building"),
    ("manzana", "built"),
    ("parque", "park"),
    ("park", "park"),
    ("verde", "park"),
    ("bosque", "forest"),
    ("forest", "forest"),
    ("agua", "water"),
    ("water", "water"),
    ("rio", "river"),
    ("río", "river"),
    ("river", "river"),
    ("rail", "rail"),
    ("ferro", "rail"),
    ("avenida", "avenue"),
    ("localidad", "locality"),
)
"""Words in the names of layers of Mexican and English cadastres."""

LINE_RANK = {"motorway": 0, "avenue": 1, "collector": 2, "street": 3, "service": 4, "path": 5, "rail": 6, "river": 7}
"""Drawing importance, 0 first; what is not named has `LAST_RANK`."""
PLACE_RANK = {name: rank for rank, name in enumerate((*_PLACES, "peak"))}
LAST_RANK = 9
AREA_CLASSES = ("district", "built", "field", "forest", "rock", "park", "water", "paved", "building", OTHER)
"""In drawing order, lowest first."""
LINE_CLASSES = (*LINE_RANK, "stream", "cableway", "barrier", "border", OTHER)
KEYS = frozenset(key for key, _ in (*_AREA_RULES, *_LINE_RULES, *_POINT_RULES))
"""Every key that decides something; other tags need not be read."""


def area_classes(layer: TaggedLayer) -> Texts:
    """A layer without any known tag is taken for what its name says, else for districts: outlines with names."""
    return _classes(layer, _AREA_RULES, frozenset(AREA_CLASSES), "district")


def line_classes(layer: TaggedLayer) -> Texts:
    return _classes(layer, _LINE_RULES, frozenset(LINE_CLASSES), "street")


def place_classes(layer: TaggedLayer) -> Texts:
    return _classes(layer, _POINT_RULES, frozenset(PLACE_RANK), OTHER)


def _classes(layer: TaggedLayer, rules: Rules, ours: frozenset[str], untagged: str) -> Texts:
    """The first rule wins, so they are laid on from the last; a column `class` with our own words beats them all."""
    own = ("class", {name: name for name in ours})
    known = [(layer.columns[key], table) for key, table in (own, *rules) if key in layer.columns]
    found = np.full(len(layer.geometry), OTHER if known else _by_layer_name(layer.name, ours, untagged), dtype=object)
    for column, table in reversed(known):
        _lay_on(found, column, table)
    return found


def _lay_on(found: Texts, column: Texts, table: Mapping[str, str]) -> None:
    fallback = table.get(ANY)
    for index, value in enumerate(column):
        if value is None or value == "no":
            continue
        known = table.get(value, fallback)
        if known is not None:
            found[index] = known


def _by_layer_name(name: str, ours: frozenset[str], untagged: str) -> str:
    lower = name.lower()
    said = (kind for word, kind in _LAYER_WORDS if word in lower and kind in ours)
    return next(said, untagged)
