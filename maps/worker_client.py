"""The map worker as its parent sees it: asks for pictures and imports, and gets frozen values back.

Nothing here or below it imports GDAL or Mapnik; they live in the children (maps.worker). Callbacks are called on a
thread of the worker: a view passes the result on to its own.
"""

import itertools
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from maps.cartography.colours import COLOURS
from maps.heights import HeightGrid
from maps.names import MapNames, NamesUnreadableError, take_names
from maps.picture import BaseImage, Photo, take_picture
from maps.picture_file import open_folder, remove_folder, runtime_folder
from maps.place import Place
from maps.roads.facts import RoadFacts
from maps.viewport import Viewport
from maps.worker_messages import (
    Clear,
    DrawJob,
    ExportDone,
    ExportJob,
    HeightsDone,
    HeightsJob,
    ImportDone,
    ImportJob,
    Job,
    LogoDone,
    LogoJob,
    PaperDone,
    PaperJob,
    PictureDone,
    PreviewJob,
    Progress,
    Refused,
    Reply,
    ShapesDone,
    ShapesJob,
)
from maps.worker_process import WorkerProcess
from maps.worker_queue import Task, WorkerFault

LARGEST_PICTURE_PX = 80_000_000
"""An A3 page at 300 dpi is 17 million, two 8K screens 66 million."""
_DRAW_S, _PHOTO_S, _HEIGHTS_S, _EXPORT_S, _IMPORT_S = 30.0, 60.0, 60.0, 120.0, 3600.0
_MEMORY_MB = {"draw": 2048, "files": 3072}
_IMPORT_MB = 8192


class _WorkerError(ValueError):
    """What the worker refused. `code` says why (WorkerFault names them), `detail` more."""

    def __init__(self, fault: WorkerFault) -> None:
        super().__init__(str(fault))
        self.code = fault.code
        self.detail = fault.detail


class CityImportError(_WorkerError):
    """A map file that was not imported; nothing has changed."""


class HeightsError(_WorkerError):
    """A file that gives no heights of the place."""


class ShapesError(_WorkerError):
    """A file that gives no features."""


class VectorError(_WorkerError):
    """A file that could not be written in its format."""


class LogoError(_WorkerError):
    """A picture that gives no logo."""


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


@dataclass(frozen=True, slots=True)
class PageBase:
    """The base map under a printed map: city files, first below; no name is written in a box of `clear`.

    Raises ValueError for a style that there is not.
    """

    cities: tuple[Path, ...]
    viewport: Viewport
    style: str
    clear: Clear = ()

    def __post_init__(self) -> None:
        if self.style not in COLOURS:
            raise ValueError(f"no map style {self.style!r}: {', '.join(COLOURS)}")

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(map(str, self.cities))


