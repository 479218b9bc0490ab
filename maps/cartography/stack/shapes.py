"""Draws lines and areas with Mapnik, each in the look of its class."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.cartography.engine import mapnik
from maps.cartography.inks import hex_of
from maps.cartography.markup import Attribute, element, fill, line, rule, style
from maps.cartography.stack.canvas import Canvas, Part, Pixels, rendered
from maps.cartography.stack.classes import Codes
from maps.sources.mercator import Geometries
from maps.symbology import Dash, Hatch, Symbol

POINTS, LINES, AREAS = (0, 4), (1, 2, 5), (3, 6)
"""Type numbers of shapely."""
DASHES = {Dash.SOLID: (), Dash.DASH: (4.0, 2.0), Dash.DOT: (1.0, 2.0), Dash.DASH_DOT: (4.0, 2.0, 1.0, 2.0)}
"""In widths of the line."""
_HATCH_PX = 8
_SIMPLE_PX = 0.3


def split(shapes: Geometries) -> tuple[Geometries, NDArray[np.intp]]:
    """Geometries of one kind each, with the rows that they come from: collections are taken apart."""
    rows = np.arange(len(shapes))
    mixed = shapely.get_type_id(shapes) == 7
    if not mixed.any():
        return shapes, rows
    parts, owner = shapely.get_parts(shapes[mixed], return_index=True)
    plain = np.asarray(parts, dtype=object)
    return np.concatenate([shapes[~mixed], plain]), np.concatenate([rows[~mixed], rows[mixed][owner]])


def draw_shapes(canvas: Canvas, shapes: Geometries, codes: Codes, symbols: Sequence[Symbol]) -> Pixels | None:
    """Areas and over them lines; None when there are none. Points are not drawn here."""
    types = shapely.get_type_id(shapes)
    areas, lines = np.isin(types, AREAS), np.isin(types, LINES)
    parts = [
        Part(shapes[kept], {"c": codes[kept].tolist()}, (name,))
        for name, kept in (("areas", areas), ("lines", lines))
        if kept.any()
    ]
    if not parts:
        return None
    look = canvas.frame.style
    used = np.unique(codes[areas | lines]).tolist()
    sheets = (
        style("areas", *(_area_rule(code, symbols[code], look) for code in used)),
        style("lines", *(_line_rule(code, symbols[code], look) for code in used)),
    )
    return rendered(canvas, sheets, parts)


def _area_rule(code: int, symbol: Symbol, look: str) -> str:
    return rule(f"[c]={code}", *area_marks(symbol, look))


def area_marks(symbol: Symbol, look: str) -> Iterator[str]:
    colour = hex_of(symbol.colour, look)
    if symbol.hatch is Hatch.SOLID:
        yield fill(colour, fill_opacity=symbol.opacity, simplify=_SIMPLE_PX)
    elif symbol.hatch is not Hatch.EMPTY:
        file = str(_hatch_file(symbol.hatch, colour))
        yield element("PolygonPatternSymbolizer", file=file, opacity=symbol.opacity, alignment="global")
    if symbol.edge and symbol.edge_px > 0:
        edge = colour if symbol.hatch is Hatch.EMPTY and symbol.edge == "halo" else hex_of(symbol.edge, look)
        yield line(
            edge, symbol.edge_px, stroke_opacity=symbol.opacity, simplify=_SIMPLE_PX, **_dashes(symbol, symbol.edge_px)
        )


def _line_rule(code: int, symbol: Symbol, look: str) -> str:
    return rule(f"[c]={code}", line_mark(symbol, look))


def line_mark(symbol: Symbol, look: str) -> str:
    return line(
        hex_of(symbol.colour, look),
        symbol.width_px,
        stroke_opacity=symbol.opacity,
        simplify=_SIMPLE_PX,
        **_dashes(symbol, symbol.width_px),
    )


def _dashes(symbol: Symbol, width_px: float) -> dict[str, Attribute]:
    dashes = DASHES[symbol.dash]
    if not dashes:
        return {}
    text = ",".join(f"{part * max(1.0, width_px):.2f}" for part in dashes)
    return {"stroke_dasharray": text, "stroke_linecap": "butt"}


@lru_cache(maxsize=1)
def _hatch_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=f"atalaya-hatch-{os.getpid()}-")


@lru_cache(maxsize=512)
def _hatch_file(hatch: Hatch, colour: str) -> Path:
    """A tile of the pattern as a file, which is how Mapnik takes one; red and blue exchanged as everywhere."""
    tile = mapnik.Image(_HATCH_PX, _HATCH_PX)
    ink = mapnik.Color(int(colour[5:7], 16), int(colour[3:5], 16), int(colour[1:3], 16), 255)
    for column, row in _hatch_pixels(hatch):
        tile.set_pixel(column % _HATCH_PX, row % _HATCH_PX, ink)
    path = Path(_hatch_folder().name) / f"{hatch}-{colour[1:]}.png"
    tile.save(str(path), "png32")
    return path


def _hatch_pixels(hatch: Hatch) -> Iterator[tuple[int, int]]:
    turns = range(_HATCH_PX)
    if hatch in (Hatch.HORIZONTAL, Hatch.CROSS):
        yield from ((turn, 0) for turn in turns)
    if hatch in (Hatch.VERTICAL, Hatch.CROSS):
        yield from ((0, turn) for turn in turns)
    if hatch in (Hatch.DIAGONAL, Hatch.DIAGONAL_CROSS):
        yield from ((turn, _HATCH_PX - 1 - turn) for turn in turns)
    if hatch in (Hatch.BACK_DIAGONAL, Hatch.DIAGONAL_CROSS):
        yield from ((turn, turn) for turn in turns)
