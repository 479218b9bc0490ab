"""Draws the static map with Mapnik, from city files. In the map worker's child alone.

Open tables are kept between pictures; a city file that was replaced is opened anew.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maps.cartography.colours import COLOURS
from maps.cartography.engine import mapnik
from maps.cartography.label_style import ALL_NAMES, CLEAR_STYLE, LABEL_STYLES, Names
from maps.cartography.markup import unexchanged
from maps.cartography.style import AREA_STYLES, LINE_STYLES, style_sheet
from maps.cartography.turn import turned_mercator
from maps.cartography.widths import BUILDINGS_UNTIL_M_PER_PX, STROKES

_MERCATOR_RADIUS_M = 6_378_137.0  # as maps.viewport, which would bring numpy (0.2 s) into the child
_WORLD = "-20037508,-20037508,20037508,20037508"
_NAMES = {"paper": Names(whole=True), "press": Names(whole=True, main=True)}


class UndrawableError(Exception):
    """A city file that Mapnik cannot draw from: missing, damaged or made by another program."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What to draw: `frame_m` left, foot, right, top in EPSG:3857 turned by the bearing, as of a Viewport.

    Without a turn that is west, south, east, north. `ratio` is device pixels per pixel.
    """

    frame_m: tuple[float, float, float, float]
    width_px: int
    height_px: int
    ratio: float
    style: str
    bearing_deg: float = 0.0
    clear: Sequence[tuple[float, float, float, float]] = ()
    """Boxes in which no name is written: x, y of the middle in EPSG:3857, width and height in pixels."""

    @property
    def device_px(self) -> tuple[int, int]:
        return max(1, round(self.width_px * self.ratio)), max(1, round(self.height_px * self.ratio))

    @property
    def ground_m_per_px(self) -> float:
        left, foot, right, top = self.frame_m
        angle = math.radians(self.bearing_deg)
        north_m = ((foot + top) * math.cos(angle) - (left + right) * math.sin(angle)) / 2
        return (right - left) / self.width_px * math.cos(math.atan(math.sinh(north_m / _MERCATOR_RADIUS_M)))


class Cartographer:
    """One thread's: it keeps open tables."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, int, int, str], Any] = {}

    def draw(self, cities: Sequence[Path], frame: Frame) -> bytes:
        """Rows of BGRA, opaque, `frame.device_px` large. Raises UndrawableError."""
        try:
            return self._drawn(cities, frame)
        except RuntimeError as error:  # all that Mapnik raises
            raise UndrawableError(" ".join(str(error).split())[:200]) from error

    def draw_vectors(self, cities: Sequence[Path], frame: Frame, target: Path) -> None:
        """A PDF of one page, a point for each pixel, its fonts embedded. Raises UndrawableError."""
        try:
            drawn = self._map(cities, frame, (frame.width_px, frame.height_px), exchanged=False)
            mapnik.render_to_file(drawn, str(target), "pdf")
        except RuntimeError as error:
            raise UndrawableError(" ".join(str(error).split())[:200]) from error

    def _drawn(self, cities: Sequence[Path], frame: Frame) -> bytes:
        drawn = self._map(cities, frame, frame.device_px, exchanged=True)
        image = mapnik.Image(*frame.device_px)  # last: where memory is short, it is refused before anything is begun
        mapnik.render(drawn, image, frame.ratio)
        return image.to_string()

    def _map(self, cities: Sequence[Path], frame: Frame, size_px: tuple[int, int], *, exchanged: bool) -> Any:
        names = _NAMES.get(frame.style, ALL_NAMES)
        sheet = style_sheet(COLOURS[frame.style], frame.ground_m_per_px, names)
        made = mapnik.Map(*size_px)
        mapnik.load_map_from_string(made, sheet if exchanged else unexchanged(sheet))
        made.srs = turned_mercator(frame.bearing_deg)
        for layer in self._layers(cities, frame):
            made.layers.append(layer)
        made.aspect_fix_mode = mapnik.aspect_fix_mode.RESPECT
        made.zoom_to_box(mapnik.Box2d(*frame.frame_m))
        return made

    def _layers(self, cities: Sequence[Path], frame: Frame) -> Iterator[Any]:
        """All the ground of all cities under all the names, which keep clear of what will lie on the map."""
        scale = frame.ground_m_per_px
        for city in cities:
            yield self._layer(city, _areas_seen(scale), AREA_STYLES)
            yield self._layer(city, _lines_seen(scale), LINE_STYLES)
        if frame.clear:
            yield _clear_layer(frame)
        for table, styles in LABEL_STYLES.items():
            for city in cities:
                yield self._layer(city, f"SELECT * FROM {table}", styles)  # noqa: S608 - a name of our own

    def _layer(self, city: Path, query: str, styles: Sequence[str]) -> Any:
        layer = mapnik.Layer(query, "epsg:3857")
        layer.datasource = self._table(city, query)
        layer.cache_features = len(styles) > 1
        for style in styles:
            layer.styles.append(style)
        return layer

    def _table(self, city: Path, query: str) -> Any:
        try:
            status = city.stat()
        except OSError as error:
            raise UndrawableError(f"{city.name}: {error.strerror}") from error
        key = (str(city), status.st_ino, status.st_mtime_ns, query)
        if key not in self._tables:
            self._forget_replaced(key)
            self._tables[key] = mapnik.Ogr(file=str(city), layer_by_sql=query, extent=_WORLD)
        return self._tables[key]

    def _forget_replaced(self, key: tuple[str, int, int, str]) -> None:
        for old in [old for old in self._tables if old[0] == key[0] and old[1:3] != key[1:3]]:
            del self._tables[old]


def _clear_layer(frame: Frame) -> Any:
    """Marks that are not seen, but that names give way to."""
    rows = "\n".join(f"{x:.2f},{y:.2f},{wide:.1f},{high:.1f}" for x, y, wide, high in frame.clear)
    layer = mapnik.Layer("clear", "epsg:3857")
    layer.datasource = mapnik.CSV(inline=f"x,y,wide,high\n{rows}\n")
    layer.styles.append(CLEAR_STYLE)
    return layer


def _areas_seen(scale: float) -> str:
    hidden = ("other",) if scale <= BUILDINGS_UNTIL_M_PER_PX else ("other", "building")
    return f"SELECT geom, class FROM area WHERE class NOT IN ({_quoted(hidden)})"  # noqa: S608 - words of our own


def _lines_seen(scale: float) -> str:
    seen = [kind for kind, stroke in STROKES.items() if stroke.is_drawn(scale)]
    return f"SELECT geom, class, tunnel FROM street WHERE class IN ({_quoted(seen)})"  # noqa: S608 - words of our own


def _quoted(names: Sequence[str]) -> str:
    return ",".join(f"'{name}'" for name in names)
