"""How the simulated units move: along the streets, wandering on patrol or by the shortest way to a place."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from shapely import LineString
from shapely.ops import unary_union

from desktop.services.exercise.city import GroundPlan

PATROL_MS, URGENT_MS = 7.0, 14.0


@dataclass(frozen=True, slots=True)
class StreetGraph:
    """`points` (n, 2) metres; `ways[i]` the neighbours of node i."""

    points: NDArray[np.float64]
    ways: tuple[tuple[int, ...], ...]
    lengths: csr_matrix

    @classmethod
    def of(cls, plan: GroundPlan) -> "StreetGraph":
        noded = unary_union([street.line for street in plan.streets])
        index: dict[tuple[float, float], int] = {}
        edges: list[tuple[int, int, float]] = []
        for part in getattr(noded, "geoms", [noded]):
            corners = [_corner(index, xy) for xy in part.coords]
            edges += [(a, b, _length(part, i)) for i, (a, b) in enumerate(pairwise(corners))]
        return cls._connected(np.asarray(list(index)), edges)

    @classmethod
    def _connected(cls, points: NDArray[np.float64], edges: list[tuple[int, int, float]]) -> "StreetGraph":
        a, b, metres = (np.asarray(column) for column in zip(*edges, strict=True))
        n = len(points)
        every = csr_matrix((np.r_[metres, metres], (np.r_[a, b], np.r_[b, a])), shape=(n, n))
        parts = connected_components(every, directed=False)[1]
        largest = np.flatnonzero(parts == np.bincount(parts).argmax())  # a street cut off by the river leads nowhere
        points, lengths, n = points[largest], every[largest][:, largest], len(largest)
        ways = tuple(
            tuple(int(j) for j in lengths.indices[lengths.indptr[i] : lengths.indptr[i + 1]]) for i in range(n)
        )
        return cls(points, ways, lengths)

    def nearest(self, xy: NDArray[np.float64]) -> int:
        return int(np.argmin(((self.points - xy) ** 2).sum(axis=1)))

    def route(self, start: int, end: int) -> list[int]:
        """Nodes after `start` up to `end`; empty where there is no way."""
        _, before = dijkstra(self.lengths, indices=start, return_predecessors=True)
        path: list[int] = []
        node = end
        while node not in {start, -9999}:
            path.append(node)
            node = int(before[node])
        return path[::-1] if node == start else []


def _corner(index: dict[tuple[float, float], int], xy: tuple[float, ...]) -> int:
    return index.setdefault((round(xy[0], 1), round(xy[1], 1)), len(index))


def _length(part: LineString, i: int) -> float:
    (ax, ay), (bx, by) = part.coords[i][:2], part.coords[i + 1][:2]
    return math.hypot(bx - ax, by - ay)


@dataclass(slots=True)
class Drive:
    """One unit on the graph. `step` moves it; `xy` and `heading_deg` say where it is and looks."""

    graph: StreetGraph
    node: int
    dice: np.random.Generator
    plan: list[int] = field(default_factory=list)
    urgent: bool = False
    along_m: float = 0.0
    came_from: int = -1

    def go_to(self, xy: NDArray[np.float64]) -> None:
        self.plan = self.graph.route(self.node, self.graph.nearest(xy))
        self.urgent = True

    def patrol(self) -> None:
        self.urgent, self.plan = False, []

    @property
    def arrived(self) -> bool:
        return self.urgent and not self.plan

    def step(self, seconds: float) -> None:
        self.along_m += seconds * (URGENT_MS if self.urgent else PATROL_MS)
        while self._target() is not None and self.along_m >= self._leg_m():
            self.along_m -= self._leg_m()
            self.came_from, self.node = self.node, self.plan.pop(0)
        if self.arrived:
            self.along_m = 0.0

    def _target(self) -> int | None:
        if not self.plan and not self.urgent:
            self.plan = [self._wander()]
        return self.plan[0] if self.plan else None

    def _wander(self) -> int:
        ways = [way for way in self.graph.ways[self.node] if way != self.came_from]
        return int(self.dice.choice(ways)) if ways else self.came_from

    def _leg_m(self) -> float:
        ax, ay = self.graph.points[self.node]
        bx, by = self.graph.points[self.plan[0]]
        return max(0.1, math.hypot(bx - ax, by - ay))

    @property
    def xy(self) -> NDArray[np.float64]:
        here = self.graph.points[self.node]
        if not self.plan:
            return here
        share = min(1.0, self.along_m / self._leg_m())
        return here + (self.graph.points[self.plan[0]] - here) * share

    @property
    def heading_deg(self) -> float:
        if not self.plan:
            return 0.0
        dx, dy = self.graph.points[self.plan[0]] - self.graph.points[self.node]
        return math.degrees(math.atan2(dx, dy)) % 360.0
