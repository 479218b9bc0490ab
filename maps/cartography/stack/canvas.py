"""The frame that a layer is drawn in, and pictures as arrays: BGRA rows, colours multiplied by their alpha."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.cartography.drawing import Frame
from maps.cartography.engine import mapnik
from maps.cartography.markup import element
from maps.sources.mercator import Floats, Geometries

Pixels = NDArray[np.uint8]
BUFFER_PX = 64


@dataclass(frozen=True, slots=True)
class Canvas:
    """A frame with what follows from it. Device pixels are those of the picture."""

    frame: Frame

    @property
    def width(self) -> int:
        return self.frame.device_px[0]

    @property
    def height(self) -> int:
        return self.frame.device_px[1]

    @property
    def m_per_device_px(self) -> float:
        return (self.frame.frame_m[2] - self.frame.frame_m[0]) / self.width

    def widened(self, px: float) -> tuple[float, float, float, float]:
        """The frame's bounds with a margin of logical pixels, for what reaches in from outside."""
        margin = px * self.frame.ratio * self.m_per_device_px
        west, south, east, north = self.frame.frame_m
        return west - margin, south - margin, east + margin, north + margin

    def to_pixels(self, xy_m: Floats) -> tuple[Floats, Floats]:
        west, _, _, north = self.frame.frame_m
        return (xy_m[:, 0] - west) / self.m_per_device_px, (north - xy_m[:, 1]) / self.m_per_device_px

    def blank(self) -> Pixels:
        return np.zeros((self.height, self.width, 4), dtype=np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Shapes of one Mapnik layer: their class (`[c]` in filters) and other attributes, drawn by `styles` in turn."""

    shapes: Geometries
    attributes: dict[str, Sequence[Any]]
    styles: tuple[str, ...]


def rendered(canvas: Canvas, styles: Iterable[str], parts: Iterable[Part]) -> Pixels:
    """Draws parts with Mapnik, first below. `styles` are those of maps.cartography.markup."""
    image = mapnik.Image(canvas.width, canvas.height)
    sheet = element("Map", "".join(styles), srs="epsg:3857", buffer_size=str(int(BUFFER_PX * canvas.frame.ratio)))
    picture_map = mapnik.Map(canvas.width, canvas.height)
    mapnik.load_map_from_string(picture_map, sheet)
    for number, part in enumerate(parts):
        layer = mapnik.Layer(str(number), "epsg:3857")
        layer.datasource = _source(part)
        for style in part.styles:
            layer.styles.append(style)
        picture_map.layers.append(layer)
    picture_map.aspect_fix_mode = mapnik.aspect_fix_mode.RESPECT
    picture_map.zoom_to_box(mapnik.Box2d(*canvas.frame.frame_m))
    mapnik.render(picture_map, image, canvas.frame.ratio)
    image.premultiply()
    return np.frombuffer(image.to_string(), dtype=np.uint8).reshape(canvas.height, canvas.width, 4)


def _source(part: Part) -> Any:
    source, context = mapnik.MemoryDatasource(), mapnik.Context()
    names = list(part.attributes)
    for name in names:
        context.push(name)
    rows = zip(*part.attributes.values(), strict=True)
    for number, (wkb, row) in enumerate(zip(shapely.to_wkb(part.shapes).tolist(), rows, strict=True)):
        feature = mapnik.Feature(context, number)
        feature.geometry = mapnik.Geometry.from_wkb(wkb)
        for name, value in zip(names, row, strict=True):
            feature[name] = value
        source.add_feature(feature)
    return source


def cropped(pixels: Pixels) -> tuple[Pixels, int, int]:
    """The smallest rectangle that holds all that is drawn, with its left and top; of no size when all is clear."""
    alpha = pixels[..., 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not len(rows):
        return pixels[:0, :0], 0, 0
    top, left = int(rows[0]), int(columns[0])
    return np.ascontiguousarray(pixels[top : rows[-1] + 1, left : columns[-1] + 1]), left, top
