"""Small towns made by hand or by chance, and a plain Dijkstra to hold the hierarchy against."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from maps.place import Place
from maps.roads.build import build
from maps.roads.graph import CAR, CLASSES, COUNTERFLOW, EMERGENCY, FOOT, TRUCK, RoadGraph
from maps.roads.net import RoadNet
from maps.roads.ways import Crossings, Rules, WayCollector

ALL = CAR | EMERGENCY | TRUCK | FOOT
AGAINST = FOOT | COUNTERFLOW
STEP_DEG = 0.001
"""About 111 m to the north, 103 m to the east at 22 degrees."""
SOUTH, WEST = 22.77, -102.58


def at(row: float, column: float) -> Place:
    return Place(SOUTH + row * STEP_DEG, WEST + column * STEP_DEG)


def number(row: int, column: int) -> int:
    return 1000 + row * 100 + column


@dataclass
class Town:
    """Corners lie on a grid; a way goes over corners (row, column)."""

    crossings: Crossings = field(default_factory=Crossings)
    collector: WayCollector = field(default_factory=WayCollector)
    ways: int = 0

    def street(
        self,
        corners: Sequence[tuple[int, int]],
        name: str = "",
        *,
        oneway: bool = False,
        kmh: float = 36.0,
        kind: str = "residential",
        access: int = ALL,
    ) -> int:
        """The number of the way."""
        self.ways += 1
        nodes = [(number(*c), round(at(*c).lat_deg * 1e7), round(at(*c).lon_deg * 1e7)) for c in corners]
        rules = Rules(CLASSES.index(kind), (access, access & AGAINST | (AGAINST if oneway else access)), (kmh, kmh))
        if oneway:
            rules = Rules(CLASSES.index(kind), (access, AGAINST), (kmh, kmh))
        self.collector.add(self.ways, name, nodes, rules)
        return self.ways

    def graph(self) -> RoadGraph:
        return build(self.collector.ways(), self.crossings)


def grid_town(side: int = 4) -> Town:
    """Streets of a chessboard, all both ways: `Calle 0` runs east along row 0, `Avenida 0` north along column 0."""
    town = Town()
    for row in range(side):
        town.street([(row, column) for column in range(side)], f"Calle {row}")
    for column in range(side):
        town.street([(row, column) for row in range(side)], f"Avenida {column}")
    return town


def chance_town(dice: np.random.Generator, side: int = 4) -> Town:
    """A chessboard with blocks missing, one-ways and different speeds, each piece a way of its own."""
    town = Town()
    for row in range(side):
        for column in range(side):
            for other in ((row, column + 1), (row + 1, column)):
                if max(other) < side and dice.random() > 0.12:
                    ends = [(row, column), other] if dice.random() < 0.5 else [other, (row, column)]
                    town.street(ends, oneway=bool(dice.random() < 0.35), kmh=float(dice.choice([12.0, 30.0, 54.0])))
    return town


def plain_ms(net: RoadNet, source: int) -> dict[int, int]:
    """Milliseconds from the end of a node's edge to the end of every other: Dijkstra over the turns, nothing clever."""
    best: dict[int, int] = {source: 0}
    queue = [(0, source)]
    while queue:
        ms, node = heapq.heappop(queue)
        if ms > best[node]:
            continue
        for arc in np.flatnonzero(net.tail == node).tolist():
            head = int(net.head[arc])
            if net.closed[head]:
                continue
            longer = ms + int(net.open_ms[arc])
            if longer < best.get(head, 1 << 60):
                best[head] = longer
                heapq.heappush(queue, (longer, head))
    return best


def plain_s(net: RoadNet, origin: "tuple[int, float]", goal: "tuple[int, float]") -> float:
    """Seconds from one spot on an edge to another by the plain search: (edge, along)."""
    one, other = int(net.node_of[origin[0]]), int(net.node_of[goal[0]])
    to_end = round((1 - origin[1]) * float(net.edge_ms[one]))
    saved = round((1 - goal[1]) * float(net.edge_ms[other]))
    if one == other and goal[1] >= origin[1]:
        return (to_end - saved) / 1000
    best = float("inf")
    for arc in np.flatnonzero(net.tail == one).tolist():
        head = int(net.head[arc])
        if not net.closed[head]:
            rest = plain_ms(net, head).get(other)
            if rest is not None:
                best = min(best, (to_end + int(net.open_ms[arc]) + rest - saved) / 1000)
    return best
