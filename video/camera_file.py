"""CAM.toml: a camera's configuration as a file, for integrators and for `atalaya video`. Unknown keys are refused."""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
import tomli_w

from maps.place import Place
from video.analytics import RuleError, check_rules
from video.camera import (
    CalibrationPoints,
    Camera,
    CameraLine,
    CameraRule,
    CameraZone,
    ControlPoint,
    Mount,
    PixelRing,
)
from video.rule_event import RuleKind

Pixel = tuple[float, float]
FrameSide = Annotated[int, msgspec.Meta(ge=16, le=16384)]
VEHICLES = ("car", "truck", "bus", "motorcycle")
DEFAULT_CLASSES: dict[str, tuple[str, ...]] = {
    RuleKind.STOPPED: VEHICLES,
    RuleKind.WRONG_WAY: VEHICLES,
    RuleKind.LEFT_OBJECT: ("backpack", "handbag", "suitcase"),
    RuleKind.CROSSING: (),
}
DEFAULT_SECONDS: dict[str, float] = {RuleKind.DWELL: 60.0, RuleKind.STOPPED: 60.0, RuleKind.LEFT_OBJECT: 60.0}


class CameraFileError(ValueError):
    """The file is not a camera's; the message names the key and what to do."""


class _Part(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A table of the file."""


class _Place(_Part):
    lat: float
    lon: float
    height_m: float = 6.0
    heading_deg: float = 0.0
    fov_deg: float = 70.0
    range_m: float = 60.0


class _Calibration(_Part):
    crs: str
    points: tuple[tuple[float, float, float, float], ...]


class _Zone(_Part):
    name: str
    polygon: Annotated[tuple[Pixel, ...], msgspec.Meta(min_length=3)]


class _Line(_Part):
    name: str
    points: tuple[Pixel, Pixel]


class _Mask(_Part):
    polygon: Annotated[tuple[Pixel, ...], msgspec.Meta(min_length=3)]


class _Rule(_Part):
    kind: RuleKind
    name: str = ""
    zone: str = ""
    line: str = ""
    classes: tuple[str, ...] | None = None
    seconds: float | None = None
    limit: int = 0
    priority: Annotated[int, msgspec.Meta(ge=1, le=3)] = 1


class _Camera(_Part):
    id: str = ""
    name: str = ""
    url: str = ""
    loop: bool = False
    analysed_fps: float = 5.0
    frame: tuple[FrameSide, FrameSide] | None = None
    place: _Place | None = None
    calibration: _Calibration | None = None
    zones: tuple[_Zone, ...] = ()
    lines: tuple[_Line, ...] = ()
    masks: tuple[_Mask, ...] = ()
    rules: tuple[_Rule, ...] = ()


def read_camera(path: Path) -> Camera:
    """Raises CameraFileError, or OSError when it cannot be read."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return _camera(msgspec.convert(tables, _Camera, strict=False), path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CameraFileError(f"{path}: not readable as TOML: {error}") from error
    except (msgspec.ValidationError, RuleError, ValueError) as error:
        raise CameraFileError(f"{path}: {error}") from error


def write_camera(path: Path, camera: Camera) -> None:
    """Raises OSError when it cannot be written."""
    path.write_text(tomli_w.dumps(msgspec.to_builtins(_file(camera))), encoding="utf-8")


def _camera(file: _Camera, stem: str) -> Camera:
    camera = Camera(
        id=file.id or stem,
        name=file.name or file.id or stem,
        url=file.url,
        mount=_mount(file.place) if file.place else None,
        calibration=_points(file.calibration) if file.calibration else None,
        zones=tuple(CameraZone(zone.name, zone.polygon) for zone in file.zones),
        lines=tuple(CameraLine(line.name, line.points) for line in file.lines),
        masks=tuple(mask.polygon for mask in file.masks),
        rules=tuple(_rule(rule) for rule in file.rules),
        loop=file.loop,
        analysed_fps=file.analysed_fps,
        frame_px=file.frame,
    )
    check_rules(camera)
    return camera


def _mount(place: _Place) -> Mount:
    return Mount(Place(place.lat, place.lon), place.height_m, place.heading_deg, place.fov_deg, place.range_m)


def _points(calibration: _Calibration) -> CalibrationPoints:
    return CalibrationPoints(calibration.crs, tuple(ControlPoint(*point) for point in calibration.points))


def _rule(rule: _Rule) -> CameraRule:
    """What the file leaves out depends on the kind."""
    return CameraRule(
        kind=rule.kind.value,
        name=rule.name or rule.zone or rule.line or rule.kind.value,
        zone=rule.zone,
        line=rule.line,
        classes=DEFAULT_CLASSES.get(rule.kind, ("person",)) if rule.classes is None else rule.classes,
        seconds=DEFAULT_SECONDS.get(rule.kind, 3.0) if rule.seconds is None else rule.seconds,
        limit=rule.limit,
        priority=rule.priority,
    )


def _file(camera: Camera) -> _Camera:
    return _Camera(
        id=camera.id,
        name=camera.name,
        url=camera.url,
        loop=camera.loop,
        analysed_fps=camera.analysed_fps,
        frame=camera.frame_px,
        place=_place(camera.mount) if camera.mount else None,
        calibration=_calibration(camera.calibration) if camera.calibration else None,
        zones=tuple(_Zone(zone.name, zone.polygon) for zone in camera.zones),
        lines=tuple(_Line(line.name, _ends(line.points)) for line in camera.lines),
        masks=tuple(_Mask(mask) for mask in camera.masks),
        rules=tuple(_written(rule) for rule in camera.rules),
    )


def _place(mount: Mount) -> _Place:
    place = mount.place
    return _Place(place.lat_deg, place.lon_deg, mount.height_m, mount.heading_deg, mount.fov_deg, mount.range_m)


def _calibration(calibration: CalibrationPoints) -> _Calibration:
    points = tuple((point.px, point.py, point.x, point.y) for point in calibration.points)
    return _Calibration(calibration.crs, points)


def _ends(points: PixelRing) -> tuple[Pixel, Pixel]:
    return points[0], points[1]


def _written(rule: CameraRule) -> _Rule:
    return _Rule(
        RuleKind(rule.kind), rule.name, rule.zone, rule.line, rule.classes, rule.seconds, rule.limit, rule.priority
    )
