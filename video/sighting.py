"""An object seen by a camera at one moment, and where it stands when the camera is calibrated."""

from dataclasses import dataclass

from maps.place import Place
from video.track import Track


@dataclass(frozen=True, slots=True)
class Sighting:
    """`box` is x1, y1, x2, y2 in pixels of the source frame; `x_m`, `y_m` in a `local` calibration's own frame."""

    track: int
    class_name: str
    score: float
    box: tuple[float, float, float, float]
    place: Place | None = None
    x_m: float | None = None
    y_m: float | None = None

    @classmethod
    def of(cls, track: Track, place: Place | None = None, local_m: tuple[float, float] | None = None) -> "Sighting":
        x_m, y_m = local_m or (None, None)
        return cls(track.number, track.class_name, track.score, track.box, place, x_m, y_m)
