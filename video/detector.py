"""Finds people and things in frames: letterbox, graph, suppression. Holds one model for any number of cameras.

Not thread-safe: the worker that owns it calls it from one thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from video.engine import Engine, open_engine
from video.letterbox import Image, Letterbox
from video.model import read_model
from video.model_record import Model, ModelError
from video.suppression import boxes_of_head, boxes_of_rows

MIN_SCORE = 0.1
"""The tracker's second stage follows known objects down to this score; it starts none below its own threshold."""
MAX_OVERLAP = 0.7
END_TO_END_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Detections:
    """Boxes x1, y1, x2, y2 in pixels of the frame (n, 4), scores (n), indices into the class names (n); best first."""

    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    classes: npt.NDArray[np.int32]

    @classmethod
    def none(cls) -> "Detections":
        return cls(np.empty((0, 4), np.float32), np.empty(0, np.float32), np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.scores)

    def where(self, kept: npt.NDArray[np.bool_]) -> "Detections":
        return Detections(self.boxes[kept], self.scores[kept], self.classes[kept])


class Detector:
    """`threads=1` costs the least CPU for a frame, 0 (every core) gives the shortest wait."""

    def __init__(self, model: Model, imgsz: int | None = None, threads: int = 1) -> None:
        self.model = model
        self.class_names = model.class_names
        self.imgsz = imgsz or model.imgsz
        self._engine: Engine = open_engine(model, threads)
        self._fits: dict[tuple[int, ...], Letterbox] = {}

    @classmethod
    def open(cls, path: Path, imgsz: int | None = None, threads: int = 1) -> "Detector":
        """A folder with IR, an .xml or an .onnx; raises ModelError."""
        return cls(read_model(path), imgsz, threads)

    def detect(self, frames: Sequence[Image]) -> list[Detections]:
        """Frames of any sizes -> their detections, in order; raises ModelError when the graph fails."""
        return [self._detect(frame) for frame in frames]

    def _detect(self, frame: Image) -> Detections:
        fit = self._fits.get(frame.shape) or self._fit(frame.shape)
        head = self._engine.run(fit.lay(frame))
        if head.shape[1] == END_TO_END_COLUMNS and head.shape[0] != 4 + len(self.class_names):
            boxes, scores, classes = boxes_of_rows(head, MIN_SCORE)
        elif head.shape[0] == 4 + len(self.class_names):
            boxes, scores, classes = boxes_of_head(head, MIN_SCORE, MAX_OVERLAP)
        else:
            raise ModelError(f"{self.model.path}: {head.shape} is not the head of a detector of its classes")
        return Detections(fit.back(boxes), scores, classes)

    def _fit(self, shape: tuple[int, ...]) -> Letterbox:
        return self._fits.setdefault(shape, Letterbox.of(shape, self.imgsz, self.model.stride, self._engine.fixed))
