"""What all cameras see: lighter where they see it larger. Grey, for hue belongs to alarms.

A tile becomes a picture when it is first seen, in the palette of that moment.
"""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from maps.dori import Dori
from maps.layer import CoverageTiles
from maps.mosaic import TILE, Classes, Key
from maps.view.painters.painter import LayerPainter
from maps.view.scene import Scene, map_transform
from maps.view.theme.palette import Palette, colour
from maps.view.to_ground import box_of, boxes_in_view
from maps.viewport import Viewport

OPACITY: dict[Dori, float] = {
    Dori.SEEN: 0.10,
    Dori.DETECT: 0.22,
    Dori.OBSERVE: 0.34,
    Dori.RECOGNISE: 0.48,
    Dori.IDENTIFY: 0.64,
}
_MOST_KEPT = 512


class CoveragePainter(LayerPainter[CoverageTiles]):
    def __init__(self, layer: CoverageTiles) -> None:
        super().__init__(layer)
        mosaic = layer.mosaic
        self._tile_m = mosaic.side_m * TILE
        self._keys: tuple[Key, ...] = tuple(mosaic.tiles)
        corners = np.array(self._keys, np.float64).reshape(-1, 2) * self._tile_m
        self._boxes_m = np.hstack([corners, corners + self._tile_m])
        self._origin_m = tuple(box_of(corners)[:2].tolist()) if len(corners) else (0.0, 0.0)
        self._pictures: dict[Key, QImage] = {}
        self._drawn_in = ""

    def paint(self, scene: Scene) -> None:
        seen = boxes_in_view(self._boxes_m, scene.viewport)
        if not len(seen):
            return
        if self._drawn_in != scene.palette.name or len(self._pictures) > max(_MOST_KEPT, len(seen)):
            self._pictures, self._drawn_in = {}, scene.palette.name
        painter = scene.painter
        painter.save()
        painter.setTransform(map_transform(scene.viewport, (self._origin_m[0], self._origin_m[1])), combine=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for index in seen.tolist():
            west, _, _, north = self._boxes_m[index].tolist()
            place = QRectF(west - self._origin_m[0], self._origin_m[1] - north, self._tile_m, self._tile_m)
            painter.drawImage(place, self._picture(self._keys[index], scene.palette))
        painter.restore()

    def _picture(self, key: Key, palette: Palette) -> QImage:
        if key not in self._pictures:
            self._pictures[key] = _picture(self.layer.mosaic.tiles[key], palette)
        return self._pictures[key]

    def hit(self, viewport: Viewport, x_px: float, y_px: float) -> tuple[int, float] | None:  # noqa: ARG002
        """It is ground: what stands on it is hit."""
        return None

    def words(self, index: int) -> tuple[str, ...]:  # noqa: ARG002 - nothing of it is ever hit
        return ()

    def identity(self, index: int) -> str:
        return str(self._keys[index])

    def index_of(self, identity: str | None) -> int | None:  # noqa: ARG002 - as above
        return None

    def place_m(self, index: int) -> tuple[float, float]:
        west, south, east, north = self._boxes_m[index].tolist()
        return (west + east) / 2, (south + north) / 2


def _picture(tile: Classes, palette: Palette) -> QImage:
    shades = np.array([_shade(palette, level) for level in Dori], np.uint32)
    pixels = np.ascontiguousarray(shades[tile])
    picture = QImage(pixels.data, TILE, TILE, TILE * 4, QImage.Format.Format_ARGB32)
    return picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # a copy: the array goes


def _shade(palette: Palette, level: Dori) -> int:
    return 0 if level is Dori.UNSEEN else colour(palette.text, OPACITY[level]).rgba()
