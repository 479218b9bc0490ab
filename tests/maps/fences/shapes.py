"""Zones of every kind by chance: stars with holes, tiny and huge ones, ones that touch, over the antimeridian."""

import numpy as np
import shapely

from maps.fences.zones import Floats, Shapes


def star(dice: np.random.Generator, middle: tuple[float, float], reach: float) -> shapely.Geometry:
    """In degrees, x and y; some with a hole."""
    corners = int(dice.integers(3, 14))
    angle = np.sort(dice.uniform(0, 2 * np.pi, corners))
    far = reach * dice.uniform(0.3, 1.0, corners)
    shape = shapely.Polygon(np.column_stack((middle[0] + far * np.cos(angle), middle[1] + far * np.sin(angle))))
    shape = shape if shape.is_valid else shapely.buffer(shape, 0)
    if dice.random() < 0.3:
        shape = shapely.difference(shape, shapely.Point(middle).buffer(reach * 0.2, quad_segs=2))
    return shape


def zones(dice: np.random.Generator, count: int) -> Shapes:
    """Sizes from a metre to a province; some are squares of one lattice, that share corners and sides."""
    shapes: list[shapely.Geometry] = []
    for _ in range(count):
        kind = dice.random()
        if kind < 0.3:
            x, y = dice.integers(0, 4, 2) * 0.25
            shapes.append(shapely.box(x, y, x + 0.25, y + 0.25))
        else:
            reach = float(10 ** dice.uniform(-5, 0.3))
            shapes.append(star(dice, (float(dice.uniform(0, 1)), float(dice.uniform(0, 1))), reach))
    return np.array(shapes, dtype=object)


def points(dice: np.random.Generator, shapes: Shapes, count: int) -> tuple[Floats, Floats]:
    """Anywhere, on corners, on the middles of sides, and a hair beside them."""
    corners = shapely.get_coordinates(shapes)
    own = corners[dice.integers(0, len(corners), count)]
    middles = (corners[:-1] + corners[1:]) / 2
    sides = middles[dice.integers(0, len(middles), count)]
    some = np.concatenate((dice.uniform(-0.2, 1.2, (count, 2)), own, sides, own + dice.normal(0, 1e-9, (count, 2))))
    return np.ascontiguousarray(some[:, 0]), np.ascontiguousarray(some[:, 1])


def by_shapely(shapes: Shapes, x: Floats, y: Floats) -> set[tuple[int, int]]:
    inside = shapely.contains_xy(shapes[None, :], x[:, None], y[:, None])
    return {(int(point), int(zone)) for point, zone in np.argwhere(inside)}
