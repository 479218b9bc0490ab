"""What addresses hold: files, folders of files, services, databases, asked of the map worker one after another.

All on the Qt thread but the look into folders. An address that cannot be read is told beside those that can.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.view.ask import Ask
from desktop.view.layers.desk import LayerDesk
from maps.layer_facts import Geometry, Inspection, Question, Sublayer
from maps.source import Source
from maps.worker_queue import WorkerFault

MOST_FILES = 200
"""Of a folder that is dropped; more are said to be more."""
ENDINGS = (
    *(".gpkg", ".shp", ".geojson", ".json", ".kml", ".kmz", ".fgb", ".csv", ".dxf", ".gpx", ".pbf", ".osm", ".sqlite"),
    *(".tif", ".tiff", ".jp2", ".asc", ".png", ".jpg", ".jpeg", ".webp", ".mbtiles", ".pmtiles", ".zip", ".gml"),
)
FEW = 12
"""So many layers of one address are all wanted; of more, a person chooses."""


@dataclass(frozen=True, slots=True)
class Found:
    """A layer of an address. `id` tells it from the others; `address` groups those that came together."""

    id: str
    address: str
    sublayer: Sublayer
    is_wanted: bool = True

    @property
    def question(self) -> Question | None:
        """What must be said first."""
        return self.sublayer.questions[0] if self.sublayer.questions else None


@dataclass(frozen=True, slots=True)
class NotFound:
    """An address without layers; `code` as of WorkerFault."""

    address: str
    code: str
    detail: str = ""


class Finding(QObject):
    """`told` whenever something more is known, `over` when nothing is being asked any more."""

    told = Signal()
    over = Signal()

    def __init__(self, layers: LayerDesk, files: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers, self._files = layers, files
        self._waiting: deque[str | Source] = deque()
        self._ticket: int | None = None
        self._turn = self._count = 0
        self.asked = ""
        """The address that is being asked."""
        self.found: list[Found] = []
        self.faults: list[NotFound] = []

    @property
    def is_over(self) -> bool:
        return self._ticket is None and not self._waiting

    def start(self, addresses: Sequence[str]) -> None:
        """Files and folders by their absolute paths, services by their address."""
        self.stop()
        self.found, self.faults = [], []
        self._files(
            self, lambda: _expanded(addresses), self._queue, lambda fault: self._fail(addresses[0], "missing", fault)
        )

    def ask_again(self, source: Source) -> None:
        """An address with what a person said of it: user and password."""
        self.faults = [one for one in self.faults if one.address != source.address]
        self._queue([source])

    def stop(self) -> None:
        if self._ticket is not None:
            self._layers.worker.cancel(self._ticket)
        self._ticket = None
        self._waiting.clear()
        self._turn += 1
        self.asked = ""

    def want(self, found_id: str, *, wanted: bool) -> None:
        self.found = [
            Found(one.id, one.address, one.sublayer, wanted) if one.id == found_id else one for one in self.found
        ]
        self.told.emit()

    def _queue(self, addresses: Sequence[str | Source]) -> None:
        self._waiting.extend(addresses)
        self._next()

    def _fail(self, address: str, code: str, fault: object) -> None:
        self.faults.append(NotFound(address, code, str(fault)))
        self._next()

    def _next(self) -> None:
        self._ticket = None
        if not self._waiting:
            self.asked = ""
            self.told.emit()
            self.over.emit()
            return
        what = self._waiting.popleft()
        self._turn += 1
        turn = self._turn
        self.asked = what.address if isinstance(what, Source) else what
        self._ticket = -1
        self._ticket = self._layers.worker.tables.inspect(
            what, self._layers.relay.wrap(lambda answer: self._take(turn, answer))
        )
        self.told.emit()

    def _take(self, turn: int, answer: object) -> None:
        if turn != self._turn:
            return
        if isinstance(answer, Inspection):
            for sublayer in answer.sublayers:
                self._count += 1
                self.found.append(Found(str(self._count), self.asked, sublayer, is_first_wanted(sublayer, answer)))
        elif isinstance(answer, WorkerFault):
            self.faults.append(NotFound(self.asked, answer.code, answer.detail))
        self._next()


def is_first_wanted(sublayer: Sublayer, answer: Inspection) -> bool:
    """Of an archive of vector tiles the whole, without its parts again; of few layers all."""
    if any(one.geometry is Geometry.TILES for one in answer.sublayers):
        return sublayer.geometry is Geometry.TILES
    return len(answer.sublayers) <= FEW


def _expanded(addresses: Sequence[str]) -> list[str]:
    """Folders as the map files in them, in the order of their names. Raises OSError."""
    found: list[str] = []
    for address in addresses:
        path = Path(address)
        if "://" in address or not path.is_dir():
            found.append(address)
            continue
        files = sorted(one for one in path.rglob("*") if one.suffix.lower() in ENDINGS and one.is_file())
        found += [str(file) for file in files]
    return found[:MOST_FILES]


def with_crs(sublayer: Sublayer, code: str) -> Source:
    return msgspec.structs.replace(sublayer.source, crs=code)
