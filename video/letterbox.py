"""Fits a frame into the smallest rectangle a detector takes, and brings its boxes back to the frame's pixels.

Sides are multiples of the model's stride, the longer one `imgsz`: a 4:3 frame at 640 becomes 640x480 and costs a
quarter less than the square. Bars are grey 114, as the models were trained with.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from video.cv import cv2

Image = npt.NDArray[np.uint8]
"""Height x width x 3, blue first."""

BAR_GREY = 114


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How one size of frame is laid into the detector's input: pixels of input = pixels of frame * scale + bar."""

    frame_width_px: int
    frame_height_px: int
    width_px: int
    height_px: int
    scale: float
    left_px: int
    top_px: int

    @classmethod
    def of(
        cls, frame_shape: tuple[int, ...], imgsz: int, stride: int, fixed: tuple[int, int] | None = None
    ) -> "Letterbox":
        """`fixed` is the height and width of a model that takes no other."""
        height, width = frame_shape[0], frame_shape[1]
        limit_height, limit_width = fixed or (imgsz, imgsz)
        scale = min(limit_width / width, limit_height / height)
        inner_width, inner_height = max(1, round(width * scale)), max(1, round(height * scale))
        outer_height, outer_width = fixed or (_up(inner_height, stride), _up(inner_width, stride))
        left, top = (outer_width - inner_width) // 2, (outer_height - inner_height) // 2
        return cls(width, height, outer_width, outer_height, scale, left, top)

    def lay(self, frame: Image) -> Image:
        """The frame scaled, with grey bars where it does not reach."""
        inner_width = max(1, round(self.frame_width_px * self.scale))
        inner_height = max(1, round(self.frame_height_px * self.scale))
        inner = frame
        if (inner_width, inner_height) != (self.frame_width_px, self.frame_height_px):
            inner = cv2.resize(frame, (inner_width, inner_height), interpolation=cv2.INTER_LINEAR)
        if (inner_width, inner_height) == (self.width_px, self.height_px):
            return np.ascontiguousarray(inner, dtype=np.uint8)
        laid = np.full((self.height_px, self.width_px, 3), BAR_GREY, np.uint8)
        laid[self.top_px : self.top_px + inner_height, self.left_px : self.left_px + inner_width] = inner
        return laid

    def back(self, boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Boxes x1, y1, x2, y2 in pixels of the input -> of the frame, cut at its edges."""
        bars = np.array([self.left_px, self.top_px] * 2, np.float32)
        edges = np.array([self.frame_width_px, self.frame_height_px] * 2, np.float32)
        return np.clip((boxes - bars) / np.float32(self.scale), np.float32(0), edges).astype(np.float32)


def _up(side_px: int, stride: int) -> int:
    return -(-side_px // stride) * stride
