"""Layers added without a window: by a verb, by the configuration, by QGIS. What must be said first is refused by name.

Waits for the map worker: never on the Qt thread.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from desktop.domain.layer_tree import LayerTree
from desktop.domain.map_layer import LayerEntry
from desktop.domain.operator import Operator
from desktop.services.layers import Layers, entry_of, group_of, seen_by
from maps.layer_facts import CrsOffer, Inspection, Question, Sublayer
from maps.qml.style_file import LARGEST_BYTES, LayerStyle, read_style
from maps.source import CsvColumns, Source, SourceKind
from maps.worker_client import MapWorker
from maps.worker_queue import WorkerFault

_PATIENCE_S = 3600.0


class LayerFaultyError(ValueError):
    """An address that gives no layer; `code` as of WorkerFault."""

    def __init__(self, fault: WorkerFault) -> None:
        super().__init__(str(fault))
        self.code, self.detail = fault.code, fault.detail


class LayerAsksError(ValueError):
    """Something must be said first: `question`, and for a coordinate system what would be likely."""

    def __init__(self, title: str, question: Question, offers: tuple[CrsOffer, ...]) -> None:
        super().__init__(f"{title}: {question}")
        self.title, self.question, self.offers = title, question, offers


class UnknownLayerError(LookupError):
    """There is no such layer."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be added and what is said of it. `sublayer` empty: all that the address holds."""

    address: str
    name: str = ""
    sublayer: str = ""
    group: str = ""
    crs: str = ""
    columns: CsvColumns | None = None
    style: Path | None = None
    credentials: str = ""


def add_layers(layers: Layers, worker: MapWorker, wish: Wish, by: Operator, *, own: bool = False) -> list[LayerEntry]:
    """The new entries, on top of the city's tree, or of the operator's `own`.

    Raises LayerFaultyError, LayerAsksError, NotPermittedError, OSError, StyleUnreadableError, NoQgisEquivalentError.
    """
    found = _wanted(worker, wish)
    style = _style(wish.style) if wish.style is not None else None
    owner = by.id if own else ""
    tree = LayerTree(seen_by(layers.every(), by))
    group = next((one for one in tree.entries.values() if one.is_group and one.name == wish.group), None)
    made: list[LayerEntry] = []
    if wish.group and group is None:
        group = group_of(wish.group, owner=owner)
        made.append(group)
    names = [wish.name if len(found) == 1 else f"{wish.name} {one.title}".strip() for one in found]
    parent_id = group.id if group is not None else ""
    entries = [
        _styled(entry_of(one, name=name, parent_id=parent_id, owner=owner), style)
        for one, name in zip(found, names, strict=True)
    ]
    layers.apply(tree.added([*made, *entries]), by)
    return entries


def _wanted(worker: MapWorker, wish: Wish) -> Sequence[Sublayer]:
    found = inspected(worker, _what(wish, None)).sublayers
    if wish.sublayer:
        found = tuple(one for one in found if wish.sublayer in {one.source.sublayer, one.title})
        if not found:
            raise UnknownLayerError(f"{wish.address} has no layer {wish.sublayer}")
    if wish.crs or wish.columns is not None:
        found = tuple(again for one in found for again in _again(worker, wish, one))
    for one in found:
        if one.questions:
            raise LayerAsksError(one.title, one.questions[0], one.offers)
    return found


def _again(worker: MapWorker, wish: Wish, one: Sublayer) -> Sequence[Sublayer]:
    """With what was said of it."""
    told = inspected(worker, _what(wish, one.source)).sublayers
    same = tuple(again for again in told if again.source.sublayer == one.source.sublayer)
    return same or told


def _what(wish: Wish, source: Source | None) -> Source | str:
    if source is None:
        if wish.credentials:
            kind = SourceKind.POSTGIS if wish.address.startswith("postgresql://") else SourceKind.WMS
            return Source(kind, wish.address, credentials=wish.credentials)
        return wish.address if "://" in wish.address else str(Path(wish.address).expanduser().absolute())
    said = msgspec.structs.replace(source, crs=wish.crs or source.crs)
    return said if wish.columns is None else msgspec.structs.replace(said, reading=wish.columns)


def inspected(worker: MapWorker, what: Source | str) -> Inspection:
    """Raises LayerFaultyError."""
    came = threading.Event()
    outcome: list[Inspection | WorkerFault] = []

    def on_done(answer: Inspection | WorkerFault) -> None:
        outcome.append(answer)
        came.set()

    worker.tables.inspect(what, on_done)
    if not came.wait(_PATIENCE_S):
        raise LayerFaultyError(WorkerFault("timeout"))
    (answer,) = outcome
    if isinstance(answer, WorkerFault):
        raise LayerFaultyError(answer)
    return answer


def _style(path: Path) -> LayerStyle:
    with path.open("rb") as file:
        return read_style(file.read(LARGEST_BYTES + 1))


def _styled(entry: LayerEntry, style: LayerStyle | None) -> LayerEntry:
    return entry if style is None else with_style(entry, style)


def with_style(entry: LayerEntry, style: LayerStyle) -> LayerEntry:
    """What a QML document says; source, name, place and filter stay its own."""
    return replace(
        entry,
        symbology=style.symbology,
        labels=style.labels,
        opacity=style.opacity,
        limits=style.limits,
        blend=style.blend,
    )


def remove_layer(layers: Layers, wanted: str, by: Operator) -> LayerEntry:
    """By its id, or by its name where only one has it; a group goes with all in it.

    Raises UnknownLayerError, LayerActError, NotPermittedError.
    """
    tree = LayerTree(seen_by(layers.every(), by))
    known = [one for one in tree.entries.values() if one.is_stored and wanted in {one.id, one.name}]
    if len(known) != 1:
        raise UnknownLayerError(f"{len(known)} layers are called {wanted}")
    layers.apply(tree.removed(known[0].id), by)
    return known[0]
