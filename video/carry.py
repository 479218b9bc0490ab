"""Boxes for the frames between two analysed ones: each moves on as it moved last, for a moment only.

So a picture never wears the boxes of another: those of an analysed frame are measured, those between are carried.
"""

from dataclasses import dataclass

from msgspec.structs import replace

from video.frame_slot import SlotBox

CARRIED_FOR_S = 0.6
"""Longer than this nothing is known, and nothing drawn."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """What an analysed frame showed, and how fast each track's sides moved, in pixels a second."""

    t_s: float
    boxes: tuple[SlotBox, ...] = ()
    speeds: tuple[Box, ...] = ()

    def followed_by(self, t_s: float, boxes: tuple[SlotBox, ...]) -> "Measured":
        """Measure again at a later time of the same pass."""
        before = {box.track: box.box for box in self.boxes}
        elapsed_s = t_s - self.t_s
        known = elapsed_s if 0 < elapsed_s <= CARRIED_FOR_S * 2 else 0.0
        speeds = tuple(_speed(before.get(box.track), box.box, known) for box in boxes)
        return Measured(t_s, boxes, speeds)

    def at(self, t_s: float) -> tuple[SlotBox, ...]:
        """The boxes where they will be at a time a little later; none when that is too long after."""
        ahead_s = t_s - self.t_s
        if not 0 <= ahead_s <= CARRIED_FOR_S:
            return ()
        return tuple(
            replace(box, box=_moved(box.box, speed, ahead_s))
            for box, speed in zip(self.boxes, self.speeds, strict=True)
        )


def _speed(before: Box | None, after: Box, elapsed_s: float) -> Box:
    if before is None or elapsed_s == 0.0:
        return (0.0, 0.0, 0.0, 0.0)
    x1, y1, x2, y2 = ((new_px - old_px) / elapsed_s for old_px, new_px in zip(before, after, strict=True))
    return (x1, y1, x2, y2)


def _moved(box: Box, speed: Box, ahead_s: float) -> Box:
    x1, y1, x2, y2 = (side_px + speed_px * ahead_s for side_px, speed_px in zip(box, speed, strict=True))
    return (x1, y1, x2, y2)
