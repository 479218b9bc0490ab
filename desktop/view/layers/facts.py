"""What is known of a layer's source: columns, count, where it lies; asked of the map worker once and kept."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.domain.map_layer import LayerEntry
from desktop.view.layers.desk import LayerDesk
from maps.layer_facts import Extent, Inspection, Rows, Sublayer
from maps.place import EARTH_RADIUS_M, Place
from maps.worker_queue import WorkerFault

_LEAST_M, _AROUND_RATIO = 250.0, 1.1
OnFacts = Callable[[Sublayer | WorkerFault], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    on_facts: OnFacts


class LayerFacts(QObject):
    """Answers come on the Qt thread, at once when they are known."""

    def __init__(self, layers: LayerDesk) -> None:
        super().__init__(layers)
        self._layers = layers
        self._known: dict[str, Sublayer] = {}
        self._waiting: dict[str, list[_Waiting]] = {}
        layers.changed.connect(self._forget_gone)

    def of(self, entry: LayerEntry, on_facts: OnFacts) -> None:
        source = entry.source
        if source is None:
            return
        known = self._known.get(source.key)
        if known is not None:
            on_facts(known)
            return
        waiting = self._waiting.setdefault(source.key, [])
        waiting.append(_Waiting(on_facts))
        if len(waiting) == 1:
            self._layers.worker.tables.inspect(
                source, self._layers.relay.wrap(lambda answer: self._take(source.key, source.sublayer, answer))
            )

    def _take(self, key: str, sublayer: str, answer: object) -> None:
        told: Sublayer | WorkerFault = WorkerFault("lost")
        if isinstance(answer, Inspection) and answer.sublayers:
            same = [one for one in answer.sublayers if one.source.sublayer == sublayer]
            told = self._known[key] = (same or list(answer.sublayers))[0]
        elif isinstance(answer, WorkerFault):
            told = answer
        for waiting in self._waiting.pop(key, []):
            waiting.on_facts(told)

    def extent(self, entry: LayerEntry, on_extent: Callable[[Extent | None], None]) -> None:
        """Of what its filter lets through; of the whole source where it has no table."""
        source = entry.source

        def by_facts(told: Sublayer | WorkerFault) -> None:
            on_extent(told.extent if isinstance(told, Sublayer) else None)

        def by_rows(answer: object) -> None:
            if isinstance(answer, Extent):
                on_extent(answer)
            else:
                self.of(entry, by_facts)

        if source is None:
            on_extent(None)
        elif entry.where is None:
            self.of(entry, by_facts)
        else:
            self._layers.worker.tables.extent_of(Rows(source, entry.where), (), self._layers.relay.wrap(by_rows))

    def _forget_gone(self) -> None:
        keys = {entry.source.key for entry in self._layers.file_entries if entry.source is not None}
        self._known = {key: facts for key, facts in self._known.items() if key in keys}


def whole_of(extent: Extent) -> tuple[Place, float]:
    """The middle, and the side of a square of ground around all of it."""
    east = extent.east if extent.east >= extent.west else extent.east + 360.0
    lon = (extent.west + east) / 2
    middle = Place((extent.south + extent.north) / 2, (lon + 180.0) % 360.0 - 180.0)
    degree_m = EARTH_RADIUS_M * math.pi / 180.0
    wide_m = (east - extent.west) * degree_m * math.cos(math.radians(middle.lat_deg))
    tall_m = (extent.north - extent.south) * degree_m
    return middle, max(wide_m, tall_m, _LEAST_M) * _AROUND_RATIO
