"""What lies between the streets: blocks with their buildings, parks and squares."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely import Polygon, box
from shapely.affinity import rotate
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep

from desktop.services.exercise import names
from desktop.services.exercise.city import GroundPlan, Neighbourhood

STREET_HALF_M = 7.0
PARK_AT_LEAST_M2 = 4_500.0


@dataclass(frozen=True, slots=True)
class Ground:
    """Buildings and parks, in metres."""

    buildings: tuple[Polygon, ...]
    parks: tuple[tuple[str, Polygon], ...]


def fill(plan: GroundPlan, seed: int) -> Ground:
    dice = np.random.default_rng(seed + 1)
    blocks = [(area, block) for area in plan.neighbourhoods for block in _blocks(area, plan)]
    parks = _choose_parks([block for _, block in blocks])
    taken = {block.wkb for _, block in parks}
    buildings = [
        house for area, block in blocks if block.wkb not in taken for house in _houses(dice, block, area.tilt_deg)
    ]
    return Ground(tuple(buildings), parks)


def _blocks(area: Neighbourhood, plan: GroundPlan) -> Iterator[Polygon]:
    ground = area.ground.buffer(-STREET_HALF_M).difference(plan.water.buffer(22))
    lines = [street.line for street in area.streets]
    edges = [part.boundary for part in getattr(ground, "geoms", [ground]) if not part.is_empty]
    for cell in polygonize(unary_union(lines + edges)):
        block = cell.buffer(-STREET_HALF_M)
        if block.area > 700 and ground.contains(cell.representative_point()):
            yield block


def _choose_parks(blocks: list[Polygon]) -> tuple[tuple[str, Polygon], ...]:
    """The first park is at the centre, the others well apart from one another."""
    wanted = sorted((block for block in blocks if block.area > PARK_AT_LEAST_M2), key=_from_centre)
    chosen: list[Polygon] = []
    for block in wanted:
        if all(block.distance(other) > 560 for other in chosen):
            chosen.append(block)
        if len(chosen) == len(names.PARKS):
            break
    order = (names.PARKS[1], names.PARKS[0], *names.PARKS[2:])
    return tuple(zip(order, chosen, strict=False))


def _from_centre(block: Polygon) -> float:
    return math.hypot(block.centroid.x, block.centroid.y)


def _houses(dice: np.random.Generator, block: Polygon, tilt_deg: float) -> Iterator[Polygon]:
    """Lots in rows along the block, each built over a part of its ground, some left empty."""
    level = rotate(block, -tilt_deg, origin=(0, 0))
    inside = prep(level)
    west, south, east, north = level.bounds
    rows = max(1, round((north - south) / 24))
    depth = (north - south) / rows
    for row in range(rows):
        x = west
        while x < east - 8:
            front = float(dice.uniform(13, 26))
            house = _house(dice, x, south + row * depth, front, depth)
            if dice.random() < 0.9 and inside.contains(house):
                yield rotate(house, tilt_deg, origin=(0, 0))
            x += front


def _house(dice: np.random.Generator, x: float, y: float, front: float, depth: float) -> Polygon:
    wide, deep = front - float(dice.uniform(1.5, 5)), depth * float(dice.uniform(0.62, 0.88))
    x, y = x + 1, y + float(dice.uniform(0.5, max(0.6, depth - deep - 0.5)))
    if dice.random() < 0.3:
        yard_x, yard_y = x + wide * 0.55, y + deep * 0.5
        corners = [(x, y), (x + wide, y), (x + wide, yard_y), (yard_x, yard_y), (yard_x, y + deep), (x, y + deep)]
        return Polygon(corners)
    return box(x, y, x + wide, y + deep)
