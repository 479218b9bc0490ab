"""A camera and all that is configured about it, as frozen values. CAM.toml is their import and export form."""

from dataclasses import dataclass

from maps.place import Place

PixelRing = tuple[tuple[float, float], ...]
"""x, y in pixels of the source frame."""


@dataclass(frozen=True, slots=True)
class Mount:
    """Where the camera hangs and looks: height over ground in metres, degrees from north, horizontal field of view."""

    place: Place
    height_m: float = 6.0
    heading_deg: float = 0.0
    fov_deg: float = 70.0
    range_m: float = 60.0


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A pixel and the ground point it shows: x east, y north, in the units of the calibration's CRS."""

    px: float
    py: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CalibrationPoints:
    """`crs` is `EPSG:n` or `local` (metres in a frame of the camera's own)."""

    crs: str
    points: tuple[ControlPoint, ...]


@dataclass(frozen=True, slots=True)
class CameraZone:
    name: str
    polygon: PixelRing


@dataclass(frozen=True, slots=True)
class CameraLine:
    name: str
    points: PixelRing
    """Two points; `in` is from the left of first-to-second to its right."""


@dataclass(frozen=True, slots=True)
class CameraRule:
    """`kind` is intrusion, dwell, crossing, crowd, stopped, wrong_way or left_object."""

    kind: str
    name: str
    zone: str = ""
    line: str = ""
    classes: tuple[str, ...] = ("person",)
    seconds: float = 3.0
    limit: int = 0
    priority: int = 1


@dataclass(frozen=True, slots=True)
class Camera:
    """`id` is the asset's id; `url` an rtsp(s) or http(s) address or a file's path, `loop` for a file played for ever.

    `label` says where a picture comes from when that must be said (REPETIDO, a generated scene).
    """

    id: str
    name: str
    url: str
    mount: Mount | None = None
    calibration: CalibrationPoints | None = None
    zones: tuple[CameraZone, ...] = ()
    lines: tuple[CameraLine, ...] = ()
    masks: tuple[PixelRing, ...] = ()
    rules: tuple[CameraRule, ...] = ()
    loop: bool = False
    analysed_fps: float = 5.0
    frame_px: tuple[int, int] | None = None
    """Width and height of its picture, to which zones and control points count; None where nobody said."""
