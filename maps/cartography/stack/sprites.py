"""Small pictures of marks, drawn once by Mapnik: a shape with its rim, or an icon with its halo."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from maps.cartography.drawing import Frame
from maps.cartography.engine import mapnik
from maps.cartography.icons import FACE, character, font_folder
from maps.cartography.inks import hex_of
from maps.cartography.markup import element, fill, line, rule, style
from maps.cartography.stack.canvas import Canvas, Part, Pixels, rendered
from maps.symbology import Shape, Symbol

_ROUND = 48
_STEPS_OF_TURN = 72


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """`pixels` is square with an odd side; its middle pixel lies on the place."""

    pixels: Pixels

    @property
    def half(self) -> int:
        return len(self.pixels) // 2


def turn_step(degrees: float) -> int:
    """A turn as one of the steps that sprites are drawn for; 0 for what is no number."""
    return round(degrees / 360 * _STEPS_OF_TURN) % _STEPS_OF_TURN if math.isfinite(degrees) else 0


@lru_cache(maxsize=4096)
def sprite_of(symbol: Symbol, look: str, ratio: float, turn: int = 0) -> Sprite:
    """`look`: night or day. `turn` as `turn_step` gives it."""
    reach = symbol.size_px / 2 * (1.5 if symbol.icon else 1.1) + symbol.edge_px + 1
    half = math.ceil(reach * ratio)
    side = 2 * half + 1
    span = side / ratio
    canvas = Canvas(Frame((-span / 2, -span / 2, span / 2, span / 2), side, side, 1.0, look))
    part, sheet = _icon(symbol, look, ratio) if symbol.icon else _shape(symbol, look, turn, ratio)
    pixels = rendered(canvas, (sheet,), (part,))
    if symbol.opacity < 1.0:
        pixels = (pixels.astype(np.float32) * symbol.opacity + 0.5).astype(np.uint8)
    return Sprite(pixels)


def _shape(symbol: Symbol, look: str, turn: int, ratio: float) -> tuple[Part, str]:
    polygon = shapely.Polygon(corners_of(symbol.shape, symbol.size_px, turn * 360.0 / _STEPS_OF_TURN))
    rim = line(hex_of(symbol.edge, look), symbol.edge_px * 2 * ratio) if symbol.edge and symbol.edge_px else ""
    sheet = style("mark", rule("", rim, fill(hex_of(symbol.colour, look))))
    return Part(np.array([polygon], dtype=object), {"c": [0]}, ("mark",)), sheet


def _icon(symbol: Symbol, look: str, ratio: float) -> tuple[Part, str]:
    _know_font()
    text = element(
        "TextSymbolizer",
        "[sign]",
        face_name=FACE,
        size=symbol.size_px * ratio,
        fill=hex_of(symbol.colour, look),
        halo_fill=hex_of(symbol.edge or "halo", look),
        halo_radius=max(symbol.edge_px, 0.0) * ratio,
        allow_overlap="true",
        placement="point",
        horizontal_alignment="middle",
        vertical_alignment="middle",
    )
    sheet = style("mark", rule("", text))
    point = np.array([shapely.Point(0, 0)], dtype=object)
    return Part(point, {"sign": [character(symbol.icon) or "?"]}, ("mark",)), sheet


@lru_cache(maxsize=1)
def _know_font() -> None:
    folder = font_folder()
    if folder is not None:
        mapnik.register_fonts(str(folder))


def corners_of(shape: Shape, size: float, turned_deg: float = 0.0) -> list[tuple[float, float]]:
    """Corners of a shape of that size around 0, 0, y up, turned clockwise."""
    turned = math.radians(turned_deg)
    cos, sin = math.cos(turned), math.sin(turned)
    return [(size / 2 * (x * cos + y * sin), size / 2 * (y * cos - x * sin)) for x, y in _UNIT[shape]]


def _ring(count: int, first_deg: float = 90.0, radii: tuple[float, ...] = (1.0,)) -> list[tuple[float, float]]:
    angles = [math.radians(first_deg + 360.0 * turn / count) for turn in range(count)]
    return [
        (radii[i % len(radii)] * math.cos(angle), radii[i % len(radii)] * math.sin(angle))
        for i, angle in enumerate(angles)
    ]


_ARM = 0.32
_PLUS = [(-_ARM, 1), (_ARM, 1), (_ARM, _ARM), (1, _ARM), (1, -_ARM), (_ARM, -_ARM)]
_CROSS = _PLUS + [(-x, -y) for x, y in _PLUS]
_HALF = math.sqrt(0.5)
_UNIT: dict[Shape, list[tuple[float, float]]] = {
    Shape.CIRCLE: _ring(_ROUND),
    Shape.SQUARE: [(-0.88, 0.88), (0.88, 0.88), (0.88, -0.88), (-0.88, -0.88)],
    Shape.TRIANGLE: [(0, 1), (1, -0.8), (-1, -0.8)],
    Shape.DIAMOND: [(0, 1), (1, 0), (0, -1), (-1, 0)],
    Shape.PENTAGON: _ring(5),
    Shape.STAR: _ring(10, radii=(1.0, 0.45)),
    Shape.CROSS: _CROSS,
    Shape.X: [(_HALF * (x - y), _HALF * (x + y)) for x, y in _CROSS],
    Shape.ARROW: [(0, 1), (0.75, -1), (0, -0.5), (-0.75, -1)],
}
