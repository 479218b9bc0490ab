"""Draws tiles that come as pictures: those on disk at once, the others as the server sends them.

Where a tile is missing, a coarser one that is there stands in for it, blurred.
"""

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maps.cartography.stack.canvas import Canvas, Pixels
from maps.cartography.stack.layer_picture import LayerPicture, Surroundings
from maps.sources.layer_fault import LayerFaultError
from maps.sources.mercator import Box, world_copies
from maps.sources.picture_bytes import decoded
from maps.sources.tile_grid import Tile, few_tiles, zoom_for
from maps.sources.tile_server import TileAnswer, TileServer, tile_server
from maps.stack import StackLayer
from maps.symbology import AsItIs

_AT_ONCE = 8
_PART_EVERY_S = 0.4
_PATIENCE_S = 12.0
_COARSER = 4
"""How many zooms up a stand-in is looked for."""


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, "tiles")


def draw_tiles(layer: StackLayer, canvas: Canvas, around: Surroundings) -> Iterator[LayerPicture]:
    server = tile_server(layer.source, around.places, around.secrets)
    yield from _Mosaic(layer, canvas, around, server).pictures()


class _Mosaic:
    def __init__(self, layer: StackLayer, canvas: Canvas, around: Surroundings, server: TileServer) -> None:
        self._layer, self._canvas, self._around, self._server = layer, canvas, around, server
        zoom = zoom_for(canvas.m_per_device_px, server.tile_px, *server.zooms)
        self._wanted = [
            (tile, shift)
            for shift in world_copies(canvas.frame.frame_m)
            for tile in few_tiles(_moved(canvas.frame.frame_m, -shift), zoom, server.zooms[0])
        ]
        self._have: dict[Tile, TileAnswer] = {}
        self._faults: list[LayerFaultError] = []
        self._pixels: dict[Tile, Pixels] = {}

    def pictures(self) -> Iterator[LayerPicture]:
        tiles = dict.fromkeys(tile for tile, _ in self._wanted)
        for tile in tiles:
            found = self._server.stored(tile)
            if found is not None:
                self._have[tile] = found
        missing = [tile for tile in tiles if tile not in self._have or self._have[tile].is_stale]
        fetch = self._server.fetch
        if fetch is None or not missing:
            yield self._picture()
            return
        yield self._picture().but(is_final=False)
        under_way = {_threads().submit(fetch, tile): tile for tile in missing}
        yield from self._as_they_come(under_way)

    def _as_they_come(self, under_way: dict[Future[TileAnswer], Tile]) -> Iterator[LayerPicture]:
        until_s, pending = time.monotonic() + _PATIENCE_S, set(under_way)
        while pending and time.monotonic() < until_s and not self._around.is_stopped():
            done, pending = wait(pending, _PART_EVERY_S, FIRST_COMPLETED)
            for future in done:
                self._take(under_way[future], future)
            if pending:
                yield self._picture().but(is_final=False)
        for future in pending:
            future.cancel()
            self._faults.append(LayerFaultError("no_answer", "some tiles did not come in time"))
        yield self._picture(is_last=True)

    def _take(self, tile: Tile, future: Future[TileAnswer]) -> None:
        try:
            self._have[tile] = future.result()
        except LayerFaultError as error:
            self._faults.append(error)

    def _picture(self, *, is_last: bool = False) -> LayerPicture:
        """Raises LayerFaultError when nothing at all can be shown and the server is to blame."""
        picture = self._canvas.blank()
        for tile, shift in self._wanted:
            self._lay(picture, tile, shift)
        if is_last and self._faults and not self._pixels:
            raise self._faults[0]
        done = LayerPicture.of(self._greyed(picture))
        dates = [answer.fetched_s for answer in self._have.values() if answer.fetched_s is not None]
        stale = any(answer.is_stale for answer in self._have.values()) or bool(self._faults)
        done = done.but(as_of_s=min(dates, default=None), keeps=not stale)
        if is_last and stale:
            return done.but(code="stale", detail=self._faults[0].detail if self._faults else "")
        return done.but(code="stale") if stale and self._server.fetch is None else done

    def _lay(self, picture: Pixels, tile: Tile, shift: float) -> None:
        source = tile
        for _ in range(_COARSER + 1):
            pixels = self._decoded(source)
            if pixels is not None:
                _lay_part(picture, self._canvas, pixels, source, tile, shift)
                return
            if source.zoom <= self._server.zooms[0]:
                return
            source = source.parent

    def _decoded(self, tile: Tile) -> Pixels | None:
        if tile in self._pixels:
            return self._pixels[tile]
        answer = self._have.get(tile)
        if answer is None:
            answer = self._server.stored(tile) if tile not in self._have else None
        if answer is None or not answer.body:
            return None
        try:
            self._pixels[tile] = decoded(answer.body, f"tile {tile.zoom}/{tile.column}/{tile.row}")
        except LayerFaultError as error:
            self._faults.append(error)
            return None
        return self._pixels[tile]

    def _greyed(self, picture: Pixels) -> Pixels:
        look = self._layer.symbology
        if not isinstance(look, AsItIs) or look.saturation >= 1.0:
            return picture
        light = picture[..., :3] @ np.array([0.114, 0.587, 0.299], dtype=np.float32)
        out = picture.copy()
        out[..., :3] = light[..., None] + (picture[..., :3] - light[..., None]) * look.saturation
        return out


def _moved(box: Box, shift: float) -> Box:
    return box[0] + shift, box[1], box[2] + shift, box[3]


def _lay_part(picture: Pixels, canvas: Canvas, pixels: Pixels, source: Tile, tile: Tile, shift: float) -> None:
    """The part of `source`'s picture that belongs to `tile`, where the tile lies; edges meet without a seam."""
    west, south, east, north = _moved(tile.box, shift)
    columns, rows = canvas.to_pixels(np.array([[west, north], [east, south]]))
    left, right = round(columns[0]), round(columns[1])
    top, bottom = round(rows[0]), round(rows[1])
    seen = max(0, left), max(0, top), min(canvas.width, right), min(canvas.height, bottom)
    if seen[0] >= seen[2] or seen[1] >= seen[3]:
        return
    part = _part_of(pixels.shape, source, tile)
    span_x, span_y = (part[2] - part[0]) / (right - left), (part[3] - part[1]) / (bottom - top)
    box = (
        part[0] + (seen[0] - left) * span_x,
        part[1] + (seen[1] - top) * span_y,
        part[0] + (seen[2] - left) * span_x,
        part[1] + (seen[3] - top) * span_y,
    )
    size = seen[2] - seen[0], seen[3] - seen[1]
    picture[seen[1] : seen[3], seen[0] : seen[2]] = _resized(pixels, size, box)


def _part_of(shape: tuple[int, ...], source: Tile, tile: Tile) -> tuple[float, float, float, float]:
    parts = 1 << (tile.zoom - source.zoom)
    height, width = shape[0] / parts, shape[1] / parts
    left, top = (tile.column % parts) * width, (tile.row % parts) * height
    return left, top, left + width, top + height


def _resized(pixels: Pixels, size: tuple[int, int], box: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    picture = Image.fromarray(pixels, "RGBA")  # of premultiplied colours, which mix as they should
    return np.asarray(picture.resize(size, Image.Resampling.BILINEAR, box))