class MapWorker:
    """Starts its drawing child at once, so that Mapnik is there when the window asks; the other when first needed.

    `runtime` is the folder for pictures in passing. `on_crash` hears of every child that died. Without `draws` no
    child is started before it is needed. Call `close`.
    """

    def __init__(
        self,
        runtime: Path | None = None,
        on_crash: Callable[[WorkerFault], None] | None = None,
        *,
        draws: bool = True,
    ) -> None:
        self._folder = open_folder(runtime or runtime_folder())
        self._on_crash = on_crash or _unheard
        self._processes: dict[str, WorkerProcess] = {}
        self._starting = threading.Lock()
        if draws:
            self._process("draw")
        self._tickets = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def drawing_pid(self) -> int | None:
        return self._process("draw").pid

    def render_base(
        self,
        city: Path | Sequence[Path],
        viewport: Viewport,
        style: str,
        scale: float,
        on_done: Callable[[BaseImage | WorkerFault], None],
        lane: str = "",
    ) -> int:
        """Draws one city file, or several, first below; `scale` is device pixels per pixel. The ticket, for `cancel`.

        In a named lane a newer request replaces one that still waits, whose `on_done` is then never called.
        """
        if style not in COLOURS:
            raise ValueError(f"no map style {style!r}: {', '.join(COLOURS)}")
        if viewport.width_px * viewport.height_px * scale * scale > LARGEST_PICTURE_PX:
            raise ValueError(f"a map of {viewport.width_px} x {viewport.height_px} at {scale} is too large")
        cities = (city,) if isinstance(city, Path) else tuple(city)
        ticket = next(self._tickets)
        picture = self._picture(ticket)
        job = DrawJob(
            tuple(str(path) for path in cities),
            viewport.frame_m,
            viewport.width_px,
            viewport.height_px,
            scale,
            style,
            str(picture),
            viewport.bearing_deg,
        )
        self._process("draw").queue.put(
            Task(
                ticket,
                job,
                lambda reply: on_done(_base_image(reply, picture, viewport)),
                on_done,
                lambda: picture.unlink(missing_ok=True),
                _DRAW_S,
                lane,
            )
        )
        return ticket

    def render_page(self, base: PageBase, ratio: float, on_done: Callable[[BaseImage | WorkerFault], None]) -> int:
        """For a page as a picture, `ratio` device pixels a pixel. The ticket, for `cancel`."""
        view, ticket = base.viewport, next(self._tickets)
        if view.width_px * view.height_px * ratio * ratio > LARGEST_PICTURE_PX:
            raise ValueError(f"a map of {view.width_px} x {view.height_px} at {ratio} is too large")
        picture = self._picture(ticket)
        size = view.width_px, view.height_px
        job = DrawJob(base.files, view.frame_m, *size, ratio, base.style, str(picture), view.bearing_deg, base.clear)
        return self._draw(ticket, job, lambda reply: on_done(_base_image(reply, picture, view)), on_done, picture)

    def render_paper(self, base: PageBase, on_done: Callable[[bytes | WorkerFault], None]) -> int:
        """The same as vectors: a PDF of one page with a point for each pixel. The ticket, for `cancel`."""
        view, ticket = base.viewport, next(self._tickets)
        page = self._folder / f"{ticket}.pdf"
        size = view.width_px, view.height_px
        job = PaperJob(base.files, view.frame_m, *size, base.style, str(page), view.bearing_deg, base.clear)
        return self._draw(ticket, job, lambda reply: on_done(_taken(reply, page)), on_done, page)

    def _draw(
        self, ticket: int, job: Job, on_reply: Callable[[Reply], None], on_fault: Callable[[Any], None], made: Path
    ) -> int:
        task = Task(ticket, job, on_reply, on_fault, lambda: made.unlink(missing_ok=True), _DRAW_S)
        self._process("draw").queue.put(task)
        return ticket

    def preview(self, path: Path, max_px: int, on_done: Callable[[Photo | WorkerFault], None], lane: str = "") -> int:
        """Decodes a photo, upright and within a square of `max_px`. The ticket, for `cancel`."""
        ticket = next(self._tickets)
        picture = self._picture(ticket)
        job = PreviewJob(str(path), max_px, str(picture))
        self._process("files").queue.put(
            Task(
                ticket,
                job,
                lambda reply: on_done(_photo(reply, picture, path)),
                on_done,
                lambda: picture.unlink(missing_ok=True),
                _PHOTO_S,
                lane,
            )
        )
        return ticket

    def cancel(self, ticket: int) -> None:
        """Its `on_done` will not be called any more, unless it is being called now."""
        for process in tuple(self._processes.values()):
            process.queue.cancel(ticket)

    def import_city(
        self, source: Path, target: Path, on_progress: Callable[[float], None] | None = None
    ) -> ImportedCity:
        """Makes the city file `target` from a map file, whole or not at all; waits for it. Raises CityImportError.

        A child of its own does it and is gone afterwards with all the memory that it took.
        """
        names = self._picture(next(self._tickets))
        job = ImportJob(str(source.absolute()), str(target.absolute()), str(names))
        process = self._started("files", _IMPORT_MB)
        try:
            return _imported(self._answer(process, job, _IMPORT_S, on_progress), names)
        finally:
            process.close()
            names.unlink(missing_ok=True)

    def shapes(self, source: Path) -> list[dict[str, Any]]:
        """The features of any vector file as GeoJSON has them, in WGS 84; waits for it. Raises ShapesError."""
        target = self._folder / f"{next(self._tickets)}.geojson"
        job = ShapesJob(str(source.absolute()), str(target))
        try:
            outcome = self._answer(self._process("files"), job, _EXPORT_S)
            if not isinstance(outcome, ShapesDone):
                raise ShapesError(_fault(outcome))
            return json.loads(target.read_bytes())["features"]
        finally:
            target.unlink(missing_ok=True)

    def heights(self, source: Path, centre: Place, reach_m: float) -> HeightGrid:
        """Heights of the ground around a place; waits for it. Raises HeightsError."""
        grid = self._picture(next(self._tickets))
        job = HeightsJob(str(source.absolute()), centre.lat_deg, centre.lon_deg, reach_m, str(grid))
        try:
            return _height_grid(self._answer(self._process("files"), job, _HEIGHTS_S), grid, centre)
        finally:
            grid.unlink(missing_ok=True)

    def write_vector(self, source: Path, target: Path, driver: str) -> None:
        """A GeoJSON, by its features' `layer`, as GPKG or LIBKML; waits for it. Raises VectorError."""
        job = ExportJob(str(source.absolute()), str(target.absolute()), driver)
        outcome = self._answer(self._process("files"), job, _EXPORT_S)
        if not isinstance(outcome, ExportDone):
            raise VectorError(_fault(outcome))

    def passing_file(self, ending: str) -> Path:
        """A name of its own in the folder of what passes between the processes; who takes the file removes it."""
        return self._folder / f"{next(self._tickets)}{ending}"

    def ask(self, job: Job, deadline_s: float, *, alone: bool = False) -> Reply | WorkerFault:
        """A job for the child that reads files; waits for it. `alone`: in a child of its own, gone afterwards."""
        if not alone:
            return self._answer(self._process("files"), job, deadline_s)
        process = self._started("files", _IMPORT_MB)
        try:
            return self._answer(process, job, deadline_s)
        finally:
            process.close()

    def write_logo(self, source: Path, target: Path, max_px: int) -> None:
        """A picture of anybody's as a small PNG of our own; waits for it. Raises LogoError."""
        job = LogoJob(str(source.absolute()), str(target.absolute()), max_px)
        outcome = self._answer(self._process("files"), job, _PHOTO_S)
        if not isinstance(outcome, LogoDone):
            raise LogoError(_fault(outcome))

    def _answer(
        self, process: WorkerProcess, job: Job, deadline_s: float, on_progress: Callable[[float], None] | None = None
    ) -> Reply | WorkerFault:
        """Asks and waits; never on the thread that a callback came on."""
        outcome: list[Reply | WorkerFault] = []
        finished = threading.Event()

        def on_reply(reply: Reply) -> None:
            if isinstance(reply, Progress):
                (on_progress or _unheard)(reply.done_ratio)
                return
            on_end(reply)

        def on_end(end: Reply | WorkerFault) -> None:
            outcome.append(end)
            finished.set()

        process.queue.put(Task(next(self._tickets), job, on_reply, on_end, _nothing, deadline_s))
        finished.wait()
        return outcome[0]

    def close(self) -> None:
        """Ends the children; nobody is called back any more."""
        for process in self._processes.values():
            process.close()
        remove_folder(self._folder)

    def _process(self, role: str) -> WorkerProcess:
        """The child of a role, started when it is first asked for."""
        with self._starting:
            if role not in self._processes:
                self._processes[role] = self._started(role, _MEMORY_MB[role])
            return self._processes[role]

    def _started(self, role: str, memory_mb: int) -> WorkerProcess:
        return WorkerProcess(role, self._folder / f"{role}.log", memory_mb, self._on_crash)

    def _picture(self, ticket: int) -> Path:
        return self._folder / f"{ticket}.bgra"


