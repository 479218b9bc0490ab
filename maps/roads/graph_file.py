"""The road file: the arrays of a road graph one after another behind a table of contents, to be memory-mapped.

It appears whole or not at all. Whoever opens it checks its length, its checksum and every index before anything is
followed: a cut or damaged file is an error, never a crash in the libraries that route on it.
"""

import mmap
import struct
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from maps.roads.facts import RoadFacts
from maps.roads.graph import CLASSES, Grid, RoadGraph
from maps.whole_file import draft_of

_MAGIC = b"ATALROAD"
_VERSION = 1
_HEAD = struct.Struct("<8sIIIQ")
"""Magic, version, length and checksum of the table, length of the whole file."""
_LARGEST_TABLE = 1 << 20
_ALIGN = 64
_PLAIN = (
    "node_lat_deg",
    "node_lon_deg",
    "segment_from",
    "segment_to",
    "length_m",
    "road_class",
    "name",
    "way",
    "access",
    "speed_kmh",
    "point_start",
    "points_e7",
    "turn_from",
    "turn_to",
    "turn_deg",
    "turn_marks",
    "turn_bans",
    "order",
    "vehicle_order",
)
ENDING = ".roads"
Array = NDArray[Any]


class RoadFileError(ValueError):
    """A road file that cannot be used. `code`: missing, not_roads, newer, cut, damaged."""

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{path.name}: {_WORDS[code]}")
        self.code, self.path = code, path


_WORDS = {
    "missing": "there is no road file. Import the map again",
    "not_roads": "this is no road file. Import the map again",
    "newer": "a newer version of Atalaya made this road file. Update this program",
    "cut": "the road file was cut short. Import the map again",
    "damaged": "the road file is damaged. Import the map again",
}


class _Entry(msgspec.Struct, frozen=True):
    dtype: str
    shape: tuple[int, ...]
    offset: int


class _Table(msgspec.Struct, frozen=True):
    arrays: dict[str, _Entry]
    grid: tuple[float, float, float, float, int, int]
    facts: RoadFacts
    body_crc: int


def road_file_of(city_file: Path) -> Path:
    """It lies beside the city file, under the same name."""
    return city_file.with_suffix(ENDING)


def write_graph(graph: RoadGraph, path: Path) -> None:
    """Raises OSError; what was there before is then untouched."""
    arrays = {name: np.ascontiguousarray(getattr(graph, name)) for name in _PLAIN}
    arrays |= {"cell_start": graph.grid.start, "cell_pieces": graph.grid.pieces, **_packed(graph.names)}
    entries, body = _laid_out(arrays)
    grid = graph.grid
    box = (grid.south_deg, grid.west_deg, grid.cell_deg, grid.stretch, grid.columns, grid.rows)
    table = msgspec.json.encode(_Table(entries, box, graph.facts, zlib.crc32(body)))
    begin = _HEAD.size + len(table)
    gap = -begin % _ALIGN
    head = _HEAD.pack(_MAGIC, _VERSION, len(table), zlib.crc32(table), begin + gap + len(body))
    with draft_of(path) as draft:
        draft.write_bytes(head + table + b"\0" * gap + body)


def open_graph(path: Path) -> RoadGraph:
    """Raises RoadFileError."""
    try:
        with path.open("rb") as file:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # an empty file cannot be mapped
        raise RoadFileError("missing" if isinstance(error, OSError) else "cut", path) from error
    table, begin = _table(whole, path)
    body = memoryview(whole)[begin:]
    if zlib.crc32(body) != table.body_crc:
        raise RoadFileError("damaged", path)
    try:
        return _checked(_graph(table, body), path)
    except (KeyError, ValueError, TypeError, UnicodeDecodeError) as error:
        raise error if isinstance(error, RoadFileError) else RoadFileError("damaged", path) from error


def _table(whole: mmap.mmap, path: Path) -> tuple[_Table, int]:
    if len(whole) < _HEAD.size or whole[: len(_MAGIC)] != _MAGIC:
        raise RoadFileError("cut" if _MAGIC.startswith(whole[: len(_MAGIC)]) else "not_roads", path)
    _, version, length, crc, total = _HEAD.unpack_from(whole)
    if version > _VERSION:
        raise RoadFileError("newer", path)
    text = whole[_HEAD.size : _HEAD.size + min(length, _LARGEST_TABLE)]
    if len(whole) < total or len(text) < length:
        raise RoadFileError("cut", path)
    if zlib.crc32(text) != crc or len(whole) != total:
        raise RoadFileError("damaged", path)
    try:
        table = msgspec.json.decode(text, type=_Table)
    except msgspec.DecodeError as error:
        raise RoadFileError("damaged", path) from error
    begin = _HEAD.size + length
    return table, begin + (-begin % _ALIGN)


