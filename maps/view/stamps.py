"""One small picture at many places in a single call of Qt, the places straight from numpy."""

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtGui import QPainter, QPixmap

_FIELDS = 10
"""Doubles of Qt's PixmapFragment: x, y, source left, top, width, height, scale x, y, rotation, opacity."""


def paint_stamps(painter: QPainter, pixmap: QPixmap, x_px: NDArray[np.float64], y_px: NDArray[np.float64]) -> None:
    """The pixmap's middle at each place. The binding takes a pointer to the first fragment of an array."""
    if not len(x_px):
        return
    shrink = 1.0 / pixmap.devicePixelRatio()
    fragments = np.zeros((len(x_px), _FIELDS))
    fragments[:, 0], fragments[:, 1] = x_px, y_px
    fragments[:, 4:] = pixmap.width(), pixmap.height(), shrink, shrink, 0.0, 1.0
    first: Any = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(fragments), pixmap)
    shiboken6.invalidate(first)
