"""Ways as a source gives them to the build: points with the numbers that join them, and who may drive along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from maps.roads.graph import Bytes, Flags, Ints, Longs, Singles


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """w ways of p points: way i has the points `start[i]` to `start[i + 1]`. Points of one `node` are one place."""

    start: Longs
    node: Longs
    points_e7: Ints
    """(p, 2) latitude, longitude in 1e-7 degrees."""
    number: Longs
    """The source's own number of each way; 0 where it has none."""
    name: Ints
    """Index into `names`, whose first is no name."""
    names: tuple[str, ...]
    road_class: Bytes
    access: Bytes
    """(w, 2): forward, backward."""
    speed_kmh: Singles
    """(w, 2)."""

    @property
    def count(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Whoever comes by `from_way` to `via` and is in `bans` may not take `to_way`; with `only`, no other."""

    from_way: int
    via: int
    to_way: int
    only: bool
    bans: int


@dataclass(frozen=True, slots=True)
class Crossings:
    """What the source says of single nodes, and what it left unsaid."""

    barriers: dict[int, int] = field(default_factory=dict[int, int])
    """Whom a node stops, in bits of `access`."""
    signals: frozenset[int] = frozenset()
    restrictions: tuple[Restriction, ...] = ()
    restrictions_through_ways: int = 0
    strange_speeds: int = 0


class WayCollector:
    """Takes ways one by one and gives the arrays; names are kept once."""

    def __init__(self) -> None:
        self._lengths: list[int] = []
        self._nodes: list[int] = []
        self._lat_e7: list[int] = []
        self._lon_e7: list[int] = []
        self._numbers: list[int] = []
        self._names: list[int] = []
        self._name_index: dict[str, int] = {"": 0}
        self._classes: list[int] = []
        self._access: list[tuple[int, int]] = []
        self._speeds: list[tuple[float, float]] = []

    def add(self, number: int, name: str, nodes: Sequence[tuple[int, int, int]], rules: "Rules") -> None:
        """`nodes` are (joining number, latitude e7, longitude e7); fewer than two are no way."""
        if len(nodes) < 2:
            return
        self._lengths.append(len(nodes))
        for node, lat_e7, lon_e7 in nodes:
            self._nodes.append(node)
            self._lat_e7.append(lat_e7)
            self._lon_e7.append(lon_e7)
        self._numbers.append(number)
        self._names.append(self._name_index.setdefault(name, len(self._name_index)))
        self._classes.append(rules.class_number)
        self._access.append(rules.access)
        self._speeds.append(rules.speeds_kmh)

    def ways(self) -> Ways:
        starts = np.zeros(len(self._lengths) + 1, dtype=np.int64)
        np.cumsum(self._lengths, out=starts[1:])
        return Ways(
            starts,
            np.array(self._nodes, dtype=np.int64),
            np.column_stack((np.array(self._lat_e7, dtype=np.int32), np.array(self._lon_e7, dtype=np.int32))),
            np.array(self._numbers, dtype=np.int64),
            np.array(self._names, dtype=np.int32),
            tuple(self._name_index),
            np.array(self._classes, dtype=np.uint8),
            np.array(self._access, dtype=np.uint8).reshape(-1, 2),
            np.array(self._speeds, dtype=np.float32).reshape(-1, 2),
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one way: an index into CLASSES, who may drive it and how fast, forward and backward."""

    class_number: int
    access: tuple[int, int]
    speeds_kmh: tuple[float, float]


def joined(one: Ways, other: Ways) -> Ways:
    """Both, with names kept once. Numbers of nodes must mean the same in both."""
    index = {name: number for number, name in enumerate(one.names)}
    moved = np.array([index.setdefault(name, len(index)) for name in other.names], dtype=np.int32)
    return Ways(
        np.concatenate((one.start, other.start[1:] + one.start[-1])),
        np.concatenate((one.node, other.node)),
        np.concatenate((one.points_e7, other.points_e7)),
        np.concatenate((one.number, other.number)),
        np.concatenate((one.name, moved[other.name])),
        tuple(index),
        np.concatenate((one.road_class, other.road_class)),
        np.concatenate((one.access, other.access)),
        np.concatenate((one.speed_kmh, other.speed_kmh)),
    )


def as_flags(chosen: Iterable[int], among: Longs) -> Flags:
    """Which of `among` are chosen."""
    return np.isin(among, np.fromiter(chosen, dtype=np.int64))