def _graph(table: _Table, body: memoryview) -> RoadGraph:
    arrays = {name: _view(entry, body) for name, entry in table.arrays.items()}
    south, west, cell, stretch, columns, rows = table.grid
    grid = Grid(south, west, cell, stretch, columns, rows, arrays["cell_start"], arrays["cell_pieces"])
    plain = {name: arrays[name] for name in _PLAIN}
    return RoadGraph(**plain, grid=grid, names=_unpacked(arrays), facts=RoadFacts(**asdict(table.facts)))


def _view(entry: _Entry, body: memoryview) -> Array:
    kind = np.dtype(entry.dtype)
    if kind.hasobject or any(side < 0 for side in entry.shape):
        raise ValueError(entry.dtype)
    count = int(np.prod(entry.shape, dtype=np.int64))
    return np.frombuffer(body, dtype=kind, count=count, offset=entry.offset).reshape(entry.shape)


def _laid_out(arrays: Mapping[str, Array]) -> tuple[dict[str, _Entry], bytes]:
    entries: dict[str, _Entry] = {}
    body = bytearray()
    for name, array in arrays.items():
        body += b"\0" * (-len(body) % _ALIGN)
        entries[name] = _Entry(array.dtype.str, array.shape, len(body))
        body += array.tobytes()
    return entries, bytes(body)


def _packed(names: tuple[str, ...]) -> dict[str, Array]:
    written = [name.encode() for name in names]
    ends = np.cumsum([len(text) for text in written], dtype=np.int64)
    return {"name_end": ends, "name_text": np.frombuffer(b"".join(written), dtype=np.uint8)}


def _unpacked(arrays: Mapping[str, Array]) -> tuple[str, ...]:
    text, begin = arrays["name_text"].tobytes(), 0
    names: list[str] = []
    for end in arrays["name_end"].tolist():
        names.append(text[begin:end].decode())
        begin = end
    return tuple(names)


def _checked(graph: RoadGraph, path: Path) -> RoadGraph:
    """Every index leads somewhere, and arrays that belong together have one length."""
    nodes, segments, points = len(graph.node_lat_deg), graph.segments, len(graph.points_e7)
    lengths = (
        len(graph.node_lon_deg) == nodes,
        all(len(a) == segments for a in (graph.segment_to, graph.length_m, graph.road_class, graph.name, graph.way)),
        all(len(a) == 2 * segments for a in (graph.access, graph.speed_kmh, graph.order)),
        all(len(a) == len(graph.turn_from) for a in (graph.turn_to, graph.turn_deg, graph.turn_marks, graph.turn_bans)),
        len(graph.point_start) == segments + 1,
        graph.points_e7.shape == (points, 2),
        len(graph.grid.start) == graph.grid.columns * graph.grid.rows + 1,
    )
    within = (
        _within(graph.segment_from, nodes) and _within(graph.segment_to, nodes),
        _within(graph.road_class, len(CLASSES)) and _within(graph.name, len(graph.names)),
        _within(graph.turn_from, 2 * segments) and _within(graph.turn_to, 2 * segments),
        _within(graph.grid.pieces, max(points - 1, 0)),
        _climbs(graph.point_start, points) and _climbs(graph.grid.start, len(graph.grid.pieces)),
        bool(np.array_equal(np.sort(graph.order), np.arange(2 * segments))),
        _within(graph.vehicle_order, 2 * segments) and len(np.unique(graph.vehicle_order)) == len(graph.vehicle_order),
    )
    if not (all(lengths) and all(within)):
        raise RoadFileError("damaged", path)
    return graph


def _within(indices: Array, limit: int) -> bool:
    return not len(indices) or bool(indices.min() >= 0 and indices.max() < limit)


def _climbs(starts: Array, last: int) -> bool:
    return len(starts) > 0 and int(starts[0]) == 0 and int(starts[-1]) == last and bool((np.diff(starts) >= 0).all())
