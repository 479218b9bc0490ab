"""From ways to the road graph: cut where streets meet, measured, with every turn and the order for fast routing.

Ways join where they have a node in common and nowhere else: a bridge does not join what it crosses. In the map
worker's child; raises NoRoadsError when nothing is left.
"""

from dataclasses import dataclass, replace

import numpy as np
import routingkit_cch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from maps.roads.facts import RoadFacts
from maps.roads.graph import COUNTERFLOW, VEHICLES, Flags, Floats, Ints, Longs, RoadGraph, degrees, piece_m
from maps.roads.grid import grid_of
from maps.roads.turns import Turns, turns_of
from maps.roads.ways import Crossings, Ways, as_flags

Places = NDArray[np.intp]


class NoRoadsError(ValueError):
    """There is no way among the ways."""


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """Segments: their way, their first and last point among the ways' points, and the nodes they join."""

    way: Places
    first: Places
    last: Places
    from_node: Ints
    to_node: Ints
    node_point: Places
    """A point of each node."""


def build(ways: Ways, crossings: Crossings, source: str = "") -> RoadGraph:
    clean = _without_repeats(ways)
    if not clean.count:
        raise NoRoadsError(source or "no ways")
    graph = _unturned(clean, _cut(clean, crossings))
    turns = turns_of(graph, crossings, _nodes_of(clean, crossings))
    facts = replace(_facts(graph, crossings), source=source)
    return _with_turns(graph, turns, facts)


def _without_repeats(ways: Ways) -> Ways:
    """A point that stands where the one before it stood makes a piece of no length."""
    owner = np.repeat(np.arange(ways.count), np.diff(ways.start))
    kept = np.ones(len(ways.node), dtype=np.bool_)
    same = (ways.node[1:] == ways.node[:-1]) | (ways.points_e7[1:] == ways.points_e7[:-1]).all(axis=1)
    kept[1:] = ~(same & (owner[1:] == owner[:-1]))
    counts = np.bincount(owner[kept], minlength=ways.count)
    whole = counts >= 2
    kept &= whole[owner]
    start = np.concatenate(([0], np.cumsum(counts[whole])))
    return replace(
        ways,
        start=start,
        node=ways.node[kept],
        points_e7=ways.points_e7[kept],
        number=ways.number[whole],
        name=ways.name[whole],
        road_class=ways.road_class[whole],
        access=ways.access[whole],
        speed_kmh=ways.speed_kmh[whole],
    )


def _cut(ways: Ways, crossings: Crossings) -> _Cut:
    """At the ends of ways, at nodes that are used twice, and at barriers."""
    numbers, index = np.unique(ways.node, return_inverse=True)
    is_end = np.zeros(len(ways.node), dtype=np.bool_)
    is_end[ways.start[:-1]] = is_end[ways.start[1:] - 1] = True
    junction = (np.bincount(index, minlength=len(numbers)) > 1) | as_flags(crossings.barriers, numbers)
    cut = np.flatnonzero(junction[index] | is_end)
    owner = np.searchsorted(ways.start, cut, side="right") - 1
    together = owner[1:] == owner[:-1]
    first, last = cut[:-1][together], cut[1:][together]
    used, compact = np.unique(index[np.concatenate((first, last))], return_inverse=True)
    some_point = np.zeros(len(numbers), dtype=np.intp)
    some_point[index] = np.arange(len(index))
    half = len(first)
    return _Cut(
        owner[:-1][together],
        first,
        last,
        compact[:half].astype(np.int32),
        compact[half:].astype(np.int32),
        some_point[used],
    )


def _unturned(ways: Ways, cut: _Cut) -> RoadGraph:
    counts = cut.last - cut.first + 1
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    of_point = np.arange(start[-1]) - np.repeat(start[:-1] - cut.first, counts)
    points = np.ascontiguousarray(ways.points_e7[of_point])
    nodes = degrees(ways.points_e7[cut.node_point])
    nothing = np.empty(0, dtype=np.int32)
    return RoadGraph(
        node_lat_deg=nodes[:, 0],
        node_lon_deg=nodes[:, 1],
        segment_from=cut.from_node,
        segment_to=cut.to_node,
        length_m=_lengths_m(points, start).astype(np.float32),
        road_class=ways.road_class[cut.way],
        name=ways.name[cut.way],
        way=ways.number[cut.way],
        access=ways.access[cut.way].reshape(-1),
        speed_kmh=ways.speed_kmh[cut.way].reshape(-1),
        point_start=start,
        points_e7=points,
        turn_from=nothing,
        turn_to=nothing,
        turn_deg=np.empty(0, dtype=np.int16),
        turn_marks=np.empty(0, dtype=np.uint8),
        turn_bans=np.empty(0, dtype=np.uint8),
        order=nothing,
        vehicle_order=nothing,
        grid=grid_of(points, start),
        names=ways.names,
        facts=RoadFacts(),
    )


def _lengths_m(points_e7: Ints, start: Longs) -> Floats:
    lat, lon = degrees(points_e7).T
    steps = np.concatenate(([0.0], piece_m(lat[:-1], lon[:-1], lat[1:], lon[1:])))
    steps[start[:-1]] = 0.0
    return np.add.reduceat(steps, start[:-1])


def _nodes_of(ways: Ways, crossings: Crossings) -> Longs:
    """The source's number of each node of the graph, in the graph's order."""
    cut = _cut(ways, crossings)
    return ways.node[cut.node_point]


def _facts(graph: RoadGraph, crossings: Crossings) -> RoadFacts:
    drivable = graph.access.reshape(-1, 2).any(axis=1)
    length = np.where(drivable, graph.length_m, 0.0)
    n = len(graph.node_lat_deg)
    links = csr_matrix((np.ones(graph.segments), (graph.segment_from, graph.segment_to)), shape=(n, n))
    _, part = connected_components(links, directed=False)
    by_part = np.bincount(part[graph.segment_from], weights=length)
    total = float(length.sum())
    return RoadFacts(
        pieces=graph.segments,
        kilometres=round(total / 1000, 1),
        largest_part=round(float(by_part.max() / total), 4) if total else 0.0,
        restrictions=len(crossings.restrictions),
        restrictions_through_ways=crossings.restrictions_through_ways,
        strange_speeds=crossings.strange_speeds,
    )


def _with_turns(graph: RoadGraph, turns: Turns, facts: RoadFacts) -> RoadGraph:
    middle = (graph.point_start[:-1] + graph.point_start[1:]) // 2
    at = np.repeat(degrees(graph.points_e7[middle]), 2, axis=0)
    driven = (graph.access & np.uint8(VEHICLES | COUNTERFLOW)) != 0
    return replace(
        graph,
        turn_from=turns.tail,
        turn_to=turns.head,
        turn_deg=turns.deg,
        turn_marks=turns.marks,
        turn_bans=turns.bans,
        order=_order(turns, at, np.ones(graph.edges, dtype=np.bool_)),
        vehicle_order=_order(turns, at, driven),
        facts=facts,
    )


def _order(turns: Turns, at_deg: Floats, used: Flags) -> Ints:
    """The used edges by nested dissection over their turns, the least important first."""
    edges = np.flatnonzero(used)
    number = np.full(len(used), -1)
    number[edges] = np.arange(len(edges))
    both = used[turns.tail] & used[turns.head]
    tail, head = number[turns.tail[both]], number[turns.head[both]]
    lat, lon = at_deg[edges].T
    found = routingkit_cch.compute_order_inertial(len(edges), tail.tolist(), head.tolist(), lat.tolist(), lon.tolist())
    return edges[np.array(found, dtype=np.intp)].astype(np.int32)
