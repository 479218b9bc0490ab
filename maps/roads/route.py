"""A route as it is told to a driver: how long, how far, along which line and which streets, turn by turn."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from maps.place import Place
from maps.roads.graph import CLASSES, ROUNDABOUT, Floats, Ints, RoadGraph
from maps.roads.snap import Anchor

_FERRY = CLASSES.index("ferry")
_TURNS = ((20.0, "straight"), (60.0, "slight"), (120.0, ""), (165.0, "sharp"))
"""Up to how many degrees; beyond the last one goes back."""
TURNS = (
    "depart",
    "straight",
    "slight_left",
    "slight_right",
    "left",
    "right",
    "sharp_left",
    "sharp_right",
    "u_turn",
    "roundabout",
    "ferry",
    "arrive",
    "arrive_left",
    "arrive_right",
)
"""Codes of steps; words are made where they are shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """`turn` (of TURNS) into a street (empty: without a name), then so far and so long along it."""

    turn: str
    street: str
    metres: float
    seconds: float
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """`line` (k, 2) latitude, longitude; `edges` in their order. `off_*_m`: how far the places lie from the street."""

    seconds: float
    metres: float
    line: Floats
    edges: Ints
    steps: tuple[Step, ...]
    off_from_m: float
    off_to_m: float


def line_of(graph: RoadGraph, edges: Ints, start: float, end: float) -> Floats:
    """From `start` of the first edge (0 to 1) to `end` of the last."""
    if len(edges) == 1:
        return _part(graph.line(int(edges[0])), start, end)
    lines = [_part(graph.line(int(edges[0])), start, 1.0)]
    lines += [graph.line(int(edge))[1:] for edge in edges[1:-1]]
    lines.append(_part(graph.line(int(edges[-1])), 0.0, end)[1:])
    return np.concatenate(lines)


def _part(line: Floats, start: float, end: float) -> Floats:
    """At least two points, though they may be one place."""
    steps = np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1]) * np.cos(np.radians(line[0, 0])))
    along = np.concatenate(([0.0], np.cumsum(steps)))
    cut = np.array([start, end]) * along[-1]
    inner = line[(along > cut[0]) & (along < cut[1])]
    ends = np.column_stack([np.interp(cut, along, line[:, axis]) for axis in (0, 1)])
    return np.concatenate((ends[:1], inner, ends[1:]))


def steps_of(graph: RoadGraph, edges: Ints, seconds: Floats, metres: Floats, last: Anchor) -> tuple[Step, ...]:
    """`seconds` and `metres` by edge as they were driven. A street that only bends, or keeps its name, is one step."""
    starts = _starts(graph, edges)
    ends = [*starts[1:], len(edges)]
    steps = [
        Step(
            _turn(graph, edges, begin),
            _name(graph, edges, begin, end),
            float(metres[begin:end].sum()),
            float(seconds[begin:end].sum()),
            _place(graph, int(edges[begin])),
        )
        for begin, end in zip(starts, ends, strict=True)
    ]
    arrive = f"arrive_{last.side}" if last.side in {"left", "right"} else "arrive"
    return (*steps, Step(arrive, graph.street(last.edge), 0.0, 0.0, last.place))


def _starts(graph: RoadGraph, edges: Ints) -> list[int]:
    starts = [0]
    for index, (one, other) in enumerate(pairwise(edges.tolist()), start=1):
        turn = _turn_code(graph, one, other)
        same = graph.street(one) == graph.street(other) and _kind(graph, one) == _kind(graph, other)
        if (
            turn == "u_turn"
            or not same
            or (not graph.street(one) and turn not in {"straight", "slight_left", "slight_right"})
        ):
            starts.append(index)
    return starts


def _kind(graph: RoadGraph, edge: int) -> str:
    if graph.road_class[edge >> 1] == _FERRY:
        return "ferry"
    return "roundabout" if int(graph.access[edge]) & ROUNDABOUT else ""


def _turn(graph: RoadGraph, edges: Ints, index: int) -> str:
    if index == 0:
        return "depart"
    return _kind(graph, int(edges[index])) or _turn_code(graph, int(edges[index - 1]), int(edges[index]))


def _turn_code(graph: RoadGraph, one: int, other: int) -> str:
    if one == other ^ 1:
        return "u_turn"
    angle = turn_deg(graph, one, other)
    word = next((word for limit, word in _TURNS if abs(angle) <= limit), "u_turn")
    if word in {"straight", "u_turn"}:
        return word
    side = "right" if angle > 0 else "left"
    return f"{word}_{side}" if word else side


def turn_deg(graph: RoadGraph, one: int, other: int) -> float:
    into, out = graph.line(one)[-2:], graph.line(other)[:2]
    return (_bearing(out) - _bearing(into) + 180.0) % 360.0 - 180.0


def _bearing(piece: Floats) -> float:
    (lat_a, lon_a), (lat_b, lon_b) = piece
    return float(np.degrees(np.arctan2((lon_b - lon_a) * np.cos(np.radians(lat_a)), lat_b - lat_a)))


def _name(graph: RoadGraph, edges: Ints, begin: int, end: int) -> str:
    return next((name for edge in edges[begin:end].tolist() if (name := graph.street(edge))), "")


def _place(graph: RoadGraph, edge: int) -> Place:
    lat, lon = graph.line(edge)[0]
    return Place(float(lat), float(lon))
