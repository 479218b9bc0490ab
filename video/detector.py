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
from video.region import Box, Region, input_shapes
from video.suppression import boxes_of_head, boxes_of_rows, overlap_of

MIN_SCORE = 0.1
"""The tracker's second stage follows known objects down to this score; it starts none below its own threshold."""
MAX_OVERLAP = 0.7
SAME_OVERLAP = 0.5
END_TO_END_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Detections:
    """Boxes x1, y1, x2, y2 in pixels of the frame (n, 4), scores (n), indices into the class names (n); best first.

    `region` is the part of the frame that was looked at, None for all of it.
    """

    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    classes: npt.NDArray[np.int32]
    region: Region | None = None

    @classmethod
    def none(cls) -> "Detections":
        return cls(np.empty((0, 4), np.float32), np.empty(0, np.float32), np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.scores)

    def where(self, kept: npt.NDArray[np.bool_]) -> "Detections":
        return Detections(self.boxes[kept], self.scores[kept], self.classes[kept], self.region)


class Detector:
    """`threads=1` costs the least CPU for a frame, 0 (every core) gives the shortest wait.

    With `growing` a region's graph is compiled when it is first needed. Without, the whole frame is looked at until
    somebody calls `grow`: a worker does so outside the limits under which it decodes.
    """

    def __init__(self, model: Model, imgsz: int | None = None, threads: int = 1, *, growing: bool = True) -> None:
        self.model = model
        self.class_names = model.class_names
        self.imgsz = imgsz or model.imgsz
        self._engine: Engine = open_engine(model, threads)
        self._fits: dict[tuple[int, ...], Letterbox] = {}
        self._growing = growing
        self._wanted: set[tuple[int, int]] = set()

    @classmethod
    def open(cls, path: Path, imgsz: int | None = None, threads: int = 1, *, growing: bool = True) -> "Detector":
        """A folder with IR, an .xml or an .onnx; raises ModelError."""
        return cls(read_model(path), imgsz, threads, growing=growing)

    @property
    def wants_growth(self) -> bool:
        """Whether a region was asked for whose graph is not compiled."""
        return bool(self._wanted)

    def grow(self) -> None:
        """Compile one graph that was wanted; raises ModelError."""
        self._engine.compile_graph(self._wanted.pop())

    def detect(self, frames: Sequence[Image], regions: Sequence[Region | None] | None = None) -> list[Detections]:
        """Frames of any sizes -> their detections, in order; raises ModelError when the graph fails.

        With `regions`, one for each frame, only those parts are looked at; a model of one fixed size sees all.
        """
        parts = regions if regions and self._engine.fixed is None else [None] * len(frames)
        return [self._detect(frame, part) for frame, part in zip(frames, parts, strict=True)]

    def prepare(self, frame_shape: tuple[int, ...]) -> None:
        """Compile at once all that frames of this shape can need; raises ModelError."""
        whole = self.letterbox(frame_shape)
        parts = () if self._engine.fixed else input_shapes(whole, self.model.stride)
        for shape in ((whole.height_px, whole.width_px), *parts):
            self._engine.compile_graph(shape)

    def letterbox(self, frame_shape: tuple[int, ...]) -> Letterbox:
        """How a whole frame of this shape is laid into the graph's input."""
        key = frame_shape[:2]
        return self._fits.get(key) or self._fits.setdefault(
            key, Letterbox.of(key, self.imgsz, self.model.stride, self._engine.fixed)
        )

    def _detect(self, frame: Image, region: Region | None) -> Detections:
        if region is None or not self._can_see(region):
            fit = self.letterbox(frame.shape)
            return self._found(self._engine.run(fit.lay(frame)), fit)
        part = frame[region.y1 : region.y2, region.x1 : region.x2]
        fit = Letterbox.of(part.shape, self.imgsz, self.model.stride, region.input_shape)
        found = self._found(self._engine.run(fit.lay(part)), fit)
        moved = found.boxes + np.array([region.x1, region.y1] * 2, np.float32)
        whole_px = frame.shape[1], frame.shape[0]
        entire = np.array([not region.cuts(_sides(box), *whole_px) for box in moved], np.bool_)
        return Detections(moved[entire], found.scores[entire], found.classes[entire], region)

    def _can_see(self, region: Region) -> bool:
        if self._growing or self._engine.has_graph(region.input_shape):
            return True
        self._wanted.add(region.input_shape)
        return False

    def _found(self, head: npt.NDArray[np.float32], fit: Letterbox) -> Detections:
        if head.shape[0] == 4 + len(self.class_names):
            boxes, scores, classes = boxes_of_head(head, MIN_SCORE, MAX_OVERLAP)
        elif head.shape[1] == END_TO_END_COLUMNS:
            boxes, scores, classes = boxes_of_rows(head, MIN_SCORE)
        else:
            raise ModelError(f"{self.model.path}: {head.shape} is not the head of a detector of its classes")
        return Detections(fit.back(boxes), scores, classes)


def joined(found: Detections, held: Detections) -> Detections:
    """Both, less the held boxes that were found again."""
    kept = held.where(overlap_of(held.boxes, found.boxes) < SAME_OVERLAP)
    return Detections(
        np.concatenate([found.boxes, kept.boxes]),
        np.concatenate([found.scores, kept.scores]),
        np.concatenate([found.classes, kept.classes]),
    )


def _sides(box: npt.NDArray[np.float32]) -> Box:
    x1, y1, x2, y2 = box.tolist()
    return x1, y1, x2, y2
