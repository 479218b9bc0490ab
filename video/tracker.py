"""Gives detections of successive frames a track number each: ByteTrack of `trackers`, one for each camera.

Vehicles may change class from frame to frame (car, truck, bus); people and vehicles never share a track. A track's
class is the one with the greatest sum of scores so far. Not thread-safe.
"""

import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import supervision as sv
from trackers import BIoU, ByteTrackTracker

from video.detector import Detections
from video.track import Track

NEW_TRACK_SCORE = 0.5
FIRST_STAGE_SCORE = 0.5
MIN_OVERLAP = 0.1
WIDENED_BY = 0.3
"""Boxes are compared grown by this share: at ten frames a second one who runs leaves his last box."""
LOST_S = 2.0
"""A hidden object keeps its number so long. These five were measured on 795 frames of pedestrians (PETS 2009 S2L1, some
20 people, many crossings), with noise added: 27 to 31 numbers outlast 10 frames; without WIDENED_BY, 29 to 35."""
MIN_FRAMES = 2
BYTETRACK_BUFFER_FPS = 30
"""The rate in which `trackers` counts its buffer, whatever the camera's."""
SHORTEST_STEP_S = 0.001
FORGOTTEN_S = 30.0
FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"car", "truck", "bus", "train", "motorcycle"}),
    frozenset({"backpack", "handbag", "suitcase"}),
)
FAMILY_OFFSET_PX = 100_000.0
"""Families are moved apart by this, so that boxes of two never overlap."""


@dataclass(slots=True)
class _Seen:
    first_s: float
    last_s: float
    votes: Counter[str] = field(default_factory=Counter[str])


class Tracker:
    """`fps` is the rate at which frames will come; their own times correct it."""

    def __init__(self, class_names: tuple[str, ...], fps: float) -> None:
        self._class_names = class_names
        self._offset_px = _family_offsets(class_names)
        self._fps = fps
        self._first_number = 1
        self._next_number = 1
        self._last_t_s = self._given_s = -math.inf
        self._seen: dict[int, _Seen] = {}
        self._bytetrack = self._fresh()

    def reset(self) -> None:
        """A new pass of a clip, or a camera that moved: no object is one of before, and old numbers stay theirs."""
        self._first_number = self._next_number
        self._last_t_s = self._given_s = -math.inf
        self._seen.clear()
        self._bytetrack = self._fresh()

    def update(self, detections: Detections, t_s: float) -> list[Track]:
        """Detections of the frame at `t_s` -> the tracks seen in it, by number; a time that goes back resets."""
        if t_s < self._last_t_s:
            self.reset()
        apart = detections.boxes + self._offset_px[detections.classes][:, None]
        given = sv.Detections(xyxy=apart, confidence=detections.scores, class_id=np.arange(len(detections)))
        self._given_s = max(t_s, self._given_s + SHORTEST_STEP_S)
        tracked = self._bytetrack.update(given, timestamp=self._given_s)
        self._last_t_s = t_s
        numbers, rows = _whole(tracked.tracker_id), _whole(tracked.class_id)
        seen = [
            self._track(number + self._first_number, detections, row)
            for number, row in zip(numbers, rows, strict=True)
            if number >= 0
        ]
        self._forget()
        return sorted(seen, key=lambda track: track.number)

    def _track(self, number: int, detections: Detections, row: int) -> Track:
        seen = self._seen.setdefault(number, _Seen(self._last_t_s, self._last_t_s))
        score = float(detections.scores[row])
        seen.last_s = self._last_t_s
        seen.votes[self._class_names[detections.classes[row]]] += score  # pyright: ignore[reportArgumentType]
        self._next_number = max(self._next_number, number + 1)
        x1, y1, x2, y2 = (float(side) for side in detections.boxes[row])
        class_name = seen.votes.most_common(1)[0][0]
        return Track(number, class_name, score, (x1, y1, x2, y2), self._last_t_s - seen.first_s)

    def _forget(self) -> None:
        gone = [number for number, seen in self._seen.items() if self._last_t_s - seen.last_s > FORGOTTEN_S]
        for number in gone:
            del self._seen[number]

    def _fresh(self) -> ByteTrackTracker:
        return ByteTrackTracker(
            lost_track_buffer=round(LOST_S * BYTETRACK_BUFFER_FPS),
            frame_rate=self._fps,
            track_activation_threshold=NEW_TRACK_SCORE,
            minimum_consecutive_frames=MIN_FRAMES,
            minimum_iou_threshold=MIN_OVERLAP,
            high_conf_det_threshold=FIRST_STAGE_SCORE,
            iou=BIoU(WIDENED_BY),
        )


def _family_offsets(class_names: tuple[str, ...]) -> npt.NDArray[np.float32]:
    def family(index: int, name: str) -> int:
        return next((-1 - rank for rank, names in enumerate(FAMILIES) if name in names), index)

    return np.array([family(*pair) * FAMILY_OFFSET_PX for pair in enumerate(class_names)], np.float32)


def _whole(numbers: npt.NDArray[np.integer] | None) -> list[int]:
    return [] if numbers is None else [int(number) for number in numbers]
