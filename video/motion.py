"""Says what has changed in a frame since the detector last looked there. Where nothing has, its boxes still hold.

The comparison is with what the detector saw, not with a learnt background: what moves slowly adds up until it is
seen, and what has stopped is not forgotten. A look at the whole frame is due anyway from time to time.
"""

import math

import numpy as np
import numpy.typing as npt

from video.camera import PixelRing
from video.cv import cv2
from video.letterbox import Image
from video.region import Box, Region

GRID_WIDTH = 240
"""Samples across the frame: an object of 12 pixels in 768 still covers several."""
CHANGED_LEVELS = 14.0
"""Of 255, after a 3x3 mean: beyond the noise and the compression of a still scene."""
MIN_CHANGED = 4
WHOLE_AFTER_S = 2.0

Grey = npt.NDArray[np.uint8]


class MotionGate:
    """Call `moved` for each frame, and `looked` when the detector has seen that frame or a part of it."""

    def __init__(self, masks: tuple[PixelRing, ...] = ()) -> None:
        self._masks = masks
        self._seen: Grey | None = None
        self._whole_s = -math.inf
        self._uncovered: Grey | None = None
        self._now: Grey | None = None
        self._step = 1
        self.changed: Box | None = None
        """What changed in the frame last given, in its pixels; None where the whole frame is due."""

    def moved(self, frame: Image, t_s: float) -> bool:
        """Whether the detector must see this frame."""
        self._now = self._sampled(frame)
        self.changed = None
        if self._seen is None or self._seen.shape != self._now.shape or not 0 <= t_s - self._whole_s < WHOLE_AFTER_S:
            return True
        apart = cv2.absdiff(self._now, self._seen)
        changed = np.asarray(cv2.threshold(apart, CHANGED_LEVELS, 1, cv2.THRESH_BINARY)[1], np.uint8)
        if self._uncovered is not None:
            changed = np.asarray(cv2.bitwise_and(changed, self._uncovered), np.uint8)
        if int(np.count_nonzero(changed)) < MIN_CHANGED:
            return False
        left, top, width, height = (float(side * self._step) for side in cv2.boundingRect(changed))
        self.changed = (left, top, left + width, top + height)
        return True

    def looked(self, t_s: float, region: Region | None = None) -> None:
        """The frame last given to `moved`, or that region of it, has been through the detector."""
        if region is None or self._seen is None or self._now is None:
            self._seen, self._whole_s = self._now, t_s
            return
        rows = slice(-(-region.y1 // self._step), region.y2 // self._step)
        columns = slice(-(-region.x1 // self._step), region.x2 // self._step)
        self._seen[rows, columns] = self._now[rows, columns]

    def _sampled(self, frame: Image) -> Grey:
        self._step = max(1, frame.shape[1] // GRID_WIDTH)
        if self._masks and self._uncovered is None:
            self._uncovered = _uncovered(self._masks, frame.shape, self._step)
        green = np.ascontiguousarray(frame[:: self._step, :: self._step, 1])
        return np.asarray(cv2.blur(green, (3, 3)), np.uint8)


def _uncovered(masks: tuple[PixelRing, ...], shape: tuple[int, ...], step: int) -> Grey:
    whole = np.ones(shape[:2], np.uint8)
    cv2.fillPoly(whole, [np.round(np.array(ring)).astype(np.int32) for ring in masks], (0,))
    return np.ascontiguousarray(whole[::step, ::step])
