"""One camera within a worker: its feed, its pipeline, what it has told already, and how the console sees it."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from video.alarm_marks import AlarmMarks
from video.budget import Rate, Waiting
from video.calibration import CalibrationError
from video.camera import Camera
from video.feed import CameraFeed, Sample
from video.frame_slot import SlotBox, SlotStatus
from video.messages import CameraEvents, CameraSightings
from video.motion import MotionGate
from video.sighting import Sighting
from video.stream import Pixels

if TYPE_CHECKING:  # two seconds of import, which the first picture must not wait for
    from video.detector import Detector
    from video.pipeline import CameraPipeline, Observed

log = logging.getLogger(__name__)

PRESSING_AFTER_ALARM_S = 60.0


class CameraAnalyst:
    """The worker's analysis thread calls `analyse`, its main thread `say`. Without a model it only sees motion."""

    def __init__(self, feed: CameraFeed) -> None:
        self.feed = feed
        self.attended = False
        self.analysed_s = float("-inf")
        self._alarmed_s = float("-inf")
        self._pipeline: CameraPipeline | None = None
        self._gate = MotionGate(feed.camera.masks)
        self._marks = AlarmMarks()
        self._rate = Rate()
        self._pass_number = 0
        self._moving = False
        self._told_any = False

    @property
    def camera(self) -> Camera:
        return self.feed.camera

    def equip(self, class_names: tuple[str, ...] | None) -> None:
        """Begin to follow the classes of a detector, or stop when there is none."""
        self._pipeline = _pipeline(self.camera, class_names) if class_names else None
        self._marks = AlarmMarks()

    def waiting(self, now_s: float) -> Waiting | None:
        """Whether it has a fresh frame, and how much it presses."""
        if not self.feed.has_sample():
            return None
        alarmed = now_s - self._alarmed_s < PRESSING_AFTER_ALARM_S
        pressing = self.attended or alarmed or self.feed.slot.watched()
        return Waiting(self.camera.id, self.analysed_s, pressing)

    def analyse(self, detector: Detector | None) -> list[CameraSightings | CameraEvents]:
        """Analyse the newest frame, show it with its boxes, give what is to be told. Raises ModelError."""
        sample = self.feed.take()
        if sample is None:
            return []
        self.analysed_s = time.monotonic()
        bgr = sample.frame.bgr()
        if detector is None or self._pipeline is None:
            self._moving = self._moved(sample, bgr)
            self.feed.show_analysed(sample, bgr, ())
            return []
        observed = self._observe(self._pipeline, detector, sample, bgr)
        self._rate.add(self.analysed_s)
        self._marks.step(observed.events, observed.t_s)
        if any(event.raises for event in observed.events):
            self._alarmed_s = self.analysed_s
        self.feed.show_analysed(sample, bgr, tuple(self._box(sighting) for sighting in observed.sightings))
        return self._told(sample, observed)

    def analysed_fps(self) -> float:
        return self._rate.per_second(time.monotonic())

    def say(self, has_model: bool | None) -> None:  # noqa: FBT001 - a state, not a switch
        """Tell readers of the slot how the camera is."""
        standing = self.feed.standing
        status = SlotStatus(
            online=standing.online,
            fault=standing.fault,
            since_s=time.monotonic() - standing.since_s,
            has_model=has_model,
            looped=self.camera.loop,
            analysed_fps=self.analysed_fps(),
            moving=self._moving,
        )
        self.feed.slot.say(status)

    def _observe(self, pipeline: CameraPipeline, detector: Detector, sample: Sample, bgr: Pixels) -> Observed:
        t_s = sample.frame.t_s
        if sample.pass_number != self._pass_number:
            self._pass_number = sample.pass_number
            self._marks = AlarmMarks()
            pipeline.reset()
        self._moving = pipeline.wants(bgr, t_s)
        if not self._moving:
            return pipeline.observe(None, t_s)
        region = pipeline.region(detector.letterbox(bgr.shape), detector.model.stride)
        return pipeline.observe(detector.detect([bgr], [region])[0], t_s)

    def _moved(self, sample: Sample, bgr: Pixels) -> bool:
        """Whether it differs from the last frame."""
        moved = self._gate.moved(bgr, sample.frame.t_s)
        self._gate.looked(sample.frame.t_s)
        return moved

    def _box(self, sighting: Sighting) -> SlotBox:
        place = sighting.place
        return SlotBox(
            sighting.track,
            sighting.class_name,
            sighting.score,
            sighting.box,
            self._marks.priority_of(sighting.track),
            place.lat_deg if place else None,
            place.lon_deg if place else None,
        )

    def _told(self, sample: Sample, observed: Observed) -> list[CameraSightings | CameraEvents]:
        """An empty frame is told once, so that who listens knows that all have gone."""
        at = datetime.fromtimestamp(sample.captured_at, UTC)
        told: list[CameraSightings | CameraEvents] = []
        if observed.events:
            told.append(CameraEvents(self.camera.id, at, observed.events))
        if observed.sightings or self._told_any:
            seen = CameraSightings(self.camera.id, at, observed.t_s, sample.pass_number, observed.sightings)
            told.append(seen)
        self._told_any = bool(observed.sightings)
        return told


def _pipeline(camera: Camera, class_names: tuple[str, ...]) -> CameraPipeline:
    """A camera whose rules or calibration cannot be used is followed without them, and that is said."""
    from video.analytics import RuleError  # noqa: PLC0415
    from video.pipeline import CameraPipeline  # noqa: PLC0415

    try:
        return CameraPipeline(camera, class_names, camera.analysed_fps)
    except (RuleError, CalibrationError) as error:
        log.warning("camera %s is analysed without its rules and calibration: %s", camera.id, error)
        plain = replace(camera, rules=(), lines=(), calibration=None)
        return CameraPipeline(plain, class_names, camera.analysed_fps)
