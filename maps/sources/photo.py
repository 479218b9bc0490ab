"""Opens a photo for looking at: allow-listed formats, a cap on pixels, upright by its EXIF. In the worker's child."""

from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
LARGEST_PX = 200_000_000
"""Above the largest photo in use (150 million from medium format drones), below what the child's memory holds."""
LARGEST_BYTES = 1 << 30
_SIDEWAYS = frozenset({5, 6, 7, 8})
"""Orientations of EXIF 2.3 that exchange width and height."""


class PhotoRefusedError(ValueError):
    """A photo that is not opened. `code`: missing, not_a_photo, too_large, damaged."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """`bgra` holds height_px rows of width_px opaque pixels; `source_*_px` is the full size, upright."""

    bgra: bytes
    width_px: int
    height_px: int
    source_width_px: int
    source_height_px: int


def decode_photo(path: Path, max_px: int) -> DecodedPhoto:
    """The photo within a square of `max_px`. Raises PhotoRefusedError."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise PhotoRefusedError("too_large", path.name)
        with Image.open(path, formats=FORMATS) as photo:
            return _decoded(photo, max_px, path.name)
    except FileNotFoundError as error:
        raise PhotoRefusedError("missing", path.name) from error
    except Image.UnidentifiedImageError as error:
        raise PhotoRefusedError("not_a_photo", path.name) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, PhotoRefusedError):
            raise
        raise PhotoRefusedError("damaged", f"{path.name}: {' '.join(str(error).split())[:160]}") from error


def write_logo(source: Path, target: Path, max_px: int) -> None:
    """The picture on white, as a PNG within a square of `max_px`, without anything else that its file held.

    Raises PhotoRefusedError, OSError.
    """
    try:
        if source.stat().st_size > LARGEST_BYTES:
            raise PhotoRefusedError("too_large", source.name)
        with Image.open(source, formats=FORMATS) as logo:
            made = _on_white(logo, max_px, source.name)
    except FileNotFoundError as error:
        raise PhotoRefusedError("missing", source.name) from error
    except Image.UnidentifiedImageError as error:
        raise PhotoRefusedError("not_a_photo", source.name) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, PhotoRefusedError):
            raise
        raise PhotoRefusedError("damaged", f"{source.name}: {' '.join(str(error).split())[:160]}") from error
    made.save(target, format="PNG", optimize=True)


def _on_white(logo: Image.Image, max_px: int, name: str) -> Image.Image:
    if logo.width * logo.height > LARGEST_PX:
        raise PhotoRefusedError("too_large", f"{name}: {logo.width} x {logo.height}")
    logo.thumbnail((max_px, max_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    clear = ImageOps.exif_transpose(logo).convert("RGBA")
    ground = Image.new("RGBA", clear.size, (255, 255, 255, 255))
    ground.alpha_composite(clear)
    return ground.convert("RGB")


def _decoded(photo: Image.Image, max_px: int, name: str) -> DecodedPhoto:
    width_px, height_px = photo.size
    if width_px * height_px > LARGEST_PX:
        raise PhotoRefusedError("too_large", f"{name}: {width_px} x {height_px}")
    photo.draft("RGB", (max_px, max_px))  # a JPEG is decoded at the nearest larger eighth
    photo.thumbnail((max_px, max_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    turned = photo.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS
    upright = ImageOps.exif_transpose(photo)
    source = (height_px, width_px) if turned else (width_px, height_px)
    bgra = upright.convert("RGB").convert("RGBA").tobytes("raw", "BGRA")
    return DecodedPhoto(bgra, upright.width, upright.height, *source)
