"""Questions about map layers: what is in a source, under a pixel, in a table, in a column; and saving one as a file.

Answered by the `tables` child, so that a click is answered while a picture is in the making. Every method calls
`on_done` once, with the answer or a WorkerFault, on a thread of the worker, and gives a ticket for `cancel`.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from maps.layer_facts import (
    Breaks,
    ColumnStatistics,
    Distinct,
    Extent,
    Identified,
    Inspection,
    Page,
    Rows,
)
from maps.layer_messages import (
    FindDone,
    FindJob,
    IdentifyDone,
    IdentifyJob,
    Inspected,
    InspectJob,
    LegendDone,
    LegendJob,
    PageDone,
    PageJob,
    SaveDone,
    SaveJob,
    Summary,
    SummaryDone,
    SummaryJob,
    Unprepared,
)
from maps.layer_preparing import Preparation, prepared_as
from maps.layer_worker import LayerWorker
from maps.place import Place
from maps.source import Source
from maps.stack import Stack, StackLayer
from maps.stack_picture import Legend, LegendEntry
from maps.symbology import Method
from maps.viewport import Viewport, place_to_mercator
from maps.worker_answers import fault_of, taken
from maps.worker_children import Children
from maps.worker_messages import Job, Progress, Reply
from maps.worker_queue import Task, WorkerFault

Told = TypeVar("Told")
MOST_ROWS = 1000
"""Of one page: some screens of a table."""
_TABLE_S, _INSPECT_S, _SAVE_S = 60.0, 120.0, 3600.0


def _nothing() -> None:
    """Nothing to discard."""


@dataclass(frozen=True, slots=True)
class SaveAs:
    """A file by its ending: .gpkg .geojson .shp .kml .fgb .csv .dxf. `crs`: an EPSG code, empty: the layer's own.

    `ids`: only these features; none: all that the filter lets through.
    """

    target: Path
    ids: tuple[int, ...] = ()
    crs: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    """`told` takes the answer out of the reply that was waited for, None of another."""

    job: Job
    lane: str = ""
    silence_s: float = _TABLE_S
    on_progress: Callable[[float], None] | None = None
    discard: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True)
class _Wanted:
    ids: tuple[int, ...] = ()
    ring: tuple[tuple[float, float], ...] = ()
    most: int = 0
    extent: bool = False


class TableWorker:
    """Part of MapWorker."""

    def __init__(self, children: Children, layers: LayerWorker) -> None:
        self._children = children
        self._layers = layers
        self._places = layers.places

    def inspect(self, what: Source | str | Path, on_done: Callable[[Inspection | WorkerFault], None]) -> int:
        """What an address holds: a path, a URL, `postgresql://`; or a source, with what a person already said.

        A large file that must be converted first is; its progress is told by `MapWorker.layers.watch`.
        """
        source = what if isinstance(what, Source) else None
        address = str(what.absolute()) if isinstance(what, Path) else what if isinstance(what, str) else what.address
        job = InspectJob(address, source, self._places.for_child(), self._places.secrets_of(source))
        question = _Question(job, silence_s=_INSPECT_S)

        def on_answer(answer: Inspection | Source | WorkerFault) -> None:
            if isinstance(answer, Source):
                self._when_prepared(answer, question, on_done)
            else:
                on_done(answer)

        return self._ask(question, _inspection_or_unprepared, on_answer)

    def _when_prepared(
        self, source: Source, question: _Question, on_done: Callable[[Inspection | WorkerFault], None]
    ) -> None:
        """Asks again when the conversion is over."""
        wanted = prepared_as(source)
        ended = threading.Event()

        def heed(change: Preparation) -> None:
            if change.source != wanted or not change.is_over or ended.is_set():
                return
            ended.set()
            unwatch()
            if change.fault is not None:
                on_done(change.fault)
            else:
                self._ask(question, _inspection, on_done)

        unwatch = self._layers.watch(heed)
        self._layers.preparations.want(source, self._places.for_child(), self._places.secrets_of(source))
        known = self._layers.preparations.of(source)
        if known is not None and known.is_over:
            heed(known)

    def identify(
        self,
        stack: Stack,
        viewport: Viewport,
        pixel: tuple[float, float],
        on_done: Callable[[Identified | WorkerFault], None],
        reach_px: float = 6.0,
        most: int = 50,
    ) -> int:
        """Features of all visible layers under a pixel of the view, topmost first."""
        x_m, y_m = place_to_mercator(viewport.place_at(*pixel))
        secrets = self._places.secrets_of(*(layer.source for layer in stack))
        shown = tuple(layer for layer in stack if layer.visible)
        reach_m = reach_px * viewport.scale
        job = IdentifyJob(shown, x_m, y_m, reach_m, viewport.scale, most, self._places.for_child(), secrets)
        question = _Question(job, lane="identify")
        return self._ask(question, lambda reply: reply.identified if isinstance(reply, IdentifyDone) else None, on_done)

    def page(self, rows: Rows, first: int, count: int, on_done: Callable[[Page | WorkerFault], None]) -> int:
        """Rows `first` to `first + count` of a table, as it is filtered and ordered; at most MOST_ROWS."""
        places, secrets = self._places.for_child(), self._places.secrets_of(rows.source)
        job = PageJob(rows, first, min(count, MOST_ROWS), places, secrets)
        return self._ask(_Question(job), lambda reply: reply.page if isinstance(reply, PageDone) else None, on_done)

    def rows_of(self, rows: Rows, ids: Sequence[int], on_done: Callable[[tuple[int, ...] | WorkerFault], None]) -> int:
        """The row of each feature; -1 for one that the filter leaves out."""
        return self._find(rows, lambda done: done.rows, on_done, _Wanted(tuple(ids)))

    def features_within(
        self, rows: Rows, ring: Sequence[Place], on_done: Callable[[tuple[int, ...] | WorkerFault], None], most: int
    ) -> int:
        """Ids of at most `most` features that touch a polygon on the ground."""
        corners = tuple((place.lat_deg, place.lon_deg) for place in ring)
        return self._find(rows, lambda done: done.ids, on_done, _Wanted(ring=corners, most=most))

    def extent_of(self, rows: Rows, ids: Sequence[int], on_done: Callable[[Extent | WorkerFault | None], None]) -> int:
        """Where features lie, all of the filter when `ids` is empty; None when they have no place."""
        wanted = _Wanted(tuple(ids), extent=True)
        return self._find(rows, lambda done: (done.extent,), lambda one: on_done(_first(one)), wanted)

    def _find(
        self,
        rows: Rows,
        told: Callable[[FindDone], Told],
        on_done: Callable[[Told | WorkerFault], None],
        wanted: _Wanted,
    ) -> int:
        places, secrets = self._places.for_child(), self._places.secrets_of(rows.source)
        job = FindJob(rows, wanted.ids, wanted.ring, wanted.most, wanted.extent, places, secrets)
        return self._ask(_Question(job), lambda reply: told(reply) if isinstance(reply, FindDone) else None, on_done)

    def statistics(self, rows: Rows, column: str, on_done: Callable[[ColumnStatistics | WorkerFault], None]) -> int:
        job = self._summary(Summary.STATISTICS, rows, column)
        return self._ask(
            _Question(job), lambda reply: reply.statistics if isinstance(reply, SummaryDone) else None, on_done
        )

    def distinct(
        self, rows: Rows, column: str, on_done: Callable[[Distinct | WorkerFault], None], most: int = 200
    ) -> int:
        """The most frequent values of a column, for categories."""
        job = self._summary(Summary.DISTINCT, rows, column, most)
        return self._ask(
            _Question(job), lambda reply: reply.distinct if isinstance(reply, SummaryDone) else None, on_done
        )

    def breaks(
        self, rows: Rows, column: str, method: Method, classes: int, on_done: Callable[[Breaks | WorkerFault], None]
    ) -> int:
        """Edges of classes of a column of numbers."""
        job = self._summary(Summary.BREAKS, rows, column, classes, method)
        return self._ask(
            _Question(job), lambda reply: reply.breaks if isinstance(reply, SummaryDone) else None, on_done
        )

    def _summary(
        self, what: Summary, rows: Rows, column: str, count: int = 0, method: Method = Method.QUANTILE
    ) -> SummaryJob:
        places, secrets = self._places.for_child(), self._places.secrets_of(rows.source)
        return SummaryJob(what, rows, column, count, method, places, secrets)

    def legend(
        self,
        layer: StackLayer,
        style: str,
        scale: float,
        on_done: Callable[[Legend | WorkerFault], None],
        size_px: tuple[int, int] = (28, 20),
    ) -> int:
        """The swatches of a layer, drawn as the map draws it."""
        ticket = self._children.ticket()
        picture, secrets = self._children.picture(ticket), self._places.secrets_of(layer.source)
        job = LegendJob(layer, *size_px, scale, style, str(picture), self._places.for_child(), secrets)
        question = _Question(job, discard=lambda: picture.unlink(missing_ok=True))
        return self._ask(
            question,
            lambda reply: _legend(layer.id, reply, picture) if isinstance(reply, LegendDone) else None,
            on_done,
        )

    def save(
        self,
        rows: Rows,
        save_as: SaveAs,
        on_done: Callable[[int | WorkerFault], None],
        on_progress: Callable[[float], None] | None = None,
    ) -> int:
        """Writes a layer, or some of its features, to a file that appears whole or not at all; how many went in."""
        target, places = save_as.target.absolute(), self._places
        name, secrets = save_as.name or target.stem, places.secrets_of(rows.source)
        job = SaveJob(rows, save_as.ids, str(target), name, save_as.crs, places.for_child(), secrets)
        question = _Question(job, silence_s=_SAVE_S, on_progress=on_progress)
        return self._ask(question, lambda reply: reply.count if isinstance(reply, SaveDone) else None, on_done)

    def _ask(
        self, question: _Question, told: Callable[[Reply], Told | None], on_done: Callable[[Told | WorkerFault], None]
    ) -> int:
        def on_reply(reply: Reply) -> None:
            if isinstance(reply, Progress):
                if question.on_progress is not None:
                    question.on_progress(reply.done_ratio)
                return
            answer = told(reply)
            on_done(fault_of(reply) if answer is None else answer)

        ticket = self._children.ticket()
        task = Task(ticket, question.job, on_reply, on_done, question.discard, question.silence_s, question.lane)
        self._children.process("tables").queue.put(task)
        return ticket


def _inspection(reply: Reply) -> Inspection | None:
    return reply.inspection if isinstance(reply, Inspected) else None


def _inspection_or_unprepared(reply: Reply) -> Inspection | Source | None:
    return reply.source if isinstance(reply, Unprepared) else _inspection(reply)


def _first(answer: tuple[Extent | None] | WorkerFault) -> Extent | WorkerFault | None:
    return answer if isinstance(answer, WorkerFault) else answer[0]


def _legend(layer_id: str, reply: LegendDone, picture: Path) -> Legend | WorkerFault:
    count = len(reply.labels)
    if not count:
        return Legend(layer_id)
    pixels = taken(picture, reply.width_px, reply.height_px * count)
    if isinstance(pixels, WorkerFault):
        return pixels
    swatches = pixels.reshape(count, reply.height_px, reply.width_px, 4)
    values = reply.values or (None,) * count
    return Legend(
        layer_id,
        tuple(LegendEntry(label, swatches[i], values[i]) for i, label in enumerate(reply.labels)),
    )
