"""What a child answered, as the values and errors of the map worker's callers."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from maps.heights import HeightGrid
from maps.names import MapNames, NamesUnreadableError, take_names
from maps.picture import BaseImage, Photo, Pixels, take_picture
from maps.place import Place
from maps.roads.facts import RoadFacts
from maps.viewport import Viewport
from maps.worker_messages import HeightsDone, ImportDone, PaperDone, PictureDone, Refused, Reply
from maps.worker_queue import WorkerFault


class WorkerRefusedError(ValueError):
    """What the worker refused. `code` says why (WorkerFault names them), `detail` more."""

    def __init__(self, fault: WorkerFault) -> None:
        super().__init__(str(fault))
        self.code = fault.code
        self.detail = fault.detail


class CityImportError(WorkerRefusedError):
    """A map file that was not imported; nothing has changed."""


class HeightsError(WorkerRefusedError):
    """A file that gives no heights of the place."""


class ShapesError(WorkerRefusedError):
    """A file that gives no features."""


class LogoError(WorkerRefusedError):
    """A picture that gives no logo."""


class VectorError(WorkerRefusedError):
    """A file that could not be written in its format."""


@dataclass(frozen=True, slots=True)
class ImportedCity:
    """What an import made: rows per layer, where the city lies, who must be named on pictures of it, and its names."""

    layers: dict[str, int]
    lat_deg: float
    lon_deg: float
    width_m: float
    attribution: str
    names: MapNames = field(default_factory=MapNames)
    roads: RoadFacts | None = None
    """Of the road file beside the city file; None where the map has no ways."""


def fault_of(reply: Reply | WorkerFault) -> WorkerFault:
    """Of a reply that is none of those that were waited for."""
    if isinstance(reply, WorkerFault):
        return reply
    if isinstance(reply, Refused):
        return WorkerFault(reply.code, reply.detail)
    return WorkerFault("lost", f"an answer to another question: {type(reply).__name__}")


def taken(picture: Path, width_px: int, height_px: int) -> Pixels | WorkerFault:
    """The pixels of a picture's file, which is gone afterwards."""
    try:
        return take_picture(picture, width_px, height_px)
    except (OSError, ValueError) as error:
        return WorkerFault("lost", str(error))


def imported_city(outcome: Reply | WorkerFault, names: Path) -> ImportedCity:
    if not isinstance(outcome, ImportDone):
        raise CityImportError(fault_of(outcome))
    try:
        found = take_names(names)
    except (OSError, NamesUnreadableError) as error:
        raise CityImportError(WorkerFault("lost", str(error))) from error
    return ImportedCity(
        outcome.layers, outcome.lat_deg, outcome.lon_deg, outcome.width_m, outcome.attribution, found, outcome.roads
    )


def bytes_of(reply: Reply, page: Path) -> bytes | WorkerFault:
    """What the child wrote, and its file removed."""
    if not isinstance(reply, PaperDone):
        return fault_of(reply)
    try:
        return page.read_bytes()
    except OSError as error:
        return WorkerFault("lost", str(error))
    finally:
        page.unlink(missing_ok=True)


def base_image(reply: Reply, picture: Path, viewport: Viewport) -> BaseImage | WorkerFault:
    if not isinstance(reply, PictureDone):
        return fault_of(reply)
    pixels = taken(picture, reply.width_px, reply.height_px)
    if isinstance(pixels, WorkerFault):
        return pixels
    return BaseImage(viewport, reply.width_px, reply.height_px, pixels)


def height_grid(outcome: Reply | WorkerFault, grid: Path, centre: Place) -> HeightGrid:
    if not isinstance(outcome, HeightsDone):
        raise HeightsError(fault_of(outcome))
    rows = taken(grid, outcome.side, outcome.side)
    if isinstance(rows, WorkerFault):
        raise HeightsError(rows)
    return HeightGrid(centre, rows.view(np.float32)[:, :, 0], outcome.step_m)


def photo_of(reply: Reply, picture: Path, path: Path) -> Photo | WorkerFault:
    if not isinstance(reply, PictureDone):
        return fault_of(reply)
    pixels = taken(picture, reply.width_px, reply.height_px)
    if isinstance(pixels, WorkerFault):
        return pixels
    source = (reply.source_width_px, reply.source_height_px)
    return Photo(path, reply.width_px, reply.height_px, *source, pixels)
