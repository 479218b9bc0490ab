"""Questions to a road net: the way from here to there, times from many to many. Places are snapped to both sides."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import routingkit_cch

from maps.place import Place
from maps.roads.graph import Floats, Ints
from maps.roads.net import Offsets, RoadNet
from maps.roads.route import Route, line_of, steps_of
from maps.roads.snap import FARTHEST_M, Anchor, FarFromRoadsError, anchors, heading_that_way

_MAIN_REACH_M = 400.0
_MS = 1000.0
_SOURCES_A_THREAD = 24


class NoWayError(ValueError):
    """Both places lie on streets, but none leads from the one to the other as the city is now."""

    def __init__(self, profile: str) -> None:
        super().__init__(
            f"no way for {profile} leads there: the streets do not hang together in this map, or a closure cuts them"
        )
        self.profile = profile


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a place meets the streets: one anchor for each edge on which it can be left or reached."""

    anchors: tuple[Anchor, ...]

    @property
    def off_m(self) -> float:
        return self.anchors[0].off_m


class Router:
    """Thread: any."""

    def __init__(self, net: RoadNet) -> None:
        self.net, self.graph = net, net.graph

    def stop(self, place: Place, heading_deg: float | None = None, *, is_goal: bool = False) -> Stop:
        """Raises FarFromRoadsError. A goal on a closed street is reached at its open edge."""
        net = self.net
        usable = net.usable
        if is_goal and net.closed.any():
            usable = usable.copy()
            usable[net.edge_of[net.closed]] = False
        found = anchors(self.graph, place, usable & net.is_main, FARTHEST_M)
        lone = anchors(self.graph, place, usable, found[0].off_m if found else FARTHEST_M)
        if lone and (not found or found[0].off_m > lone[0].off_m + _MAIN_REACH_M):
            found = lone
        if not found:
            raise FarFromRoadsError(place, net.profile.name)
        return Stop(heading_that_way(self.graph, found, heading_deg))

    def route(self, origin: Place, goal: Place, heading_deg: float | None = None) -> Route:
        """The quickest way. Raises FarFromRoadsError, NoWayError."""
        return self.between(self.stop(origin, heading_deg), self.stop(goal, is_goal=True))

    def between(self, origin: Stop, goal: Stop) -> Route:
        """The same for stops. Raises NoWayError."""
        with self.net.lock:
            found = self._direct(origin, goal)
            around = self._around(origin, goal, found[0] if found else float("inf"))
        best = around or found
        if best is None:
            raise NoWayError(self.net.profile.name)
        return self._told(best[1], origin, goal, best[0])

    def avoiding(self, origin: Stop, goal: Stop, edges: Iterable[int]) -> Route:
        """The quickest way if these edges were shut too. Raises NoWayError. Whoever else asks waits meanwhile."""
        net = self.net
        with net.lock:
            before = net.closed_edges
            net.close([*before, *edges])
            try:
                return self.between(origin, goal)
            finally:
                net.close(before)

    def times_s(self, origins: Sequence[Stop], goals: Sequence[Stop]) -> Floats:
        """(n, m) seconds; infinite where no way leads. Thread: uses those of the machine beside the caller's."""
        if not origins or not goals:
            return np.empty((len(origins), len(goals)))
        spread = [anchor for goal in goals for anchor in goal.anchors]
        pins = [int(self.net.node_of[anchor.edge]) for anchor in spread]
        rest_s = np.array([self._to_end_ms(anchor) for anchor in spread]) / _MS
        with self.net.lock:
            ends_ms = self._table([self._sources(origin) for origin in origins], pins)
            first = np.concatenate(([0], np.cumsum([len(goal.anchors) for goal in goals])[:-1])).astype(np.intp)
            out = np.minimum.reduceat(ends_ms / _MS - rest_s, first, axis=1)
            self._mend_shared(origins, goals, out)
        return np.maximum(out, 0.0)

    def matrix_s(self, origins: Sequence[Place], goals: Sequence[Place]) -> Floats:
        """(n, m) seconds between places; infinite for a place far from any street."""
        leaves = [self._stop_or_none(place, is_goal=False) for place in origins]
        reaches = [self._stop_or_none(place, is_goal=True) for place in goals]
        out = np.full((len(origins), len(goals)), np.inf)
        rows = [index for index, stop in enumerate(leaves) if stop is not None]
        columns = [index for index, stop in enumerate(reaches) if stop is not None]
        if rows and columns:
            times = self.times_s([s for s in leaves if s is not None], [s for s in reaches if s is not None])
            out[np.ix_(rows, columns)] = times
        return out

    # within the lock

    def _table(self, sources: list[Offsets], pins: list[int]) -> Floats:
        """(n, pins) milliseconds to the end of each pinned edge."""
        times = self.net.times

        def part(some: list[Offsets]) -> Floats:
            query = routingkit_cch.CCHOneToMany(times, pins)
            rows = [query.distances_from_multi(one) for one in some]
            return np.array([[np.inf if ms is None else ms for ms in row] for row in rows], dtype=np.float64)

        threads = max(1, min(len(os.sched_getaffinity(0)), len(sources) // _SOURCES_A_THREAD))
        if threads == 1:
            return part(sources)
        bounds = np.linspace(0, len(sources), threads + 1).astype(int)
        with ThreadPoolExecutor(threads) as pool:
            parts = pool.map(part, [sources[a:b] for a, b in pairwise(bounds.tolist())])
            return np.concatenate(list(parts))

    def _direct(self, origin: Stop, goal: Stop) -> tuple[float, Ints] | None:
        """The best pair of anchors by the hierarchy; those on one edge the wrong way round are left to `_around`."""
        targets = self._targets(goal)
        query = routingkit_cch.CCHQuery(self.net.times)
        best: tuple[float, Ints] | None = None
        for source in origin.anchors:
            others = [target for target in targets if not _behind(source, target[0])]
            if not others:
                continue
            found = _asked(query, self._sources(Stop((source,))), [(node, ms) for _, node, ms in others])
            if found is not None:
                seconds = (found[0] - self._shift_ms(goal)) / _MS
                if best is None or seconds < best[0]:
                    best = seconds, self.net.edge_of[np.array(found[1], dtype=np.intp)]
        return best

    def _around(self, origin: Stop, goal: Stop, best_s: float) -> tuple[float, Ints] | None:
        """Once round to a place behind on the same edge: over each turn out of it and back to its end."""
        query = routingkit_cch.CCHQuery(self.net.times)
        found: tuple[float, Ints] | None = None
        for source in origin.anchors:
            for target in goal.anchors:
                if not _behind(source, target):
                    continue
                node = int(self.net.node_of[source.edge])
                starts = self._after(node, source)
                answer = _asked(query, starts, [(node, 0)]) if starts else None
                if answer is None:
                    continue
                seconds = (answer[0] - self._to_end_ms(target)) / _MS
                if seconds < best_s:
                    path = np.array([node, *answer[1]], dtype=np.intp)
                    best_s, found = seconds, (seconds, self.net.edge_of[path])
        return found

    def _after(self, node: int, source: Anchor) -> Offsets:
        """The edges after an anchor's own, with the milliseconds to their ends."""
        net = self.net
        before = self._to_end_ms(source)
        arcs = range(int(net.out_start[node]), int(net.out_start[node + 1]))
        return [(int(net.head[arc]), before + int(net.open_ms[arc])) for arc in arcs if not net.closed[net.head[arc]]]

    def _mend_shared(self, origins: Sequence[Stop], goals: Sequence[Stop], out: Floats) -> None:
        """Pairs where a goal lies behind on an origin's own edge: the table has no notion of that."""
        by_edge: dict[int, list[tuple[int, Anchor]]] = {}
        for column, goal in enumerate(goals):
            for anchor in goal.anchors:
                by_edge.setdefault(anchor.edge, []).append((column, anchor))
        behind = {
            (row, column)
            for row, origin in enumerate(origins)
            for anchor in origin.anchors
            for column, target in by_edge.get(anchor.edge, ())
            if _behind(anchor, target)
        }
        for row, column in behind:
            direct = self._direct(origins[row], goals[column])
            best_s = direct[0] if direct else float("inf")
            around = self._around(origins[row], goals[column], best_s)
            out[row, column] = around[0] if around else best_s

    def _sources(self, origin: Stop) -> Offsets:
        return [(int(self.net.node_of[anchor.edge]), self._to_end_ms(anchor)) for anchor in origin.anchors]

    def _targets(self, goal: Stop) -> list[tuple[Anchor, int, int]]:
        """Anchor, node, and what is saved by stopping before its end, taken from the most that is saved anywhere."""
        shift = self._shift_ms(goal)
        return [
            (anchor, int(self.net.node_of[anchor.edge]), shift - self._to_end_ms(anchor)) for anchor in goal.anchors
        ]

    def _shift_ms(self, goal: Stop) -> int:
        return max(self._to_end_ms(anchor) for anchor in goal.anchors)

    def _to_end_ms(self, anchor: Anchor) -> int:
        return round((1.0 - anchor.along) * float(self.net.edge_ms[self.net.node_of[anchor.edge]]))

    def _stop_or_none(self, place: Place, *, is_goal: bool) -> Stop | None:
        try:
            return self.stop(place, is_goal=is_goal)
        except FarFromRoadsError:
            return None

    def _told(self, edges: Ints, origin: Stop, goal: Stop, seconds: float) -> Route:
        first = next(anchor for anchor in origin.anchors if anchor.edge == edges[0])
        last = next(anchor for anchor in goal.anchors if anchor.edge == edges[-1])
        shares = np.ones(len(edges))
        shares[0] -= first.along
        shares[-1] -= 1.0 - last.along
        metres = self.graph.edge_m[edges] * shares
        driven_s = self.net.edge_ms[self.net.node_of[edges]] / _MS * shares
        driven_s[1:] += self._turns_s(edges)
        line = line_of(self.graph, edges, first.along, last.along)
        steps = steps_of(self.graph, edges, driven_s, metres, last)
        return Route(max(seconds, 0.0), float(metres.sum()), line, edges, steps, first.off_m, last.off_m)

    def _turns_s(self, edges: Ints) -> Floats:
        net = self.net
        nodes = net.node_of[edges]
        seconds = np.zeros(max(0, len(nodes) - 1))
        for index, (tail, head) in enumerate(zip(nodes[:-1].tolist(), nodes[1:].tolist(), strict=True)):
            arcs = slice(int(net.out_start[tail]), int(net.out_start[tail + 1]))
            seconds[index] = float(net.turn_ms[arcs][net.head[arcs] == head].min()) / _MS
        return seconds


def _behind(source: Anchor, target: Anchor) -> bool:
    return source.edge == target.edge and target.along < source.along


def _asked(query: "routingkit_cch.CCHQuery", sources: Offsets, targets: Offsets) -> tuple[int, list[int]] | None:
    """Milliseconds and path; the answer itself must be gone before the query is asked again."""
    answer = query.run_multi(sources, targets)
    return None if answer.distance is None else (answer.distance, answer.node_path)
