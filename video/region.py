"""Which part of a frame the detector must see: what has changed and the objects it touches, in one of a few sizes.

The part is looked at in the scale of the whole frame, so that an object looks to the detector as it always does. Few
sizes, because each costs a compiled graph (some 40 MB).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from video.letterbox import Letterbox

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the frame."""

MARGIN_PX = 40
"""Of the detector's input: surroundings it needs to know an object at the edge."""
SHARES = ((0.5, 0.5), (0.5, 1.0), (1.0, 0.5), (0.75, 0.75))
"""Sizes of a part, as shares of the input's width and height."""
TOUCH_PX = 2.0


@dataclass(frozen=True, slots=True)
class Region:
    """Whole pixels of the frame; `input_shape` is the height and width in which the detector takes it."""

    x1: int
    y1: int
    x2: int
    y2: int
    input_shape: tuple[int, int]

    def holds(self, box: Box) -> bool:
        """Whether all of the box lies within."""
        slack = TOUCH_PX
        across = self.x1 - slack <= box[0] and box[2] <= self.x2 + slack
        return across and self.y1 - slack <= box[1] and box[3] <= self.y2 + slack

    def cuts(self, box: Box, frame_width_px: int, frame_height_px: int) -> bool:
        """Whether the box, found within, ends at an edge that is not the frame's: part of something larger."""
        left = self.x1 > 0 and box[0] < self.x1 + TOUCH_PX
        top = self.y1 > 0 and box[1] < self.y1 + TOUCH_PX
        right = self.x2 < frame_width_px and box[2] > self.x2 - TOUCH_PX
        bottom = self.y2 < frame_height_px and box[3] > self.y2 - TOUCH_PX
        return left or top or right or bottom


def region_of(changed: Box, held: Iterable[Box], whole: Letterbox, stride: int) -> Region | None:
    """The least part that shows what changed and, entire, every object it meets; None for the whole frame."""
    margin_px = MARGIN_PX / whole.scale
    x1, y1, x2, y2 = _with_met((changed[0], changed[1], changed[2], changed[3]), list(held))
    wanted = (x1 - margin_px, y1 - margin_px, x2 + margin_px, y2 + margin_px)
    wanted = _within(wanted, whole.frame_width_px, whole.frame_height_px)
    for across, up in SHARES:
        input_width, input_height = _up(whole.width_px * across, stride), _up(whole.height_px * up, stride)
        width = min(whole.frame_width_px, int(input_width / whole.scale))
        height = min(whole.frame_height_px, int(input_height / whole.scale))
        if wanted[2] - wanted[0] <= width and wanted[3] - wanted[1] <= height:
            left = _start(wanted[0], wanted[2], width, whole.frame_width_px)
            top = _start(wanted[1], wanted[3], height, whole.frame_height_px)
            return Region(left, top, left + width, top + height, (input_height, input_width))
    return None


def input_shapes(whole: Letterbox, stride: int) -> tuple[tuple[int, int], ...]:
    """Height and width of the input for each size of part."""
    return tuple((_up(whole.height_px * up, stride), _up(whole.width_px * across, stride)) for across, up in SHARES)


def _with_met(box: Box, held: list[Box]) -> Box:
    """The box grown over every held one that it meets, and those that the grown one meets."""
    grown = box
    for other in held:
        if _meet(grown, other) and not _inside(other, grown):
            grown = (min(grown[0], other[0]), min(grown[1], other[1]), max(grown[2], other[2]), max(grown[3], other[3]))
    return grown if grown == box else _with_met(grown, held)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _within(box: Box, width: int, height: int) -> Box:
    return max(0.0, box[0]), max(0.0, box[1]), min(float(width), box[2]), min(float(height), box[3])


def _start(low: float, high: float, length: int, limit: int) -> int:
    """Where a stretch of `length` begins that has low..high in its middle and stays within 0..limit."""
    middle = round((low + high - length) / 2)
    return max(0, min(limit - length, middle))


def _up(side_px: float, stride: int) -> int:
    return -(-round(side_px) // stride) * stride
