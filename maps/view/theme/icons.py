"""Icons: QtAwesome's Phosphor outline set, tinted from the palette. A name here, a picture there, nothing copied.

QtAwesome is imported with the first icon: it takes longer than all else that the first picture of the map needs.
"""

import functools
import importlib
import sys
from typing import Any

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QIcon, QPainterPath, QPixmap, QPixmapCache

from maps.view.theme.palette import Palette

_PICTURES = {
    "search": "ph.magnifying-glass",
    "map": "ph.map-trifold",
    "camera": "ph.video-camera",
    "photo": "ph.image",
    "drone": "ph.paper-plane-tilt",
    "alarm": "ph.warning",
    "silence": "ph.speaker-slash",
    "sound": "ph.speaker-high",
    "acknowledge": "ph.check",
    "incident": "ph.clipboard-text",
    "unit": "ph.navigation-arrow",
    "clock": "ph.clock",
    "filter": "ph.funnel",
    "service": "ph.wrench",
    "person": "ph.user",
    "close": "ph.x",
    "more": "ph.dots-three",
    "fold": "ph.caret-right",
    "unfold": "ph.caret-left",
    "up": "ph.caret-up",
    "down": "ph.caret-down",
    "print": "ph.printer",
    "export": "ph.export",
    "copy": "ph.copy",
    "undo": "ph.arrow-counter-clockwise",
    "add": "ph.plus",
    "remove": "ph.minus",
    "home": "ph.house",
    "target": "ph.crosshair",
    "lock": "ph.lock",
    "help": "ph.question",
    "settings": "ph.gear",
    "layers": "ph.stack",
    "pin": "ph.push-pin",
    "unpin": "ph.push-pin-slash",
    "table": "ph.table",
    "compare": "ph.columns",
    "plan": "ph.buildings",
    "group": "ph.folder",
    "picture": "ph.image-square",
    "grid": "ph.grid-four",
    "bus": "ph.bus",
    "globe": "ph.globe",
    "database": "ph.database",
    "area": "ph.polygon",
    "warning": "ph.warning-circle",
    "again": "ph.arrows-clockwise",
    "sliders": "ph.sliders",
    "menu": "ph.dots-three-vertical",
    "hidden": "ph.eye-slash",
    "play": "ph.play",
    "pause": "ph.pause",
    "offline": "ph.wifi-slash",
    "drop": "ph.drop",
    "lamp": "ph.lightbulb",
    "bin": "ph.trash",
    "gauge": "ph.gauge",
    "cabinet": "ph.lightning",
    "place": "ph.map-pin",
    "eye": "ph.eye",
    "tree": "ph.tree",
}
NAMES = frozenset(_PICTURES)


class UnknownIconError(KeyError):
    """No such icon; `NAMES` lists them."""


def _library() -> Any:
    return importlib.import_module("qtawesome")


def are_at_hand() -> bool:
    """Whether the first icon costs no import any more."""
    return "qtawesome" in sys.modules


def icon(name: str, palette: Palette) -> QIcon:
    """An icon in `text2`, `text3` when disabled, `text` when chosen."""
    if name not in _PICTURES:
        raise UnknownIconError(name)
    found: QIcon = _library().icon(
        _PICTURES[name],
        color=palette.text2,
        color_disabled=palette.border,
        color_active=palette.text,
        color_selected=palette.text,
    )
    return found


def pixmap(name: str, size_px: int, dpr: float, token: str) -> QPixmap:
    """One icon in one colour, as the map stamps it; kept by Qt's cache."""
    key, found = f"icon/{name}/{size_px}/{dpr:g}/{token}", QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made: QPixmap = _library().icon(_PICTURES[name], color=token).pixmap(QSize(size_px, size_px), dpr)
    QPixmapCache.insert(key, made)
    return made


@functools.cache
def outline(name: str, size_px: int) -> QPainterPath:
    """An icon as a shape around its own middle, for paper. Needs the application's fonts."""
    library, picture = _library(), _PICTURES[name]
    font: QFont = library.font(picture.partition(".")[0], size_px)
    path = QPainterPath()
    path.addText(QPointF(), font, library.charmap(picture))
    return path.translated(-path.boundingRect().center())
