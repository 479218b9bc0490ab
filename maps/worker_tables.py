"""The child that answers questions about map layers, and the one that prepares them: what each job comes to."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from maps.layer_facts import Found, Identified, LayerNews, LayerState, Rows
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
    Places,
    PrepareDone,
    PrepareJob,
    SaveDone,
    SaveJob,
    Secrets,
    Summary,
    SummaryDone,
    SummaryJob,
    Unprepared,
)
from maps.picture_file import write_picture
from maps.source import Source, SourceKind
from maps.sources.column_facts import breaks, distinct, statistics
from maps.sources.conversion import NotPreparedError, convert
from maps.sources.feature_batch import Cells, Table, check_column
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.finding import extent_of, features_at, features_within
from maps.sources.identifying import picture_at
from maps.sources.inspection import inspect
from maps.sources.layer_fault import LayerFaultError
from maps.sources.pyramid import build_pyramid
from maps.sources.row_order import order_of, page_of
from maps.sources.saving import save
from maps.stack import StackLayer, scale_denominator
from maps.worker_messages import Job, Refused, Reply

OnProgress = Callable[[float], None]
_WITH_TABLES = frozenset({SourceKind.VECTOR, SourceKind.CSV, SourceKind.GTFS, SourceKind.POSTGIS, SourceKind.WFS})


class TableRoom:
    """One thread's: it keeps tables open."""

    def __init__(self) -> None:
        self._shelf = FeatureShelf()

    def do(self, job: Job, on_progress: OnProgress) -> Reply:
        try:
            return self._done(job, on_progress)
        except LayerFaultError as error:
            return Refused(error.code, error.detail)
        except NotPreparedError as error:
            return Unprepared(error.source) if isinstance(job, InspectJob) else Refused("not_prepared", str(error))

    def _done(self, job: Job, on_progress: OnProgress) -> Reply:
        if isinstance(job, InspectJob):
            return Inspected(inspect(job.address, job.source, job.places, job.secrets))
        if isinstance(job, IdentifyJob):
            return IdentifyDone(self._identified(job))
        if isinstance(job, PageJob):
            table = self._table(job.rows.source, job.places, job.secrets)
            return PageDone(page_of(job.rows, job.first, job.count, table, self._shelf))
        if isinstance(job, FindJob):
            return self._found(job)
        if isinstance(job, SummaryJob):
            return self._summed(job)
        return self._made(job, on_progress)

    def _made(self, job: Job, on_progress: OnProgress) -> Reply:
        if isinstance(job, SaveJob):
            table = self._table(job.rows.source, job.places, job.secrets)
            target = Path(job.target), job.name, job.crs
            return SaveDone(save(job.rows, job.ids, target, table, self._shelf, on_progress))
        if isinstance(job, LegendJob):
            return _legend(job, self._shelf)
        if isinstance(job, PrepareJob):
            _prepare(job.source, job.places, on_progress)
            return PrepareDone()
        return Refused("wrong_room", "tables")

    def _table(self, source: Source, places: Places, secrets: Secrets) -> Table:
        return self._shelf.table(source, places, secrets)

    def _found(self, job: FindJob) -> FindDone:
        table = self._table(job.rows.source, job.places, job.secrets)
        if job.wants_extent:
            return FindDone(extent=extent_of(job.rows, job.ids, table, self._shelf))
        if job.ring:
            ids, more = features_within(job.rows, job.ring, job.most, table)
            return FindDone(ids=ids, more=more)
        order = order_of(job.rows, table, self._shelf)
        return FindDone(rows=tuple(order.rows_of(np.array(job.ids, dtype=np.int64)).tolist()))

    def _summed(self, job: SummaryJob) -> SummaryDone:
        from maps.cartography.stack.classes import numbers_of  # noqa: PLC0415 - of the drawing, which needs no Mapnik

        cells = self._cells(job)
        if job.what is Summary.DISTINCT:
            return SummaryDone(distinct=distinct(cells, job.count))
        numbers = numbers_of(cells)
        if job.what is Summary.STATISTICS:
            return SummaryDone(statistics=statistics(numbers))
        return SummaryDone(breaks=breaks(numbers, job.method, job.count))

    def _cells(self, job: SummaryJob) -> Cells:
        table = self._table(job.rows.source, job.places, job.secrets)
        check_column(table.columns, job.column)
        ids, cells = self._shelf.column(table, job.column)
        if job.rows.where is None:
            return cells
        kept = order_of(Rows(job.rows.source, job.rows.where), table, self._shelf).ids
        return cells[np.isin(ids, kept)]

    def _identified(self, job: IdentifyJob) -> Identified:
        """Topmost layer first; what one layer cannot say is told and the others answer."""
        found: list[Found] = []
        faults: list[LayerNews] = []
        for layer in reversed(job.layers):
            try:
                found += self._under(layer, job)
            except LayerFaultError as error:
                faults.append(LayerNews(layer.id, LayerState.FAILED, error.code, error.detail))
            except NotPreparedError:
                faults.append(LayerNews(layer.id, LayerState.PREPARING))
        return Identified(tuple(found[: job.most]), len(found) > job.most, tuple(faults))

    def _under(self, layer: StackLayer, job: IdentifyJob) -> list[Found]:
        if not layer.limits.hold(scale_denominator(job.m_per_px)):
            return []
        if layer.source.kind in _WITH_TABLES:
            table = self._table(layer.source, job.places, job.secrets)
            return features_at(layer, table, (job.x_m, job.y_m, job.reach_m), job.most)
        return picture_at(layer, self._shelf, job)


def _prepare(source: Source, places: Places, on_progress: OnProgress) -> None:
    if source.kind is SourceKind.RASTER:
        build_pyramid(source, places, on_progress)
    else:
        convert(source, places, on_progress)


def _legend(job: LegendJob, shelf: FeatureShelf) -> LegendDone:
    from maps.cartography.stack.legend import draw_legend  # noqa: PLC0415 - other jobs need no Mapnik

    swatches = draw_legend(job, shelf)
    if not swatches:
        return LegendDone(0, 0, ())
    height, width = swatches[0].pixels.shape[:2]
    write_picture(Path(job.picture), np.concatenate([one.pixels for one in swatches]).tobytes())
    return LegendDone(width, height, tuple(one.label for one in swatches), tuple(one.value for one in swatches))
