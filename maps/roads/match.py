"""Which streets a GPS track was driven along: a hidden Markov model over candidate edges (Newson and Krumm 2009).

The farther a street from the fix, the less likely; the more the way between two candidates differs from the straight
line between their fixes, the less likely too. LeuvenMapMatching, the library at hand, knows neither one-ways nor turn
restrictions and asks a graph of its own in Python.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import routingkit_cch
from numpy.typing import NDArray

from maps.place import Place
from maps.roads.graph import Floats, Ints
from maps.roads.net import RoadNet
from maps.roads.route import line_of
from maps.roads.snap import Anchor, near

Places = NDArray[np.intp]
_MOST_CANDIDATES = 12
_BETA_M = 20.0
"""Scale of how far the driven way and the straight line differ (Newson and Krumm fitted 1 to 10 s of fixes)."""
_LONGEST_DETOUR, _LONGEST_EXTRA_M = 6.0, 1500.0
LONGEST_TRACK = 100_000


class UnmatchableError(ValueError):
    """No street lies near any fix of the track."""


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """A stretch without a gap: its edges in order, its line (k, 2) latitude, longitude, and its fixes."""

    edges: Ints
    line: Floats
    fixes: tuple[int, ...]
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """`legs` in the order of the track; `left_out` are fixes with no street near or no way to them."""

    legs: tuple[Leg, ...]
    left_out: tuple[int, ...]
    mean_off_m: float

    @property
    def metres(self) -> float:
        return sum(_line_m(leg.line) for leg in self.legs)


def match(net: RoadNet, track: Sequence[Place], accuracy_m: float = 10.0) -> Matched:
    """Raises UnmatchableError. `accuracy_m` is the standard deviation of a fix."""
    kept = _thinned(track[:LONGEST_TRACK], 1.5 * accuracy_m)
    reach_m = max(35.0, 4.0 * accuracy_m)
    spread = [(index, near(net.graph, track[index], net.usable, reach_m)[:_MOST_CANDIDATES]) for index in kept]
    layers = [(index, found) for index, found in spread if found]
    if not layers:
        raise UnmatchableError(
            f"no street lies within {reach_m:.0f} m of the track. Import the map of that place first"
        )
    chain = _Chain(net, accuracy_m)
    with net.lock:
        chosen = chain.best(track, layers)
        legs = tuple(_leg(net, part) for part in chosen)
    left_out = tuple(index for index, found in spread if not found)
    off_m = [anchor.off_m for leg in legs for anchor in leg.anchors]
    return Matched(legs, left_out, float(np.mean(off_m)))


def _thinned(track: Sequence[Place], least_m: float) -> list[int]:
    """Fixes closer together than their noise say nothing of the direction; the last one stays."""
    kept = [0] if track else []
    for index in range(1, len(track)):
        if track[index].distance_m(track[kept[-1]]) >= least_m:
            kept.append(index)
    if len(track) > 1 and kept[-1] != len(track) - 1:
        kept.append(len(track) - 1)
    return kept


Layer = tuple[int, list[Anchor]]
Chosen = list[tuple[int, Anchor]]


class _Chain:
    """Viterbi over the layers, begun anew where no candidate of the next can be reached."""

    def __init__(self, net: RoadNet, accuracy_m: float) -> None:
        self._net, self._accuracy_m = net, accuracy_m

    def best(self, track: Sequence[Place], layers: Sequence[Layer]) -> list[Chosen]:
        parts: list[Chosen] = []
        begun, score, backs = 0, self._emission(layers[0]), list[Places]()
        for number, (one, other) in enumerate(pairwise(layers), start=1):
            straight_m = track[one[0]].distance_m(track[other[0]])
            cost = score[:, None] + self._transition(one[1], other[1], straight_m)
            reached = cost.min(axis=0) + self._emission(other)
            if np.isfinite(reached).any():
                backs.append(cost.argmin(axis=0))
                score = reached
            else:
                parts.append(_traced(layers[begun:number], score, backs))
                begun, score, backs = number, self._emission(other), []
        parts.append(_traced(layers[begun:], score, backs))
        return parts

    def _emission(self, layer: Layer) -> Floats:
        off_m = np.array([anchor.off_m for anchor in layer[1]])
        return 0.5 * (off_m / self._accuracy_m) ** 2

    def _transition(self, ones: list[Anchor], others: list[Anchor], straight_m: float) -> Floats:
        driven_m = self._driven_m(ones, others)
        most_m = straight_m * _LONGEST_DETOUR + _LONGEST_EXTRA_M
        return np.where(driven_m <= most_m, np.abs(driven_m - straight_m) / _BETA_M, np.inf)

    def _driven_m(self, ones: list[Anchor], others: list[Anchor]) -> Floats:
        net = self._net
        edge_m = net.graph.edge_m
        query = routingkit_cch.CCHOneToMany(net.metres, [int(net.node_of[anchor.edge]) for anchor in others])
        rest_m = np.array([(1.0 - anchor.along) * edge_m[anchor.edge] for anchor in others])
        table = np.array(
            [
                [np.inf if dm is None else dm / 10 for dm in query.distances_from(int(net.node_of[one.edge]))]
                for one in ones
            ]
        )
        first_m = np.array([(1.0 - anchor.along) * edge_m[anchor.edge] for anchor in ones])
        driven = table + first_m[:, None] - rest_m[None, :]
        for row, one in enumerate(ones):
            for column, other in enumerate(others):
                if one.edge == other.edge:
                    driven[row, column] = self._along_m(one, other)
        return np.maximum(driven, 0.0)

    def _along_m(self, one: Anchor, other: Anchor) -> float:
        """On one edge; a little backwards is a vehicle that stands, and a noisy fix."""
        ahead_m = (other.along - one.along) * float(self._net.graph.edge_m[one.edge])
        if ahead_m >= 0.0:
            return ahead_m
        return -ahead_m if -ahead_m <= 2.0 * self._accuracy_m else float("inf")


def _traced(layers: Sequence[Layer], score: Floats, backs: Sequence[Places]) -> Chosen:
    index = int(np.argmin(score))
    chosen = [(layers[-1][0], layers[-1][1][index])]
    for layer, back in zip(reversed(layers[:-1]), reversed(backs), strict=True):
        index = int(back[index])
        chosen.append((layer[0], layer[1][index]))
    return chosen[::-1]


def _leg(net: RoadNet, chosen: Chosen) -> Leg:
    query = routingkit_cch.CCHQuery(net.metres)
    edges = [chosen[0][1].edge]
    for (_, one), (_, other) in pairwise(chosen):
        if one.edge != other.edge:
            edges += _between(net, query, one.edge, other.edge)
    path = np.array(edges, dtype=np.int32)
    start, end = chosen[0][1].along, chosen[-1][1].along
    if len(path) == 1:
        start, end = min(start, end), max(start, end)
    fixes = tuple(index for index, _ in chosen)
    return Leg(path, line_of(net.graph, path, start, end), fixes, tuple(anchor for _, anchor in chosen))


def _between(net: RoadNet, query: "routingkit_cch.CCHQuery", one: int, other: int) -> list[int]:
    """The edges after `one` up to `other`."""
    answer = query.run(int(net.node_of[one]), int(net.node_of[other]))
    return [int(net.edge_of[node]) for node in answer.node_path[1:]]


def _line_m(line: Floats) -> float:
    steps = zip(line[:-1].tolist(), line[1:].tolist(), strict=True)
    return sum(Place(*a).distance_m(Place(*b)) for a, b in steps)
