"""What passes over the pipe between the map worker's parent and its child: msgspec values, each after its length.

Neither side trusts a length above `LARGEST_MESSAGE_BYTES`; pictures go by file, never through the pipe.
"""

import struct
from typing import BinaryIO

import msgspec

from maps.layer_messages import Interrupt, LayerBegun, LayerJob, LayerReply, StackPart
from maps.roads.facts import RoadFacts

LARGEST_MESSAGE_BYTES = 1 << 24
"""A stack of layers with all their categories; a page of rows."""
_LENGTH = struct.Struct("<I")


Clear = tuple[tuple[float, float, float, float], ...]
"""Boxes in which no name is written, as maps.cartography.drawing.Frame has them."""


class DrawJob(msgspec.Struct, frozen=True, tag="draw"):
    """Draw city files, first below, in `frame_m` of a viewport with that bearing to `picture`.

    `ratio` is device pixels per pixel: the picture has `width_px * ratio` columns.
    """

    cities: tuple[str, ...]
    frame_m: tuple[float, float, float, float]
    width_px: int
    height_px: int
    ratio: float
    style: str
    picture: str
    bearing_deg: float = 0.0
    clear: Clear = ()


class PaperJob(msgspec.Struct, frozen=True, tag="paper"):
    """As DrawJob, into a PDF of one page with a point for each pixel."""

    cities: tuple[str, ...]
    frame_m: tuple[float, float, float, float]
    width_px: int
    height_px: int
    style: str
    page: str
    bearing_deg: float = 0.0
    clear: Clear = ()


class LogoJob(msgspec.Struct, frozen=True, tag="logo"):
    """Decode a picture, lay it on white, and write it as PNG of at most `max_px` to `target`."""

    source: str
    target: str
    max_px: int


class ImportJob(msgspec.Struct, frozen=True, tag="import"):
    """Make the city file `target`, and beside it the file `names` (maps.names) for whoever asked."""

    source: str
    target: str
    names: str


class PreviewJob(msgspec.Struct, frozen=True, tag="preview"):
    """Decode a photo to at most `max_px` on its longer side."""

    source: str
    max_px: int
    picture: str


class HeightsJob(msgspec.Struct, frozen=True, tag="heights"):
    """Heights of the ground in a square of `reach_m` to each side of a place, to `grid`."""

    source: str
    lat_deg: float
    lon_deg: float
    reach_m: float
    grid: str


class BuildingsJob(msgspec.Struct, frozen=True, tag="buildings"):
    """Heights of the buildings of city files in a square of `reach_m` to each side of a place, to `grid`."""

    cities: tuple[str, ...]
    lat_deg: float
    lon_deg: float
    reach_m: float
    step_m: float
    default_m: float
    grid: str


class GroundJob(msgspec.Struct, frozen=True, tag="ground"):
    """Streets, crossings and buildings of city files in `bounds_m`, a point each `step_m` of street, to `arrays`."""

    cities: tuple[str, ...]
    bounds_m: tuple[float, float, float, float]
    step_m: float
    arrays: str


class FeaturesJob(msgspec.Struct, frozen=True, tag="features"):
    """Read the `areas` or the public `spaces` of a map file, to `target`."""

    source: str
    what: str
    target: str


class ExportJob(msgspec.Struct, frozen=True, tag="export"):
    """Write a GeoJSON as `driver` (GPKG, LIBKML) to `target`, which is replaced."""

    source: str
    target: str
    driver: str


class ShapesJob(msgspec.Struct, frozen=True, tag="shapes"):
    """Any vector file as GeoJSON in WGS 84, with all its columns, to `target`."""

    source: str
    target: str


class PictureDone(msgspec.Struct, frozen=True, tag="picture"):
    """The picture's file holds rows of BGRA bytes; `source_*_px` is the photo's own upright size."""

    width_px: int
    height_px: int
    source_width_px: int = 0
    source_height_px: int = 0


class ImportDone(msgspec.Struct, frozen=True, tag="imported"):
    """As maps.sources.city_import.CityFacts, which the parent cannot import."""

    layers: dict[str, int]
    lat_deg: float
    lon_deg: float
    width_m: float
    attribution: str
    roads: RoadFacts | None = None


class HeightsDone(msgspec.Struct, frozen=True, tag="heights_read"):
    """The grid's file holds `side` rows of `side` float32, north first, `step_m` apart."""

    side: int
    step_m: float


class GroundDone(msgspec.Struct, frozen=True, tag="ground_read"):
    """The file holds the arrays of maps.sources.city_ground."""


class FeaturesDone(msgspec.Struct, frozen=True, tag="features_read"):
    """The file holds a maps.features.Found."""


class ExportDone(msgspec.Struct, frozen=True, tag="exported"):
    """The target is written."""


class ShapesDone(msgspec.Struct, frozen=True, tag="shaped"):
    """The target holds so many features."""

    count: int


class PaperDone(msgspec.Struct, frozen=True, tag="paper_drawn"):
    """The page's file is written."""


class LogoDone(msgspec.Struct, frozen=True, tag="logo_kept"):
    """The logo's file is written."""


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    done_ratio: float


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The job cannot be done and why, as a code; the child lives on."""

    code: str
    detail: str


Job = (
    DrawJob
    | PaperJob
    | LogoJob
    | ImportJob
    | PreviewJob
    | HeightsJob
    | BuildingsJob
    | GroundJob
    | FeaturesJob
    | ExportJob
    | ShapesJob
    | LayerJob
)
Underway = Progress | LayerBegun | StackPart
"""Replies after which another one follows."""
FileDone = PaperDone | LogoDone | ImportDone | HeightsDone | GroundDone | FeaturesDone | ExportDone | ShapesDone
Reply = PictureDone | FileDone | Progress | Refused | LayerReply


class BrokenPipeTalkError(Exception):
    """The other side said something that is no message."""


def send(pipe: BinaryIO, message: Job | Interrupt | Reply) -> None:
    body = msgspec.msgpack.encode(message)
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def receive_job(pipe: BinaryIO) -> Job | None:
    body = _body(pipe)
    return None if body is None else msgspec.msgpack.decode(body, type=Job)


def receive_order(pipe: BinaryIO) -> Job | Interrupt | None:
    """As `receive_job`, of a child that listens while it works."""
    body = _body(pipe)
    return None if body is None else msgspec.msgpack.decode(body, type=Job | Interrupt)


def receive_reply(pipe: BinaryIO) -> Reply | None:
    """None at the end of the pipe. Raises BrokenPipeTalkError."""
    body = _body(pipe)
    try:
        return None if body is None else msgspec.msgpack.decode(body, type=Reply)
    except msgspec.DecodeError as error:
        raise BrokenPipeTalkError(str(error)) from error


def _body(pipe: BinaryIO) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST_MESSAGE_BYTES:
        message = f"a message of {length} bytes"
        raise BrokenPipeTalkError(message)
    body = pipe.read(length)
    return body if len(body) == length else None
