"""A graph as one profile drives it: its usable edges, the cost of every turn, and the hierarchy that makes it quick.

The library of the field for weights that change: customizable contraction hierarchies (Dibbelt, Strasser, Wagner 2016)
by RoutingKit. Edges are its nodes and turns its arcs, so that turn costs and restrictions are exact. An arc's weight is
the turn and the edge it leads into, in milliseconds: the distance of two edges is from the end of one to the end of
the other. A closure changes the weights of a few arcs and rebuilds nothing.
"""

import threading
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import routingkit_cch
from numpy.typing import NDArray

from maps.roads.graph import FOOT, Flags, Floats, Longs, RoadGraph
from maps.roads.profile import Profile, edge_seconds, turn_seconds, usable_edges

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NEVER = 2_147_483_647
"""RoutingKit's weight of what cannot be passed."""
_MS = 1000.0
_LONGEST_S = 86_400.0
"""No piece of street takes longer than a day."""
Offsets = list[tuple[int, int]]
"""Node of the hierarchy and the milliseconds before it (a source) or behind it (a target)."""


class RoadNet:
    """Thread: any; what is asked waits while a closure is written, which takes a millisecond."""

    def __init__(self, graph: RoadGraph, profile: Profile) -> None:
        self.graph, self.profile = graph, profile
        self.usable = usable_edges(graph, profile)
        self.edge_of = np.flatnonzero(self.usable).astype(np.int32)
        """Edge by node of the hierarchy."""
        self.node_of = np.full(graph.edges, -1, dtype=np.int32)
        self.node_of[self.edge_of] = np.arange(len(self.edge_of), dtype=np.int32)
        self.edge_s = np.minimum(edge_seconds(graph, profile), _LONGEST_S)
        turn_s = turn_seconds(graph, profile)
        arcs = np.flatnonzero(self.usable[graph.turn_from] & self.usable[graph.turn_to] & np.isfinite(turn_s))
        arcs = arcs[np.lexsort((graph.turn_to[arcs], graph.turn_from[arcs]))]
        self.tail, self.head = self.node_of[graph.turn_from[arcs]], self.node_of[graph.turn_to[arcs]]
        self.edge_ms = _milliseconds(self.edge_s[self.edge_of])
        self.turn_ms = _milliseconds(turn_s[arcs])
        self.open_ms = self.turn_ms + self.edge_ms[self.head]
        self.closed = np.zeros(len(self.edge_of), dtype=np.bool_)
        self.lock = threading.RLock()

    @property
    def nodes(self) -> int:
        return len(self.edge_of)

    @cached_property
    def hierarchy(self) -> "routingkit_cch.CCH":
        graph = self.graph
        order = self.node_of[graph.order if self.profile.access & FOOT else graph.vehicle_order]
        return routingkit_cch.CCH(order[order >= 0].tolist(), self.tail.tolist(), self.head.tolist(), False)  # noqa: FBT003

    @cached_property
    def times(self) -> "routingkit_cch.CCHMetric":
        """The hierarchy with the milliseconds of now."""
        return routingkit_cch.CCHMetric(self.hierarchy, self.weights.tolist())

    @cached_property
    def metres(self) -> "routingkit_cch.CCHMetric":
        """The hierarchy with decimetres instead, closures not counted: what could have been driven."""
        dm = np.maximum(np.rint(self.graph.edge_m[self.edge_of] * 10), 1.0).astype(np.int64)
        return routingkit_cch.CCHMetric(self.hierarchy, np.minimum(dm[self.head], NEVER - 1).tolist())

    @property
    def weights(self) -> Longs:
        return np.where(self.closed[self.head], NEVER, self.open_ms)

    @cached_property
    def out_start(self) -> NDArray[np.intp]:
        """Arcs from node i are `out_start[i]` to `out_start[i + 1]`: they lie sorted by their tail."""
        return np.searchsorted(self.tail, np.arange(self.nodes + 1))

    @cached_property
    def _into(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        by_head = np.argsort(self.head, kind="stable")
        return by_head, np.searchsorted(self.head[by_head], np.arange(self.nodes + 1))

    def close(self, edges: Iterable[int]) -> None:
        """These edges and no others are shut: nobody can drive into them. Who stands on one may still leave."""
        wanted = np.zeros(self.nodes, dtype=np.bool_)
        nodes = self.node_of[np.fromiter(edges, dtype=np.int64)]
        wanted[nodes[nodes >= 0]] = True
        with self.lock:
            changed = np.flatnonzero(wanted != self.closed)
            self.closed = wanted
            if len(changed) and "times" in self.__dict__:
                self._write(changed)

    @property
    def closed_edges(self) -> list[int]:
        return self.edge_of[self.closed].tolist()

    def _write(self, nodes: NDArray[np.intp]) -> None:
        by_head, start = self._into
        weights = self.weights
        changes: dict[int, int] = {}
        for node in nodes.tolist():
            for arc in by_head[start[node] : start[node + 1]].tolist():
                changes[arc] = int(weights[arc])
        routingkit_cch.CCHMetricPartialUpdater(self.hierarchy).apply(self.times, changes)

    @cached_property
    def is_main(self) -> Flags:
        """By edge: reached from nearly everywhere, and nearly everywhere from it; not the island of one car park."""
        part_of = np.full(self.graph.edges, -1, dtype=np.int64)
        if not self.nodes:
            return part_of >= 0
        from scipy.sparse import csr_matrix  # noqa: PLC0415  0.4 s that the first picture need not wait for
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  as above

        links = csr_matrix((np.ones(len(self.tail)), (self.tail, self.head)), shape=(self.nodes, self.nodes))
        _, part = connected_components(links, directed=True, connection="strong")
        part_of[self.edge_of] = part
        sizes = np.bincount(part)
        large = np.flatnonzero(sizes >= max(1, sizes.max() * 0.1))
        return np.isin(part_of, large)

    def matrix(self) -> "csr_matrix":
        """Seconds from the end of edge to end of edge, by node; closed arcs left out."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415  as above

        weights = self.weights
        open_ = weights < NEVER
        seconds = weights[open_] / _MS
        return csr_matrix((seconds, (self.tail[open_], self.head[open_])), shape=(self.nodes, self.nodes))


def _milliseconds(seconds: Floats) -> Longs:
    """At least one, for a turn or an edge of nothing would be no way at all to a sparse matrix."""
    return np.maximum(np.rint(seconds * _MS), 1.0).astype(np.int64)
