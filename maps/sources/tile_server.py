"""Pictures of a pyramid of tiles: from an archive, or from a server by way of the store.

An XYZ, a WMTS and a WMS are all asked for squares of the pyramid of Web Mercator, so that what was seen once is there
when the network is gone.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from maps.layer_messages import Places, Secrets
from maps.source import Source, SourceKind, TileGrid, WebPicture
from maps.sources.layer_fault import LayerFaultError
from maps.sources.tile_archive import archive_of
from maps.sources.tile_grid import Tile
from maps.sources.tile_store import Stored, TileStore
from maps.sources.web_fetch import Fetcher
from maps.sources.wmts import wmts_layer

LARGEST_TILE = 8 << 20
_WMS_TILE_PX, _WMS_DEEPEST = 512, 23
_HOLE = re.compile(r"\{(z|x|y|-y|s)\}")


@dataclass(frozen=True, slots=True)
class TileAnswer:
    """`fetched_s` None: it is from a file. `is_stale`: older than wanted, since the server does not answer."""

    body: bytes
    fetched_s: float | None = None
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class TileServer:
    """`stored` looks no further than the disk; `fetch` asks the server, and raises LayerFaultError."""

    tile_px: int
    zooms: tuple[int, int]
    stored: Callable[[Tile], TileAnswer | None]
    fetch: Callable[[Tile], TileAnswer] | None


def tile_server(source: Source, places: Places, secrets: Secrets) -> TileServer:
    """Raises LayerFaultError."""
    if source.kind is SourceKind.PMTILES:
        return _archive(source, places)
    keep_s = source.reading.keep_s if isinstance(source.reading, TileGrid | WebPicture) else TileGrid().keep_s
    secret = secrets.get(source.credentials)
    if source.kind is SourceKind.XYZ:
        grid = source.reading if isinstance(source.reading, TileGrid) else TileGrid()
        return _web(places, keep_s, secret, grid.tile_px, (grid.min_zoom, grid.max_zoom), _xyz(source.address))
    if source.kind is SourceKind.WMTS:
        found = wmts_layer(source, lambda url: fetched(url, places, secret, keep_s, LARGEST_TILE).body)
        return _web(places, keep_s, secret, found.tile_px, found.zooms, found.url)
    if source.kind is SourceKind.WMS:
        return _web(places, keep_s, secret, _WMS_TILE_PX, (0, _WMS_DEEPEST), lambda tile: wms_url(source, tile))
    raise LayerFaultError("not_a_map", source.kind)


def _archive(source: Source, places: Places) -> TileServer:
    archive = archive_of(source, places)

    def stored(tile: Tile) -> TileAnswer | None:
        body = archive.tile(tile.zoom, tile.column, tile.row)
        return None if body is None else TileAnswer(body)

    return TileServer(512, (archive.header.min_zoom, archive.header.max_zoom), stored, None)


def _web(
    places: Places,
    keep_s: float,
    secret: tuple[str, str] | None,
    tile_px: int,
    zooms: tuple[int, int],
    url_of: Callable[[Tile], str],
) -> TileServer:
    def stored(tile: Tile) -> TileAnswer | None:
        found = _store(places.cache, places.tiles_bytes).get(url_of(tile))
        if found is None:
            return None
        is_old = time.time() - found.fetched_s > keep_s
        return TileAnswer(found.body, found.fetched_s, is_stale=is_old)

    def fetch(tile: Tile) -> TileAnswer:
        return fetched(url_of(tile), places, secret, keep_s, LARGEST_TILE)

    return TileServer(tile_px, zooms, stored, None if places.offline else fetch)


def fetched(url: str, places: Places, secret: tuple[str, str] | None, keep_s: float, most_bytes: int) -> TileAnswer:
    """What is stored and fresh, else what the server says, else what is stored however old. Raises LayerFaultError."""
    store = _store(places.cache, places.tiles_bytes)
    known = store.get(url)
    if known is not None and (time.time() - known.fetched_s <= keep_s or places.offline):
        return TileAnswer(known.body, known.fetched_s)
    if places.offline:
        raise LayerFaultError("no_answer", "the network is switched off here")
    try:
        answer = _fetcher().get(url, most_bytes, secret)
    except LayerFaultError as error:
        return _old(known, error)
    store.put(url, answer.body)
    return TileAnswer(answer.body, time.time())


def _old(known: Stored | None, error: LayerFaultError) -> TileAnswer:
    if known is None or error.code not in ("no_answer", "redirected"):
        raise error
    return TileAnswer(known.body, known.fetched_s, is_stale=True)


@lru_cache(maxsize=4)
def _store(cache: str, budget: int) -> TileStore:
    return TileStore(Path(cache) / "tiles", budget)


@lru_cache(maxsize=1)
def _fetcher() -> Fetcher:
    return Fetcher()


def _xyz(template: str) -> Callable[[Tile], str]:
    def url(tile: Tile) -> str:
        values = {
            "z": tile.zoom,
            "x": tile.column,
            "y": tile.row,
            "-y": (1 << tile.zoom) - 1 - tile.row,
            "s": "abc"[(tile.column + tile.row) % 3],
        }
        return _HOLE.sub(lambda hole: str(values[hole[1]]), template)

    return url


def wms_url(source: Source, tile: Tile) -> str:
    """GetMap of a tile's square (OGC 06-042; 01-068r3 for version 1.1.1)."""
    asked = source.reading if isinstance(source.reading, WebPicture) else WebPicture()
    box = tile.box
    newer = not asked.version.startswith("1.1")
    query = {
        "SERVICE": "WMS",
        "VERSION": asked.version,
        "REQUEST": "GetMap",
        "LAYERS": source.sublayer,
        "STYLES": asked.style,
        "CRS" if newer else "SRS": "EPSG:3857",
        "BBOX": ",".join(f"{edge:.6f}" for edge in box),
        "WIDTH": str(_WMS_TILE_PX),
        "HEIGHT": str(_WMS_TILE_PX),
        "FORMAT": asked.format,
        "TRANSPARENT": "TRUE",
    }
    if asked.time:
        query["TIME"] = asked.time
    return f"{source.address}{'&' if '?' in source.address else '?'}{urlencode(query)}"