def _unheard(_: object) -> None:
    """Nobody asked to be told."""


def _nothing() -> None:
    """Nothing to discard: an import's file appears whole or not at all, the others are their asker's."""


def _fault(reply: Reply | WorkerFault) -> WorkerFault:
    if isinstance(reply, WorkerFault):
        return reply
    if isinstance(reply, Refused):
        return WorkerFault(reply.code, reply.detail)
    return WorkerFault("lost", f"an answer to another question: {type(reply).__name__}")


def _imported(outcome: Reply | WorkerFault, names: Path) -> ImportedCity:
    if not isinstance(outcome, ImportDone):
        raise CityImportError(_fault(outcome))
    try:
        found = take_names(names)
    except (OSError, NamesUnreadableError) as error:
        raise CityImportError(WorkerFault("lost", str(error))) from error
    return ImportedCity(
        outcome.layers, outcome.lat_deg, outcome.lon_deg, outcome.width_m, outcome.attribution, found, outcome.roads
    )


def _base_image(reply: Reply, picture: Path, viewport: Viewport) -> BaseImage | WorkerFault:
    if not isinstance(reply, PictureDone):
        return _fault(reply)
    try:
        pixels = take_picture(picture, reply.width_px, reply.height_px)
    except (OSError, ValueError) as error:
        return WorkerFault("lost", str(error))
    return BaseImage(viewport, reply.width_px, reply.height_px, pixels)


def _taken(reply: Reply, page: Path) -> bytes | WorkerFault:
    """What the child wrote, and its file removed."""
    if not isinstance(reply, PaperDone):
        return _fault(reply)
    try:
        return page.read_bytes()
    except OSError as error:
        return WorkerFault("lost", str(error))
    finally:
        page.unlink(missing_ok=True)


def _height_grid(outcome: Reply | WorkerFault, grid: Path, centre: Place) -> HeightGrid:
    if not isinstance(outcome, HeightsDone):
        raise HeightsError(_fault(outcome))
    try:
        rows = take_picture(grid, outcome.side, outcome.side)
    except (OSError, ValueError) as error:
        raise HeightsError(WorkerFault("lost", str(error))) from error
    return HeightGrid(centre, rows.view(np.float32)[:, :, 0], outcome.step_m)


def _photo(reply: Reply, picture: Path, path: Path) -> Photo | WorkerFault:
    if not isinstance(reply, PictureDone):
        return _fault(reply)
    try:
        pixels = take_picture(picture, reply.width_px, reply.height_px)
    except (OSError, ValueError) as error:
        return WorkerFault("lost", str(error))
    source = (reply.source_width_px, reply.source_height_px)
    return Photo(path, reply.width_px, reply.height_px, *source, pixels)
