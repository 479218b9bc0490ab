"""Boxes for the frames between two analysed ones: each moves on as it moved last, for a moment only.

So a picture never wears the boxes of another: those of an analysed frame are measured, those between are carried.
"""

from dataclasses import dataclass

from msgspec.structs import replace

from video.frame_slot import SlotBox

CARRIED_FOR_S = 0.6
"""Longer than this nothing is known, and nothing drawn."""

Box = tuple[float, float, float, float]
Speed = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """What an analysed frame showed, and how fast each track's middle moved, in pixels a second.

    Only the middle: a box whose object is half hidden changes its shape in leaps, which must not go on.
    """

    t_s: float
    boxes: tuple[SlotBox, ...] = ()
    speeds: tuple[Speed, ...] = ()

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


def _speed(before: Box | None, after: Box, elapsed_s: float) -> Speed:
    if before is None or elapsed_s == 0.0:
        return (0.0, 0.0)
    return (
        (after[0] + after[2] - before[0] - before[2]) / 2 / elapsed_s,
        (after[1] + after[3] - before[1] - before[3]) / 2 / elapsed_s,
    )


def _moved(box: Box, speed: Speed, ahead_s: float) -> Box:
    right_px, down_px = speed[0] * ahead_s, speed[1] * ahead_s
    return (box[0] + right_px, box[1] + down_px, box[2] + right_px, box[3] + down_px)
