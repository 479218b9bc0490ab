"""What the tags of a way say about driving on it: who may, which way round, how fast. OpenStreetMap's keys first.

The columns of road layers of Mexican authorities (INEGI's road axes and the national road network) and of Geofabrik's
shapefiles are understood too. Sources: OpenStreetMap wiki, "Key:access", "Key:oneway", "Key:maxspeed".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from maps.roads.graph import (
    CAR,
    CLASSES,
    COUNTERFLOW,
    DESTINATION,
    EMERGENCY,
    FOOT,
    ROUNDABOUT,
    TRUCK,
    VEHICLES,
)
from maps.roads.speed import driven_kmh, limit_kmh

Tags = Mapping[str, str]
ROAD_KEYS = frozenset(
    {
        "highway",
        "fclass",
        "route",
        "junction",
        "oneway",
        "maxspeed",
        "maxspeed:forward",
        "maxspeed:backward",
        "access",
        "vehicle",
        "motor_vehicle",
        "motorcar",
        "hgv",
        "foot",
        "emergency",
        "service",
        "surface",
        "area",
        "duration",
        "bridge",
        "tunnel",
        "tipovial",
        "tipo_vial",
        "sentido",
        "circula",
        "velocidad",
    }
)
"""Every key that decides something here."""

_ALL = VEHICLES | FOOT
_CLASS: dict[str, str] = {
    **{name: name for name in CLASSES if name not in {"ferry", "path"}},
    **{f"{name}_link": name for name in ("motorway", "trunk", "primary", "secondary", "tertiary")},
    "road": "unclassified",
    "path": "path",
    "footway": "path",
    "cycleway": "path",
    "bridleway": "path",
    "corridor": "path",
    "bus_guideway": "busway",
}
_TIPO_VIAL = {
    "autopista": "motorway",
    "periferico": "trunk",
    "viaducto": "trunk",
    "circuito": "primary",
    "eje vial": "primary",
    "calzada": "primary",
    "boulevard": "primary",
    "avenida": "secondary",
    "carretera": "secondary",
    "prolongacion": "tertiary",
    "ampliacion": "residential",
    "calle": "residential",
    "cerrada": "residential",
    "privada": "residential",
    "callejon": "living_street",
    "retorno": "residential",
    "corredor": "residential",
    "diagonal": "tertiary",
    "circunvalacion": "primary",
    "continuacion": "tertiary",
    "camino": "track",
    "terraceria": "track",
    "brecha": "track",
    "vereda": "path",
    "peatonal": "pedestrian",
    "andador": "pedestrian",
    "escalinata": "steps",
}
"""INEGI's kinds of road axis, accents folded."""
_ACCESS: dict[str, int] = {
    **dict.fromkeys(CLASSES, _ALL),
    "motorway": VEHICLES,
    "trunk": VEHICLES | FOOT,
    "track": _ALL,
    "pedestrian": EMERGENCY | FOOT,
    "path": FOOT,
    "steps": FOOT,
    "busway": EMERGENCY,
}
_SHUT = frozenset({"no", "private", "military", "agricultural", "forestry", "agricultural;forestry"})
_VISITORS = frozenset({"destination", "customers", "delivery", "permit", "permissive;destination"})
_ALONG = frozenset({"yes", "true", "1", "f", "t;f", "un sentido", "una via"})
_BACK = frozenset({"-1", "reverse", "t"})
_OPEN = frozenset({"yes", "designated", "permissive", "official", "public"})
_WHO = {
    "access": CAR | TRUCK | FOOT,
    "vehicle": CAR | TRUCK,
    "motor_vehicle": CAR | TRUCK,
    "motorcar": CAR,
    "hgv": TRUCK,
    "foot": FOOT,
}
"""Whom a key speaks of, from the general to the particular: the last that is said holds."""


@dataclass(frozen=True, slots=True)
class WayRules:
    """Forward is as the way is drawn. A direction that nobody may take has access 0."""

    road_class: str
    forward: int
    backward: int
    forward_kmh: float
    backward_kmh: float
    has_strange_speed: bool = False


def rules_of(tags: Tags) -> WayRules | None:
    """None for what is no way to go: a building site, an area, a line that is something else."""
    found = _class_of(tags)
    if found is None or tags.get("area") == "yes":
        return None
    road_class, is_link = found
    access = _allowed(road_class, tags)
    if not access:
        return None
    forward, backward = _directed(road_class, access, tags, is_ring=tags.get("junction") in {"roundabout", "circular"})
    limits = [limit_kmh(text) for text in _limits(tags)]
    surface = tags.get("surface")
    speeds = [driven_kmh(road_class, limit, surface, is_link=is_link) for limit in limits]
    strange = any(text and limit is None for text, limit in zip(_limits(tags), limits, strict=True))
    return WayRules(road_class, forward, backward, speeds[0], speeds[1], strange)


def _class_of(tags: Tags) -> tuple[str, bool] | None:
    """The class and whether it is a slip road."""
    if tags.get("route") == "ferry":
        return "ferry", False
    value = tags.get("highway") or tags.get("fclass")
    if value is not None:
        known = _CLASS.get(value)
        return None if known is None else (known, value.endswith("_link"))
    kind = tags.get("tipovial") or tags.get("tipo_vial")
    return None if kind is None else (_TIPO_VIAL.get(_folded(kind), "residential"), False)


def _folded(text: str) -> str:
    return text.strip().lower().translate(str.maketrans("áéíóúü", "aeiouu"))


def _allowed(road_class: str, tags: Tags) -> int:
    access = _ACCESS[road_class]
    for key, who in _WHO.items():
        access = _narrowed(access, tags.get(key), who, opens=key != "access")
    emergency = tags.get("emergency")
    if emergency in _OPEN or tags.get("service") == "emergency_access":
        access |= EMERGENCY
    elif emergency == "no" or tags.get("access") == "no" or road_class in {"path", "steps"}:
        access &= ~EMERGENCY
    return access & ~(CAR | TRUCK) if tags.get("service") == "emergency_access" else access


def _narrowed(access: int, value: str | None, who: int, *, opens: bool) -> int:
    """A private way is shut to `who`, but never to an emergency vehicle; their own `yes` opens what a class shuts."""
    if value in _SHUT:
        return access & ~who
    if value in _VISITORS:
        return access | DESTINATION
    return access | who if opens and value in _OPEN else access


def _directed(road_class: str, access: int, tags: Tags, *, is_ring: bool) -> tuple[int, int]:
    """A one-way holds for vehicles; on foot one goes both ways, and a vehicle that was told may go against it."""
    oneway = _folded(tags.get("oneway") or tags.get("sentido") or tags.get("circula") or "")
    if is_ring:
        access |= ROUNDABOUT
    if oneway in _BACK:
        return _against(access), access
    alone = oneway in _ALONG or (not oneway and (is_ring or road_class == "motorway"))
    return access, _against(access) if alone else access


def _against(access: int) -> int:
    kept = access & (FOOT | DESTINATION | ROUNDABOUT)
    return kept | COUNTERFLOW if access & EMERGENCY else kept


def _limits(tags: Tags) -> tuple[str | None, str | None]:
    both = tags.get("maxspeed") or tags.get("velocidad")
    return tags.get("maxspeed:forward") or both, tags.get("maxspeed:backward") or both
