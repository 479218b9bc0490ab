"""One camera from frames to meaning: motion gate, tracks, rules, places. The detector is given from outside, shared.

For each frame: `wants(image, t_s)`; when true, detect and `observe(detections, t_s)`, else `observe(None, t_s)`. Not
thread-safe; times are seconds from the beginning of the stream's pass, and one that goes back resets the tracks.
"""

from dataclasses import dataclass, replace

import numpy as np

from video.analytics import Analytics, Counts
from video.calibration import GroundView
from video.camera import Camera, PixelRing
from video.detector import Detections, joined
from video.letterbox import Image, Letterbox
from video.motion import MotionGate
from video.outline import Point, depth_px
from video.region import Box, Region, region_of
from video.rule_event import RuleEvent
from video.sighting import Sighting
from video.tracker import Track, Tracker

COCO_CLASSES = 80
_PEOPLE_AND_ANIMALS = {"person", "dog", "horse"}
_VEHICLES = {"bicycle", "car", "motorcycle", "bus", "train", "truck", "boat"}
_BAGS = {"backpack", "handbag", "suitcase"}
STREET_CLASSES = frozenset(_PEOPLE_AND_ANIMALS | _VEHICLES | _BAGS)
"""Of the 80 of COCO; a traffic sign taken for a frisbee is nobody's matter. A model of other classes keeps them all."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What one frame of one camera gave."""

    t_s: float
    sightings: tuple[Sighting, ...]
    events: tuple[RuleEvent, ...]


class CameraPipeline:
    """`fps` is the rate at which frames will be observed. Raises RuleError or CalibrationError for a bad camera."""

    def __init__(self, camera: Camera, class_names: tuple[str, ...], fps: float) -> None:
        self._camera = camera
        self._watched = np.array([_watched(name, class_names) for name in class_names], np.bool_)
        self._gate = MotionGate(camera.masks)
        self._tracker = Tracker(class_names, fps)
        self._analytics = Analytics(camera)
        self._ground = GroundView(camera.calibration) if camera.calibration else None
        self._held = Detections.none()
        self._last_t_s = 0.0

    @property
    def counts(self) -> Counts:
        """Line -> class -> `in` and `out`, since the pipeline began."""
        return self._analytics.counts

    def reset(self) -> None:
        """The clip begins again, or the picture jumped: tracks end, rules start over, counts stay."""
        self._tracker.reset()
        self._analytics.restart()
        self._held = Detections.none()
        self._gate = MotionGate(self._camera.masks)

    def wants(self, image: Image, t_s: float) -> bool:
        """Whether the detector must see this frame; while nothing moves the last boxes still hold."""
        return self._gate.moved(image, t_s)

    def region(self, whole: Letterbox, stride: int) -> Region | None:
        """The part of the frame last given to `wants` that has to be looked at; None for all of it."""
        changed = self._gate.changed
        return region_of(changed, _boxes(self._held), whole, stride) if changed else None

    def observe(self, detections: Detections | None, t_s: float) -> Observed:
        """Detections of the frame at `t_s`, or None where it was not wanted."""
        if t_s < self._last_t_s:
            self.reset()
        self._last_t_s = t_s
        if detections is not None:
            self._gate.looked(t_s, detections.region)
            self._held = self._with_held(self._unmasked(detections.where(self._watched[detections.classes])))
        tracks = self._tracker.update(self._held, t_s)
        events = tuple(self._placed(event) for event in self._analytics.step(tracks, t_s))
        return Observed(t_s, tuple(self._sighting(track) for track in tracks), events)

    def _with_held(self, found: Detections) -> Detections:
        """What was found in a region, and the boxes held outside it."""
        region = found.region
        if region is None or not len(self._held):
            return found
        outside = np.array([not region.holds(box) for box in _boxes(self._held)], np.bool_)
        return joined(found, self._held.where(outside))

    def _sighting(self, track: Track) -> Sighting:
        if self._ground is None:
            return Sighting.of(track)
        return Sighting.of(track, self._ground.place(track.foot), self._ground.local_m(track.foot))

    def _placed(self, event: RuleEvent) -> RuleEvent:
        if self._ground is None or event.foot is None:
            return event
        return replace(event, place=self._ground.place(event.foot))

    def _unmasked(self, detections: Detections) -> Detections:
        if not self._camera.masks or not len(detections):
            return detections
        feet = [((x1 + x2) / 2, y2) for x1, _, x2, y2 in detections.boxes.tolist()]
        return detections.where(np.array([not _covered(foot, self._camera.masks) for foot in feet], np.bool_))


def _boxes(detections: Detections) -> list[Box]:
    return [(x1, y1, x2, y2) for x1, y1, x2, y2 in detections.boxes.tolist()]


def _covered(foot: Point, masks: tuple[PixelRing, ...]) -> bool:
    return any(depth_px(foot, mask) > 0 for mask in masks)


def _watched(name: str, class_names: tuple[str, ...]) -> bool:
    return len(class_names) != COCO_CLASSES or "person" not in class_names or name in STREET_CLASSES
