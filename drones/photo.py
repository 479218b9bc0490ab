"""One drone photo as values: where the camera was and how it looked, read from EXIF and the maker's XMP.

Only the header is read, by exiv2. Photos come from anywhere: nothing here trusts a field to be there or to be sane.
"""

import hashlib
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pyexiv2

from drones.lens import Lens
from maps.place import NotOnEarthError, Place

pyexiv2.set_log_level(4)
SUFFIXES = frozenset({".jpg", ".jpeg", ".tif", ".tiff"})
FULL_FRAME_DIAGONAL_MM = 43.2666
"""Diagonal of 36 x 24 mm: what FocalLengthIn35mmFilm refers to (CIPA DCG-001)."""
SENSOR_WIDTH_MM = {"FC300S": 6.17, "FC300X": 6.17, "FC330": 6.17, "FC6310": 13.2, "FC6310R": 13.2, "FC6310S": 13.2}
"""Widths of sensors by camera model, from their makers' sheets."""


RTK_FIXED = 50
"""DJI's RtkFlag: 0 none, 16 single, 34 float, 50 fixed."""
_GDAL_ITEM = re.compile(r'<Item name="EXIF_(\w+)">([^<]*)</Item>')
_GPS_TAGS = ("GPSLatitude", "GPSLatitudeRef", "GPSLongitude", "GPSLongitudeRef", "GPSAltitude")
_PHOTO_TAGS = ("FocalLength", "FocalLengthIn35mmFilm", "DateTimeOriginal", "OffsetTimeOriginal")


class PhotoError(ValueError):
    """The photo cannot be placed; the message says which fact is missing."""


@dataclass(frozen=True, slots=True)
class Photo:
    """Angles in degrees: yaw from north, pitch -90 straight down. `height_m` is over the take-off point.

    `focal_px` is for the picture's own pixels. `taken_at` carries a zone only where the file says one.
    """

    path: Path
    sha256: str
    place: Place
    alt_m: float
    height_m: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    width_px: int
    height_px: int
    focal_px: float
    taken_at: datetime | None
    camera: str
    lens: Lens | None = None
    has_rtk: bool = False
    """The position was fixed by RTK: centimetres, `alt_m` over the ellipsoid."""


def read(path: Path) -> Photo:
    """Raises PhotoError when the file is not a photo or lacks position, height or focal length."""
    try:
        content = path.read_bytes()
        image = pyexiv2.ImageData(content)
    except (OSError, RuntimeError) as error:
        message = f"{path.name}: cannot be read as a photo ({error})"
        raise PhotoError(message) from error
    with image:
        exif, xmp = image.read_exif(), image.read_xmp()
        exif = _kept_by_gdal(exif) | exif
        size = (image.get_pixel_width(), image.get_pixel_height())
    return _photo(path, hashlib.sha256(content).hexdigest(), _Tags(path.name, exif, xmp), size)


def _photo(path: Path, sha256: str, tags: "_Tags", size: tuple[int, int]) -> Photo:
    camera = tags.text("Exif.Image.Model")
    return Photo(
        path=path,
        sha256=sha256,
        place=tags.place(),
        alt_m=tags.maker("AbsoluteAltitude", tags.number("Exif.GPSInfo.GPSAltitude")),
        height_m=tags.height_m(),
        yaw_deg=tags.maker("GimbalYawDegree", tags.maker("FlightYawDegree", 0.0)),
        pitch_deg=tags.maker("GimbalPitchDegree", -90.0),
        roll_deg=tags.maker("GimbalRollDegree", 0.0),
        width_px=size[0],
        height_px=size[1],
        focal_px=tags.focal_px(camera, *size),
        taken_at=tags.taken_at(),
        camera=camera,
        lens=tags.lens(*size),
        has_rtk=tags.maker("RtkFlag", 0.0) == RTK_FIXED,
    )


def _kept_by_gdal(exif: dict[str, str]) -> dict[str, str]:
    """EXIF of a photo that GDAL wrote anew as TIFF: `EXIF_Model` ... in GDAL's own tag, numbers in brackets."""
    items = dict(_GDAL_ITEM.findall(exif.get("Exif.Image.0xa480", "")))
    plain = {name: re.sub(r"[()]", "", value) for name, value in items.items()}
    groups = (("Image", ("Model",)), ("GPSInfo", _GPS_TAGS), ("Photo", _PHOTO_TAGS))
    return {f"Exif.{group}.{name}": plain[name] for group, names in groups for name in names if name in plain}


