"""Ways, crossings and turn restrictions of an OpenStreetMap file, by pyosmium: GDAL gives no members of relations.

In the map worker's child. Nodes join by their numbers. Raises UnreadableMapError.
"""

from pathlib import Path

import osmium
import osmium.filter
import osmium.osm

from maps.roads.graph import CAR, CLASSES, EMERGENCY, TRUCK, VEHICLES
from maps.roads.ways import Crossings, Restriction, Rules, WayCollector, Ways
from maps.sources.reading import UnreadableMapError
from maps.sources.road_tags import rules_of

_STOPS_ALL = frozenset(
    {
        "bollard",
        "block",
        "jersey_barrier",
        "log",
        "debris",
        "chain",
        "cycle_barrier",
        "stile",
        "turnstile",
        "kissing_gate",
        "full-height_turnstile",
        "motorcycle_barrier",
        "bus_trap",
        "sump_buster",
    }
)
_STOPS_STRANGERS = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "hampshire_gate"})
"""Open unless the tags say whose they are; an emergency vehicle passes."""
_OPEN = frozenset({"yes", "permissive", "destination", "customers", "designated", "public"})
_SHUT = frozenset({"no", "private", "permit", "military"})


def read_osm_roads(path: Path) -> tuple[Ways, Crossings]:
    collector, notes = WayCollector(), _Notes()
    wanted = osmium.filter.KeyFilter("highway", "route", "barrier", "restriction", "restriction:hgv")
    try:
        for thing in osmium.FileProcessor(path).with_locations().with_filter(wanted):
            if isinstance(thing, osmium.osm.Way):
                _take_way(thing, collector, notes)
            elif isinstance(thing, osmium.osm.Node):
                notes.take_node(thing)
            elif isinstance(thing, osmium.osm.Relation):
                notes.take_relation(thing)
    except RuntimeError as error:
        raise UnreadableMapError("damaged", " ".join(str(error).split())[:200]) from error
    return collector.ways(), notes.crossings()


def _take_way(way: "osmium.osm.Way", collector: WayCollector, notes: "_Notes") -> None:
    tags = dict(way.tags)
    rules = rules_of(tags)
    if rules is None:
        return
    notes.strange_speeds += rules.has_strange_speed
    nodes = [
        (node.ref, round(node.location.lat * 1e7), round(node.location.lon * 1e7))
        for node in way.nodes
        if node.location.valid()  # what lies beyond the border of a cut extract has none
    ]
    limits = Rules(
        CLASSES.index(rules.road_class), (rules.forward, rules.backward), (rules.forward_kmh, rules.backward_kmh)
    )
    collector.add(way.id, tags.get("name") or tags.get("ref") or "", nodes, limits)


class _Notes:
    """What nodes and relations say."""

    def __init__(self) -> None:
        self.strange_speeds = 0
        self._barriers: dict[int, int] = {}
        self._signals: set[int] = set()
        self._restrictions: list[Restriction] = []
        self._through_ways = 0

    def take_node(self, node: "osmium.osm.Node") -> None:
        if node.tags.get("highway") == "traffic_signals":
            self._signals.add(node.id)
        stopped = _stopped(dict(node.tags))
        if stopped:
            self._barriers[node.id] = stopped

    def take_relation(self, relation: "osmium.osm.Relation") -> None:
        tags = dict(relation.tags)
        if tags.get("type") != "restriction":
            return
        for key, bans in (("restriction", VEHICLES), ("restriction:hgv", TRUCK)):
            kind = tags.get(key, "")
            if kind.startswith(("no_", "only_")):
                self._take_restriction(relation, kind, bans & ~_excepted(tags.get("except", "")))

    def _take_restriction(self, relation: "osmium.osm.Relation", kind: str, bans: int) -> None:
        members = [(member.role, member.type, member.ref) for member in relation.members]
        vias = [ref for role, what, ref in members if role == "via" and what == "n"]
        if any(role == "via" and what == "w" for role, what, _ in members):
            self._through_ways += 1
            return
        from_ways = [ref for role, what, ref in members if role == "from" and what == "w"]
        to_ways = [ref for role, what, ref in members if role == "to" and what == "w"]
        if len(vias) == 1:
            self._restrictions += [
                Restriction(one, vias[0], other, kind.startswith("only_"), bans)
                for one in from_ways
                for other in to_ways
            ]

    def crossings(self) -> Crossings:
        return Crossings(
            self._barriers, frozenset(self._signals), tuple(self._restrictions), self._through_ways, self.strange_speeds
        )


def _stopped(tags: dict[str, str]) -> int:
    """Whom the barrier at a node stops."""
    kind = tags.get("barrier")
    said = tags.get("motor_vehicle") or tags.get("vehicle") or tags.get("access")
    if kind is None or said in _OPEN:
        return 0
    if kind in _STOPS_ALL:
        return CAR | TRUCK | (0 if tags.get("emergency") == "yes" else EMERGENCY)
    return CAR | TRUCK if kind in _STOPS_STRANGERS and said in _SHUT else 0


def _excepted(text: str) -> int:
    words = {"motorcar": CAR, "hgv": TRUCK, "emergency": EMERGENCY, "motor_vehicle": VEHICLES}
    return sum({words[word] for part in text.split(";") if (word := part.strip()) in words})
