"""What a camera worker and its parent say to each other: msgspec values over the pipes of `video.pipe`.

Times are aware UTC, taken when the frame was received. Pictures never pass here: they lie in frame slots.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from video.camera import Camera
from video.rule_event import RuleEvent
from video.sighting import Sighting


class CameraStep(StrEnum):
    """What became of a camera."""

    ONLINE = "online"
    OFFLINE = "offline"
    RESTARTED = "restarted"
    """Its worker died and a new one has it."""
    DEGRADED = "degraded"
    """Its worker dies again and again: it is tried only once a minute."""


class CameraState(msgspec.Struct, frozen=True, tag="state"):
    """`fault` is a `video.stream.Fault` where the camera is offline, else empty."""

    camera_id: str
    step: CameraStep
    at: datetime
    fault: str = ""


class CameraSightings(msgspec.Struct, frozen=True, tag="sightings"):
    """All that one analysed frame showed; `t_s` seconds of the stream, `pass_number` counts its plays."""

    camera_id: str
    at: datetime
    t_s: float
    pass_number: int
    sightings: tuple[Sighting, ...]


class CameraEvents(msgspec.Struct, frozen=True, tag="events"):
    """What the rules found in one frame."""

    camera_id: str
    at: datetime
    events: tuple[RuleEvent, ...]


class ModelState(msgspec.Struct, frozen=True, tag="model"):
    """The detector in use by name, or why there is none (then `name` is empty)."""

    name: str
    reason: str = ""


class Beat(msgspec.Struct, frozen=True, tag="beat"):
    """Once a second: the worker lives. `cpu_s` of all its threads so far; analysed frames per second by camera."""

    cpu_s: float
    detector_cpu_s: float
    analysed_fps: dict[str, float]


FromWorker = CameraState | CameraSightings | CameraEvents | ModelState | Beat


class WorkerOptions(msgspec.Struct, frozen=True):
    """`detector_budget_cores`: processor the detector of this worker may take, in cores."""

    detector_budget_cores: float = 1.0
    imgsz: int | None = None
    log_level: int = 20


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """First message to a worker. `slots` is the folder of the frame slots, `model` a path `Detector.open` takes."""

    cameras: tuple[Camera, ...]
    slots: str
    model: str | None
    options: WorkerOptions


class UseModel(msgspec.Struct, frozen=True, tag="use_model"):
    model: str


class Attend(msgspec.Struct, frozen=True, tag="attend"):
    """Cameras with open alarms: analysed at their full rate until another such message."""

    camera_ids: frozenset[str]


ToWorker = Begin | UseModel | Attend
