"""Where a point lies against a zone's ring or a line, in pixels of the frame (x to the right, y down)."""

import math
from collections.abc import Sequence

Point = tuple[float, float]

MEETING_SLACK_PX = 0.5
"""Half a pixel past an end of a line is still the line."""


def depth_px(point: Point, ring: Sequence[Point]) -> float:
    """Distance to the ring's edge, positive inside and negative outside (even-odd rule)."""
    inside = False
    nearest = math.inf
    x, y = point
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        nearest = min(nearest, distance_px(point, (x1, y1), (x2, y2)))
    return nearest if inside else -nearest


def distance_px(point: Point, start: Point, end: Point) -> float:
    """From a point to a segment."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    squared = along_x * along_x + along_y * along_y
    share = 0.0
    if squared > 0:
        share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / squared
    share = min(1.0, max(0.0, share))
    return math.hypot(point[0] - start[0] - share * along_x, point[1] - start[1] - share * along_y)


def right_of_px(point: Point, start: Point, end: Point) -> float:
    """Distance from the endless line, positive on the right hand of one who looks from start to end."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(along_x, along_y)
    if length == 0:
        return 0.0
    return (along_x * (point[1] - start[1]) - along_y * (point[0] - start[0])) / length


def passes_through(before: Point, after: Point, start: Point, end: Point) -> bool:
    """Whether the way from `before` to `after`, on two sides of the endless line, meets the segment itself."""
    from_px, to_px = right_of_px(before, start, end), right_of_px(after, start, end)
    if from_px == to_px:
        return False
    share = from_px / (from_px - to_px)
    met = before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1])
    return distance_px(met, start, end) < MEETING_SLACK_PX
