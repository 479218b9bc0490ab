"""Tiles out of one PMTiles file (version 3), by their place in the pyramid. Every size in it is bounded before use.

Format: github.com/protomaps/PMTiles, spec/v3.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from maps.sources.layer_fault import LayerFaultError

_HEADER = struct.Struct("<7sB11Q4B2B4iB2i")
HEADER_BYTES = 127
LARGEST_DIRECTORY = 32 << 20
LARGEST_TILE = 16 << 20
_DEEPEST = 4
_NONE, _GZIP = 1, 2
_MVT = 1
_DEEPEST_ZOOM = 26


@dataclass(frozen=True, slots=True)
class Header:
    root: tuple[int, int]
    metadata: tuple[int, int]
    leaves: tuple[int, int]
    tiles: tuple[int, int]
    inner_compression: int
    tile_compression: int
    is_vector: bool
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    """West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class _Entry:
    first: int
    offset: int
    length: int
    run: int


class PmTiles:
    """Opens the file for every reading. Raises LayerFaultError damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.header = self._read_header()
        self._directory = lru_cache(maxsize=64)(self._read_directory)

    def metadata(self) -> dict[str, object]:
        raw = self._inflated(self._bytes(*self.header.metadata, LARGEST_DIRECTORY), self.header.inner_compression)
        try:
            found = json.loads(raw)
        except ValueError as error:
            raise self._damaged("its metadata") from error
        return found if isinstance(found, dict) else {}

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The tile as it was put in, without its gzip; None where there is none."""
        number = tile_number(zoom, column, row)
        offset, length = self.header.root
        for _ in range(_DEEPEST):
            entry = _found(self._directory(offset, length), number)
            if entry is None:
                return None
            if entry.run:
                raw = self._bytes(self.header.tiles[0] + entry.offset, entry.length, LARGEST_TILE)
                return self._inflated(raw, self.header.tile_compression, LARGEST_TILE)
            offset, length = self.header.leaves[0] + entry.offset, entry.length
        raise self._damaged("directories within directories")

    def _read_header(self) -> Header:
        raw = self._bytes(0, HEADER_BYTES, HEADER_BYTES)
        if len(raw) < HEADER_BYTES:
            raise self._damaged("no header")
        parts = _HEADER.unpack(raw[: _HEADER.size])
        if parts[0] != b"PMTiles" or parts[1] != 3:
            raise LayerFaultError("not_a_map", f"{self._path.name}: PMTiles of version {parts[1]}")
        spans = [(parts[at], parts[at + 1]) for at in (2, 4, 6, 8)]
        inner, tile, kind, min_zoom, max_zoom = parts[14], parts[15], parts[16], parts[17], parts[18]
        bounds = tuple(edge / 1e7 for edge in parts[19:23])
        if max_zoom > _DEEPEST_ZOOM or min_zoom > max_zoom:
            raise self._damaged(f"zooms {min_zoom} to {max_zoom}")
        return Header(spans[0], spans[1], spans[2], spans[3], inner, tile, kind == _MVT, min_zoom, max_zoom, bounds)  # type: ignore[arg-type]

    def _read_directory(self, offset: int, length: int) -> list[_Entry]:
        raw = self._inflated(self._bytes(offset, length, LARGEST_DIRECTORY), self.header.inner_compression)
        numbers = _varints(raw)
        try:
            count = next(numbers)
            if count > len(raw):
                raise self._damaged("a directory")
            columns = [[next(numbers) for _ in range(count)] for _ in range(4)]
        except StopIteration as error:
            raise self._damaged("a directory") from error
        return _entries(*columns)

    def _bytes(self, offset: int, length: int, most: int) -> bytes:
        if length > most:
            raise LayerFaultError("too_large", f"{self._path.name}: {length} bytes in one piece")
        try:
            with self._path.open("rb") as file:
                file.seek(offset)
                found = file.read(length)
        except (OSError, OverflowError, ValueError) as error:  # ValueError: a place beyond what a file can have
            raise LayerFaultError("missing", f"{self._path.name}: {error}") from error
        if len(found) < length and length != HEADER_BYTES:
            raise self._damaged("it is cut short")
        return found

    def _inflated(self, raw: bytes, compression: int, most: int = LARGEST_DIRECTORY) -> bytes:
        if compression == _NONE:
            return raw
        if compression != _GZIP:
            raise LayerFaultError("not_a_map", f"{self._path.name}: compression {compression}")
        return unzipped(raw, most, self._path.name)

    def _damaged(self, what: str) -> LayerFaultError:
        return LayerFaultError("damaged", f"{self._path.name}: {what}")


def unzipped(raw: bytes, most: int, name: str) -> bytes:
    """Gzip or zlib, at most so many bytes. Raises LayerFaultError."""
    machine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        out = machine.decompress(raw, most)
    except zlib.error as error:
        raise LayerFaultError("damaged", f"{name}: {error}") from error
    if machine.unconsumed_tail:
        raise LayerFaultError("too_large", f"{name}: a piece unpacks to over {most >> 20} MB")
    return out


def _varints(raw: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in raw:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 or shift > 63:
            yield value
            value = shift = 0


def _entries(steps: list[int], runs: list[int], lengths: list[int], offsets: list[int]) -> list[_Entry]:
    found: list[_Entry] = []
    number = offset = 0
    for at, step in enumerate(steps):
        number += step
        offset = offset + lengths[at - 1] if offsets[at] == 0 and at else offsets[at] - 1
        found.append(_Entry(number, offset, lengths[at], runs[at]))
    return found


def _found(entries: list[_Entry], number: int) -> _Entry | None:
    """The last entry that begins at or before a tile, if it holds it or leads on."""
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].first <= number:
            low = middle + 1
        else:
            high = middle
    entry = entries[low - 1] if low else None
    if entry is None or (entry.run and number >= entry.first + entry.run):
        return None
    return entry


def tile_number(zoom: int, column: int, row: int) -> int:
    """The place of a tile on the Hilbert curve of its zoom, after all tiles of smaller zooms."""
    number, x, y = (4**zoom - 1) // 3, column, row
    half = 1 << (zoom - 1) if zoom else 0
    while half:
        right, below = int(bool(x & half)), int(bool(y & half))
        number += half * half * ((3 * right) ^ below)
        if not below:
            if right:
                x, y = half - 1 - x, half - 1 - y
            x, y = y, x
        half >>= 1
    return number
