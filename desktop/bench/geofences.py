"""Geofences for `atalaya bench map`: 100,000 points against 10,000 zones a tick, beside shapely's tree.

Every point moves in every tick; what is measured gives who entered, left and stayed, which the tree alone does not.
"""

import statistics
import time

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.bench.figures import Figure, Figures, Peer
from maps.fences.watch import FenceWatch

POINTS, ZONES = 100_000, 10_000
_CITY_DEG = 0.3
_MIDDLE = (-102.5, 22.7)
_STEP_M, _STROLL_M = 14.0, 1.5
"""A vehicle's second, and a pedestrian's."""
_TICKS, _PEER_TICKS = 9, 3
_M_PER_DEG = 111_195.0
Floats = NDArray[np.float64]


def measure() -> Figures:
    dice = np.random.default_rng(1)
    zones = _zones(dice)
    began_s = time.perf_counter()
    watch = FenceWatch(zones, np.full(ZONES, 10.0), np.full(ZONES, 60.0))
    build_s = time.perf_counter() - began_s
    crowd = _Crowd(dice)
    watch.look(crowd.y, crowd.x, 0.0)
    driven = [_tick_ms(watch, crowd, float(tick), _STEP_M) for tick in range(1, _TICKS + 1)]
    strolled = [_tick_ms(watch, crowd, 100.0 + tick, _STROLL_M) for tick in range(_TICKS)]
    peer_ms = _tree_ms(zones, crowd)
    tick_ms = statistics.median(driven)
    ratio = round(peer_ms / tick_ms, 1)
    figures: dict[str, Figure] = {
        "geofence_zones_ready_s": round(build_s, 2),
        "geofence_tick_ms": round(tick_ms, 1),
        "geofence_tick_on_foot_ms": round(statistics.median(strolled), 1),
        "geofence_strtree_tick_ms": round(peer_ms, 1),
        "geofence_strtree_ratio": ratio,
    }
    return Figures(figures, (Peer("shapely STRtree, 100k points in 10k zones", ratio),))


def _zones(dice: np.random.Generator) -> NDArray[np.object_]:
    """Stars of 4 to 23 corners, 30 to 900 m from their middles, over one another as they come."""
    made: list[shapely.Geometry] = []
    for _ in range(ZONES):
        corners = int(dice.integers(4, 24))
        reach = float(np.exp(dice.uniform(np.log(30), np.log(900)))) / _M_PER_DEG
        middle = dice.uniform(-_CITY_DEG / 2, _CITY_DEG / 2, 2) + np.array(_MIDDLE)
        angle, far = np.sort(dice.uniform(0, 2 * np.pi, corners)), reach * dice.uniform(0.5, 1.0, corners)
        shape = shapely.Polygon(middle + far[:, None] * np.column_stack((np.cos(angle), np.sin(angle))))
        made.append(shape if shape.is_valid else shapely.buffer(shape, 0))
    return np.array(made, dtype=object)


class _Crowd:
    """Points that each go their way."""

    def __init__(self, dice: np.random.Generator) -> None:
        self.x = dice.uniform(-_CITY_DEG / 2, _CITY_DEG / 2, POINTS) + _MIDDLE[0]
        self.y = dice.uniform(-_CITY_DEG / 2, _CITY_DEG / 2, POINTS) + _MIDDLE[1]
        self._heading = dice.uniform(0, 2 * np.pi, POINTS)

    def go(self, metres: float) -> None:
        self.x = self.x + np.cos(self._heading) * metres / _M_PER_DEG
        self.y = self.y + np.sin(self._heading) * metres / _M_PER_DEG


def _tick_ms(watch: FenceWatch, crowd: _Crowd, now_s: float, metres: float) -> float:
    crowd.go(metres)
    began_s = time.perf_counter()
    watch.look(crowd.y, crowd.x, now_s)
    return (time.perf_counter() - began_s) * 1000


def _tree_ms(zones: NDArray[np.object_], crowd: _Crowd) -> float:
    """Which zone each point is in: its tree asked for all of them at once, as its manual has it."""
    tree = shapely.STRtree(zones)
    taken: list[float] = []
    for _ in range(_PEER_TICKS):
        crowd.go(_STEP_M)
        began_s = time.perf_counter()
        tree.query(shapely.points(crowd.x, crowd.y), predicate="within")
        taken.append((time.perf_counter() - began_s) * 1000)
    return statistics.median(taken)
