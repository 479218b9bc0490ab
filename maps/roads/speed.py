"""How fast one drives: the texts of maxspeed as km/h, and what a class of street allows where nothing is said.

Speeds are what a car keeps up with nobody in its way, stops at crossings not counted: those are turn costs.
"""

import re

from maps.roads.graph import CLASSES

FASTEST_KMH, SLOWEST_KMH = 140.0, 5.0
WALK_KMH = 6.0
KEPT_RATIO = 0.85
"""Of a posted limit, what is kept on average along a street."""
CLASS_KMH: dict[str, float] = {
    "motorway": 90.0,
    "trunk": 70.0,
    "primary": 48.0,
    "secondary": 42.0,
    "tertiary": 36.0,
    "residential": 27.0,
    "unclassified": 32.0,
    "living_street": 10.0,
    "service": 13.0,
    "track": 12.0,
    "pedestrian": 8.0,
    "path": 6.0,
    "steps": 2.0,
    "busway": 27.0,
    "ferry": 9.0,
}
LINK_RATIO = 0.6
"""A slip road is a bend."""
SURFACE_KMH: dict[str, float] = {
    "unpaved": 30.0,
    "compacted": 40.0,
    "gravel": 30.0,
    "fine_gravel": 30.0,
    "pebblestone": 20.0,
    "dirt": 20.0,
    "earth": 20.0,
    "ground": 20.0,
    "grass": 10.0,
    "mud": 8.0,
    "sand": 10.0,
    "cobblestone": 25.0,
    "unhewn_cobblestone": 18.0,
    "sett": 35.0,
}
"""The most that a surface lets one drive; asphalt and what is not named set no limit."""
_ZONES = {"urban": 50.0, "rural": 80.0, "trunk": 90.0, "motorway": 110.0, "living_street": 20.0, "walk": WALK_KMH}
_NUMBER = re.compile(r"(?:[a-z]{2}:zone:?)?(\d{1,4}(?:[.,]\d+)?)\s*(km/h|kmh|kph|mph|mi/h|knots|kn)?")
_UNITS = {"mph": 1.609344, "mi/h": 1.609344, "knots": 1.852, "kn": 1.852}
assert set(CLASS_KMH) == set(CLASSES)


def limit_kmh(text: str | None) -> float | None:
    """`50`, `30 mph`, `walk`, `MX:urban`, `60;40` (the lowest); None for no speed (`none`, `signals`, `-5`)."""
    if not text:
        return None
    found = [speed for part in text.lower().split(";") if (speed := _one_kmh(part.strip())) is not None]
    return min(found, default=None)


def _one_kmh(text: str) -> float | None:
    zone = _ZONES.get(text.rpartition(":")[2])
    if zone is not None:
        return zone
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    speed = float(match[1].replace(",", ".")) * _UNITS.get(match[2] or "", 1.0)
    return speed if SLOWEST_KMH <= speed <= FASTEST_KMH else None


def driven_kmh(road_class: str, limit: float | None, surface: str | None, *, is_link: bool = False) -> float:
    """Of a street of this class: a posted limit says more than the class, the surface more than both."""
    usual = CLASS_KMH[road_class] * (LINK_RATIO if is_link else 1.0)
    speed = usual if limit is None else limit * KEPT_RATIO * (LINK_RATIO if is_link else 1.0)
    return max(min(speed, SURFACE_KMH.get(surface or "", FASTEST_KMH)), SLOWEST_KMH)
