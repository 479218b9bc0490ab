"""The map worker as its parent sees it: asks for pictures and imports, and gets frozen values back.

Nothing here or below it imports GDAL or Mapnik; they live in the children (maps.worker). Callbacks are called on a
thread of the worker: a view passes the result on to its own. Map layers have two rooms of their own: `layers`
draws them, `tables` answers questions about them.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from maps.cartography.colours import COLOURS
from maps.heights import HeightGrid
from maps.layer_places import LayerPlaces
from maps.layer_worker import LayerWorker
from maps.picture import BaseImage, Photo
from maps.place import Place
from maps.table_worker import TableWorker
from maps.viewport import Viewport
from maps.worker_answers import (
    CityImportError,
    HeightsError,
    ImportedCity,
    LogoError,
    ShapesError,
    VectorError,
    base_image,
    bytes_of,
    fault_of,
    height_grid,
    imported_city,
    photo_of,
)
from maps.worker_children import LARGEST_PICTURE_PX, Children
from maps.worker_messages import (
    Clear,
    DrawJob,
    ExportDone,
    ExportJob,
    HeightsJob,
    ImportJob,
    Job,
    LogoDone,
    LogoJob,
    PaperJob,
    PreviewJob,
    Reply,
    ShapesDone,
    ShapesJob,
)
from maps.worker_queue import Task, WorkerFault

__all__ = [
    "LARGEST_PICTURE_PX",
    "CityImportError",
    "HeightsError",
    "ImportedCity",
    "LayerPlaces",
    "LogoError",
    "MapWorker",
    "PageBase",
    "ShapesError",
    "VectorError",
]
_DRAW_S, _PHOTO_S, _HEIGHTS_S, _EXPORT_S, _IMPORT_S = 30.0, 60.0, 60.0, 120.0, 3600.0
_IMPORT_MB = 8192


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
    """Starts its drawing child at once, so that Mapnik is there when the window asks; the others when first needed.

    `runtime` is the folder for pictures in passing. `on_crash` hears of every child that died. Without `draws` no
    child is started before it is needed. `places` says what layers may use. Call `close`.
    """

    def __init__(
        self,
        runtime: Path | None = None,
        on_crash: Callable[[WorkerFault], None] | None = None,
        *,
        draws: bool = True,
        places: LayerPlaces | None = None,
    ) -> None:
        self._children = Children(runtime, on_crash or _unheard)
        self.layers = LayerWorker(self._children, places or LayerPlaces())
        self.tables = TableWorker(self._children, self.layers)
        if draws:
            self._children.process("draw")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def drawing_pid(self) -> int | None:
        return self._children.process("draw").pid

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
        ticket = self._children.ticket()
        picture = self._children.picture(ticket)
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
        self._children.process("draw").queue.put(
            Task(
                ticket,
                job,
                lambda reply: on_done(base_image(reply, picture, viewport)),
                on_done,
                lambda: picture.unlink(missing_ok=True),
                _DRAW_S,
                lane,
            )
        )
        return ticket

    def render_page(self, base: PageBase, ratio: float, on_done: Callable[[BaseImage | WorkerFault], None]) -> int:
        """For a page as a picture, `ratio` device pixels a pixel. The ticket, for `cancel`."""
        view, ticket = base.viewport, self._children.ticket()
        if view.width_px * view.height_px * ratio * ratio > LARGEST_PICTURE_PX:
            raise ValueError(f"a map of {view.width_px} x {view.height_px} at {ratio} is too large")
        picture = self._children.picture(ticket)
        size = view.width_px, view.height_px
        job = DrawJob(base.files, view.frame_m, *size, ratio, base.style, str(picture), view.bearing_deg, base.clear)
        return self._draw(ticket, job, lambda reply: on_done(base_image(reply, picture, view)), on_done, picture)

    def render_paper(self, base: PageBase, on_done: Callable[[bytes | WorkerFault], None]) -> int:
        """The same as vectors: a PDF of one page with a point for each pixel. The ticket, for `cancel`."""
        view, ticket = base.viewport, self._children.ticket()
        page = self._children.file(ticket, "pdf")
        size = view.width_px, view.height_px
        job = PaperJob(base.files, view.frame_m, *size, base.style, str(page), view.bearing_deg, base.clear)
        return self._draw(ticket, job, lambda reply: on_done(bytes_of(reply, page)), on_done, page)

    def _draw(
        self, ticket: int, job: Job, on_reply: Callable[[Reply], None], on_fault: Callable[[Any], None], made: Path
    ) -> int:
        task = Task(ticket, job, on_reply, on_fault, lambda: made.unlink(missing_ok=True), _DRAW_S)
        self._children.process("draw").queue.put(task)
        return ticket

    def preview(self, path: Path, max_px: int, on_done: Callable[[Photo | WorkerFault], None], lane: str = "") -> int:
        """Decodes a photo, upright and within a square of `max_px`. The ticket, for `cancel`."""
        ticket = self._children.ticket()
        picture = self._children.picture(ticket)
        self._children.process("files").queue.put(
            Task(
                ticket,
                PreviewJob(str(path), max_px, str(picture)),
                lambda reply: on_done(photo_of(reply, picture, path)),
                on_done,
                lambda: picture.unlink(missing_ok=True),
                _PHOTO_S,
                lane,
            )
        )
        return ticket

    def cancel(self, ticket: int) -> None:
        """Its `on_done` will not be called any more, unless it is being called now."""
        self._children.cancel(ticket)

    def import_city(
        self, source: Path, target: Path, on_progress: Callable[[float], None] | None = None
    ) -> ImportedCity:
        """Makes the city file `target` from a map file, whole or not at all; waits for it. Raises CityImportError.

        A child of its own does it and is gone afterwards with all the memory that it took.
        """
        names = self._children.picture(self._children.ticket())
        job = ImportJob(str(source.absolute()), str(target.absolute()), str(names))
        process = self._children.fresh("files", _IMPORT_MB)
        try:
            return imported_city(self._children.wait_for(process, job, _IMPORT_S, on_progress), names)
        finally:
            process.close()
            names.unlink(missing_ok=True)

    def shapes(self, source: Path) -> list[dict[str, Any]]:
        """The features of any vector file as GeoJSON has them, in WGS 84; waits for it. Raises ShapesError."""
        target = self._children.file(self._children.ticket(), "geojson")
        job = ShapesJob(str(source.absolute()), str(target))
        try:
            outcome = self._children.wait_for(self._children.process("files"), job, _EXPORT_S)
            if not isinstance(outcome, ShapesDone):
                raise ShapesError(fault_of(outcome))
            return json.loads(target.read_bytes())["features"]
        finally:
            target.unlink(missing_ok=True)

    def heights(self, source: Path, centre: Place, reach_m: float) -> HeightGrid:
        """Heights of the ground around a place; waits for it. Raises HeightsError."""
        grid = self._children.picture(self._children.ticket())
        job = HeightsJob(str(source.absolute()), centre.lat_deg, centre.lon_deg, reach_m, str(grid))
        try:
            outcome = self._children.wait_for(self._children.process("files"), job, _HEIGHTS_S)
            return height_grid(outcome, grid, centre)
        finally:
            grid.unlink(missing_ok=True)

    def write_vector(self, source: Path, target: Path, driver: str) -> None:
        """A GeoJSON, by its features' `layer`, as GPKG or LIBKML; waits for it. Raises VectorError."""
        job = ExportJob(str(source.absolute()), str(target.absolute()), driver)
        outcome = self._children.wait_for(self._children.process("files"), job, _EXPORT_S)
        if not isinstance(outcome, ExportDone):
            raise VectorError(fault_of(outcome))

    def passing_file(self, ending: str) -> Path:
        """A name of its own in the folder of what passes between the processes; who takes the file removes it."""
        return self._children.file(self._children.ticket(), ending.removeprefix("."))

    def ask(self, job: Job, deadline_s: float, *, alone: bool = False) -> Reply | WorkerFault:
        """A job for the child that reads files; waits for it. `alone`: in a child of its own, gone afterwards."""
        if not alone:
            return self._children.wait_for(self._children.process("files"), job, deadline_s)
        process = self._children.fresh("files", _IMPORT_MB)
        try:
            return self._children.wait_for(process, job, deadline_s)
        finally:
            process.close()

    def write_logo(self, source: Path, target: Path, max_px: int) -> None:
        """A picture of anybody's as a small PNG of our own; waits for it. Raises LogoError."""
        job = LogoJob(str(source.absolute()), str(target.absolute()), max_px)
        outcome = self._children.wait_for(self._children.process("files"), job, _PHOTO_S)
        if not isinstance(outcome, LogoDone):
            raise LogoError(fault_of(outcome))

    def close(self) -> None:
        """Ends the children; nobody is called back any more."""
        self.layers.close()
        self._children.close()


def _unheard(_: object) -> None:
    """Nobody asked to be told."""
