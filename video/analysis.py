"""A whole file or stream through one camera's pipeline, as the lines that `atalaya video analyse` writes."""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from video.address import is_live
from video.camera import Camera
from video.detector import Detector
from video.pipeline import CameraPipeline, Observed
from video.rule_event import RuleEvent
from video.sighting import Sighting
from video.stream import Stream, StreamFrame

STREAM_FPS = 5.0
Line = dict[str, Any]
"""One JSON object."""


class Analysis:
    """Use as a context manager. Raises StreamError, ModelError, RuleError, CalibrationError."""

    def __init__(self, url: str, camera: Camera, detector: Detector, fps: float | None = None) -> None:
        self._detector = detector
        self._stream = Stream(url)
        source_fps = self._stream.rate_fps
        wanted = fps or (STREAM_FPS if is_live(url) else source_fps)
        self._step_s = 0.0 if wanted >= source_fps else 1.0 / wanted
        self._slack_s = 0.5 / source_fps
        self._pipeline = CameraPipeline(camera, detector.class_names, min(wanted, source_fps))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    @property
    def garbled(self) -> int:
        """Pieces of the file that could not be decoded and were left out."""
        return self._stream.garbled

    def lines(self, on_frame: Callable[[int, float], None] = lambda _number, _t_s: None) -> Iterator[Line]:
        """A line for each analysed frame, one for each event after its frame, and the counts last."""
        for number, observed in self.observations():
            yield frame_line(number, observed)
            yield from (event_line(event) for event in observed.events)
            on_frame(number, observed.t_s)
        if self._pipeline.counts:
            yield {"counts": self._pipeline.counts}

    def observations(self) -> Iterator[tuple[int, Observed]]:
        """The number of each analysed frame in the file, from 0, and what it gave."""
        for number, frame in self._due():
            yield number, self._observe(frame)

    def _observe(self, frame: StreamFrame) -> Observed:
        image = frame.bgr()
        if not self._pipeline.wants(image, frame.t_s):
            return self._pipeline.observe(None, frame.t_s)
        region = self._pipeline.region(self._detector.letterbox(image.shape), self._detector.model.stride)
        return self._pipeline.observe(self._detector.detect([image], [region])[0], frame.t_s)

    def _due(self) -> Iterator[tuple[int, StreamFrame]]:
        """Frames numbered from 0 in the file, thinned out to the wanted rate."""
        next_s = 0.0
        for number, frame in enumerate(self._stream.frames()):
            if frame.t_s + self._slack_s < next_s:
                continue
            next_s = max(next_s + self._step_s, frame.t_s - self._step_s)
            yield number, frame


def frame_line(number: int, observed: Observed) -> Line:
    sightings = [_sighting(sighting) for sighting in observed.sightings]
    return {"frame": number, "t_s": round(observed.t_s, 3), "sightings": sightings}


def event_line(event: RuleEvent) -> Line:
    """What does not apply to the event is left out."""
    line: Line = {"event": event.event, "t_s": round(event.t_s, 3), "rule": event.rule, "kind": event.kind}
    known = {
        "track": event.track,
        "class": event.class_name or None,
        "zone": event.zone or None,
        "line": event.line or None,
        "direction": event.direction or None,
        "seconds": None if event.seconds is None else round(event.seconds, 3),
        "count": event.count,
        "foot": event.foot and [round(value, 1) for value in event.foot],
        "lat": event.place and round(event.place.lat_deg, 7),
        "lon": event.place and round(event.place.lon_deg, 7),
    }
    return line | {name: value for name, value in known.items() if value is not None}


def _sighting(sighting: Sighting) -> Line:
    line: Line = {
        "track": sighting.track,
        "class": sighting.class_name,
        "score": round(sighting.score, 3),
        "box": [round(side, 1) for side in sighting.box],
    }
    if sighting.place is not None:
        line |= {"lat": round(sighting.place.lat_deg, 7), "lon": round(sighting.place.lon_deg, 7)}
    if sighting.x_m is not None and sighting.y_m is not None:
        line |= {"x_m": round(sighting.x_m, 3), "y_m": round(sighting.y_m, 3)}
    return line
