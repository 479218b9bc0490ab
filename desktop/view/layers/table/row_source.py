"""What a table shows rows of: a layer of a source, asked of the map worker, or live assets, asked of the situation.

Answers come on the Qt thread; a WorkerFault says why there are none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.domain.asset import Asset
from desktop.domain.map_layer import LayerEntry
from desktop.services.asset_table import asset_page, asset_rows_of, asset_statistics
from desktop.view.layers.desk import LayerDesk
from maps.feature_filter import Every, Filter
from maps.layer_facts import ColumnStatistics, Extent, Page, Rows, SortKey
from maps.place import Place
from maps.worker_queue import WorkerFault

OnPage = Callable[[Page | WorkerFault], None]


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows, in which order."""

    where: Filter | None = None
    order: tuple[SortKey, ...] = ()


class RowSource(Protocol):
    """`subject` names what is kept of its columns for an operator."""

    @property
    def title(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def entry(self) -> LayerEntry: ...
    def page(self, query: Query, first: int, count: int, on_page: OnPage) -> int: ...
    def cancel(self, ticket: int) -> None: ...
    def rows_of(self, query: Query, ids: Sequence[int], on_rows: Callable[[Sequence[int]], None]) -> None: ...
    def extent(self, query: Query, ids: Sequence[int], on_extent: Callable[[Extent | None], None]) -> None: ...
    def statistics(self, query: Query, column: str, on_done: Callable[[ColumnStatistics | None], None]) -> None: ...
    def select(self, ids: Sequence[int]) -> None:
        """Show features on the map."""
        ...


class LayerRows:
    """Of a layer of a source: what its own filter lets through."""

    def __init__(self, layers: LayerDesk, entry: LayerEntry, title: str) -> None:
        self._layers, self.entry, self.title = layers, entry, title
        self.subject = f"table:{entry.id}"

    def _rows(self, query: Query) -> Rows:
        source, own = self.entry.source, self.entry.where
        assert source is not None
        both = Every((own, query.where)) if own is not None and query.where is not None else own or query.where
        return Rows(source, both, query.order)

    def page(self, query: Query, first: int, count: int, on_page: OnPage) -> int:
        return self._layers.worker.tables.page(self._rows(query), first, count, self._layers.relay.wrap(on_page))

    def cancel(self, ticket: int) -> None:
        self._layers.worker.cancel(ticket)

    def rows_of(self, query: Query, ids: Sequence[int], on_rows: Callable[[Sequence[int]], None]) -> None:
        def told(answer: object) -> None:
            on_rows(answer if isinstance(answer, tuple) else ())

        self._layers.worker.tables.rows_of(self._rows(query), ids, self._layers.relay.wrap(told))

    def extent(self, query: Query, ids: Sequence[int], on_extent: Callable[[Extent | None], None]) -> None:
        def told(answer: object) -> None:
            on_extent(answer if isinstance(answer, Extent) else None)

        self._layers.worker.tables.extent_of(self._rows(query), ids, self._layers.relay.wrap(told))

    def statistics(self, query: Query, column: str, on_done: Callable[[ColumnStatistics | None], None]) -> None:
        def told(answer: object) -> None:
            on_done(answer if isinstance(answer, ColumnStatistics) else None)

        self._layers.worker.tables.statistics(self._rows(query), column, self._layers.relay.wrap(told))

    def select(self, ids: Sequence[int]) -> None:
        self._layers.select_features(self.entry.id, ids)


class AssetRows:
    """Of live assets of a kind, as they were when the table was opened; ids of rows are their places in that list."""

    def __init__(
        self, layers: LayerDesk, entry: LayerEntry, title: str, kind: str, choose: Callable[[str], None]
    ) -> None:
        self._layers, self.entry, self.title, self._choose = layers, entry, title, choose
        self.subject = f"table:{entry.id}"
        known: Mapping[str, Asset] = layers.desk.situation.assets
        self.assets: tuple[Asset, ...] = tuple(asset for asset in known.values() if asset.kind == kind)
        self._tickets = 0

    def page(self, query: Query, first: int, count: int, on_page: OnPage) -> int:
        self._tickets += 1
        assets = self.assets
        self._layers.files(
            self._layers,
            lambda: asset_page(assets, query.where, query.order, first, count),
            on_page,
            lambda fault: on_page(WorkerFault("lost", str(fault))),
        )
        return self._tickets

    def cancel(self, ticket: int) -> None:
        """It is answered soon."""

    def rows_of(self, query: Query, ids: Sequence[int], on_rows: Callable[[Sequence[int]], None]) -> None:
        assets, wanted = self.assets, tuple(ids)
        self._layers.files(
            self._layers,
            lambda: asset_rows_of(assets, query.where, query.order, wanted),
            on_rows,
            self._layers.say_fault,
        )

    def row_id(self, asset_id: str) -> int | None:
        return next((number for number, asset in enumerate(self.assets) if asset.id == asset_id), None)

    def extent(self, query: Query, ids: Sequence[int], on_extent: Callable[[Extent | None], None]) -> None:
        del query
        chosen = [self.assets[one] for one in ids] if ids else list(self.assets)
        places = [asset.place for asset in chosen if asset.place is not None]
        on_extent(_around(places) if places else None)

    def statistics(self, query: Query, column: str, on_done: Callable[[ColumnStatistics | None], None]) -> None:
        assets = self.assets
        self._layers.files(
            self._layers, lambda: asset_statistics(assets, query.where, column), on_done, self._layers.say_fault
        )

    def select(self, ids: Sequence[int]) -> None:
        """One at a time, as anywhere else."""
        if len(ids) == 1:
            self._choose(self.assets[ids[0]].id)


def _around(places: Sequence[Place]) -> Extent:
    lats, lons = [place.lat_deg for place in places], [place.lon_deg for place in places]
    return Extent(min(lats), min(lons), max(lats), max(lons))
