"""Says whether anything in a frame has changed since the detector last looked. While nothing has, its boxes still hold.

The comparison is with the frame of the last detection, not with a learnt background: what moves slowly adds up until
it is seen, and what has stopped is not forgotten. A look is due anyway from time to time.
"""

import math

import numpy as np
import numpy.typing as npt

from video.camera import PixelRing
from video.cv import cv2
from video.letterbox import Image

GRID_WIDTH = 240
"""Samples across the frame: an object of 12 pixels in 768 still covers several."""
CHANGED_LEVELS = 14.0
"""Of 255, after a 3x3 mean: beyond the noise and the compression of a still scene."""
MIN_CHANGED = 4
LOOK_AFTER_S = 2.0

Grey = npt.NDArray[np.uint8]


class MotionGate:
    """Call `moved` for each frame, and `looked` when the detector has seen that frame."""

    def __init__(self, masks: tuple[PixelRing, ...] = ()) -> None:
        self._masks = masks
        self._seen: Grey | None = None
        self._looked_s = -math.inf
        self._covered: npt.NDArray[np.bool_] | None = None
        self._now: Grey | None = None

    def moved(self, frame: Image, t_s: float) -> bool:
        """Whether the detector must see this frame."""
        self._now = self._sampled(frame)
        if self._seen is None or self._seen.shape != self._now.shape or not 0 <= t_s - self._looked_s < LOOK_AFTER_S:
            return True
        changed = cv2.absdiff(self._now, self._seen) > CHANGED_LEVELS
        if self._covered is not None:
            changed &= ~self._covered
        return int(np.count_nonzero(changed)) >= MIN_CHANGED

    def looked(self, t_s: float) -> None:
        """The frame last given to `moved` has been through the detector."""
        self._seen, self._looked_s = self._now, t_s

    def _sampled(self, frame: Image) -> Grey:
        step = max(1, frame.shape[1] // GRID_WIDTH)
        if self._masks and self._covered is None:
            self._covered = _covered(self._masks, frame.shape, step)
        green = np.ascontiguousarray(frame[::step, ::step, 1])
        return np.asarray(cv2.blur(green, (3, 3)), np.uint8)


def _covered(masks: tuple[PixelRing, ...], shape: tuple[int, ...], step: int) -> npt.NDArray[np.bool_]:
    whole = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(whole, [np.round(np.array(ring)).astype(np.int32) for ring in masks], (255,))
    return whole[::step, ::step] > 0