@dataclass(frozen=True, slots=True)
class _Tags:
    """EXIF and XMP of one file, asked for by meaning."""

    name: str
    exif: dict[str, str]
    xmp: dict[str, str]

    def text(self, key: str) -> str:
        return str(self.exif.get(key, "")).strip()

    def number(self, key: str) -> float | None:
        try:
            value = float(Fraction(self.text(key)))
        except (ValueError, ZeroDivisionError):
            return None
        return value if math.isfinite(value) else None

    def maker(self, key: str, default: float | None) -> float:
        """A number of DJI's own XMP; `+45.00` as it writes them."""
        try:
            value = float(str(self.xmp.get(f"Xmp.drone-dji.{key}", "")))
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        if default is None:
            message = f"{self.name}: the photo does not say its {key}"
            raise PhotoError(message)
        return default

    def height_m(self) -> float:
        height = self.maker("RelativeAltitude", None)
        if height <= 0.5:
            message = f"{self.name}: taken at {height:.1f} m over the take-off point: its footprint is not known"
            raise PhotoError(message)
        return height

    def place(self) -> Place:
        lat = self._angle("Latitude", "S")
        lon = self._angle("Longitude", "W")
        if lat is None or lon is None:
            message = f"{self.name}: the photo carries no GPS position"
            raise PhotoError(message)
        try:
            return Place(lat, lon)
        except NotOnEarthError as error:
            message = f"{self.name}: {error}"
            raise PhotoError(message) from error

    def _angle(self, axis: str, negative: str) -> float | None:
        try:
            degrees, minutes, seconds = (float(Fraction(part)) for part in self.text(f"Exif.GPSInfo.GPS{axis}").split())
        except (ValueError, ZeroDivisionError):
            return None
        value = degrees + minutes / 60 + seconds / 3600
        return -value if self.text(f"Exif.GPSInfo.GPS{axis}Ref") == negative else value

    def lens(self, width_px: int, height_px: int) -> Lens | None:
        """DJI's DewarpData: date; fx, fy, cx, cy, k1, k2, p1, p2, k3 in pixels of the full picture, c from its middle.

        None where there is none, where the camera has straightened the picture, or where the picture was cropped.
        """
        words = str(self.xmp.get("Xmp.drone-dji.DewarpData", "")).rpartition(";")[2].split(",")
        try:
            fx, fy, x0, y0, k1, k2, p1, p2, k3 = (float(word) for word in words)
        except ValueError:
            return None
        shape = self.maker("CalibratedOpticalCenterY", 0.0) / max(1.0, self.maker("CalibratedOpticalCenterX", 0.0))
        whole = abs(height_px / width_px - shape) < 0.01
        if not whole or self.maker("DewarpFlag", 0.0) or not all(map(math.isfinite, (x0, y0, k1, k2, p1, p2, k3))):
            return None
        return Lens(x0 / fx, y0 / fy, k1, k2, p1, p2, k3) if min(fx, fy) > 0 else None

    def focal_px(self, camera: str, width_px: int, height_px: int) -> float:
        """From the sensor's width where the model is known, else from the 35 mm equivalent by the diagonal."""
        focal_mm = self.number("Exif.Photo.FocalLength")
        if camera in SENSOR_WIDTH_MM and focal_mm:
            return focal_mm / SENSOR_WIDTH_MM[camera] * width_px
        equivalent_mm = self.number("Exif.Photo.FocalLengthIn35mmFilm")
        if not equivalent_mm:
            message = f"{self.name}: the photo does not say its focal length"
            raise PhotoError(message)
        return equivalent_mm / FULL_FRAME_DIAGONAL_MM * math.hypot(width_px, max(height_px, width_px * 3 / 4))

    def taken_at(self) -> datetime | None:
        stamp, offset = self.text("Exif.Photo.DateTimeOriginal"), self.text("Exif.Photo.OffsetTimeOriginal")
        form = "%Y:%m:%d %H:%M:%S"
        try:
            if offset:
                return datetime.strptime(stamp + offset, form + "%z").astimezone(UTC)
            return datetime.strptime(stamp, form)  # noqa: DTZ007  the file names no zone: its reader decides
        except ValueError:
            return None


def find(folder: Path) -> list[Path]:
    """Photos of a folder by name."""
    if not folder.is_dir():
        message = f"{folder}: there is no such folder"
        raise PhotoError(message)
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
