"""Puts marks into a picture: few one by one, blended; many at once, the lower over the upper."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maps.cartography.stack.canvas import Pixels
from maps.cartography.stack.sprites import Sprite

FEW = 2_000
_CORE = 128
"""An alpha from here on hides what lies below it."""
Whole = NDArray[np.intp]
Words = NDArray[np.uint32]


def stamp(ground: Pixels, columns: Whole, rows: Whole, kinds: Whole, sprites: Sequence[Sprite]) -> None:
    """N marks with their middles at device pixels; `kinds` picks the sprite of each. Lower ones lie on top."""
    order = np.lexsort((kinds, columns, rows))
    columns, rows, kinds = columns[order], rows[order], kinds[order]
    if len(columns) <= FEW:
        for column, row, kind in zip(columns.tolist(), rows.tolist(), kinds.tolist(), strict=True):
            _stamp_one(ground, column, row, sprites[kind].pixels)
        return
    _stamp_many(ground, *_without_doubles(columns, rows, kinds), sprites)


def _stamp_one(ground: Pixels, column: int, row: int, sprite: Pixels) -> None:
    half, (height, width) = len(sprite) // 2, ground.shape[:2]
    left, top = column - half, row - half
    first_x, first_y = max(0, -left), max(0, -top)
    last_x, last_y = min(len(sprite), width - left), min(len(sprite), height - top)
    if first_x >= last_x or first_y >= last_y:
        return
    part = sprite[first_y:last_y, first_x:last_x].astype(np.uint16)
    below = ground[top + first_y : top + last_y, left + first_x : left + last_x]
    product = below * (255 - part[..., 3:])
    below[:] = part + ((product + 128 + ((product + 128) >> 8)) >> 8)


def _without_doubles(columns: Whole, rows: Whole, kinds: Whole) -> tuple[Whole, Whole, Whole]:
    """Of equal marks on the very same pixel only one is seen."""
    last = np.ones(len(rows), dtype=np.bool_)
    last[:-1] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1]) | (kinds[1:] != kinds[:-1])
    return columns[last], rows[last], kinds[last]


def _stamp_many(ground: Pixels, columns: Whole, rows: Whole, kinds: Whole, sprites: Sequence[Sprite]) -> None:
    """Soft rims first, then the bodies over them: a rim never eats into a neighbour's body."""
    reach = max(sprite.half for sprite in sprites)
    height, width = ground.shape[0] + 2 * reach, ground.shape[1] + 2 * reach
    inside = (columns >= -reach) & (rows >= -reach)
    inside &= (columns < width - reach) & (rows < height - reach)
    columns, rows, kinds = columns[inside], rows[inside], kinds[inside]
    padded = np.stack([_padded(sprite.pixels, reach) for sprite in sprites])
    wide = np.zeros((height, width), dtype=np.uint32)
    places = ((rows + reach) * width + (columns + reach)).astype(np.int32)
    alpha = padded[..., 3]
    for part in ((alpha > 0) & (alpha < _CORE), alpha >= _CORE):
        _paint(wide.reshape(-1), places, kinds, np.ascontiguousarray(padded).view(np.uint32)[..., 0], part, width)
    seen = wide[reach : reach + ground.shape[0], reach : reach + ground.shape[1]]
    _blend(ground, np.ascontiguousarray(seen).view(np.uint8).reshape(*seen.shape, 4))


def _paint(flat: Words, places: Whole, kinds: Whole, sprites: Words, part: NDArray[np.bool_], width: int) -> None:
    """Pixel by pixel of the sprite, from its foot up: what lies on top (a lower mark) is written last."""
    side = sprites.shape[1]
    for row in range(side - 1, -1, -1):
        for column in range(side - 1, -1, -1):
            shown = part[:, row, column]
            if not shown.any():
                continue
            kept = slice(None) if shown.all() else shown[kinds]
            at = places[kept] + np.int32((row - side // 2) * width + column - side // 2)
            first, last = np.searchsorted(at, (0, len(flat)))
            colours = sprites[:, row, column][kinds[kept][first:last]]
            flat[at[first:last]] = colours


def _blend(ground: Pixels, above: Pixels) -> None:
    drawn = np.flatnonzero(above[..., 3].any(axis=1))
    if not len(drawn):
        return
    rows = slice(drawn[0], drawn[-1] + 1)
    over, below = above[rows].astype(np.uint16), ground[rows]
    product = below * (255 - over[..., 3:])
    below[:] = over + ((product + 128 + ((product + 128) >> 8)) >> 8)


def _padded(pixels: Pixels, reach: int) -> Pixels:
    pad = reach - len(pixels) // 2
    return np.pad(pixels, ((pad, pad), (pad, pad), (0, 0)))
