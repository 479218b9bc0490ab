"""Lays pictures of layers over each other: BGRA, premultiplied. Block by block: what is clear costs nothing."""

import numpy as np
from numpy.typing import NDArray

from maps.cartography.stack.canvas import Pixels
from maps.stack import Blend

_BLOCK_PX = 128
Wide = NDArray[np.uint16]


def lay_over(ground: Pixels, picture: Pixels, left: int, top: int, opacity: float, blend: Blend) -> None:
    """`picture` onto `ground`, which is changed, with its corner at left, top (inside)."""
    height, width = picture.shape[:2]
    for row in range(0, height, _BLOCK_PX):
        for column in range(0, width, _BLOCK_PX):
            part = picture[row : row + _BLOCK_PX, column : column + _BLOCK_PX]
            if not part[..., 3].any():
                continue
            below = ground[top + row : top + row + part.shape[0], left + column : left + column + part.shape[1]]
            _lay_block(below, part, opacity, blend)


def _lay_block(below: Pixels, part: Pixels, opacity: float, blend: Blend) -> None:
    if opacity >= 1.0 and blend is Blend.NORMAL and part[..., 3].min() == 255:
        below[:] = part
        return
    above = part.astype(np.uint16)
    if opacity < 1.0:
        above = _divided(above * np.uint16(round(opacity * 255)))
    under = below.astype(np.uint16)
    rest = _divided(under * (255 - above[..., 3:]))
    if blend is Blend.NORMAL:
        below[:] = (above + rest).astype(np.uint8)
        return
    below[:] = np.minimum(_blended(above, under, blend) + rest + _lit(above, under), 255).astype(np.uint8)


def _lit(above: Wide, under: Wide) -> Wide:
    """What of the upper picture lies over nothing: it keeps its colour."""
    return _divided(above * (255 - under[..., 3:]))


def _blended(above: Wide, under: Wide, blend: Blend) -> Wide:
    """The part where both are (Porter and Duff's), in the formulas of W3C Compositing and Blending Level 1."""
    both_above, both_under = _divided(above * under[..., 3:]), _divided(under * above[..., 3:])
    if blend is Blend.MULTIPLY:
        mixed = _divided(above * under)
    elif blend is Blend.SCREEN:
        mixed = both_above + both_under - _divided(above * under)
    else:
        mixed = (np.minimum if blend is Blend.DARKEN else np.maximum)(both_above, both_under)
    mixed[..., 3] = _divided(above[..., 3] * under[..., 3])
    return mixed


def _divided(product: Wide) -> Wide:
    """By 255, rounded: 0..65025 to 0..255."""
    return np.asarray((product + 128 + ((product + 128) >> 8)) >> 8, dtype=np.uint16)
