"""Every turn of a graph: from the end of an edge to the edges that start there, its angle, and whom it is shut to."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.roads.graph import PLAIN, SIGNALS, U_TURN, Bytes, Floats, Ints, Longs, RoadGraph, degrees
from maps.roads.ways import Crossings, Restriction, as_flags

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    tail: Ints
    head: Ints
    deg: NDArray[np.int16]
    marks: Bytes
    bans: Bytes


def turns_of(graph: RoadGraph, crossings: Crossings, node_numbers: Longs) -> Turns:
    """`node_numbers` are the source's, by node of the graph."""
    tail, head = _pairs(graph)
    came, goes = _bearings_deg(graph)
    deg = np.rint((goes[head] - came[tail] + 180.0) % 360.0 - 180.0).astype(np.int16)
    at = graph.edge_to[tail]
    marks = np.where(tail == (head ^ 1), U_TURN, 0).astype(np.uint8)
    marks |= np.where(as_flags(crossings.signals, node_numbers)[at], SIGNALS, 0).astype(np.uint8)
    arms = np.bincount(np.concatenate((graph.segment_from, graph.segment_to)), minlength=len(graph.node_lat_deg))
    marks |= np.where(arms[at] <= 2, PLAIN, 0).astype(np.uint8)
    bans = _barred(crossings, node_numbers)[at]
    bans[(marks & U_TURN) != 0] = 0  # who stands before a barrier may turn round
    turns = Turns(tail, head, deg, marks, bans)
    _forbid(turns, graph, crossings.restrictions, node_numbers)
    return turns


def _pairs(graph: RoadGraph) -> tuple[Ints, Ints]:
    """Edges that nobody may take either way still turn: who may is the profile's affair."""
    by_start = np.argsort(graph.edge_from, kind="stable")
    start = np.searchsorted(graph.edge_from[by_start], np.arange(len(graph.node_lat_deg) + 1))
    ends_at = graph.edge_to
    count = start[ends_at + 1] - start[ends_at]
    tail = np.repeat(np.arange(graph.edges), count)
    nth = np.arange(len(tail)) - np.repeat(np.cumsum(count) - count, count)
    head = by_start[start[ends_at[tail]] + nth]
    usable = (graph.access[tail] != 0) & (graph.access[head] != 0) & (tail != head)
    return tail[usable].astype(np.int32), head[usable].astype(np.int32)


def _bearings_deg(graph: RoadGraph) -> tuple[Floats, Floats]:
    """By edge: how it looks at its end and at its start, from north to the east."""
    first, last = graph.point_start[:-1], graph.point_start[1:] - 1
    out = _bearing_deg(graph.points_e7, first, first + 1)
    into = _bearing_deg(graph.points_e7, last - 1, last)
    came, goes = np.empty(graph.edges), np.empty(graph.edges)
    came[0::2], goes[0::2] = into, out
    came[1::2], goes[1::2] = out + 180.0, into + 180.0
    return came, goes


def _bearing_deg(points_e7: Ints, a: Longs, b: Longs) -> Floats:
    (lat_a, lon_a), (lat_b, lon_b) = degrees(points_e7[a]).T, degrees(points_e7[b]).T
    return np.degrees(np.arctan2((lon_b - lon_a) * np.cos(np.radians(lat_a)), lat_b - lat_a))


def _barred(crossings: Crossings, node_numbers: Longs) -> Bytes:
    bans = np.zeros(len(node_numbers), dtype=np.uint8)
    if crossings.barriers:
        index = {number: place for place, number in enumerate(node_numbers.tolist())}
        for number, who in crossings.barriers.items():
            if number in index:
                bans[index[number]] = who
    return bans


def _forbid(turns: Turns, graph: RoadGraph, restrictions: Iterable[Restriction], node_numbers: Longs) -> None:
    index = {number: place for place, number in enumerate(node_numbers.tolist())}
    wanted = [one for one in restrictions if one.via in index]
    if not wanted:
        return
    at, from_way, to_way = graph.edge_to[turns.tail], graph.way[turns.tail >> 1], graph.way[turns.head >> 1]
    order = np.argsort(at, kind="stable")
    start = np.searchsorted(at[order], np.arange(len(node_numbers) + 1))
    for one in wanted:
        node = index[one.via]
        here = order[start[node] : start[node + 1]]
        coming = here[from_way[here] == one.from_way]
        leads = to_way[coming] == one.to_way
        if one.only and not leads.any():
            continue  # the way it commands is not in the extract
        turns.bans[coming[~leads if one.only else leads]] |= np.uint8(one.bans)
